"""``neuro grid``: a grid of settings, seeds and a command, on all cores or on a cluster."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ..errors import EXIT_FAILED, EXIT_OK
from ..files import write_text
from ..grids import Point, PointResult, check_table, check_workers, read_grid, run_points, tidy_rows, write_table
from ..machine.locks import locked
from ..report import grid_figure, grid_page, render, save_figure, view_of
from ..report.panel_figure import finding
from ..report.words import plural
from .options import REPORT_HELP, check_writable, console, page, positive, typed
from .output import progress_bar

_TABLE, _FIGURE = "results.csv", "figure.png"


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
    parser.add_argument("--large", action="store_true", help="the larger size that stands in the file's table [large]")
    parser.add_argument("--table", metavar="FILE", help="table of results, .csv or .parquet (default: DIR/results.csv)")
    parser.add_argument("--report", metavar="FILE.html", type=page, help=REPORT_HELP)
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
    check_writable(table, str(folder / _FIGURE), arguments.report)
    check_table(table)
    points = read_grid(arguments.file, arguments.trust, arguments.large)
    try:
        with locked(folder):
            results = work_through(points, folder, arguments, "grid", retry_failed=arguments.retry_failed)
            rows = tidy_rows(results)
            written = write_table(rows, table)
            for line in _summary(results):
                console().print(line)
            console().print(f"wrote {written} ({len(rows):,} rows of {len(points):,} points)")
            if (figure := grid_figure(view_of(results))) is not None:
                console().print(f"wrote {save_figure(figure, folder / _FIGURE)}")
            if arguments.report:
                command = typed(arguments, ("workers", "scheduler", "retry_failed"), "file")
                made = grid_page(results, arguments.file, table, command)
                console().print(f"wrote {write_text(arguments.report, render(made))}")
    except KeyboardInterrupt:
        raise KeyboardInterrupt(
            f"the points finished so far are in {folder}, go on with the same command (those that were cut off start "
            "anew)."
        ) from None
    return EXIT_FAILED if _tell_failures(results) else EXIT_OK


def _summary(results: list[PointResult]) -> list[str]:
    """How many points are done, failed or skipped, and what the outcome is where there is one."""
    failed, before = sum(one.error is not None for one in results), sum(one.found for one in results)
    lines = [f"{plural(len(results), 'point')}: {len(results) - failed:,} done, {failed:,} failed"]
    lines[0] += f"; {before:,} of them skipped, as they were there from before." if before else "."
    view = view_of(results)
    lines += [f"{finding(view.rows, panel, view.axes)}." for panel in view.outcomes[:1]]
    return lines


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
