"""A table in words, and how a terminal shows it, in one table or several; the page has its own template."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import fill
from typing import final

from rich import table as rich
from rich.console import Console
from rich.measure import Measurement

# Characters of a line of a heading on a terminal.
_HEADING = 12


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


def terminal_table(table: Table) -> rich.Table:
    """The table for a terminal: its caption as a title, the basis of each column below it."""
    bases = any(column.basis for column in table.columns)
    out = rich.Table(title=table.caption, title_justify="left", title_style="bold", show_footer=bases)
    for column in table.columns:
        heading = fill(column.heading, _HEADING)
        out.add_column(heading, column.basis, justify="left" if column.text else "right", no_wrap=not column.wrap)
    for row in table.rows:
        out.add_row(*row)
    return out


def split_table(table: rich.Table, console: Console, keys: int) -> list[rich.Table]:
    """The table as several of whole columns that the console is wide enough for; Rich alone would wrap or cut cells.

    Parameters
    ----------
    table
        The table.
    console
        Where it is to be printed. A column that is too wide on its own stays so.
    keys
        How many columns in front stand in each of the tables.
    """
    heads, rest = table.columns[:keys], table.columns[keys:]
    out: list[rich.Table] = []
    while rest:
        taken = len(rest)
        while taken > 1 and _width(_some(table, [*heads, *rest[:taken]], not out), console) > console.width:
            taken -= 1
        out.append(_some(table, [*heads, *rest[:taken]], not out))
        rest = rest[taken:]
    return out


def _width(table: rich.Table, console: Console) -> int:
    """The width in which nothing is cut off or wrapped."""
    return Measurement.get(console, console.options.update(max_width=10_000), table).maximum


def _some(table: rich.Table, columns: list[rich.Column], first: bool) -> rich.Table:
    """Some columns as a table of their own; the title stands on the first alone."""
    title = table.title if first else None
    out = rich.Table(
        title=title, title_justify=table.title_justify, title_style=table.title_style, show_footer=table.show_footer
    )
    for one in columns:
        out.add_column(one.header, one.footer, justify=one.justify, no_wrap=one.no_wrap, overflow=one.overflow)
    for row in zip(*(column.cells for column in columns), strict=True):
        out.add_row(*row)
    return out
