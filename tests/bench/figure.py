"""The figure of the benchmarks: a panel for each question, and the machine's own limit beside what was measured."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from neuro.report import save_figure
from tests.bench.record import Findings

PICTURE = Path("out/bench.png")
LIMIT = "limit of the machine"
# Panel, its title, and what its axes say.
_PANELS = (
    ("size", "Learning, by size", "units H (recurrent 1 %, input 10 % dense)", "ms per training sample"),
    ("density", "Learning, by density (H = 2000)", "density of recurrent couplings", "ms per training sample"),
    ("batch", "Learning, by batch (H = 2000)", "samples in a batch", "ms per training sample"),
    ("threads", "Inference, by threads (H = 2000)", "threads", "ms per image"),
    ("sweep", "A sweep, by size", "units N (100 couplings a unit, one start)", "ms per sweep"),
    ("memory", "Memory, by size", "units N (100 couplings a unit)", "GB, network and engine"),
)
_STYLES = {
    "numba": ("#1b6ca8", "o-"),
    "numba, online": ("#6baed6", "o-"),
    "brian2-standalone": ("#d9822b", "s-"),
    "brian2-standalone, online": ("#f0b37e", "s-"),
    "numpy": ("#5b8c5a", "^-"),
    "dense NumPy": ("#888888", "^-"),
    LIMIT: ("#222222", ":"),
}


def draw(found: Findings, path: Path = PICTURE) -> None:
    """Draw what was measured; panels that weren't are left out."""
    panels = [panel for panel in _PANELS if panel[0] in found.times]
    if not panels:
        return
    columns = min(3, len(panels))
    rows = -(-len(panels) // columns)
    figure = Figure(figsize=(4.6 * columns, 3.7 * rows + 0.5), layout="constrained")
    axes = figure.subplots(rows, columns, squeeze=False).ravel()
    for axis, (name, title, across, up) in zip(axes, panels, strict=False):
        _panel(axis, found.times[name])
        axis.set_title(title, fontsize=11)
        axis.set_xlabel(across)
        axis.set_ylabel(up)
    for axis in axes[len(panels) :]:
        axis.remove()
    figure.suptitle(_finding(found), fontsize=12)
    save_figure(figure, path)


def _panel(axis: Axes, lines: dict[str, dict[float, float]]) -> None:
    values = sorted({value for line in lines.values() for value in line})
    for line, points in lines.items():
        colour, style = _STYLES[line]
        axis.loglog(list(points), list(points.values()), style, color=colour, label=line, markersize=4.5)
    axis.set_xticks(values, [f"{value:,.12g}" for value in values], fontsize=8, rotation=30 if len(values) > 4 else 0)
    axis.minorticks_off()
    heights = np.array([height for line in lines.values() for height in line.values()])
    axis.set_ylim(heights.min() / 2, heights.max() * 12)
    axis.legend(frameon=False, fontsize=7.5, loc="upper left", ncols=2)


def _finding(found: Findings) -> str:
    ratio = found.ratios.get("learning in batches of 16, H = 2000: numba over brian2-standalone")
    if ratio is None:
        return "Times of one run"
    return f"The engine numba learns {ratio:.1f} times as fast as Brian2's compiled program"
