"""Units in their order onto cores in theirs, each core as full as it gets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, final

from ..demand import Connections
from ..limits import Chip
from .base import AbstractPlacer, Segments
from .filling import fill


@final
class SequentialPlacer(AbstractPlacer):
    """Fewest cores: a core may hold the end of one population and the start of the next."""

    name: ClassVar[str] = "sequential"

    def cut(self, connections: Connections, populations: Mapping[str, slice], chip: Chip, most: int) -> Segments:
        """One run through all rows."""
        return fill(connections, 0, connections.neurons, chip, most)

    def order(self, chip: Chip) -> list[int]:
        """By number."""
        return list(range(chip.cores))
