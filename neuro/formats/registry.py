"""Formats by the ending of a file's name, imported only when asked for."""

from __future__ import annotations

from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

from ..errors import NeuroError
from .contract import AbstractFormat

GROUP = "neuro.formats"


def known_endings() -> list[str]:
    """Endings of all registered formats, such as ``.nir``."""
    return sorted(f".{name}" for name in _registered())


def format_of(path: str | Path) -> AbstractFormat:
    """The format of a file, once it is known to work here.

    Parameters
    ----------
    path
        Its ending says which.

    Raises
    ------
    NeuroError
        When no format has that ending, or something it needs is missing.
    """
    ending = Path(path).suffix.lower()
    registered = _registered()
    if ending.removeprefix(".") not in registered:
        raise NeuroError(f"{path}: ends in '{ending}', expected one of {', '.join(known_endings())}.")
    try:
        found: AbstractFormat = registered[ending.removeprefix(".")].load()()
    except (ImportError, AttributeError) as problem:
        reason = f"the format '{ending}' can't be imported here ({problem}); install its package anew."
        raise NeuroError(reason) from problem
    if (obstacle := found.obstacle()) is not None:
        raise NeuroError(obstacle)
    return found


def _registered() -> dict[str, EntryPoint]:
    return {point.name: point for point in entry_points(group=GROUP)}
