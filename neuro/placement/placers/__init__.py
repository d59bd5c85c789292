"""Placers: ways to lay a network out on a chip."""

from ...errors import NeuroError, nearest
from .balanced import BalancedPlacer as BalancedPlacer
from .base import AbstractPlacer as AbstractPlacer
from .filling import ModularPlacer as ModularPlacer
from .filling import SequentialPlacer as SequentialPlacer

PLACERS: dict[str, type[AbstractPlacer]] = {p.name: p for p in (ModularPlacer, SequentialPlacer, BalancedPlacer)}


def load_placer(name: str) -> AbstractPlacer:
    """The placer of that name.

    Raises
    ------
    NeuroError
        When there is none.
    """
    if name not in PLACERS:
        raise NeuroError(f"there is no placer '{name}'; {nearest(name, PLACERS)}")
    return PLACERS[name]()
