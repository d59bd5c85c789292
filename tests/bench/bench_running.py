"""How long inference, sweeps and settling take, and how much memory, engine against engine.

Run: pytest -s -m bench tests/bench/bench_running.py (about three minutes, 8 GiB).
"""

from __future__ import annotations

import resource
import time
from statistics import median
from typing import Any

import numpy as np
import pytest
from scipy import sparse

from neuro.description import Description, Gaussian, Phases, Population
from neuro.engines import Stimulus, load_engine
from neuro.engines.numba.layout import laid_out
from neuro.machine.cores import cores
from neuro.manifold import random_states, reach
from neuro.network import Network, build_network, dense
from tests.bench.bench_learning import images, network
from tests.bench.figure import LIMIT
from tests.bench.record import Findings

pytestmark = pytest.mark.bench
SIZES, LARGEST_BRIAN2, LARGEST_DENSE = (1000, 10_000, 100_000, 1_000_000), 100_000, 10_000
FAN_IN, STEPS, REPEATS, STARTS = 100, 50, 5, 100
# Bytes of a coupling that is read: its weight and where it ends.
_COUPLING = 12


def module(size: int, density: float, self_coupling: float = 0.9) -> Network:
    """One that settles from most random starts."""
    population = Population("module", size, self_coupling=self_coupling)
    return build_network(Description("module", (population,), (Gaussian("module", "module", density=density),), seed=1))


def test_inference_by_threads(findings: Findings, monkeypatch: pytest.MonkeyPatch) -> None:
    net = network()
    inputs = np.tile(net.encode(images()[0]), (3, 1))[:10_000]
    stimulus = Stimulus(len(inputs), net.description.phases.without_feedback(), inputs)
    threads = sorted({1, *(2**k for k in range(1, 8) if 2**k <= cores())})
    for number in threads:
        monkeypatch.setenv("OMP_NUM_THREADS", str(number))
        with load_engine("numba").open(net) as session:
            times = [_seconds(lambda: session.settle(stimulus)) for _ in range(REPEATS)]
        findings.add("threads", "numba", number, 1e3 * median(times) / len(inputs))
    few = Stimulus(1000, stimulus.phases, inputs[:1000])
    least = load_engine("numba").run(net, few).activity.synops / 1000 / findings.machine["multiply_adds_per_s"]
    for number in threads:
        findings.add("threads", LIMIT, number, 1e3 * least / number)
    for name in ("brian2-standalone", "numpy"):
        with load_engine(name).open(net) as session:
            session.run(few)
            findings.add("threads", name, 1, 1e3 * median(session.run(few).wall_s for _ in range(3)) / 1000)
    for name in ("brian2-standalone", "numpy"):
        findings.faster("inference, H = 2000", "threads", 1, name)
    if len(threads) > 1:
        line = findings.times["threads"]["numba"]
        findings.ratio("inference, H = 2000: two threads over one", line[1] / line[2])


def test_sweeps(findings: Findings, monkeypatch: pytest.MonkeyPatch) -> None:
    """One start of a module that settles, on one core; the limit reads the couplings of what flips, and all once."""
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    for size in SIZES:
        net = module(size, FAN_IN / size)
        stimulus = Stimulus(1, Phases(0, 0, STEPS), initial=random_states(1, size, 1))
        measured, flips = _sweep("numba", net, stimulus)
        findings.add("memory", "numba", size, _held(net) / 1e9)
        findings.add("sweep", "numba", size, measured)
        if size <= LARGEST_BRIAN2:
            findings.add("sweep", "brian2-standalone", size, _sweep("brian2-standalone", net, stimulus)[0])
        # Seconds a run where the couplings are a hundred million.
        findings.add("sweep", "numpy", size, _sweep("numpy", net, stimulus, 1 if size > LARGEST_BRIAN2 else REPEATS)[0])
        if size <= LARGEST_DENSE:
            findings.add("sweep", "dense NumPy", size, _dense_sweep(net))
        moved = _COUPLING * (FAN_IN + 1) * (size + flips) / STEPS
        findings.add("sweep", LIMIT, size, 1e3 * moved / findings.machine["bytes_per_s"])
    print(f"at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.1f} GiB were held, drawing included")
    findings.faster("a sweep of 100,000 units", "sweep", 100_000, "brian2-standalone")
    findings.faster("a sweep of 1,000,000 units", "sweep", 1_000_000, "numpy")


def test_settling(findings: Findings, monkeypatch: pytest.MonkeyPatch) -> None:
    """A hundred starts of a thousand units, on all cores."""
    monkeypatch.setenv("OMP_NUM_THREADS", str(cores()))
    for density in (1.0, 0.1):
        net, starts = module(1000, density, 1.0), random_states(STARTS, 1000, 0)
        for update in ("synchronous", "random-subset"):
            fast, plain = (
                median(_seconds(lambda: reach(net, starts, update, engine=name)) for _ in range(REPEATS))  # noqa: B023
                for name in ("numba", "numpy")
            )
            print(f"{update}, {density:.0%} dense: {1e3 * fast:.1f} ms, {1e3 * plain:.0f} ms in numpy")
            findings.ratio(f"reach, 100 starts, {update}, {density:.0%} dense: numba over numpy", plain / fast)


def _sweep(name: str, net: Network, stimulus: Stimulus, repeats: int = REPEATS) -> tuple[float, int]:
    """Median milliseconds of a sweep, program or layout made before; and the flips of a run."""
    with load_engine(name).open(net) as session:
        runs = [session.run(stimulus) for _ in range(1 + repeats)]
    return 1e3 * median(run.wall_s for run in runs[1:]) / STEPS, runs[0].activity.flips


def _held(net: Network) -> int:
    """Bytes of a network, of its couplings joined, and of what the fast engine makes of them."""

    def size(held: Any) -> int:
        if isinstance(held, tuple):
            return sum(map(size, held))
        if sparse.issparse(held):
            return size((held.data, held.indices, held.indptr))
        return getattr(held, "nbytes", 0)

    return size((*net.arrays().values(), net.couplings, laid_out(net)))


def _dense_sweep(net: Network) -> float:
    """Median milliseconds of a sweep that multiplies the whole matrix."""
    couplings, times = dense(net.couplings), []
    for _ in range(REPEATS):
        state = random_states(1, net.units, 1)[0].astype(float)
        began = time.perf_counter()
        for _ in range(STEPS // 10):
            state = np.where(couplings @ state > 0, 1.0, -1.0)
        times.append((time.perf_counter() - began) / (STEPS // 10))
    return 1e3 * median(times)


def _seconds(work: object) -> float:
    began = time.perf_counter()
    work()  # type: ignore[operator]
    return time.perf_counter() - began
