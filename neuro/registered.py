"""What packages bring under a name: classes behind entry points, imported only when asked for."""

from __future__ import annotations

from importlib.metadata import EntryPoint, entry_points
from typing import Any

from .errors import NeuroError, nearest


def registered_names(group: str) -> list[str]:
    """Every name of an entry-point group."""
    return sorted(_registered(group))


def make_registered(group: str, kind: str, name: str) -> Any:
    """An instance of the class that a group has under a name; `kind` is what messages call it.

    Raises
    ------
    NeuroError
        When there is none, or its code can't be imported here.
    """
    registered = _registered(group)
    if name not in registered:
        raise NeuroError(f"there is no {kind} '{name}'; {nearest(name, registered_names(group))}")
    try:
        return registered[name].load()()
    except (ImportError, AttributeError) as problem:
        raise NeuroError(f"the {kind} '{name}' can't be imported here ({problem}); see 'neuro doctor'.") from problem


def _registered(group: str) -> dict[str, EntryPoint]:
    return {point.name: point for point in entry_points(group=group)}
