"""``neuro manifold``: fixed points counted, reached, compared and connected, over grids of settings and seeds."""

from __future__ import annotations

import argparse
import math
import os
import sys
from dataclasses import replace
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
    PointResult,
    apply_settings,
    check_table,
    check_workers,
    grid,
    parse_axis,
    tidy_rows,
    write_table,
)
from ..grids.axes import check_number
from ..grids.commands import find_work
from ..learning import Checkpoint, load_checkpoint, load_trained, total_epochs
from ..machine.locks import locked
from ..manifold.measures import AbstractOptions
from ..network import Network
from ..reading import read_options
from ..report import manifold_figure, manifold_page, manifold_table, render, save_figure
from ..report.manifold import present
from ..report.panel_figure import NETWORKS, finding
from ..report.panels import OWN_AXES
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
from .output import progress_bar, show_table

_MEASURES = {name: each for name, each in COMMANDS.items() if issubclass(each.options, AbstractOptions)}
_MOST_AXES = 2
# Networks at each point, unless it is said.
_SEEDS = 10


def add(commands: Any) -> None:
    """Declare the command and its measures."""
    parser = commands.add_parser("manifold", help="count, reach and compare the fixed points of a model")
    measures = parser.add_subparsers(dest="measure", required=True, metavar="measure")
    for name, each in _MEASURES.items():
        what = f"{each.summary[0].upper()}{each.summary[1:]}."
        measure = measures.add_parser(name, help=each.summary, description=what)
        measure.add_argument("model", help="model name, TOML file, or folder written by 'neuro train'")
        measure.add_argument(
            "--over",
            action="append",
            default=[],
            metavar="KEY=VALUES",
            help="a setting and its values, self_coupling=0:1.5:16 (start:stop:points) or size=8,12; may be repeated",
        )
        measure.add_argument(
            "--seeds",
            type=positive,
            help=f"networks at each point; of a trained network draws of starts and fields (default: {_SEEDS})",
        )
        measure.add_argument("--seed", type=natural, help="first of the seeds (default: the model's)")
        add_options(measure, each.options)
        measure.add_argument(
            "--out", metavar="DIR", help="folder for table, figure and points (of a model); goes on there"
        )
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
    trained = _trained(arguments, options)
    asked: Any = read_options(cls, options)
    if hasattr(asked, "engine"):
        working_engine(asked.engine)
    if trained is not None and not asked.draws(trained.description):
        if (of := _seeds_given(arguments)) is not None:
            raise NeuroError(
                f"{of}: all states of the trained network, {arguments.model}, are looked at and nothing is drawn: "
                f"every row would be the same; leave {of} out."
            )
        arguments.seeds = 1
    given = [parse_axis(text) for text in arguments.over]
    # A setting with one value is part of the title, not a direction to draw in.
    axes = [axis for axis in given if len(axis.values) > 1]
    table, figure, folder = _places(arguments, axes)
    description = load_model(arguments.model) if trained is None else trained.description
    points = _points(arguments, description, given, options)
    for point in points:
        asked.check(point.description)
    asked.check_heeded(point.description for point in points)
    with locked(folder):
        if trained is not None:
            rows, failed = _draws(trained, points, arguments.measure), list[PointResult]()
        else:
            rows, failed = _drawn_anew(points, folder, arguments)
        shown = "distribution" if options.get("distribution") else arguments.measure
        # Columns that span the figure and the printed table.
        keys = [axis.key for axis in axes]
        keys = [OWN_AXES[shown], *keys] if shown in OWN_AXES else keys or ["units"]
        fixed = {axis.key: axis.values[0] for axis in given if axis not in axes}
        of = NETWORKS if trained is None else "draws"
        title = _title(arguments, description, {**fixed, **options}, of)
        # Before anything is printed: who reads the output may have gone, as `| head` does.
        written = [] if table is None else [write_table(rows, table)]
        if figure is not None:
            written.append(save_figure(manifold_figure(rows, shown, keys, title, of), figure))
        if arguments.report is not None:
            command = typed(arguments, ("workers", "scheduler"), ("measure", "model"), ("over",))
            reasons = [str(result.error) for result in failed]
            made = manifold_page(rows, shown, keys, description, {**fixed, **options}, reasons, command, of)
            written.append(write_text(arguments.report, render(made)))
    out = console()
    for told in [f"{finding(rows, panel, keys)}." for panel in present(rows, shown)[:1]]:
        out.print(told, style="bold")
    out.print(title)
    show_table(out, manifold_table(rows, shown, keys, of), keys=len(keys))
    for path in written:
        out.print(f"wrote {path}")
    if failed:
        print(f"neuro: {len(failed)} of {len(points)} points have no result; {failed[0].error}", file=sys.stderr)
    return EXIT_REFUSED if failed else EXIT_OK


def _drawn_anew(
    points: list[Point], folder: Path | None, arguments: argparse.Namespace
) -> tuple[list[dict[str, Any]], list[PointResult]]:
    """The rows of all points, and those that have none."""
    try:
        # What failed for want of memory or of a worker may do better now.
        results = work_through(points, folder, arguments, arguments.measure, retry_failed=True, transient=True)
    except KeyboardInterrupt:
        if folder is None:
            raise
        raise KeyboardInterrupt(f"finished points are in {folder}, the same command goes on there.") from None
    rows, failed = tidy_rows(results), [result for result in results if result.error is not None]
    if not rows:
        raise NeuroError(str(failed[0].error))
    return rows, failed


def _draws(trained: Network, points: list[Point], measure: str) -> list[dict[str, Any]]:
    """The rows of one network, whose weights no seed changes: starts and fields are drawn from it."""
    work, rows = find_work(measure), list[dict[str, Any]]()
    with progress_bar(measure, transient=True) as progress:
        for place, point in enumerate(points):
            progress(f"draw {place + 1} of {len(points)}", place, len(points))
            found: Any = work(replace(trained, description=point.description), point.options)  # type: ignore[arg-type]
            rows += found
    return rows


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
    has_own = arguments.measure in OWN_AXES or getattr(arguments, "distribution", None) is True
    return _MOST_AXES - int(has_own)


def _trained(arguments: argparse.Namespace, options: dict[str, Any]) -> Network | None:
    """The network of a folder, None where a model is named; its numbers are taken where none are asked for."""
    if not os.path.isdir(arguments.model) or arguments.model in shipped_models():
        return None
    if arguments.over or arguments.scheduler or arguments.workers:
        given = "--over" if arguments.over else "--scheduler" if arguments.scheduler else "--workers"
        raise NeuroError(
            f"{given}: got a trained network, {arguments.model}, whose settings can't change and which is measured "
            f"by this process; leave {given} out, or give a model."
        )
    learned = arguments.measure == "learned"
    if learned or options.get("field") == "sample":
        checkpoint = load_checkpoint(arguments.model)
        network, finished = _with_data(checkpoint), len(checkpoint.epochs)
    else:
        network, finished = load_trained(arguments.model), 0
    if network.is_integer:
        options.setdefault("regime", "integer")
    if learned:
        if (seeds := _seeds_given(arguments)) is not None:
            raise NeuroError(f"{seeds}: a trained network, {arguments.model}, has learned once; leave {seeds} out.")
        arguments.seeds = 1
        if not finished:
            raise NeuroError(
                f"{arguments.model}: holds a network without epochs of its own, as one that was joined from others; "
                "expected one that learned as a whole: give one of those it was joined from."
            )
        if finished < (whole := total_epochs(network.description)):
            raise NeuroError(
                f"{arguments.model}: has learned for {finished} of {whole} epochs; go on by 'neuro train ... --resume' "
                "or let 'neuro manifold learned' train the model itself."
            )
    return network


def _with_data(checkpoint: Checkpoint) -> Network:
    """A trained network whose description names the data that it learned, which need not be those of its model."""
    network, declared = checkpoint.network, checkpoint.network.description.input
    if declared is None or declared.data == checkpoint.data:
        return network
    return replace(network, description=replace(network.description, input=replace(declared, data=checkpoint.data)))


def _seeds_given(arguments: argparse.Namespace) -> str | None:
    """Which argument asks for more than one draw, or for a certain one; None for none."""
    return "--seed" if arguments.seed is not None else "--seeds" if arguments.seeds not in (None, 1) else None


def _points(
    arguments: argparse.Namespace, description: Description, axes: list[Axis], options: dict[str, Any]
) -> list[Point]:
    if any(axis.key == "seed" for axis in axes):
        raise NeuroError("--over seed: networks are averaged over their seeds; say how many by --seeds.")
    first = description.seed if arguments.seed is None else arguments.seed
    arguments.seeds = _SEEDS if arguments.seeds is None else arguments.seeds
    check_number(arguments.seeds * math.prod(len(axis.values) for axis in axes))
    points = []
    for settings in grid(axes):
        for seed in range(first, first + arguments.seeds):
            complete = {**settings, "seed": seed}
            points.append(Point(arguments.measure, apply_settings(description, complete), complete, options))
    return points


def _title(arguments: argparse.Namespace, description: Description, named: dict[str, Any], of: str) -> str:
    text = f"{arguments.measure}: model {description.name}, {plural(arguments.seeds, of[:-1])} a point"
    words = [name.replace("_", " ") + ("" if value is True else f" {value}") for name, value in named.items()]
    return ", ".join([text, *words])
