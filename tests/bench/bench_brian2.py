"""How fast Brian2's two modes are. Run: pytest -s -m bench tests/bench/bench_brian2.py"""

from __future__ import annotations

import time

import numpy as np
import pytest

from neuro.description import Phases, load_model
from neuro.engines import CODES, AbstractSession, Stimulus, load_engine
from neuro.network import Network, build_network, integer_network

pytestmark = pytest.mark.bench
STEPS = 50


@pytest.fixture(scope="module")
def core() -> Network:
    return integer_network(build_network(load_model("core")))


def stimulus(network: Network, samples: int) -> Stimulus:
    initial = np.random.default_rng(0).choice([-1, 1], (samples, network.units)).astype(np.int8)
    return Stimulus(samples, Phases(0, 0, STEPS), initial=initial)


def best(session: AbstractSession, what: Stimulus, repeats: int = 5) -> tuple[float, float]:
    """Shortest simulation loop and shortest whole call, in seconds."""
    walls, wholes = [], []
    for _ in range(repeats):
        began = time.perf_counter()
        walls.append(session.run(what).wall_s)
        wholes.append(time.perf_counter() - began)
    return min(walls), min(wholes)


@pytest.mark.parametrize("code", CODES)
def test_standalone_runs_again(core: Network, code: str) -> None:
    with load_engine("brian2-standalone").open(core, code) as session:
        wall_s, whole_s = best(session, stimulus(core, 1))
        many_s, many_whole_s = best(session, stimulus(core, 32), repeats=2)
    print(f"\nstandalone {code}: loop {1e3 * wall_s:.1f} ms, whole call {1e3 * whole_s:.0f} ms for one sample;")
    print(f"  32 samples: loop {1e3 * many_s / 32:.1f} ms, whole call {1e3 * many_whole_s / 32:.1f} ms per sample")
    # The program is loaded once for all samples of a chunk.
    assert many_whole_s / 32 < whole_s


@pytest.mark.parametrize("code", CODES)
def test_runtime_step(core: Network, code: str) -> None:
    with load_engine("brian2").open(core, code) as session:
        wall_s, whole_s = best(session, stimulus(core, 1))
        longer, _ = best(session, stimulus(core, 4), repeats=2)
    print(f"\nruntime {code}: {1e3 * wall_s / (STEPS + 1):.2f} ms per step, whole call {1e3 * whole_s:.0f} ms")
    # The loop's cost is per step: four samples are four times the steps.
    assert longer < 10 * wall_s


def test_flips_are_cheaper_than_spikes(core: Network) -> None:
    runs = {}
    for code in CODES:
        with load_engine("brian2-standalone").open(core, code) as session:
            runs[code] = min((session.run(stimulus(core, 4)) for _ in range(3)), key=lambda run: run.wall_s)
    ratio = runs["spikes"].wall_s / runs["flips"].wall_s
    fewer = runs["spikes"].activity.synops / runs["flips"].activity.synops
    print(f"\nspikes take {ratio:.1f} times the time of flips, at {fewer:.1f} times the synaptic operations")
    assert ratio > 1.5
