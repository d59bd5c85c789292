"""What a page is made of: sections of sentences, pictures and tables, and what each could not show."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import TypeAlias, final

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from .. import style as styles
from ..fact import Table
from ..style import one_axis, style

# Drawn in the colours of the style, shown in the variables of style.css: so a figure follows the page into dark mode.
_VARIABLES = {
    getattr(styles, name.upper()): name
    for name in ("ink", "muted", "flips", "spikes", "grey", "synapse", "neuron", "network")
}


@final
@dataclass(frozen=True, eq=False)
class Picture:
    """One panel, drawn onto any axes: alone on the page, beside others in the picture of ``--figure``.

    Parameters
    ----------
    key, title, caption
        Its name in the page, what it shows, and how to read it.
    alt, numbers
        What is seen in words, for who can't see it, and as a table; None where the page has that elsewhere.
    draw, height
        Draws it, within ``style()``, and the inches that it needs on the page.
    """

    key: str
    title: str
    caption: str
    alt: str
    draw: Callable[[Axes], None]
    numbers: Table | None = None
    height: float = 3.1
    wide = False

    @property
    def svg(self) -> str:
        """The panel, ready for the page."""
        with style():
            figure, axis = one_axis(self.height)
            self.draw(axis)
            return as_svg(figure, self.key, self.alt)


@final
@dataclass(frozen=True, eq=False)
class WidePicture:
    """A figure of its own that needs the whole width of the page, and scrolls on a narrow one."""

    key: str
    title: str
    caption: str
    alt: str
    figure: Callable[[], Figure]
    numbers: Table | None = None
    wide = True

    @property
    def svg(self) -> str:
        """The figure in its own colours, ready for the page."""
        with style():
            return as_svg(self.figure(), self.key, self.alt, themed=False)


@final
@dataclass(frozen=True)
class Tile:
    """One figure in large type: the number, what it is, and its basis."""

    value: str
    words: str
    basis: str


@final
@dataclass(frozen=True)
class Missing:
    """A part that the page doesn't have, and why, in a sentence."""

    title: str
    reason: str


Contents: TypeAlias = tuple[str | Picture | WidePicture | Table | Missing, ...]


@final
@dataclass(frozen=True, eq=False)
class Section:
    """One part of the page under a heading of its own; `key` is its anchor, and it is shown if it shows something."""

    key: str
    title: str
    contents: Contents

    @property
    def text(self) -> list[str]:
        """Its paragraphs."""
        return [one for one in self.contents if isinstance(one, str)]

    @property
    def pictures(self) -> list[Picture | WidePicture]:
        """Its pictures, side by side below the text."""
        return [one for one in self.contents if isinstance(one, (Picture, WidePicture))]

    @property
    def tables(self) -> list[Table]:
        """Its tables, below the pictures."""
        return [one for one in self.contents if isinstance(one, Table)]

    @property
    def missing(self) -> list[Missing]:
        """What it would show, and why it can't."""
        return [one for one in self.contents if isinstance(one, Missing)]


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
    text = re.sub(r'\bid="', f'id="{key}-', text)
    text = text.replace('xlink:href="#', f'href="#{key}-').replace("url(#", f"url(#{key}-").replace("xlink:", "")
    box = re.search(r'viewBox="[^"]*"', text)
    opening = text.index(">") + 1
    text = f'<svg {box.group() if box else ""} role="img" aria-label="{escape(alt)}">{text[opening:]}'
    if themed:
        for colour, variable in _VARIABLES.items():
            text = text.replace(colour, f"var(--{variable})")
    return re.sub(r"\n\s*", "\n", text).strip()
