"""Commands that other packages bring, found through the entry-point group ``neuro.commands``."""

from __future__ import annotations

import argparse
from importlib.metadata import EntryPoint, entry_points
from typing import Any, NoReturn

from ..errors import NeuroError

GROUP = "neuro.commands"


def add_registered(commands: Any) -> None:
    """Declare every registered command.

    An entry point names a module with ``add(commands)``, as the modules of this package have; what a command needs
    beyond that it imports when it runs. A module that can't be imported becomes a command that says so.
    """
    for point in sorted(entry_points(group=GROUP), key=lambda point: point.name):
        try:
            module = point.load()
        except ImportError as problem:
            _add_broken(commands, point, problem)
        else:
            module.add(commands)


def _add_broken(commands: Any, point: EntryPoint, problem: ImportError) -> None:
    def run(_: argparse.Namespace) -> NoReturn:
        raise NeuroError(f"the command '{point.name}' can't be imported here ({problem}); install {point.value} anew.")

    parser = commands.add_parser(point.name, help="can't be imported here")
    parser.set_defaults(run=run)
