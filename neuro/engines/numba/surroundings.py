"""Fixed points around a state: every choice of a few units is flipped, and left at the first unit that doesn't hold."""

from __future__ import annotations

from typing import Any, final

import numpy as np
from numpy.typing import NDArray

from .compiling import compiling, entry, kernel


@final
class Surroundings:
    """Counts among all states at a distance.

    Parameters
    ----------
    senders
        Row j is what unit j exerts on all units, (N, N).
    tolerance
        By how much rounding may move the field of each unit, (N,): a unit whose field is closer to 0 is in doubt.
    """

    def __init__(self, senders: NDArray[np.float64], tolerance: NDArray[np.float64]) -> None:
        self._senders, self._tolerance = senders, tolerance
        with compiling(1):
            self.count(np.zeros(0), np.zeros(0), 0)

    def count(
        self, state: NDArray[np.float64], field: NDArray[np.float64], distance: int
    ) -> tuple[int, NDArray[np.int64]]:
        """How many states that differ in exactly so many units are fixed points, but for those in doubt.

        Parameters
        ----------
        state, field
            Of -1 and +1, and what acts on its units; (N,).
        distance
            0 to N.

        Returns
        -------
        tuple
            The number of those without doubt, and the units that differ in each of the others, (M, distance).
        """
        none = np.empty((0, distance), np.int64)
        sure, doubtful = self._run(state, field, distance, none)
        if doubtful:
            none = np.empty((doubtful, distance), np.int64)
            self._run(state, field, distance, none)
        return sure, none

    def _run(
        self, state: NDArray[np.float64], field: NDArray[np.float64], distance: int, kept: NDArray[np.int64]
    ) -> tuple[int, int]:
        # Row k has the fields once the first k of the units are flipped.
        fields = np.empty((distance + 1, len(state)))
        fields[0] = field
        numbers = np.zeros(2, np.int64)
        units = np.zeros(distance, np.int64)
        _count(state.copy(), fields, units, self._senders, self._tolerance, numbers, kept)
        return int(numbers[0]), int(numbers[1])


@entry()
def _count(state: Any, fields: Any, units: Any, senders: Any, tolerance: Any, numbers: Any, kept: Any) -> None:
    distance, number = len(units), len(state)
    if distance == 0:
        _note(_held(state, fields[0], 0.0, fields[0], units, tolerance), units, numbers, kept)
        return
    depth, unit = 0, 0
    while depth >= 0:
        if unit > number - (distance - depth):
            # All choices of this place are done: the one before goes on.
            depth -= 1
            if depth >= 0:
                unit = units[depth]
                state[unit] = -state[unit]
                unit += 1
            continue
        state[unit] = -state[unit]
        units[depth] = unit
        before, after, own, sent = fields[depth], fields[depth + 1], 2.0 * state[unit], senders[unit]
        if depth < distance - 1:
            for other in range(number):
                after[other] = before[other] + own * sent[other]
            depth, unit = depth + 1, unit + 1
            continue
        _note(_held(state, before, own, sent, units, tolerance), units, numbers, kept)
        state[unit] = -state[unit]
        unit += 1


@kernel()
def _note(held: int, units: Any, numbers: Any, kept: Any) -> None:
    if held == 2:
        numbers[0] += 1
    elif held == 1:
        if numbers[1] < len(kept):
            for place in range(len(units)):
                kept[numbers[1], place] = units[place]
        numbers[1] += 1


@kernel()
def _held(state: Any, field: Any, own: float, sent: Any, units: Any, tolerance: Any) -> int:
    """2 where all units hold once the last one is flipped too, 0 where one doesn't, 1 in doubt.

    The flipped ones are looked at first, as they rarely hold.
    """
    least = 2
    for unit in units:
        least = min(least, _holds(state[unit], field[unit] + own * sent[unit], tolerance[unit]))
    unit = 0
    while least > 0 and unit < len(state):
        least = min(least, _holds(state[unit], field[unit] + own * sent[unit], tolerance[unit]))
        unit += 1
    return least


@kernel()
def _holds(state: float, field: float, tolerance: float) -> int:
    agreement = state * field
    if agreement > tolerance:
        return 2
    return 1 if agreement >= -tolerance else 0
