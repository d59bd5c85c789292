"""Metropolis' rule for many states side by side: some units of each change together, where that is accepted."""

from __future__ import annotations

import math
from typing import Any, final

import numpy as np
from numpy.typing import NDArray

from .compiling import compiling, entry, kernel


@final
class Metropolis:
    """Moves by the number of unstable units, which is the energy of a state.

    Parameters
    ----------
    senders
        Row j is what unit j exerts on all units, (N, N).
    """

    def __init__(self, senders: NDArray[np.float64]) -> None:
        self._senders = senders
        none = np.zeros((0, 0))
        with compiling(1):
            self.step(none, none, np.zeros(0), np.zeros((0, 0), np.int64), 1.0, np.zeros(0))

    def step(
        self,
        states: NDArray[np.float64],
        fields: NDArray[np.float64],
        energies: NDArray[np.float64],
        units: NDArray[np.int64],
        coldness: float,
        chances: NDArray[np.float64],
    ) -> NDArray[np.bool_]:
        """Which states moved, (P,); states, fields and energies follow in place.

        Parameters
        ----------
        states, fields, energies
            Of each, the fields as the states make them; (P, N), (P, N), (P,).
        units
            Those of each that are to change together: none, one or two different ones, (P, k).
        coldness
            What an unstable unit costs, more than 0.
        chances
            Random numbers of 0 to 1, one for each state, (P,).
        """
        taken = np.zeros(len(states), np.bool_)
        _step(states, fields, energies, units, coldness, chances, self._senders, taken)
        return taken


@entry()
def _step(
    states: Any, fields: Any, energies: Any, units: Any, coldness: float, chances: Any, senders: Any, taken: Any
) -> None:
    units_of_each, number = units.shape[1], states.shape[1]
    if units_of_each == 0:
        taken[:] = True
        return
    for row in range(len(states)):
        state, field = states[row], fields[row]
        # Where one unit changes, a second one adds nothing.
        first, second = units[row, 0], units[row, units_of_each - 1]
        one, other = -2.0 * state[first], -2.0 * state[second] if units_of_each == 2 else 0.0
        sent, more = senders[first], senders[second]
        state[first] = -state[first]
        if units_of_each == 2:
            state[second] = -state[second]
        after = _unstable(state, field, one, sent, other, more)
        if chances[row] < math.exp(min(0.0, coldness * (energies[row] - after))):
            for unit in range(number):
                field[unit] = field[unit] + one * sent[unit] + other * more[unit]
            energies[row], taken[row] = after, True
        else:
            state[first] = -state[first]
            if units_of_each == 2:
                state[second] = -state[second]


@kernel()
def _unstable(state: Any, field: Any, one: float, sent: Any, other: float, more: Any) -> Any:
    count = np.int64(0)
    for unit in range(len(field)):
        moved = field[unit] + one * sent[unit] + other * more[unit]
        count += np.int64((moved > 0.0) ^ (state[unit] > 0.0))
    return count
