"""Wide tables on narrow terminals."""

from __future__ import annotations

import re
from io import StringIO

import pytest
from rich.console import Console
from rich.table import Table

from neuro.report.terminal import split_table


def wide() -> Table:
    """Twelve columns of figures behind two that say whose they are."""
    table = Table(title="a table", show_footer=True)
    for name in ("engine", "code", *(f"figure {k}" for k in range(12))):
        table.add_column(name, footer="counted", no_wrap=True)
    for code in ("flips", "spikes"):
        table.add_row("brian2", code, *(f"{code} {k}" for k in range(12)))
    return table


@pytest.mark.parametrize("width", [40, 80, 113, 500])
def test_every_cell_stands_whole_on_any_terminal(width: int) -> None:
    console = Console(width=width, file=StringIO())
    found = split_table(wide(), console, keys=2)
    assert (len(found) == 1) == (width == 500)
    for one in found:
        console.print(one)
    text = console.file.getvalue()  # type: ignore[attr-defined]
    assert "\N{HORIZONTAL ELLIPSIS}" not in text
    assert text.count("a table") == 1
    for k in range(12):
        for word in (f"figure {k}", f"flips {k}", f"spikes {k}"):
            assert len(re.findall(rf"{word}\b", text)) == 1
    assert text.count("engine") == len(found)


def test_a_column_too_wide_on_its_own_stands_alone() -> None:
    table = Table("key", "x" * 100, "short")
    table.add_row("a", "b", "c")
    found = split_table(table, Console(width=40), keys=1)
    assert [[str(column.header) for column in one.columns] for one in found] == [["key", "x" * 100], ["key", "short"]]
