"""Argument types that refuse nonsense before any work is done, and the console."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path
from typing import final

from rich.console import Console

from ..errors import NeuroError
from ..report.figure import figure_format
from ..workload import Workload, make_workload

ENGINE_HELP = "engine name; 'neuro doctor' lists them (default: %(default)s)"
MODEL_HELP = "model name, TOML file, or folder written by 'neuro train'"
FOLDER_HELP = "folder of the MNIST files (default: the environment variable NEURO_DATA, or a download)"


@final
class _Console(Console):
    """Goes on without a reader, as under ``| head``: what is left is not printed, but files are still written."""

    def on_broken_pipe(self) -> None:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def add_workload(parser: argparse.ArgumentParser, samples: int | None = None) -> None:
    """Declare what says which network runs on what; `samples` is how many when none are asked for."""
    parser.add_argument("model", help=MODEL_HELP)
    taken = "" if samples is None else " (default: %(default)s)"
    parser.add_argument(
        "--samples", type=positive, default=samples, help=f"samples, or random starts for a model without input{taken}"
    )
    parser.add_argument("--steps", type=positive, help="time steps (default: the model's)")
    parser.add_argument("--seed", type=natural, help="draw other weights and starts than the model's own")
    parser.add_argument("--data", help="data set (default: the model's)")
    parser.add_argument("--data-folder", metavar="DIR", help=FOLDER_HELP)


def workload_of(arguments: argparse.Namespace, regime: str | None, *, learning: bool = False) -> Workload:
    """The network and samples that :func:`add_workload`'s arguments ask for, in a regime or the model's own."""
    return make_workload(
        arguments.model,
        seed=arguments.seed,
        regime=regime,
        samples=arguments.samples,
        steps=arguments.steps,
        data=arguments.data,
        folder=arguments.data_folder,
        learning=learning,
    )


def console() -> Console:
    """Where results go; wide enough for a whole table when nobody looks at it through a terminal."""
    # Names and paths are printed as they are: brackets and colons in them are no markup.
    out = _Console(highlight=False, markup=False, emoji=False)
    if not out.is_terminal:
        out.width = 160
    return out


def progress_console() -> Console:
    """Where progress goes: the error stream, so that results can be piped."""
    return Console(stderr=True, highlight=False)


def positive(text: str) -> int:
    """A whole number of at least 1."""
    return _whole(text, 1)


def natural(text: str) -> int:
    """A whole number of at least 0."""
    return _whole(text, 0)


def _whole(text: str, low: int) -> int:
    try:
        value = int(text)
    except ValueError:
        value = low - 1
    if value < low:
        raise argparse.ArgumentTypeError(f"got '{text}', expected a whole number of at least {low}")
    return value


def names(text: str) -> list[str]:
    """A list separated by commas."""
    out = [part.strip() for part in text.split(",")]
    if not all(out):
        raise argparse.ArgumentTypeError(f"got '{text}', expected names separated by single commas")
    return out


def picture(text: str) -> str:
    """A file name with an ending that is a picture format."""
    try:
        return figure_format(text)
    except ValueError as problem:
        raise argparse.ArgumentTypeError(str(problem)) from problem


def page(text: str) -> str:
    """A file name with an ending that browsers know as a page."""
    if not text.lower().endswith((".html", ".htm")):
        raise argparse.ArgumentTypeError(f"got '{text}', expected a name ending in .html")
    return text


def check_writable(*paths: str | None) -> None:
    """Refuse places that can't be written, or that one option would take from another, before the work for them.

    Raises
    ------
    NeuroError
        Naming the first such place.
    """
    given = [path for path in paths if path is not None]
    for place, path in enumerate(given):
        if Path(path).resolve() in (Path(other).resolve() for other in given[:place]):
            raise NeuroError(f"{path}: two options name this one file; give each a file of its own.")
        if Path(path).exists() and not Path(path).is_file():
            raise NeuroError(f"{path}: is a folder or a device; expected the name of an ordinary file to write.")
        parent = Path(path).absolute().parent
        while not parent.exists():
            parent = parent.parent
        try:
            # Rights alone don't tell: some file systems take no new files from anybody.
            with tempfile.TemporaryFile(dir=parent):
                pass
        except OSError as problem:
            raise NeuroError(
                f"{path}: can't be written, {parent} takes no new files ({problem.strerror}); choose another place."
            ) from problem
