"""``neuro train``: learn a classifier from a data set, epoch by epoch, so that nothing is lost."""

from __future__ import annotations

import argparse
import time
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from ..data import DataSet, load_data
from ..description import Description, load_model
from ..engines import load_engine
from ..errors import EXIT_OK, NeuroError
from ..files import write_text
from ..grids.commands import TrainOptions
from ..learning import (
    CURVE,
    NETWORK,
    Checkpoint,
    Epoch,
    Training,
    check_trainable,
    resume_from,
    save_checkpoint,
    save_record,
    settling,
    tested,
    train,
    with_epochs,
)
from ..machine.locks import locked
from ..report import Page, learning_curve, render, save_figure, training_page
from .options import FOLDER_HELP, REPORT_HELP, add_options, check_writable, console, natural, page, typed
from .output import progress_bar

_DRAWN_EVERY_S = 10.0


def add(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser("train", help="train a model by local plasticity and keep the result")
    parser.add_argument("model", help="model name or TOML file")
    add_options(parser, TrainOptions, "data", "engine", "regime", "epochs")
    parser.add_argument("--data-folder", metavar="DIR", help=FOLDER_HELP)
    parser.add_argument("--out", required=True, metavar="DIR", help="folder for the trained network")
    parser.add_argument("--seed", type=natural, help="draw other weights and another order than the model's own")
    parser.add_argument("--report", metavar="FILE.html", type=page, help=REPORT_HELP)
    kept = parser.add_mutually_exclusive_group()
    kept.add_argument("--resume", action="store_true", help="go on after the last epoch in DIR")
    kept.add_argument("--overwrite", action="store_true", help="train anew, though DIR holds a network")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Train, look at the test set once, write the folder."""
    folder = Path(arguments.out)
    check_writable(str(folder / NETWORK), arguments.report)
    description = _description(arguments)
    name = arguments.data or (description.input.data if description.input else None)
    if name is None:
        raise NeuroError(f"model '{description.name}' names no data set; give one with --data.")
    with locked(folder):
        text, shown = _train(
            arguments, folder, Training(description, name, arguments.engine, arguments.regime == "integer")
        )
    console().print(f"{text}; wrote {folder}")
    if shown is not None:
        console().print(f"wrote {write_text(arguments.report, render(shown))}")
    return EXIT_OK


def _train(arguments: argparse.Namespace, folder: Path, training: Training) -> tuple[str, Page | None]:
    """Train and write into a folder that is this command's alone; what to say of the result, and its page."""
    if (folder / NETWORK).exists() and not (arguments.resume or arguments.overwrite):
        raise NeuroError(
            f"{folder}: holds a trained network already; go on with --resume or replace it with --overwrite."
        )
    load_engine(training.engine).check_learning(f"learn-{arguments.regime}")
    data = load_data(training.data, arguments.data_folder, training.description.input)
    check_trainable(training.description, data)
    before = resume_from(folder, training) if arguments.resume else None
    history = list(before.epochs) if before else []
    try:
        last = _epochs(folder, training, data, before, history)
    except KeyboardInterrupt:
        raise KeyboardInterrupt(_how_to_go_on(folder, len(history))) from None
    figures, text = tested(last.network, data)
    rest = settling(last.network, data.validation)
    record = {
        "network": last.network.hash,
        "data": training.data,
        "engine": training.engine,
        "epochs": len(last.epochs),
        "test_accuracy": figures,
        "test_samples": len(data.test),
        "stability": asdict(rest),
    }
    save_record(folder, record)
    shown = None
    if arguments.report:
        shown = training_page(last, data, figures, rest, typed(arguments, ("resume",), "model"))
    return f"{text} ({len(data.test)} samples); {rest.text}", shown


def _description(arguments: argparse.Namespace) -> Description:
    description = load_model(arguments.model)
    if arguments.seed is not None:
        description = replace(description, seed=arguments.seed)
    return with_epochs(description, arguments.epochs)


def _how_to_go_on(folder: Path, finished: int) -> str:
    if not finished:
        return "no epoch was finished and nothing was written; start anew with the same command."
    return (
        f"the epochs finished so far ({finished}) are in {folder}, go on by adding --resume to the command "
        "(the epoch that was cut off starts anew)."
    )


def _epochs(
    folder: Path, training: Training, data: DataSet, before: Checkpoint | None, history: list[Epoch]
) -> Checkpoint:
    """Train what is left to train, a checkpoint and a picture after each epoch; `history` grows with it."""
    description, engine = training.description, training.engine
    title = f"model {description.name}, data {training.data}, learned in {engine}"
    if training.integer:
        title += f" ({description.numbers.weight_bits}-bit integers)"
    last, start = before, (before.network, len(history)) if before else None
    drawn, drawn_s = len(history), time.monotonic()
    try:
        with progress_bar("training") as progress:
            for epoch, network in train(
                description, data, engine=engine, integer=training.integer, start=start, progress=progress
            ):
                last = Checkpoint(network, training.data, engine, (*history, epoch))
                save_checkpoint(folder, last)
                history.append(epoch)
                # Drawing takes longer than a quick epoch.
                if time.monotonic() - drawn_s > _DRAWN_EVERY_S:
                    save_figure(learning_curve(history, title), folder / CURVE)
                    drawn, drawn_s = len(history), time.monotonic()
    finally:
        if len(history) > drawn:
            save_figure(learning_curve(history, title), folder / CURVE)
    if last is None:
        raise NeuroError(f"model '{description.name}' asks for no epochs; expected at least one.")
    if last is before:
        # Nothing was left to train, but the model may ask for another number of epochs.
        save_checkpoint(folder, last)
    return last
