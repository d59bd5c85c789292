"""``neuro join``: networks that learned apart as one, a committee."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from ..data import load_data
from ..errors import EXIT_OK, NeuroError
from ..grids import kept_networks
from ..learning import NETWORK, Checkpoint, evaluate, load_checkpoint, save_checkpoint, save_record, tested
from ..machine.locks import locked
from ..network import join_networks
from .options import FOLDER_HELP, check_writable, console
from .output import spinner


def add(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser("join", help="join networks that were trained apart into one, a committee")
    parser.add_argument(
        "members",
        nargs="+",
        metavar="DIR",
        help="folders written by 'neuro train', or by a grid of 'train' that keeps networks",
    )
    parser.add_argument("--out", required=True, metavar="DIR", help="folder for the joined network")
    parser.add_argument("--name", default="committee", help="what to call it (default: %(default)s)")
    parser.add_argument("--data-folder", metavar="DIR", help=FOLDER_HELP)
    parser.add_argument("--overwrite", action="store_true", help="join anew, though the folder holds a network")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Join, tell what each member and all together reach on the validation samples, look at the test samples once."""
    folder, out = Path(arguments.out), console()
    check_writable(str(folder / NETWORK))
    members = [member for given in arguments.members for member in _members(Path(given))]
    names = sorted({member.data for _, member in members})
    if len(names) > 1:
        raise NeuroError(f"the networks learned from different data ({', '.join(names)}); expected one data set.")
    whole = join_networks([member.network for _, member in members], arguments.name)
    with locked(folder):
        if (folder / NETWORK).exists() and not arguments.overwrite:
            raise NeuroError(f"{folder}: holds a trained network already; replace it with --overwrite.")
        with spinner("reading the data") as progress:
            data = load_data(names[0], arguments.data_folder, whole.description.input)
            alone = []
            for number, (where, member) in enumerate(members):
                progress("members evaluated", number, len(members))
                alone.append((where, evaluate(member.network, data.validation)))
            progress("all together")
            together = evaluate(whole, data.validation)
            engines = sorted({member.engine for _, member in members})
            save_checkpoint(folder, Checkpoint(whole, names[0], ", ".join(engines), ()))
            figures, text = tested(whole, data)
        record = {
            "network": whole.hash,
            "data": names[0],
            "engine": ", ".join(engines),
            "joined": [member.network.hash for _, member in members],
            "validation_accuracy": together,
            "test_accuracy": figures,
            "test_samples": len(data.test),
        }
        save_record(folder, record)
    for where, accuracy in alone:
        out.print(f"{where}: validation accuracy {accuracy:.4f}")
    out.print(
        f"{len(members)} networks joined, {whole.units} units: validation accuracy {together:.4f}, {text} "
        f"({len(data.test)} samples); wrote {folder}"
    )
    return EXIT_OK


def _members(folder: Path) -> list[tuple[str, Checkpoint]]:
    """The trained networks of a folder, each with a name for it."""
    if (folder / NETWORK).exists():
        return [(str(folder), load_checkpoint(folder))]
    found = kept_networks(folder)
    if not found:
        raise NeuroError(
            f"{folder}: holds no trained network; expected a folder written by 'neuro train', or by 'neuro grid' with "
            'command = "train" and keep = true under [options].'
        )
    return found
