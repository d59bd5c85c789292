"""What a page is made of: sections of sentences, pictures and tables, and what each could not show."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeAlias, TypeVar, final

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ..fact import Table
from ..style import PANEL_WIDTH, one_axis, style
from .svg import as_svg

_Kind = TypeVar("_Kind")


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
    draw, height, width
        Draws it, within ``style()``, and the inches that it needs on the page.
    themed
        Whether its colours follow the page; others are shown on white.
    """

    key: str
    title: str
    caption: str
    alt: str
    draw: Callable[[Axes], None]
    numbers: Table | None = None
    height: float = 3.1
    width: float = PANEL_WIDTH
    themed: bool = True

    @property
    def wide(self) -> bool:
        """Whether it needs the whole width of the page, and scrolls on a narrow one."""
        return self.width > PANEL_WIDTH

    @property
    def svg(self) -> str:
        """The panel, ready for the page."""
        with style():
            figure, axis = one_axis(self.height, self.width)
            self.draw(axis)
            return as_svg(figure, self.key, self.alt, self.themed)


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
    themed = False

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


@final
@dataclass(frozen=True)
class Details:
    """What a first reading can do without, behind a line that opens it: exact sentences and long tables."""

    title: str
    contents: tuple[str | Table, ...]

    @property
    def text(self) -> list[str]:
        """Its sentences."""
        return _those(self.contents, str)

    @property
    def tables(self) -> list[Table]:
        """Its tables, below them."""
        return _those(self.contents, Table)


@final
@dataclass(frozen=True)
class Facts:
    """Names and values, side by side."""

    rows: tuple[tuple[str, str], ...]


Contents: TypeAlias = tuple[str | Facts | Picture | WidePicture | Table | Details | Missing, ...]


def _those(contents: Iterable[object], kind: type[_Kind]) -> list[_Kind]:
    """What is of one kind, in order."""
    return [one for one in contents if isinstance(one, kind)]


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
        return _those(self.contents, str)

    @property
    def facts(self) -> list[Facts]:
        """Its lists of values, below the text."""
        return _those(self.contents, Facts)

    @property
    def pictures(self) -> list[Picture | WidePicture]:
        """Its pictures, side by side below these."""
        return [one for one in self.contents if isinstance(one, (Picture, WidePicture))]

    @property
    def tables(self) -> list[Table]:
        """Its tables, below the pictures."""
        return _those(self.contents, Table)

    @property
    def details(self) -> list[Details]:
        """What is folded away, at the end."""
        return _those(self.contents, Details)

    @property
    def missing(self) -> list[Missing]:
        """What it would show, and why it can't."""
        return _those(self.contents, Missing)

    @property
    def shown(self) -> bool:
        """Whether there is more to show than words."""
        return bool(self.facts or self.pictures or self.tables or self.details)
