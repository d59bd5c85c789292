"""``neuro export`` and ``neuro import``: networks to and from the files of other simulators."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from ..description import Phases
from ..engines import Stimulus
from ..errors import EXIT_OK, NeuroError
from ..formats import AbstractFormat, format_of, known_endings
from ..grids.commands import SimulateOptions
from ..learning import Checkpoint, save_checkpoint
from ..learning.trained import NETWORK
from ..machine.locks import locked
from ..network import integer_network
from ..workload import Workload, find_network
from .options import add_options, add_workload, check_writable, console, workload_of
from .output import spinner

_SAMPLES = 20


def add(commands: Any) -> None:
    """Declare both commands."""
    endings = ", ".join(known_endings())
    parser = commands.add_parser("export", help=f"write a model for another simulator ({endings})")
    add_workload(parser)
    add_options(parser, SimulateOptions, "regime")
    parser.add_argument("--to", metavar="FILE", required=True, help=f"file to write; its ending says what: {endings}")
    parser.set_defaults(run=export)

    parser = commands.add_parser("import", help="read a model that another simulator wrote, such as FILE.nir")
    parser.add_argument("file", help="the file; its ending says what it is")
    parser.add_argument("--out", metavar="DIR", required=True, help="folder to write, as 'neuro train' does")
    parser.add_argument("--overwrite", action="store_true", help="replace the network in the folder")
    parser.set_defaults(run=bring)


def bring(arguments: argparse.Namespace) -> int:
    """Read a network and write it to a folder that every command takes."""
    folder = Path(arguments.out)
    check_writable(str(folder / NETWORK))
    with spinner(f"reading {arguments.file}"):
        network = format_of(arguments.file).read(Path(arguments.file))
    with locked(folder):
        if (folder / NETWORK).exists() and not arguments.overwrite:
            raise NeuroError(f"{folder}: holds a network already; replace it with --overwrite.")
        named = network.description.input.data if network.description.input else None
        save_checkpoint(folder, Checkpoint(network, named or "", "", ()))
    regime = "whole numbers" if network.is_integer else "floats"
    console().print(
        f"network '{network.description.name}' ({network.hash}) in {regime}: {network.units:,} units, "
        f"{network.lines:,} lines, {network.classes} classes; wrote {folder}"
    )
    return EXIT_OK


def export(arguments: argparse.Namespace) -> int:
    """Write a network, and samples where there is a place for them."""
    check_writable(arguments.to)
    kind, out = format_of(arguments.to), console()
    with spinner(f"writing {arguments.to}"):
        workload = _workload(arguments) if kind.takes_samples else _network_alone(arguments, kind)
        written = kind.write(workload, Path(arguments.to))
    for path in written:
        out.print(f"wrote {path}")
    return EXIT_OK


def _workload(arguments: argparse.Namespace) -> Workload:
    if arguments.samples is None:
        arguments.samples = _SAMPLES
    return workload_of(arguments, arguments.regime)


def _network_alone(arguments: argparse.Namespace, kind: AbstractFormat) -> Workload:
    """The network, for a format that has no place for samples: none are read, and what asks for some is refused."""
    given = [name for name in ("samples", "steps", "data", "data_folder") if getattr(arguments, name) is not None]
    if given:
        option = given[0].replace("_", "-")
        raise NeuroError(f"--{option}: samples have no place in {kind.title}; leave it out.")
    source = find_network(arguments.model, arguments.seed)
    regime = arguments.regime or source.description.numbers.regime
    if source.is_integer and regime == "float":
        raise NeuroError(f"{arguments.model}: was trained in whole numbers and has no float version; leave it out.")
    network = integer_network(source) if regime == "integer" and not source.is_integer else source
    return Workload(source.description.name, source, network, Stimulus(1, Phases(0, 0, 1)), None, None, None)
