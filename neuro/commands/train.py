"""``neuro train``: learn a classifier from a data set."""

from __future__ import annotations

import argparse
from dataclasses import replace
from typing import Any

from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from ..data import load_data
from ..description import load_model
from ..errors import NeuroError
from ..integer import integer_network
from ..learning import Epoch, check_trainable, evaluate, save_trained, train
from .options import check_writable, console, natural, positive, progress_console


def add(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser("train", help="train a model by local plasticity and keep the result")
    parser.add_argument("model", help="model name or TOML file")
    parser.add_argument("--data", help="data set (default: the model's)")
    parser.add_argument("--out", required=True, metavar="DIR", help="folder for the trained network")
    parser.add_argument("--epochs", type=positive, help="passes over the training samples (default: the model's)")
    parser.add_argument("--seed", type=natural, help="draw other weights and another order than the model's own")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Train, look at the test set once, write the folder."""
    check_writable(f"{arguments.out}/network.npz")
    description = load_model(arguments.model)
    if arguments.seed is not None:
        description = replace(description, seed=arguments.seed)
    if arguments.epochs is not None:
        description = replace(description, plasticity=replace(description.plasticity, epochs=arguments.epochs))
    name = arguments.data or (description.input.data if description.input else None)
    if name is None:
        raise NeuroError(f"model '{description.name}' names no data set; give one with --data.")
    data = load_data(name)
    check_trainable(description, data)
    bar = Progress(
        TextColumn("training"),
        BarColumn(),
        TextColumn("{task.description}"),
        TimeRemainingColumn(),
        console=progress_console(),
    )
    with bar:
        task = bar.add_task("epoch 0", total=description.plasticity.epochs)

        def show(epoch: Epoch, epochs: int) -> None:
            figures = f"validation {epoch.validation_accuracy:.3f}  unstable {epoch.unstable:.3f}"
            bar.update(task, completed=epoch.number, description=f"epoch {epoch.number}/{epochs}  {figures}")

        network, history = train(description, data, report=show)
    figures = {"float": evaluate(network, data.test), "integer": evaluate(integer_network(network), data.test)}
    record = {"data": name, "test_accuracy": figures, "test_samples": len(data.test)}
    folder = save_trained(arguments.out, network, history, record)
    console().print(
        f"test accuracy {figures['float']:.4f} float, {figures['integer']:.4f} in "
        f"{description.numbers.weight_bits}-bit integers ({len(data.test)} samples); wrote {folder}"
    )
    return 0
