"""Units in their order onto cores in theirs, each core as full as it gets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, final

from ..demand import Wiring
from ..limits import Chip
from .base import AbstractPlacer, Parts
from .filling import fill


@final
class SequentialPlacer(AbstractPlacer):
    """Fewest cores: a core may hold the end of one population and the start of the next."""

    name: ClassVar[str] = "sequential"

    def cut(self, wiring: Wiring, populations: Mapping[str, slice], chip: Chip, most: int) -> Parts:
        """One run through all rows."""
        return fill(wiring, 0, wiring.neurons, chip, most)

    def order(self, chip: Chip) -> list[int]:
        """By number."""
        return list(range(chip.cores))
