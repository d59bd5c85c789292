"""How the time of a sweep grows with size, event by event and coupling by coupling.

Run: pytest -s -m bench tests/bench/bench_sweeps.py (about three minutes, 4 GiB). Draws out/sweeps.png.
"""

from __future__ import annotations

import resource
import time
from pathlib import Path

import numpy as np
import pytest
from matplotlib.figure import Figure

from neuro.description import Description, Gaussian, Phases, Population
from neuro.engines import Stimulus, load_engine
from neuro.manifold import random_states
from neuro.network import Network, build_network, dense
from neuro.report import save_figure

pytestmark = pytest.mark.bench
SIZES, LARGEST_DENSE = (1000, 3000, 10_000, 30_000, 100_000), 10_000
DENSITY, SELF_COUPLING, STEPS, REPEATS, PICTURE = 0.001, 0.9, 50, 3, Path("out/sweeps.png")
STYLES = {
    "event-driven (brian2-standalone, flips)": ("#1b6ca8", "o-"),
    "every existing coupling (numpy, sparse)": ("#d9822b", "s-"),
    "every pair of units (dense matrix)": ("#888888", "^-"),
}


def network(size: int) -> Network:
    """One module that settles from most random starts."""
    module = Population("module", size, self_coupling=SELF_COUPLING)
    return build_network(Description("module", (module,), (Gaussian("module", "module", density=DENSITY),), seed=1))


def by_engine(name: str, net: Network) -> float:
    """Median seconds of a sweep, the program or matrices made before."""
    stimulus = Stimulus(1, Phases(0, 0, STEPS), initial=random_states(1, net.units, 1))
    with load_engine(name).open(net) as session:
        session.run(stimulus)
        return float(np.median([session.run(stimulus).wall_s for _ in range(REPEATS)])) / STEPS


def by_pairs(net: Network) -> float:
    """Median seconds of a sweep that multiplies the whole matrix."""
    couplings, seconds = dense(net.couplings), []
    for _ in range(REPEATS):
        state = random_states(1, net.units, 1)[0].astype(float)
        began = time.perf_counter()
        for _ in range(STEPS // 10):
            state = np.where(couplings @ state > 0, 1.0, -1.0)
        seconds.append((time.perf_counter() - began) / (STEPS // 10))
    return float(np.median(seconds))


def test_sweeps() -> None:
    times: dict[str, list[float]] = {label: [] for label in STYLES}
    events, existing, pairs = times.values()
    for size in SIZES:
        net = network(size)
        events.append(by_engine("brian2-standalone", net))
        existing.append(by_engine("numpy", net))
        if size <= LARGEST_DENSE:
            pairs.append(by_pairs(net))
    figure = Figure(figsize=(6.5, 4), layout="constrained")
    axis = figure.subplots()
    print()
    for label, (colour, style) in STYLES.items():
        values, seconds = SIZES[: len(times[label])], np.array(times[label])
        power = np.polyfit(np.log(values[-3:]), np.log(seconds[-3:]), 1)[0]
        axis.loglog(values, 1e3 * seconds, style, color=colour, label=f"{label}: power {power:.2f}")
        print(f"{label}: {dict(zip(values, np.round(1e3 * seconds, 3), strict=True))} ms per sweep, power {power:.2f}")
    peaks = [resource.getrusage(who).ru_maxrss / 2**20 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    print(f"peak memory: {peaks[0]:.1f} GiB here, {peaks[1]:.1f} GiB in the compiled program")
    axis.set(xlabel="units N", ylabel="time per sweep (ms)")
    axis.set_title(f"couplings {DENSITY:.1%} dense, self-coupling {SELF_COUPLING}, {STEPS} sweeps", fontsize=10)
    axis.legend(frameon=False, fontsize=9)
    save_figure(figure, PICTURE)
    # Of a hundred million pairs at ten thousand units a thousandth exist, and fewer still carry an event.
    assert events[SIZES.index(LARGEST_DENSE)] < pairs[-1]
