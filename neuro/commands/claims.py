"""``neuro claims``: the learning claims of the paper, as one table, one file and one figure."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ..claims import RESULTS, Study, base_description, work_through, write_results
from ..data import load_data
from ..engines import load_engine
from ..errors import EXIT_OK
from ..files import write_text
from ..grids import check_workers
from ..grids.commands import TrainOptions
from ..learning import total_epochs
from ..machine.locks import locked
from ..report import claims_figure, claims_page, claims_table, render, save_figure
from ..report.claims import claims_finding
from ..report.words import plural
from .grid import add_workers
from .options import FOLDER_HELP, REPORT_HELP, add_options, check_writable, console, natural, page, positive, typed
from .output import progress_bar, show_table

_FIGURE = "claims.png"


def add(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser("claims", help="put the learning claims of arXiv 2509.05041 to the test")
    parser.add_argument("--data", required=True, help="data set")
    parser.add_argument("--data-folder", metavar="DIR", help=FOLDER_HELP)
    parser.add_argument("--model", help="full model, by name or TOML file (default: that named like the data)")
    add_options(parser, TrainOptions, "engine", "epochs")
    parser.add_argument(
        "--seeds", type=positive, default=1, help="networks trained for each row (default: %(default)s)"
    )
    parser.add_argument(
        "--candidates",
        type=natural,
        default=0,
        help="settings drawn for each row and tried beside the full model's own, on the validation samples "
        "(default: none)",
    )
    parser.add_argument(
        "--only",
        action="append",
        default=[],
        metavar="TEXT",
        help="rows whose name contains this, such as perceptron; may be repeated (default: all rows)",
    )
    parser.add_argument(
        "--quick", action="store_true", help="2 epochs, at most 5000 training samples, at most 500 units"
    )
    parser.add_argument(
        "--out", metavar="DIR", help="folder for results.json and claims.png (default: out/claims-DATA)"
    )
    parser.add_argument("--report", metavar="FILE.html", type=page, help=REPORT_HELP)
    add_workers(parser, positive, "processes on this machine (default: one a core)")
    parser.add_argument("--notes", action="store_true", help="print every figure, and a sentence for each network")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Work through the rows that are not there yet, print the table, write file and figure."""
    check_workers(arguments.workers)
    folder = Path(arguments.out or f"out/claims-{Path(arguments.data).stem}")
    check_writable(str(folder / RESULTS), str(folder / _FIGURE), arguments.report)
    load_engine(arguments.engine).check_learning("learn-float")
    base = base_description(arguments.data, arguments.model, arguments.epochs, arguments.quick)
    data = load_data(arguments.data, arguments.data_folder, base.input)
    only = tuple(arguments.only)
    study = Study(base, arguments.data, arguments.engine, arguments.quick, arguments.seeds, arguments.candidates, only)
    study.check(data)
    try:
        with locked(folder), _found_in(arguments.data_folder), progress_bar("claims") as progress:
            rows = work_through(
                study, folder, workers=arguments.workers, scheduler=arguments.scheduler, progress=progress
            )
            title = _title(study)
            command = typed(arguments, ("out", "workers", "scheduler", "report", "notes"), repeated=("only",))
            write_results(folder, study.settings, command, rows)
            save_figure(claims_figure(rows, data.classes, title), folder / _FIGURE)
    except KeyboardInterrupt:
        raise KeyboardInterrupt(f"what is finished is in {folder}, go on with the same command.") from None
    out = console()
    out.print(f"{claims_finding(rows)} (counted).", style="bold")
    show_table(out, claims_table(rows, title, every_figure=arguments.notes))
    if arguments.notes:
        for row in rows:
            out.print(f"{row.name}: {row.sentence}")
    else:
        out.print("every figure, and what is special about each network: --notes; as a page: --report FILE.html.")
    out.print(f"wrote {folder / RESULTS} and {folder / _FIGURE}")
    if arguments.report:
        command = typed(arguments, ("workers", "scheduler", "notes"), repeated=("only",))
        shown = claims_page(rows, study, data.classes, command)
        out.print(f"wrote {write_text(arguments.report, render(shown))}")
    return EXIT_OK


@contextmanager
def _found_in(folder: str | None) -> Iterator[None]:
    """Let workers find the files of data sets in a folder, if one is named."""
    before = os.environ.get("NEURO_DATA")
    if folder is not None:
        os.environ["NEURO_DATA"] = os.path.abspath(folder)
    try:
        yield
    finally:
        if folder is not None:
            os.environ.pop("NEURO_DATA")
            os.environ.update({} if before is None else {"NEURO_DATA": before})


def _title(study: Study) -> str:
    text = f"model {study.base.name}, data {study.data}, {study.base.units} units, learned in {study.engine}, "
    text += f"{plural(total_epochs(study.base), 'epoch')}, {plural(study.seeds, 'seed')}"
    if study.candidates:
        text += f", each row tuned over {plural(study.candidates, 'candidate')} and its own settings"
    return text + (" (quick)" if study.quick else "")
