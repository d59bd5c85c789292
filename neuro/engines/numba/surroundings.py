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
    """

    def __init__(self, senders: NDArray[np.float64]) -> None:
        self._senders = senders
        with compiling(1):
            self.count(np.zeros(0), np.zeros(0), 0)

    def count(self, state: NDArray[np.float64], field: NDArray[np.float64], distance: int) -> int:
        """How many states that differ in exactly so many units are fixed points.

        Parameters
        ----------
        state, field
            Of -1 and +1, and what acts on its units; (N,).
        distance
            0 to N.
        """
        units = np.zeros(distance, np.int64)
        # Row k has the fields once the first k of the units are flipped.
        fields = np.empty((distance + 1, len(state)))
        fields[0] = field
        return int(_count(state.copy(), fields, units, self._senders))


@entry()
def _count(state: Any, fields: Any, units: Any, senders: Any) -> int:
    found, distance, number = 0, len(units), len(state)
    if distance == 0:
        return int(_holds(state, fields[0], units))
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
        found += _holds_with(state, before, own, sent, units)
        state[unit] = -state[unit]
        unit += 1
    return found


@kernel()
def _holds(state: Any, field: Any, units: Any) -> bool:
    """Whether all units hold; those that were flipped are looked at first, as they rarely do."""
    stable = True
    for unit in units:
        stable = stable and (field[unit] > 0.0) == (state[unit] > 0.0)
    unit = 0
    while stable and unit < len(state):
        stable = (field[unit] > 0.0) == (state[unit] > 0.0)
        unit += 1
    return stable


@kernel()
def _holds_with(state: Any, field: Any, own: float, sent: Any, units: Any) -> bool:
    """The same, once the last of them acts as flipped too."""
    stable = True
    for unit in units:
        stable = stable and (field[unit] + own * sent[unit] > 0.0) == (state[unit] > 0.0)
    unit = 0
    while stable and unit < len(state):
        stable = (field[unit] + own * sent[unit] > 0.0) == (state[unit] > 0.0)
        unit += 1
    return stable
