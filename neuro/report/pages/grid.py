"""The page of ``neuro grid``: what came of every setting, averaged over seeds, and what failed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ...grids import PointResult, tidy_rows
from ..fact import Column, Table
from ..grid import GridView, view_of
from ..page.made import made_by
from ..page.page import Page
from ..page.section import Contents, Facts, Missing, Section, Tile
from ..panel_figure import finding, panels_table
from ..words import plural
from .panels import end_tiles, extent, panel_pictures

# Rows that a page carries for download.
_MOST_ROWS = 2000
_FIGURES = "What was found"


def grid_page(results: Sequence[PointResult], name: str, table: str, command: str) -> Page:
    """The page of a grid.

    Parameters
    ----------
    results
        Of all points.
    name, table
        The grid's file, and the file that has every row.
    command
        What makes the page again.
    """
    view, rows = view_of(results), tidy_rows(results)
    failed = [result for result in results if result.error is not None]
    sections = (
        Section("run", "What was gone over", _run(results, view, rows)),
        Section("figures", _FIGURES, _figures(view)),
        Section("table", "Every setting", _table(view, table)),
        Section("failed", "Points that failed", (_failures(failed),) if failed else ()),
    )
    left_out = max(0, len(rows) - _MOST_ROWS)
    missing = (
        () if not left_out else (Missing("Rows to take away", f"{left_out:,} of {len(rows):,}; {table} has all."),)
    )
    return Page(
        title=Path(name).stem,
        kind=f"a grid of {view.command}" if view.command else "a grid",
        summary=f"{plural(len(results), 'point')} of {name}",
        headline=_headline(results, view, failed),
        tiles=(
            Tile(f"{len(results) - len(failed):,}", f"of {plural(len(results), 'point')} have a result", ""),
            *(end_tiles(view.rows, view.outcomes[0], view.axes, "") if view.outcomes else ()),
            *((Tile(f"{len(failed):,}", "failed, with the reason below", ""),) if failed else ()),
        ),
        sections=sections,
        command=command,
        made=made_by(results[0].point.description.seed) if results else (),
        missing=missing,
        agree=not failed,
        data={
            "command": view.command,
            "rows": rows[:_MOST_ROWS],
            "failed": [{"settings": result.point.settings, "reason": result.error} for result in failed],
        },
    )


def _headline(results: Sequence[PointResult], view: GridView, failed: Sequence[PointResult]) -> tuple[str, ...]:
    seeds = {result.point.settings.get("seed") for result in results}
    over = f" over {extent(view.axes, view.rows)}" if view.axes and view.rows else ""
    each = f", {plural(len(seeds), 'seed')} each" if len(seeds) > 1 else ""
    ran = f"The command {view.command} was worked through at {plural(len(results), 'point')}{over}{each}."
    if not view.rows:
        return ran, "No point has a result."
    found = "The table has every setting; no single figure would show it."
    if view.outcomes:
        found = f"{finding(view.rows, view.outcomes[0], view.axes)}."
    if failed:
        return ran, found, f"{plural(len(failed), 'point')} failed, and what is said here is said of the others."
    return ran, found, "Every point has a result, so nothing is left out of the averages."


def _run(results: Sequence[PointResult], view: GridView, rows: Sequence[object]) -> Contents:
    text = "Every setting was tried with every seed, each once; averages are over seeds, errors their standard error."
    points = [result.point for result in results]
    options = points[0].options if points else {}
    facts = [
        ("model", points[0].description.name if points else "-"),
        ("command", view.command),
        ("points", f"{len(points):,}"),
        ("rows", f"{len(rows):,}"),
        *((name.replace("_", " "), str(value)) for name, value in options.items()),
    ]
    return text, Facts(tuple(facts))


def _figures(view: GridView) -> Contents:
    if view.outcomes:
        return panel_pictures(view.rows, view.outcomes, view.axes, "")
    reason = "There is none that is natural: no single outcome, or not one setting or two with several values."
    return (Missing("A figure", reason),)


def _table(view: GridView, table: str) -> Contents:
    if not view.panels:
        return (
            Missing("A table of averages", f"Points have several rows each, or no numbers; {table} has every row."),
        )
    return (panels_table(view.rows, view.panels, view.axes, "Means over seeds ± one standard error."),)


def _failures(failed: Sequence[PointResult]) -> Table:
    reasons: dict[str, list[PointResult]] = {}
    for result in failed:
        reasons.setdefault(str(result.error), []).append(result)
    columns = (Column("points"), Column("first of them", text=True), Column("reason", text=True, wrap=True))
    rows = tuple((str(len(hit)), _settings(hit[0]), reason) for reason, hit in reasons.items())
    return Table("Reasons, and the points they hit.", columns, rows)


def _settings(result: PointResult) -> str:
    return ", ".join(f"{key} = {value}" for key, value in result.point.settings.items()) or "the only one"
