"""``neuro export`` and ``neuro import``: networks to and from the files of other simulators."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from ..errors import EXIT_OK
from ..formats import format_of, known_endings
from ..grids.commands import SimulateOptions
from .options import add_options, add_workload, check_writable, console, workload_of

_SAMPLES = 20


def add(commands: Any) -> None:
    """Declare both commands."""
    endings = ", ".join(known_endings())
    parser = commands.add_parser("export", help=f"write a model for another simulator ({endings})")
    add_workload(parser, _SAMPLES)
    add_options(parser, SimulateOptions, "regime")
    parser.add_argument("--to", metavar="FILE", required=True, help=f"file to write; its ending says what: {endings}")
    parser.set_defaults(run=export)


def export(arguments: argparse.Namespace) -> int:
    """Write a network, and samples where there is a place for them."""
    check_writable(arguments.to)
    kind = format_of(arguments.to)
    workload = workload_of(arguments, arguments.regime)
    out = console()
    for path in kind.write(workload, Path(arguments.to)):
        out.print(f"wrote {path}")
    return EXIT_OK
