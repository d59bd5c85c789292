"""What commands show and write: tables at any width, JSON, and a bar while long work goes on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from rich import table as rich
from rich.console import Console
from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from ..files import write_text
from ..progress import Progress
from ..report.fact import Table
from ..report.terminal import split_table, terminal_table
from .options import progress_console


def show_table(out: Console, table: Table | rich.Table, keys: int = 1) -> None:
    """Print a table; on a narrow terminal as several, the first `keys` columns in each."""
    whole = terminal_table(table) if isinstance(table, Table) else table
    for one in split_table(whole, out, keys):
        out.print(one)


def write_json(out: Console, path: str, contents: Any) -> None:
    """Write plain data and say so."""
    out.print(f"wrote {write_text(path, json.dumps(contents, indent=2) + chr(10))}")


@contextmanager
def spinner(what: str) -> Iterator[Progress]:
    """A sign of life on the error stream of a terminal, for work whose length nobody knows; wiped out at its end."""
    with progress_console().status(what, spinner="line") as status:

        def show(what: str, done: float = 0, total: float = 0) -> None:
            status.update(f"{what} {int(done):,} of {int(total):,}" if total else what)

        yield show


@contextmanager
def progress_bar(title: str, *, transient: bool = False) -> Iterator[Progress]:
    """A bar on the error stream for as long as the block lasts; wiped out at its end if transient, or if it fails."""
    columns, out = (TextColumn(title), BarColumn(), TextColumn("{task.description}")), progress_console()
    # Where nothing can be wiped out, nothing is shown.
    out.quiet = transient and not out.is_interactive
    bar = Bar(*columns, TimeRemainingColumn(), console=out, transient=transient)
    # Started inside: an interrupt while it starts leaves no bar either.
    try:
        bar.start()
        task = bar.add_task("", total=None)

        def show(what: str, done: float = 0, total: float = 0) -> None:
            bar.update(task, description=what, completed=done, total=total or None)

        yield show
    except BaseException:
        bar.live.transient, out.quiet = True, not out.is_interactive
        raise
    finally:
        bar.stop()
