"""``neuro grid``: a grid of settings, seeds and a command, on all cores or on a cluster."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ..errors import EXIT_FAILED, EXIT_OK
from ..grids import Point, PointResult, check_table, check_workers, read_grid, run_points, tidy_rows, write_table
from ..machine.locks import locked
from ..report.words import plural
from .options import check_writable, console, positive
from .output import progress_bar

_TABLE = "results.csv"


def add(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser("grid", help="run a grid of settings and seeds, every point once")
    parser.add_argument("file", metavar="FILE.toml", help="model, command, settings and seeds to go over")
    parser.add_argument("--out", required=True, metavar="DIR", help="folder for the points and the table")
    add_workers(parser, positive, "processes on this machine (default: one a core)")
    parser.add_argument("--retry-failed", action="store_true", help="try points again that failed before")
    parser.add_argument(
        "--trust", action="store_true", help="run the file's command though it is a function, module:function"
    )
    parser.add_argument("--table", metavar="FILE", help="table of results, .csv or .parquet (default: DIR/results.csv)")
    parser.set_defaults(run=run)


def add_workers(parser: argparse.ArgumentParser, number: Callable[[str], int], what: str) -> None:
    """Declare who does the work."""
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--workers", type=number, help=what)
    where.add_argument("--scheduler", metavar="ADDRESS", help="Dask scheduler whose workers do the work")


def run(arguments: argparse.Namespace) -> int:
    """Work through what is left, write the table; 1 when points failed."""
    check_workers(arguments.workers)
    folder = Path(arguments.out)
    table = arguments.table or str(folder / _TABLE)
    check_writable(table)
    check_table(table)
    points = read_grid(arguments.file, arguments.trust)
    try:
        with locked(folder):
            results = work_through(points, folder, arguments, "grid", retry_failed=arguments.retry_failed)
            rows = tidy_rows(results)
            written = write_table(rows, table)
        console().print(f"wrote {written} ({len(rows):,} rows of {len(points):,} points)")
    except KeyboardInterrupt:
        raise KeyboardInterrupt(
            f"the points finished so far are in {folder}, go on with the same command (those that were cut off start "
            "anew)."
        ) from None
    return EXIT_FAILED if _tell_failures(results) else EXIT_OK


def work_through(
    points: list[Point],
    folder: Path | None,
    arguments: argparse.Namespace,
    title: str,
    *,
    retry_failed: bool,
    transient: bool = False,
) -> list[PointResult]:
    """The results of all points, while a bar tells how far the work is."""
    with progress_bar(title, transient=transient) as progress:
        progress("starting", 0, len(points))
        return run_points(
            points,
            folder,
            workers=arguments.workers,
            scheduler=arguments.scheduler,
            retry_failed=retry_failed,
            progress=progress,
        )


def _tell_failures(results: list[PointResult]) -> int:
    """Name each reason once, with one of the points it hit."""
    failed = [result for result in results if result.error is not None]
    reasons = {str(result.error): result.point for result in reversed(failed)}
    for reason, point in reversed(reasons.items()):
        hit = plural(sum(result.error == reason for result in failed), "point")
        settings = ", ".join(f"{key} = {value}" for key, value in point.settings.items())
        print(f"neuro: {hit} failed (first: {settings or 'the only one'}): {reason}", file=sys.stderr)
    if failed:
        print("neuro: failed points are tried again with --retry-failed.", file=sys.stderr)
    return len(failed)
