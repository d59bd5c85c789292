"""Engines by name, found through the entry-point group ``neuro.engines`` and imported only when asked for."""

from __future__ import annotations

from ..registered import make_registered, registered_names
from .contract import AbstractEngine

GROUP = "neuro.engines"


def engine_names() -> list[str]:
    """Every registered engine, the reference first."""
    return sorted(registered_names(GROUP), key=lambda name: (name != "numpy", name))


def load_engine(name: str) -> AbstractEngine:
    """The engine of that name.

    Raises
    ------
    NeuroError
        When there is none, or its code can't be imported here.
    """
    engine: AbstractEngine = make_registered(GROUP, "engine", name)
    return engine
