"""A wide table on a narrow terminal: the same rows in several tables, one below the other."""

from __future__ import annotations

from rich.console import Console
from rich.measure import Measurement
from rich.table import Column, Table

_ANY = 10_000


def fitting(table: Table, console: Console, keys: int) -> list[Table]:
    """The table in parts of whole columns that the console is wide enough for; the first `keys` columns in each.

    A column that is too wide on its own stays so.
    """
    heads, rest = table.columns[:keys], table.columns[keys:]
    parts: list[Table] = []
    while rest:
        taken = len(rest)
        part = _part(table, [*heads, *rest], not parts)
        while taken > 1 and _needed(part, console) > console.width:
            taken -= 1
            part = _part(table, [*heads, *rest[:taken]], not parts)
        parts.append(part)
        rest = rest[taken:]
    return parts


def _needed(table: Table, console: Console) -> int:
    """The width in which nothing is cut off or wrapped."""
    return Measurement.get(console, console.options.update(max_width=_ANY), table).maximum


def _part(table: Table, columns: list[Column], first: bool) -> Table:
    """Some columns as a table of their own; the title stands on the first alone."""
    title = table.title if first else None
    part = Table(
        title=title, title_justify=table.title_justify, title_style=table.title_style, show_footer=table.show_footer
    )
    for column in columns:
        part.add_column(
            column.header,
            column.footer,
            justify=column.justify,
            no_wrap=column.no_wrap,
            overflow=column.overflow,
        )
    for row in zip(*(column.cells for column in columns), strict=True):
        part.add_row(*row)
    return part
