"""What every placer is: it cuts the units into ranges, a core each, and says in which order cores are taken."""

from __future__ import annotations

from abc import ABC, abstractmethod
from bisect import bisect_left
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from ...errors import NeuroError
from ...network import Network
from ..demand import Connections, connections_of, demand_of, usage_of
from ..fit import Shortage, check_single, refusal, shortage_of
from ..limits import Chip
from ..placed import Placement

Segments = list[tuple[int, int]]
# By how much cores are cut when their units reach too many others.
_SHRINK = 0.8


class AbstractPlacer(ABC):
    """A way to lay a network out on a chip. Placers hold no state."""

    name: ClassVar[str]

    @abstractmethod
    def cut(self, connections: Connections, chip: Chip, most: int) -> Segments:
        """Ranges of rows, one a core, none longer than `most`; every row in exactly one."""

    def order(self, chip: Chip) -> list[int]:
        """All cores in the order in which ranges take them: by number, unless a placer says otherwise."""
        return list(range(chip.all_cores))

    def place(self, network: Network, chip: Chip) -> Placement:
        """Lay a `network` out on a `chip`.

        Raises
        ------
        NeuroError
            When it doesn't fit: which limit, by how much, and what would make it fit.
        """
        connections = connections_of(network)
        check_single(connections, chip)
        found = self._attempt(connections, chip)
        if isinstance(found, Shortage):
            raise NeuroError(refusal(found, connections, chip, lambda other: self._fits(other, chip)))
        return Placement(chip.name, self.name, network.hash, found)

    def _fits(self, connections: Connections, chip: Chip) -> bool:
        try:
            check_single(connections, chip)
        except NeuroError:
            return False
        return not isinstance(self._attempt(connections, chip), Shortage)

    def _attempt(self, connections: Connections, chip: Chip) -> NDArray[np.int64] | Shortage:
        """Core of each row, or what falls short. Out-axons that don't suffice are sought on smaller cores."""
        order, most = self.order(chip), chip.neurons
        first: Shortage | None = None
        while True:
            segments = self.cut(connections, chip, most)
            if len(segments) > chip.all_cores:
                return first or Shortage("cores", None, len(segments), chip.all_cores)
            core = np.empty(connections.neurons, np.int64)
            for number, (start, stop) in zip(order, segments, strict=False):
                core[start:stop] = number
            found = shortage_of(usage_of(connections, core, chip), chip, ("out_axons",))
            if found is None:
                return core
            first = first or found
            most = int(_SHRINK * max(stop - start for start, stop in segments))
            if most < 1:
                return first


def fill(connections: Connections, start: int, stop: int, chip: Chip, most: int) -> Segments:
    """Cut the rows from `start` up to `stop` into ranges, each as long as one core holds and at most `most`.

    Every row must fit on a core of its own.
    """
    segments = []
    length = 1
    while start < stop:
        length = _longest(connections, start, min(most, chip.neurons, stop - start), chip, length)
        segments.append((start, start + length))
        start += length
    return segments


def _longest(connections: Connections, start: int, most: int, chip: Chip, guess: int) -> int:
    """The longest range from `start` that one core holds; neighbouring ranges are about as long, hence the guess.

    Adding a row never lowers a demand: growing strides from the guess bracket the length, then halving finds it.
    """

    def holds(length: int) -> bool:
        return demand_of(connections, start, start + length, chip).fits(chip)

    low, high, stride = 1, most, 1
    guess = min(guess, most)
    if guess == 1 or holds(guess):
        low = guess
        while low + stride <= high and holds(low + stride):
            low, stride = low + stride, 2 * stride
        high = min(high, low + stride - 1)
    else:
        high = guess - 1
        while high - stride >= low and not holds(high - stride):
            high, stride = high - stride - 1, 2 * stride
        low = max(low, high - stride)
    return low + bisect_left(range(low + 1, high + 1), True, key=lambda length: not holds(length))
