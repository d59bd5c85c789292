"""Matplotlib figures as inline SVG: the same bytes each time, in the colours of the page."""

from __future__ import annotations

import io
import re
from html import escape
from typing import Any

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure

# Drawn in these, shown in the variables of style.css: so a figure follows the page into dark mode.
INK, MUTED = "#1f2329", "#5b6470"
FLIPS, SPIKES, GREY = "#1b6ca8", "#d9822b", "#8a939e"
SYNAPSE, NEURON, NETWORK = "#2f6f9f", "#8ab6d6", "#e0a458"
CODE_COLOURS = {"flips": FLIPS, "spikes": SPIKES}
_VARIABLES = {
    INK: "ink",
    MUTED: "muted",
    FLIPS: "flips",
    SPIKES: "spikes",
    GREY: "grey",
    SYNAPSE: "synapse",
    NEURON: "neuron",
    NETWORK: "network",
}
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
WIDTH = 4.4


def style() -> Any:
    """The context in which figures of the page are made and drawn; ``with style():``."""
    return rc_context(_STYLE)


def one_axis(height: float = 3.1) -> tuple[Figure, Axes]:
    """A figure with one bare axis; heights in inches."""
    figure = Figure(figsize=(WIDTH, height), layout="constrained")
    axis = figure.subplots()
    axis.spines[["top", "right"]].set_visible(False)
    return figure, axis


def as_svg(figure: Figure, key: str, alt: str, themed: bool = True) -> str:
    """The figure as an ``<svg>`` element.

    Parameters
    ----------
    key
        Goes before every identifier, so that figures of one page don't share them.
    alt
        What is seen, in words.
    themed
        Whether colours follow the page; a figure drawn elsewhere keeps its own.
    """
    stream = io.StringIO()
    figure.savefig(stream, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    text = stream.getvalue()
    text = text[text.index("<svg") :]
    # What HTML doesn't need, and addresses no page should hold.
    text = re.sub(r"<metadata>.*?</metadata>", "", text, flags=re.DOTALL)
    text = re.sub(r"<style.*?</style>", "", text, flags=re.DOTALL)
    text = re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL)
    text = re.sub(r' xmlns(:\w+)?="[^"]*"', "", text)
    text = re.sub(r'\bid="', f'id="{key}-', text)
    text = text.replace('xlink:href="#', f'href="#{key}-').replace("url(#", f"url(#{key}-").replace("xlink:", "")
    box = re.search(r'viewBox="[^"]*"', text)
    opening = text.index(">") + 1
    text = f'<svg {box.group() if box else ""} role="img" aria-label="{escape(alt)}">{text[opening:]}'
    if themed:
        for colour, variable in _VARIABLES.items():
            text = text.replace(colour, f"var(--{variable})")
    return re.sub(r"\n\s*", "\n", text).strip()
