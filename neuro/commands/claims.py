"""``neuro claims``: the learning claims of the paper, as one table, one file and one figure."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from ..claims import RESULTS, Row, Study, base_description, finish, read_rows, reduced_data, write_results
from ..data import load_data
from ..engines import load_engine
from ..errors import EXIT_OK, NeuroError
from ..grids.commands import TrainOptions
from ..machine.locks import locked
from ..report import claims_figure, claims_table, save_figure
from ..report.words import plural
from .options import FOLDER_HELP, add_options, check_writable, console, typed
from .output import progress_bar

_FIGURE = "claims.png"


def add(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser("claims", help="put the learning claims of arXiv 2509.05041 to the test")
    parser.add_argument("--data", required=True, help="data set")
    parser.add_argument("--data-folder", metavar="DIR", help=FOLDER_HELP)
    parser.add_argument("--model", help="full model, by name or TOML file (default: that named like the data)")
    add_options(parser, TrainOptions, "engine", "epochs")
    parser.add_argument(
        "--quick", action="store_true", help="2 epochs, at most 5000 training samples, at most 500 units"
    )
    parser.add_argument(
        "--out", metavar="DIR", help="folder for results.json and claims.png (default: out/claims-DATA)"
    )
    kept = parser.add_mutually_exclusive_group()
    kept.add_argument("--resume", action="store_true", help="go on after the last finished row in DIR")
    kept.add_argument("--overwrite", action="store_true", help="start anew, though DIR holds results")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Work through the rows, print the table, write file and figure."""
    folder = Path(arguments.out or f"out/claims-{Path(arguments.data).stem}")
    check_writable(str(folder / RESULTS), str(folder / _FIGURE))
    study = _study(arguments)
    with locked(folder):
        rows = _rows(arguments, folder, study)
        title = _title(study)
        save_figure(claims_figure(rows, study.data.classes, title), folder / _FIGURE)
    out = console()
    out.print(claims_table(rows, title, out.width))
    out.print(f"wrote {folder / RESULTS} and {folder / _FIGURE}")
    return EXIT_OK


def _rows(arguments: argparse.Namespace, folder: Path, study: Study) -> list[Row]:
    """Work through what is left, in a folder that is this command's alone."""
    if (folder / RESULTS).exists() and not (arguments.resume or arguments.overwrite):
        raise NeuroError(f"{folder}: holds results already; go on with --resume or replace them with --overwrite.")
    rows = list(read_rows(folder, study.settings)) if arguments.resume else []
    command = typed(arguments, ("resume", "overwrite"))
    try:
        # Written before the first row, so that a run that is cut off at any moment can go on.
        write_results(folder, study.settings, command, rows)
        if not arguments.resume:
            (folder / _FIGURE).unlink(missing_ok=True)
        with progress_bar("claims") as progress:
            for row in finish(study, tuple(rows), progress):
                rows.append(row)
                write_results(folder, study.settings, command, rows)
    except KeyboardInterrupt:
        raise KeyboardInterrupt(
            f"{len(rows)} of {len(study.names)} rows are finished in {folder}, go on with the same command and "
            "--resume (the row that was cut off starts anew)."
        ) from None
    except NeuroError:
        # Nothing was learned: without this file the mended command starts anew and asks for no --resume.
        if not rows:
            (folder / RESULTS).unlink(missing_ok=True)
        raise
    return rows


def _study(arguments: argparse.Namespace) -> Study:
    load_engine(arguments.engine).check_learning("learn-float")
    data = load_data(arguments.data, arguments.data_folder)
    base = base_description(arguments.data, arguments.model, arguments.epochs, arguments.quick)
    if arguments.quick:
        data = reduced_data(data, base.seed)
    return Study(base, data, arguments.engine, arguments.quick)


def _title(study: Study) -> str:
    text = f"model {study.base.name}, data {study.data.name}, {study.base.units} units, learned in {study.engine}, "
    text += f"{len(study.data.train):,} training samples, {plural(study.base.plasticity.epochs, 'epoch')}"
    return text + (" (quick)" if study.quick else "")
