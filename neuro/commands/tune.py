"""``neuro tune``: settings of a model found by successive halving on the validation samples."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from ..description import Description, load_model, write_description
from ..engines import load_engine
from ..errors import EXIT_OK, NeuroError
from ..files import write_text
from ..grids import apply_settings, check_workers, write_table
from ..grids.commands import TrainOptions
from ..learning import with_epochs
from ..machine.locks import locked
from ..report import save_figure, tuning_figure
from ..report.words import plural
from ..tuning import Tried, best_of, candidates, parse_dimension, tune
from .grid import add_workers
from .options import add_options, check_writable, console, natural, positive, typed
from .output import progress_bar

_MODEL, _TABLE, _FIGURE = "model.toml", "results.csv", "tuning.png"


def add(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser("tune", help="find settings of a model by trying many, on the validation samples")
    parser.add_argument("model", help="model name or TOML file")
    parser.add_argument(
        "--over",
        action="append",
        required=True,
        metavar="KEY=...",
        help="setting to vary: low..high, log:low..high, or a list or start:stop:points as in grids; may be repeated",
    )
    parser.add_argument("--out", required=True, metavar="DIR", help="folder for points, table, figure and best model")
    parser.add_argument("--candidates", type=positive, help="how many to draw (default: every combination of lists)")
    parser.add_argument("--seeds", type=positive, default=1, help="networks trained for each (default: %(default)s)")
    parser.add_argument(
        "--factor", type=positive, default=3, help="of so many candidates one is trained on (default: %(default)s)"
    )
    parser.add_argument("--draw", type=natural, default=0, metavar="SEED", help="from which candidates are drawn")
    add_options(parser, TrainOptions, "data", "engine", "regime", "epochs")
    add_workers(parser, positive, "processes on this machine (default: one a core)")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Try, tell what was best, write table, figure and model."""
    check_workers(arguments.workers)
    folder = Path(arguments.out)
    check_writable(*(str(folder / name) for name in (_MODEL, _TABLE, _FIGURE)))
    if arguments.factor < 2:
        raise NeuroError(f"factor: got {arguments.factor}, expected at least 2: one candidate of so many is kept.")
    model = with_epochs(load_model(arguments.model), arguments.epochs)
    load_engine(arguments.engine).check_learning(f"learn-{arguments.regime}")
    dimensions = [parse_dimension(text) for text in arguments.over]
    settings = candidates(dimensions, arguments.candidates, arguments.draw)
    given = {name: getattr(arguments, name) for name in ("data", "engine", "regime")}
    options = {name: one for name, one in given.items() if one is not None}
    try:
        with locked(folder):
            with progress_bar("tuning") as progress:
                tried = tune(
                    model,
                    settings,
                    options,
                    folder,
                    seeds=arguments.seeds,
                    factor=arguments.factor,
                    workers=arguments.workers,
                    scheduler=arguments.scheduler,
                    progress=progress,
                )
            _write(folder, model, tried, typed(arguments, ("out", "workers", "scheduler"), "model", ("over",)))
    except KeyboardInterrupt:
        raise KeyboardInterrupt(f"what is finished is in {folder}, go on with the same command.") from None
    _tell(tried, folder)
    return EXIT_OK


def _write(folder: Path, model: Description, tried: list[Tried], command: str) -> None:
    best = best_of(tried)
    rows = [
        {
            "round": one.round,
            "candidate": one.number,
            **one.settings,
            "epochs": one.epochs,
            "validation_accuracy": one.accuracy if one.accuracies else None,
            "error": one.error,
        }
        for one in tried
    ]
    write_table(rows, folder / _TABLE)
    save_figure(tuning_figure(tried), folder / _FIGURE)
    found = (
        f"# Found by: {command}\n# Validation accuracy {best.accuracy:.4f}, {plural(len(best.accuracies), 'seed')}.\n"
    )
    write_text(folder / _MODEL, found + write_description(apply_settings(model, best.settings)))


def _tell(tried: list[Tried], folder: Path) -> None:
    best, out = best_of(tried), console()
    failed = [one for one in tried if one.error is not None]
    if failed:
        out.print(f"{plural(len(failed), 'trial')} failed, the first (candidate {failed[0].number}): {failed[0].error}")
    settings = ", ".join(f"{key} = {value}" for key, value in best.settings.items())
    out.print(
        f"best of {plural(len({one.number for one in tried}), 'candidate')}: {settings}; validation accuracy "
        f"{best.accuracy:.4f} after {plural(best.epochs, 'epoch')}; wrote {folder / _MODEL}, {_TABLE} and {_FIGURE}"
    )
    out.print(f"the test samples were not looked at; neuro train {folder / _MODEL} --out ... does so once.")
