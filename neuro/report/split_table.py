"""A wide table on a narrow terminal: the same rows in several tables, one below the other.

Rich alone wraps or cuts cells to make a table fit.
"""

from __future__ import annotations

from rich.console import Console
from rich.measure import Measurement
from rich.table import Column, Table

_ANY = 10_000


def split_table(table: Table, console: Console, keys: int) -> list[Table]:
    """The table as several of whole columns that the console is wide enough for.

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
    out: list[Table] = []
    while rest:
        taken = len(rest)
        while taken > 1 and _width(_some(table, [*heads, *rest[:taken]], not out), console) > console.width:
            taken -= 1
        out.append(_some(table, [*heads, *rest[:taken]], not out))
        rest = rest[taken:]
    return out


def _width(table: Table, console: Console) -> int:
    """The width in which nothing is cut off or wrapped."""
    return Measurement.get(console, console.options.update(max_width=_ANY), table).maximum


def _some(table: Table, columns: list[Column], first: bool) -> Table:
    """Some columns as a table of their own; the title stands on the first alone."""
    title = table.title if first else None
    out = Table(
        title=title, title_justify=table.title_justify, title_style=table.title_style, show_footer=table.show_footer
    )
    for one in columns:
        out.add_column(one.header, one.footer, justify=one.justify, no_wrap=one.no_wrap, overflow=one.overflow)
    for row in zip(*(column.cells for column in columns), strict=True):
        out.add_row(*row)
    return out
