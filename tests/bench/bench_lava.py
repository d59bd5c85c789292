"""How fast the Lava engines step, start and take batches; figures printed, only ratios asserted.

Run with ``pytest -m bench -s tests/bench/bench_lava.py``.
"""

from __future__ import annotations

import statistics
from typing import Any

import numpy as np
import pytest

from neuro.description import Phases
from neuro.engines import Run, Stimulus, load_engine
from neuro.network import Network
from tests.small import small_network

pytestmark = pytest.mark.bench

ENGINES = ("lava-float", "lava-fixed")
REPEATS = 5


@pytest.fixture(autouse=True)
def lava() -> None:
    """Skip where Lava can't be imported; import it before the clock runs."""
    if (obstacle := load_engine("lava-float").obstacle()) is not None:
        pytest.skip(obstacle)


def dense_network(units: int, lines: int = 0, classes: int = 0) -> Network:
    """Gaussian couplings of all pairs, with sums small enough for the spike code."""
    rng = np.random.default_rng(units)
    recurrent = np.clip(np.rint(20 * rng.standard_normal((units, units))), -127, 127) * (1 - np.eye(units))
    return small_network(
        recurrent,
        self_coupling=100,
        inputs=rng.integers(-20, 21, size=(units, lines)) if lines else None,
        feedback=rng.integers(-60, 61, size=(units, classes)) if classes else None,
        readout=rng.integers(-127, 128, size=(classes, units)) if classes else None,
        levels=16,
    )


def random_starts(network: Network, samples: int, steps: int) -> Stimulus:
    rng = np.random.default_rng(0)
    return Stimulus(
        samples=samples,
        phases=Phases(0, 0, steps),
        inputs=rng.integers(0, 17, size=(samples, network.lines)) if network.lines else None,
        initial=rng.choice([-1, 1], size=(samples, network.units)).astype(np.int8),
    )


def timed(name: str, code: str, network: Network, stimulus: Stimulus, repeats: int = REPEATS) -> list[Run]:
    expected = load_engine("numpy").run(network, stimulus, code)
    runs = []
    for _ in range(repeats):
        runs.append(load_engine(name).run(network, stimulus, code))
        np.testing.assert_array_equal(runs[-1].states, expected.states)
    return runs


def per_step_ms(runs: list[Run]) -> float:
    return 1e3 * statistics.median(run.wall_s / (len(run.states) * run.states.shape[1]) for run in runs)


@pytest.mark.parametrize("code", ["flips", "spikes"])
@pytest.mark.parametrize("name", ENGINES)
def test_step(name: str, code: str) -> None:
    figures = {}
    for units in (128, 256, 512, 1024):
        network = dense_network(units)
        runs = timed(name, code, network, random_starts(network, 4, 50))
        figures[units] = per_step_ms(runs)
        setup = statistics.median(run.setup_s for run in runs)
        print(f"\n{name} {code} N={units} dense: {figures[units]:.2f} ms a step, start {setup:.2f} s", end="")
    # Messages between processes, not couplings, dominate at these sizes: 64 times the couplings for far less time.
    assert figures[1024] < 16 * figures[128]


@pytest.mark.parametrize("code", ["flips", "spikes"])
@pytest.mark.parametrize("name", ENGINES)
def test_classifier_batch(name: str, code: str) -> None:
    network = dense_network(200, lines=64, classes=10)
    one = timed(name, code, network, random_starts(network, 1, 10))
    hundred = timed(name, code, network, random_starts(network, 100, 10), repeats=3)

    def total(runs: list[Any]) -> float:
        return statistics.median(run.setup_s + run.wall_s for run in runs)

    print(
        f"\n{name} {code} 64-200-10: one sample {total(one):.2f} s with the start, a hundred in one run "
        f"{total(hundred):.2f} s, {per_step_ms(hundred):.2f} ms a step",
        end="",
    )
    assert total(hundred) < 50 * total(one)
