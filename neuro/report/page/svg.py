"""Figures as elements of a page: the same bytes each time, in the colours of the page, with values to hover over."""

from __future__ import annotations

import io
import re
from html import escape

from matplotlib.figure import Figure

from .. import style as styles
from ..style import TIP

# Drawn in the colours of the style, shown in the variables of style.css: so a figure follows the page into dark mode.
VARIABLES = {
    getattr(styles, name.upper()): name
    for name in ("ink", "muted", "flips", "spikes", "grey", "synapse", "neuron", "network")
}


def as_svg(figure: Figure, key: str, alt: str, themed: bool = True) -> str:
    """A figure made within ``style()`` as an ``<svg>`` element: the same bytes each time.

    In words, `alt` is what is seen. The `key` goes before every identifier, so that figures of one page don't share
    them. The colours of a `themed` figure follow the page; one drawn elsewhere keeps its own.
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
    text = re.sub(rf'<g id="{TIP}([^"]*)">', r'<g class="tip"><title>\1</title>', text)
    text = re.sub(r'\bid="', f'id="{key}-', text)
    text = text.replace('xlink:href="#', f'href="#{key}-').replace("url(#", f"url(#{key}-").replace("xlink:", "")
    box = re.search(r'viewBox="[^"]*"', text)
    opening = text.index(">") + 1
    text = f'<svg {box.group() if box else ""} role="img" aria-label="{escape(alt)}">{text[opening:]}'
    if themed:
        for colour, variable in VARIABLES.items():
            text = text.replace(colour, f"var(--{variable})")
    return re.sub(r"\n\s*", "\n", text).strip()
