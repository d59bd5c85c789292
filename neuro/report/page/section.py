"""What a page is made of: sections of sentences, pictures and tables, and what each could not show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final


@final
@dataclass(frozen=True)
class Column:
    """A column of a table.

    Parameters
    ----------
    heading
        What stands in it.
    basis
        counted, modelled or measured; empty where that says nothing.
    text
        Whether it holds words, which stand on the left.
    wrap
        Whether its words may run over several lines.
    """

    heading: str
    basis: str = ""
    text: bool = False
    wrap: bool = False


@final
@dataclass(frozen=True)
class Table:
    """A table in words: what it shows, its columns, and cells that are formatted already."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]


@final
@dataclass(frozen=True)
class Picture:
    """A figure.

    Parameters
    ----------
    title, caption
        What it shows, and how to read it.
    svg
        The drawing, ready for the page.
    alt
        The same in words, for who can't see it.
    numbers
        What is drawn, as a table; None where the page has it elsewhere.
    wide
        Whether it needs the whole width of the page and scrolls on a narrow one.
    """

    title: str
    caption: str
    svg: str
    alt: str
    numbers: Table | None = None
    wide: bool = False


@final
@dataclass(frozen=True)
class Section:
    """One part of the page under a heading of its own; `key` is its anchor."""

    key: str
    title: str
    text: tuple[str, ...] = ()
    pictures: tuple[Picture, ...] = ()
    tables: tuple[Table, ...] = ()


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
