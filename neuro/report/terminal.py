"""Tables on a terminal: one look, and wide ones split into several of whole columns."""

from __future__ import annotations

from textwrap import fill
from typing import Any

from rich import box
from rich import table as rich
from rich.console import Console
from rich.measure import Measurement

from .fact import Table

# Characters of a line of a heading.
_HEADING = 12
# Characters that a column of sentences is left with, whatever stands beside it.
LEAST_TEXT = 24
# Rules between heading, rows and bases alone: seven columns of figures fit 80 characters.
_LOOK: dict[str, Any] = {"box": box.SIMPLE, "show_edge": False, "pad_edge": False, "collapse_padding": True}
# Characters between two columns: the padding, and where the look of others has a line.
_BETWEEN = 2


def terminal_table(table: Table) -> rich.Table:
    """The table for a terminal: its caption as a title, the basis of each column below it."""
    bases = any(column.basis for column in table.columns)
    out = rich.Table(title=table.caption, show_footer=bases)
    out.caption, out.caption_justify = table.note or None, "left"
    for column in table.columns:
        heading = fill(column.heading, _HEADING)
        justify: Any = "left" if column.text else "right"
        least = LEAST_TEXT if column.wrap else None
        out.add_column(heading, column.basis, justify=justify, no_wrap=not column.wrap, min_width=least)
    for row in table.rows:
        out.add_row(*row)
    return out


def split_table(table: rich.Table, console: Console, keys: int) -> list[rich.Table]:
    """The table as several of whole columns that the console is wide enough for; Rich alone would cut cells.

    The first `keys` columns stand in each of them. A column that is too wide on its own stays so; those that may wrap
    do so first.
    """
    heads, rest = table.columns[:keys], table.columns[keys:]
    out: list[rich.Table] = []
    while rest:
        taken = len(rest)
        while taken > 1 and _width([*heads, *rest[:taken]], console) > console.width:
            taken -= 1
        out.append(_some(table, [*heads, *rest[:taken]], not out))
        rest = rest[taken:]
    return out


def _width(columns: list[rich.Column], console: Console) -> int:
    """The width in which nothing is cut off."""
    wide, taken = console.options.update(max_width=10_000), []
    for column in columns:
        cells = [Measurement.get(console, wide, cell) for cell in (column.header, *column.cells, column.footer)]
        needs = max(cell.maximum if column.no_wrap else cell.minimum for cell in cells)
        taken.append(max(needs, column.min_width or 0))
    return sum(taken) + _BETWEEN * (len(taken) - 1)


def _some(table: rich.Table, columns: list[rich.Column], first: bool) -> rich.Table:
    """Some columns as a table of their own; the title stands on the first alone."""
    title = table.title if first else None
    out = rich.Table(title=title, title_justify="left", title_style="bold", show_footer=table.show_footer, **_LOOK)
    for one in columns:
        out.add_column(
            one.header,
            one.footer,
            justify=one.justify,
            no_wrap=one.no_wrap,
            overflow=one.overflow,
            min_width=one.min_width,
        )
    for row, cells in zip(table.rows, zip(*(column.cells for column in columns), strict=True), strict=True):
        out.add_row(*cells, style=row.style)
    out.caption, out.caption_justify = table.caption, table.caption_justify
    return out
