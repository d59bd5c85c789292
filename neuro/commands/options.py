"""Argument types that refuse nonsense before any work is done, and the console."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from rich.console import Console

from ..errors import NeuroError
from ..report.figure import figure_format

ENGINE_HELP = "engine name; 'neuro doctor' lists them (default: %(default)s)"
MODEL_HELP = "model name, TOML file, or folder written by 'neuro train'"
FOLDER_HELP = "folder of the MNIST files (default: the environment variable NEURO_DATA, or a download)"


def console() -> Console:
    """Where results go; wide enough for a whole table when nobody looks at it through a terminal."""
    out = Console(highlight=False, soft_wrap=False)
    return out if out.is_terminal else Console(highlight=False, width=160)


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


def check_writable(*paths: str | None) -> None:
    """Refuse places that can't be written before the work that is to be written there.

    Raises
    ------
    NeuroError
        Naming the first such place.
    """
    for path in paths:
        if path is None:
            continue
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
