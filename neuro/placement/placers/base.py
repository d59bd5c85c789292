"""What every placer is: it cuts the units into ranges, a core each, and says in which order cores are taken."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from ...errors import NeuroError
from ...network import Network
from ..demand import Wiring, usage_of, wiring_of
from ..fit import Shortage, check_single, out_axon_shortage, refusal
from ..limits import Chip
from ..placement import Placement

Parts = list[tuple[int, int]]
# By how much cores are cut when their units reach too many others.
_SHRINK = 0.8


class AbstractPlacer(ABC):
    """A way to lay a network out on a chip. Placers hold no state."""

    name: ClassVar[str]

    @abstractmethod
    def cut(self, wiring: Wiring, populations: Mapping[str, slice], chip: Chip, most: int) -> Parts:
        """Ranges of rows, one a core, none longer than `most`; every row in exactly one."""

    @abstractmethod
    def order(self, chip: Chip) -> list[int]:
        """All cores of the chip in the order in which ranges take them."""

    def place(self, network: Network, chip: Chip) -> Placement:
        """Lay a network out.

        Raises
        ------
        NeuroError
            When it doesn't fit: which limit, by how much, and what would make it fit.
        """
        wiring = wiring_of(network)
        populations = dict(network.description.slices)
        if wiring.classes:
            populations["readout"] = slice(wiring.units, wiring.neurons)
        check_single(wiring, chip)
        found = self._attempt(wiring, populations, chip)
        if isinstance(found, Shortage):
            raise NeuroError(refusal(found, wiring, chip, lambda other: self._fits(other, populations, chip)))
        return Placement(chip.name, self.name, network.hash, found)

    def _fits(self, wiring: Wiring, populations: Mapping[str, slice], chip: Chip) -> bool:
        try:
            check_single(wiring, chip)
        except NeuroError:
            return False
        return not isinstance(self._attempt(wiring, populations, chip), Shortage)

    def _attempt(self, wiring: Wiring, populations: Mapping[str, slice], chip: Chip) -> NDArray[np.int64] | Shortage:
        """Core of each row, or what falls short. Out-axons that don't suffice are sought on smaller cores."""
        order, most = self.order(chip), chip.neurons
        first: Shortage | None = None
        while True:
            parts = self.cut(wiring, populations, chip, most)
            if len(parts) > chip.cores:
                return first or Shortage("cores", None, len(parts), chip.cores)
            core = np.empty(wiring.neurons, np.int64)
            for number, (start, stop) in zip(order, parts, strict=False):
                core[start:stop] = number
            found = out_axon_shortage(usage_of(wiring, core, chip), chip)
            if found is None:
                return core
            first = first or found
            most = int(_SHRINK * max(stop - start for start, stop in parts))
            if most < 1:
                return first
