"""The look of every picture: colours, the axes of one panel, its legend."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from matplotlib import rc_context
from matplotlib.artist import Artist
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
PANEL_WIDTH = 4.4
# How an artist's identifier begins that holds words to show where the pointer is over it.
TIP = "tip:"


def style() -> Any:
    """The context in which panels are drawn; ``with style():``."""
    return rc_context(_STYLE)


def one_axis(height: float = 3.1, width: float = PANEL_WIDTH) -> tuple[Figure, Axes]:
    """A figure with one bare axis; its height and width in inches."""
    figure = Figure(figsize=(width, height), layout="constrained")
    axis = figure.subplots()
    bare(axis)
    return figure, axis


def bare(axis: Axes) -> None:
    """Take away the upper and the right side of the frame."""
    axis.spines[["top", "right"]].set_visible(False)


def legend_above(axis: Axes, columns: int, **more: Any) -> None:
    """A legend over the axes, where no line can cross it."""
    axis.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=columns, columnspacing=1.2, **more)


def tips(artists: Iterable[Artist], texts: Iterable[str]) -> None:
    """Let a page show a text where the pointer is over each of the artists."""
    for artist, text in zip(artists, texts, strict=True):
        artist.set_gid(TIP + text)


def point_tips(axis: Axes, places: Iterable[float], heights: Iterable[float], texts: Iterable[str]) -> None:
    """The same for points of a line, by spots that nobody sees."""
    spots = [axis.scatter([x], [y], s=160, alpha=0, lw=0) for x, y in zip(places, heights, strict=True)]
    tips(spots, texts)
