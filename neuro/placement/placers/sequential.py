"""Units in order onto cores in order, each core as full as possible."""

from __future__ import annotations

from typing import ClassVar, final

from ..demand import Connections
from ..limits import Chip
from .base import AbstractPlacer, Segments, fill


@final
class SequentialPlacer(AbstractPlacer):
    """Fewest cores: a core may hold the end of one population and the start of the next."""

    name: ClassVar[str] = "sequential"

    def cut(self, connections: Connections, chip: Chip, most: int) -> Segments:
        """One run through all rows."""
        return fill(connections, 0, connections.neurons, chip, most)

    def order(self, chip: Chip) -> list[int]:
        """By number."""
        return list(range(chip.cores))
