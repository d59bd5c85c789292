"""How a command shows that long work goes on: on the error stream, so that results can be piped."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from ..progress import Progress


@contextmanager
def progress_bar(title: str, *, transient: bool = False) -> Iterator[Progress]:
    """A bar for as long as the block lasts; a transient one is wiped out at its end."""
    columns = (TextColumn(title), BarColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    bar = Bar(*columns, TimeRemainingColumn(), console=Console(stderr=True, highlight=False), transient=transient)
    with bar:
        task = bar.add_task("", total=None)

        def show(what: str, done: float = 0, total: float = 0) -> None:
            bar.update(task, description=what, completed=done, total=total or None)

        yield show
