"""``neuro manifold``: fixed points counted, reached, compared and connected, over grids of settings and seeds."""

from __future__ import annotations

import argparse
import math
import os
import sys
from pathlib import Path
from typing import Any

from ..description import Description, load_model, shipped_models
from ..engines import working_engine
from ..errors import EXIT_OK, EXIT_REFUSED, NeuroError
from ..files import write_text
from ..grids import (
    COMMANDS,
    Axis,
    Point,
    apply_settings,
    check_table,
    check_workers,
    grid,
    parse_axis,
    tidy_rows,
    write_table,
)
from ..grids.axes import check_number
from ..machine.locks import locked
from ..manifold.measures import AbstractOptions
from ..reading import read_options
from ..report import manifold_figure, manifold_page, manifold_table, render, save_figure
from ..report.manifold import present
from ..report.panel_figure import finding
from ..report.words import plural
from .grid import add_workers, work_through
from .options import (
    REPORT_HELP,
    add_options,
    check_writable,
    console,
    given_options,
    natural,
    page,
    picture,
    positive,
    typed,
)
from .output import show_table

_MEASURES = {name: each for name, each in COMMANDS.items() if issubclass(each.options, AbstractOptions)}
_MOST_AXES = 2


def add(commands: Any) -> None:
    """Declare the command and its four measures."""
    parser = commands.add_parser("manifold", help="count, reach and compare the fixed points of a model")
    measures = parser.add_subparsers(dest="measure", required=True, metavar="measure")
    for name, each in _MEASURES.items():
        what = f"{each.summary[0].upper()}{each.summary[1:]}."
        measure = measures.add_parser(name, help=each.summary, description=what)
        measure.add_argument("model", help="model name or TOML file")
        measure.add_argument(
            "--over",
            action="append",
            default=[],
            metavar="KEY=VALUES",
            help="a setting and its values, self_coupling=0:1.5:16 (start:stop:points) or size=8,12; may be repeated",
        )
        measure.add_argument("--seeds", type=positive, default=10, help="networks at each point (default: %(default)s)")
        measure.add_argument("--seed", type=natural, help="first of the seeds (default: the model's)")
        add_options(measure, each.options)
        measure.add_argument("--out", metavar="DIR", help="folder for table, figure and points; goes on where cut off")
        measure.add_argument("--table", metavar="FILE", help="write the rows of all networks, .csv or .parquet")
        measure.add_argument("--figure", type=picture, metavar="FILE", help="draw means, standard errors and theory")
        measure.add_argument("--report", metavar="FILE.html", type=page, help=REPORT_HELP)
        add_workers(measure, natural, "processes (default: one a core; 0: none but this one)")
        measure.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Work through the grid, print the averages, write table and figure."""
    check_workers(arguments.workers)
    cls = _MEASURES[arguments.measure].options
    options = given_options(arguments, cls)
    asked: Any = read_options(cls, options)
    if hasattr(asked, "engine"):
        working_engine(asked.engine)
    given = [parse_axis(text) for text in arguments.over]
    # A setting with one value is part of the title, not a direction to draw in.
    axes = [axis for axis in given if len(axis.values) > 1]
    table, figure, folder = _places(arguments, axes)
    description = _model(arguments.model)
    points = _points(arguments, description, given, options)
    for point in points:
        asked.check(point.description)
    asked.check_heeded(point.description for point in points)
    with locked(folder):
        try:
            # What failed for want of memory or of a worker may do better now.
            results = work_through(points, folder, arguments, arguments.measure, retry_failed=True, transient=True)
        except KeyboardInterrupt:
            if folder is None:
                raise
            raise KeyboardInterrupt(f"finished points are in {folder}, the same command goes on there.") from None
        rows = tidy_rows(results)
        failed = [result for result in results if result.error is not None]
        if not rows:
            raise NeuroError(str(failed[0].error))
        shown = "distribution" if options.get("distribution") else arguments.measure
        # Columns that span the figure and the printed table.
        keys = [axis.key for axis in axes]
        keys = ["overlap", *keys] if shown == "distribution" else keys or ["units"]
        fixed = {axis.key: axis.values[0] for axis in given if axis not in axes}
        title = _title(arguments, description, {**fixed, **options})
        # Before anything is printed: who reads the output may have gone, as `| head` does.
        written = [] if table is None else [write_table(rows, table)]
        if figure is not None:
            written.append(save_figure(manifold_figure(rows, shown, keys, title), figure))
        if arguments.report is not None:
            command = typed(arguments, ("workers", "scheduler"), ("measure", "model"), ("over",))
            reasons = [str(result.error) for result in failed]
            made = manifold_page(rows, shown, keys, description, {**fixed, **options}, reasons, command)
            written.append(write_text(arguments.report, render(made)))
    out = console()
    for told in [f"{finding(rows, panel, keys)}." for panel in present(rows, shown)[:1]]:
        out.print(told, style="bold")
    out.print(title)
    show_table(out, manifold_table(rows, shown, keys), keys=len(keys))
    for path in written:
        out.print(f"wrote {path}")
    if failed:
        print(f"neuro: {len(failed)} of {len(results)} points have no result; {failed[0].error}", file=sys.stderr)
    return EXIT_REFUSED if failed else EXIT_OK


def _places(arguments: argparse.Namespace, axes: list[Axis]) -> tuple[str | None, str | None, Path | None]:
    """Where table, figure and single points go."""
    table, figure, folder = arguments.table, arguments.figure, None
    if arguments.out is not None:
        if table is not None or figure is not None:
            raise NeuroError("got --out and --table or --figure; expected the folder, or single files.")
        folder = Path(arguments.out)
        table, figure = str(folder / f"{arguments.measure}.csv"), str(folder / f"{arguments.measure}.png")
        # More axes than a figure has room for still make a table.
        figure = figure if len(axes) <= _most_axes(arguments) else None
    elif figure is not None and len(axes) > _most_axes(arguments):
        raise NeuroError(
            f"--figure: got {len(axes)} settings with several values (--over), expected at most "
            f"{_most_axes(arguments)}; leave --figure out, the table takes any number."
        )
    if table is not None:
        check_table(table)
    check_writable(table, figure, arguments.report)
    return table, figure, folder


def _most_axes(arguments: argparse.Namespace) -> int:
    # Overlaps are an axis of their own.
    return _MOST_AXES - int(getattr(arguments, "distribution", None) is True)


def _model(name: str) -> Description:
    if os.path.isdir(name) and name not in shipped_models():
        raise NeuroError(
            f"{name}: is a folder; expected a model name or TOML file, whose networks are drawn anew for each seed and "
            "setting. A trained network is measured from Python: neuro.learning.load_trained reads it, the functions "
            "of neuro.manifold take it."
        )
    return load_model(name)


def _points(
    arguments: argparse.Namespace, description: Description, axes: list[Axis], options: dict[str, Any]
) -> list[Point]:
    if any(axis.key == "seed" for axis in axes):
        raise NeuroError("--over seed: networks are averaged over their seeds; say how many by --seeds.")
    first = description.seed if arguments.seed is None else arguments.seed
    check_number(arguments.seeds * math.prod(len(axis.values) for axis in axes))
    points = []
    for settings in grid(axes):
        for seed in range(first, first + arguments.seeds):
            complete = {**settings, "seed": seed}
            points.append(Point(arguments.measure, apply_settings(description, complete), complete, options))
    return points


def _title(arguments: argparse.Namespace, description: Description, named: dict[str, Any]) -> str:
    text = f"{arguments.measure}: model {description.name}, {plural(arguments.seeds, 'network')} a point"
    words = [name.replace("_", " ") + ("" if value is True else f" {value}") for name, value in named.items()]
    return ", ".join([text, *words])
