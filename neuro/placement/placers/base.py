"""What every placer is: it cuts the units into ranges, a core each, and says in which order cores are taken."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from ...errors import NeuroError
from ...network import Network
from ..demand import Connections, connections_of, usage_of
from ..fit import Shortage, check_single, out_axon_shortage, refusal
from ..limits import Chip
from ..placement import Placement

Segments = list[tuple[int, int]]
# By how much cores are cut when their units reach too many others.
_SHRINK = 0.8


class AbstractPlacer(ABC):
    """A way to lay a network out on a chip. Placers hold no state."""

    name: ClassVar[str]

    @abstractmethod
    def cut(self, connections: Connections, populations: Mapping[str, slice], chip: Chip, most: int) -> Segments:
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
        connections = connections_of(network)
        populations = dict(network.description.slices)
        if connections.classes:
            populations["readout"] = slice(connections.units, connections.neurons)
        check_single(connections, chip)
        found = self._attempt(connections, populations, chip)
        if isinstance(found, Shortage):
            raise NeuroError(refusal(found, connections, chip, lambda other: self._fits(other, populations, chip)))
        return Placement(chip.name, self.name, network.hash, found)

    def _fits(self, connections: Connections, populations: Mapping[str, slice], chip: Chip) -> bool:
        try:
            check_single(connections, chip)
        except NeuroError:
            return False
        return not isinstance(self._attempt(connections, populations, chip), Shortage)

    def _attempt(
        self, connections: Connections, populations: Mapping[str, slice], chip: Chip
    ) -> NDArray[np.int64] | Shortage:
        """Core of each row, or what falls short. Out-axons that don't suffice are sought on smaller cores."""
        order, most = self.order(chip), chip.neurons
        first: Shortage | None = None
        while True:
            segments = self.cut(connections, populations, chip, most)
            if len(segments) > chip.cores:
                return first or Shortage("cores", None, len(segments), chip.cores)
            core = np.empty(connections.neurons, np.int64)
            for number, (start, stop) in zip(order, segments, strict=False):
                core[start:stop] = number
            found = out_axon_shortage(usage_of(connections, core, chip), chip)
            if found is None:
                return core
            first = first or found
            most = int(_SHRINK * max(stop - start for start, stop in segments))
            if most < 1:
                return first
