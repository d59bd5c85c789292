"""What every placer is: it says which units share a core, and in which order cores are taken."""

from __future__ import annotations

from abc import ABC, abstractmethod
from bisect import bisect_left
from dataclasses import replace
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from ...errors import NeuroError
from ...network import Network
from ..advice import refusal
from ..demand import Connections, connections_of, demand_of, usage_of
from ..estimate import estimated_cores, is_large, ranges_of
from ..fit import Shortage, check_single, shortage_of
from ..limits import Chip
from ..placed import Placement

Segments = list[tuple[int, int]]
# An estimate beyond so many times the cores there are is not worth the trial.
_SURELY = 1.3
# By how much cores are cut when their units reach too many others.
_SHRINK = 0.8


class AbstractPlacer(ABC):
    """A way to lay a network out on a chip. Placers hold no state."""

    name: ClassVar[str]
    # Whether it cuts otherwise when it knows how often each sender speaks.
    weighs: ClassVar[bool] = False

    @abstractmethod
    def groups(self, connections: Connections, chip: Chip, most: int) -> list[NDArray[np.int64]]:
        """The rows of each core, at most `most`; every row in exactly one."""

    def order(self, chip: Chip) -> list[int]:
        """All cores in the order in which ranges take them: by number, unless a placer says otherwise."""
        return list(range(chip.all_cores))

    def place(self, network: Network, chip: Chip, messages: NDArray[np.int64] | None = None) -> Placement:
        """Lay a `network` out on a `chip`; `messages` are those of each sender in some run, (N + M + C,).

        Raises
        ------
        NeuroError
            When it doesn't fit: which limit, by how much, and what would make it fit; or when messages are given that
            this placer doesn't weigh.
        """
        if messages is not None and not self.weighs:
            raise NeuroError(f"the placer '{self.name}' weighs no messages; take 'metis', or place without a run.")
        connections = replace(connections_of(network), messages=messages)
        check_single(connections, chip)
        found: NDArray[np.int64] | Shortage | None = self._surely_too_large(connections, chip)
        if found is None:
            found = self._attempt(connections, chip)
        if isinstance(found, Shortage):
            raise NeuroError(refusal(found, connections, chip, self._fits))
        return Placement(chip.name, self.name, network.hash, found)

    def _surely_too_large(self, connections: Connections, chip: Chip) -> Shortage | None:
        """Where placing takes minutes: whether an estimate already says that it is in vain."""
        if not is_large(connections):
            return None
        about = estimated_cores(ranges_of(connections, chip), connections.neurons, chip)
        short = about > _SURELY * chip.all_cores
        return Shortage("cores", None, about, chip.all_cores, about=True) if short else None

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
            groups = self.groups(connections, chip, most)
            if len(groups) > chip.all_cores:
                return first or Shortage("cores", None, len(groups), chip.all_cores)
            core = np.empty(connections.neurons, np.int64)
            for number, rows in zip(order, groups, strict=False):
                core[rows] = number
            found = shortage_of(usage_of(connections, core, chip), chip, ("out_axons",))
            if found is None:
                return core
            first = first or found
            if found.limit == "fan_out":
                # On smaller cores a unit reaches more of them.
                return first
            most = int(_SHRINK * max(map(len, groups)))
            if most < 1:
                return first


class AbstractRangePlacer(AbstractPlacer):
    """One that cuts the units into ranges, in order."""

    @abstractmethod
    def cut(self, connections: Connections, chip: Chip, most: int) -> Segments:
        """Ranges of rows, one a core, none longer than `most`; every row in exactly one."""

    def groups(self, connections: Connections, chip: Chip, most: int) -> list[NDArray[np.int64]]:
        """The ranges, row by row."""
        return [np.arange(start, stop) for start, stop in self.cut(connections, chip, most)]


def fill(
    connections: Connections, start: int, stop: int, chip: Chip, most: int, heaviest: int | None = None
) -> Segments:
    """Cut the rows from `start` up to `stop` into ranges, each as long as one core holds, at most `most` and of at most
    `heaviest` couplings.

    Every row must fit on a core of its own, and stands alone where it is heavier.
    """
    segments = []
    length = 1
    while start < stop:
        length = _longest(connections, start, min(most, chip.neurons, stop - start), chip, length, heaviest)
        segments.append((start, start + length))
        start += length
    return segments


def _longest(connections: Connections, start: int, most: int, chip: Chip, guess: int, heaviest: int | None) -> int:
    """The longest range from `start` that one core holds; neighbouring ranges are about as long, hence the guess.

    Adding a row never lowers a demand: growing strides from the guess bracket the length, then halving finds it.
    """

    if heaviest is not None:
        loads = connections.loads
        most = max(1, min(most, int(np.searchsorted(loads, loads[start] + heaviest, "right")) - 1 - start))

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
