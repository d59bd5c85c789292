"""How the time to learn a sample grows with size and density. Run: pytest -s -m bench tests/bench/bench_growth.py

Draws out/growth.png.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from matplotlib.figure import Figure

from neuro.description import Gaussian, load_model
from neuro.engines import load_engine
from neuro.network import Network, build_network
from neuro.report import save_figure

pytestmark = pytest.mark.bench
SIZES = (500, 1000, 2000, 4000, 8000)
DENSITIES = (0.005, 0.01, 0.02, 0.05, 0.1)
SAMPLES, REPEATS, PICTURE = 600, 3, Path("out/growth.png")


def network(size: int, density: float) -> Network:
    """The model `mnist`, learning online, with other sizes."""
    model = load_model("mnist")
    couplings = tuple(replace(c, density=density) if isinstance(c, Gaussian) else c for c in model.couplings)
    return build_network(
        replace(
            model,
            populations=(replace(model.populations[0], size=size),),
            couplings=couplings,
            numbers=replace(model.numbers, regime="float"),
            plasticity=replace(model.plasticity, batch_size=1),
        )
    )


def milliseconds(size: int, density: float) -> float:
    """Median time of a sample; images as sparse as handwriting (one pixel in five is set)."""
    rng = np.random.default_rng(0)
    inputs = rng.random((SAMPLES, 784)) * (rng.random((SAMPLES, 784)) < 0.2)
    labels = rng.integers(0, 10, SAMPLES)
    with load_engine("brian2-standalone").teach(network(size, density)) as learner:
        learner.learn(inputs, labels)
        seconds = [learner.learn(inputs, labels).wall_s for _ in range(REPEATS)]
    return float(1e3 * np.median(seconds) / SAMPLES)


def growth(values: tuple[float, ...], times: list[float]) -> float:
    """Exponent of the power law through the points."""
    return float(np.polyfit(np.log(values), np.log(times), 1)[0])


def test_growth() -> None:
    by_size = [milliseconds(size, 0.01) for size in SIZES]
    by_density = [milliseconds(2000, density) for density in DENSITIES]
    figure = Figure(figsize=(9.5, 3.6), layout="constrained")
    for axis, values, times, label, fixed in zip(
        figure.subplots(1, 2, sharey=True),
        (SIZES, DENSITIES),
        (by_size, by_density),
        ("units H", "density of recurrent couplings"),
        ("couplings 1 %, input 10 % dense", "H = 2000, input 10 % dense"),
        strict=True,
    ):
        # The last three points: below them the fixed cost of a step shows.
        exponent = growth(values[-3:], times[-3:])
        line = times[-1] * (np.array(values) / values[-1]) ** exponent
        axis.loglog(values, times, "o", color="#1b6ca8", label="measured")
        axis.loglog(values, line, "--", color="#d9822b", label=f"fit to the last three: power {exponent:.2f}")
        axis.set(xlabel=label, title=fixed)
        axis.set_xticks(values, [str(value) for value in values])
        axis.minorticks_off()
        axis.legend(frameon=False, loc="upper left")
        print(f"\n{label}: {dict(zip(values, np.round(times, 3), strict=True))} ms per sample, power {exponent:.2f}")
    figure.axes[0].set_ylabel("time per training sample (ms)")
    figure.axes[0].set_ylim(min(by_size) / 2, 4 * max(by_size + by_density))
    save_figure(figure, PICTURE)
    # Eight thousand units have 256 times the couplings of five hundred; fewer events keep learning below that.
    assert by_size[-1] / by_size[0] < (SIZES[-1] / SIZES[0]) ** 2
