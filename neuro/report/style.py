"""The look of every picture: colours, the axes of one panel, its legend."""

from __future__ import annotations

from typing import Any

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure

INK, MUTED = "#1f2329", "#5b6470"
FLIPS, SPIKES, GREY = "#1b6ca8", "#d9822b", "#8a939e"
SYNAPSE, NEURON, NETWORK = "#2f6f9f", "#8ab6d6", "#e0a458"
CODE_COLOURS = {"flips": FLIPS, "spikes": SPIKES}
_STYLE: dict[str, Any] = {
    "svg.hashsalt": "neuro",
    "svg.fonttype": "path",
    "font.family": "DejaVu Sans",
    "font.size": 10,
    "text.color": INK,
    "axes.edgecolor": MUTED,
    "axes.labelcolor": INK,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "axes.facecolor": "none",
    "figure.facecolor": "none",
    "savefig.facecolor": "none",
    "legend.frameon": False,
    "legend.fontsize": 9,
    # A name is a name, whatever signs are in it.
    "text.parse_math": False,
}
# As wide as a phone shows without making letters smaller than ten pixels.
_WIDTH = 4.4


def style() -> Any:
    """The context in which panels are drawn; ``with style():``."""
    return rc_context(_STYLE)


def one_axis(height: float = 3.1) -> tuple[Figure, Axes]:
    """A figure with one bare axis; its height in inches."""
    figure = Figure(figsize=(_WIDTH, height), layout="constrained")
    axis = figure.subplots()
    bare(axis)
    return figure, axis


def bare(axis: Axes) -> None:
    """Take away the upper and the right side of the frame."""
    axis.spines[["top", "right"]].set_visible(False)


def legend_above(axis: Axes, columns: int, **more: Any) -> None:
    """A legend over the axes, where no line can cross it."""
    axis.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=columns, columnspacing=1.2, **more)
