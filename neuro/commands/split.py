"""``neuro split``: a trained network whose readout no core of a chip holds, with several readout units a class."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import Any

from ..errors import EXIT_OK, NeuroError
from ..learning import NETWORK, load_checkpoint, save_checkpoint, save_record
from ..machine.locks import locked
from ..network import integer_network, split_readout
from ..placement import DEFAULT_CHIP, load_chip, split_to_fit
from ..report.words import plural
from .options import check_writable, console, positive
from .output import spinner


def add(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser("split", help="give each class of a trained network several readout units")
    parser.add_argument("folder", metavar="DIR", help="folder written by 'neuro train'")
    parser.add_argument("--out", required=True, metavar="DIR", help="folder for the split network")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--readouts", type=positive, metavar="N", help="readout units of each class; 1 undoes a split")
    how.add_argument("--chip", help=f"as few as fit its cores: a chip, or a TOML file (default: {DEFAULT_CHIP})")
    parser.add_argument("--overwrite", action="store_true", help="split anew, though the folder holds a network")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Split, and write a folder that every command takes as it takes the first."""
    folder, out = Path(arguments.out), console()
    check_writable(str(folder / NETWORK))
    chip = load_chip(arguments.chip or DEFAULT_CHIP)
    with spinner(f"reading {arguments.folder}"):
        checkpoint = load_checkpoint(arguments.folder)
        whole = checkpoint.network
        readouts = arguments.readouts
        if readouts is None:
            on_chip = split_to_fit(whole if whole.is_integer else integer_network(whole), chip)
            readouts = on_chip.readouts // max(on_chip.classes, 1)
        network = split_readout(whole, readouts)
    with locked(folder):
        if (folder / NETWORK).exists() and not arguments.overwrite:
            raise NeuroError(f"{folder}: holds a trained network already; replace it with --overwrite.")
        save_checkpoint(folder, replace(checkpoint, network=network))
        record = {"network": network.hash, "data": checkpoint.data, "engine": checkpoint.engine, "split": whole.hash}
        save_record(folder, record)
    out.print(
        f"{plural(readouts, 'readout unit')} for each of {network.classes} classes, {network.readouts} in all: the "
        f"same states and answers; wrote {folder}"
    )
    return EXIT_OK
