"""Placers that fill one core after the other, through all units or population by population."""

from __future__ import annotations

from typing import ClassVar, final

from ..demand import Connections
from ..limits import Chip
from .base import AbstractRangePlacer, Segments, fill


@final
class SequentialPlacer(AbstractRangePlacer):
    """Units in order onto the fewest cores: one may hold the end of a population and the start of the next."""

    name: ClassVar[str] = "sequential"

    def cut(self, connections: Connections, chip: Chip, most: int) -> Segments:
        """One run through all rows."""
        return fill(connections, 0, connections.neurons, chip, most)


@final
class ModularPlacer(AbstractRangePlacer):
    """Each population, and the readout, on cores of its own, along a path from tile to neighbouring tile.

    A core never mixes populations, and a population's tiles lie side by side.
    """

    name: ClassVar[str] = "modular"

    def cut(self, connections: Connections, chip: Chip, most: int) -> Segments:
        """Population after population."""
        populations = connections.populations.values()
        return [part for rows in populations for part in fill(connections, rows.start, rows.stop, chip, most)]

    def order(self, chip: Chip) -> list[int]:
        """Tile by neighbouring tile."""
        return [core for tile in chip.neighbouring_tiles() for core in chip.cores_of(tile)]
