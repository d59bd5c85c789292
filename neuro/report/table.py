"""A table in words, and how a terminal shows it; the page has its own template."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import fill
from typing import final

from rich import table as rich_table

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


def terminal_table(table: Table) -> rich_table.Table:
    """The table for a terminal: its caption as a title, the basis of each column below it."""
    bases = any(column.basis for column in table.columns)
    out = rich_table.Table(title=table.caption, title_justify="left", title_style="bold", show_footer=bases)
    for column in table.columns:
        heading = fill(column.heading, _HEADING)
        out.add_column(heading, column.basis, justify="left" if column.text else "right", no_wrap=not column.wrap)
    for row in table.rows:
        out.add_row(*row)
    return out
