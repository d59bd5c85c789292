"""``neuro sweep``: a grid of settings, seeds and a command, on all cores or on a cluster."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from rich.progress import BarColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from ..errors import NeuroError
from ..grids import (
    Point,
    PointResult,
    Standing,
    check_table,
    check_workers,
    read_sweep,
    run_points,
    tidy_rows,
    write_table,
)
from .options import check_writable, console, positive, progress_console

_FAILED, _INTERRUPTED = 1, 130
_TABLE = "results.csv"


def add(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser("sweep", help="run a grid of settings and seeds, every point once")
    parser.add_argument("file", metavar="FILE.toml", help="model, command, settings and seeds to go over")
    parser.add_argument("--out", required=True, metavar="DIR", help="folder for the points and the table")
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--workers", type=positive, help="processes on this machine (default: one a core)")
    where.add_argument("--scheduler", metavar="ADDRESS", help="Dask scheduler whose workers do the work")
    parser.add_argument("--retry-failed", action="store_true", help="try points again that failed before")
    parser.add_argument("--table", metavar="FILE", help="table of results, .csv or .parquet (default: DIR/results.csv)")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Work through what is left, write the table; 1 when points failed."""
    if not arguments.out:
        raise NeuroError("--out: got '', expected the name of a folder.")
    check_workers(arguments.workers)
    folder = Path(arguments.out)
    table = arguments.table or str(folder / _TABLE)
    check_writable(table)
    check_table(table)
    points = read_sweep(arguments.file)
    try:
        results = _work(points, arguments)
        rows = tidy_rows(results)
        written = write_table(rows, table)
        console().print(f"wrote {written} ({len(rows):,} rows of {len(points):,} points)")
    except KeyboardInterrupt:
        print(
            f"neuro: interrupted; the points finished so far are in {folder}, go on with the same command (those that "
            "were cut off start anew).",
            file=sys.stderr,
        )
        return _INTERRUPTED
    return _FAILED if _tell_failures(results) else 0


def _work(points: list[Point], arguments: argparse.Namespace) -> list[PointResult]:
    bar = Bar(
        TextColumn("sweep"),
        BarColumn(),
        TextColumn("{task.description}"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=progress_console(),
    )
    with bar:
        task = bar.add_task("starting", total=len(points))

        def show(at: Standing) -> None:
            text = f"{at.done} done ({at.found} found)  {at.failed} failed  {at.left} left"
            bar.update(task, total=at.total, completed=at.done + at.failed, description=text)

        return run_points(
            points,
            arguments.out,
            workers=arguments.workers,
            scheduler=arguments.scheduler,
            retry_failed=arguments.retry_failed,
            report=show,
        )


def _tell_failures(results: list[PointResult]) -> int:
    """Name each reason once, with one of the points it hit."""
    failed = [result for result in results if result.error is not None]
    reasons = {str(result.error): result.point for result in reversed(failed)}
    for reason, point in reversed(reasons.items()):
        count = sum(result.error == reason for result in failed)
        settings = ", ".join(f"{key} = {value}" for key, value in point.settings.items())
        print(f"neuro: {_points(count)} failed (first: {settings or 'the only one'}): {reason}", file=sys.stderr)
    if failed:
        print("neuro: failed points are tried again with --retry-failed.", file=sys.stderr)
    return len(failed)


def _points(count: int) -> str:
    return "1 point" if count == 1 else f"{count} points"
