"""Chance that spreads over all states of a small network, along the changes that its units want."""

from __future__ import annotations

from typing import Any, final

import numpy as np
from numpy.typing import NDArray

from .compiling import compiling, entry


@final
class Spreading:
    """How one step carries chance on.

    Parameters
    ----------
    unstable
        Units of each state that want to change, a bit for each; (2^N,).
    probability
        That a unit is updated, all at once; 0 for one unit, each of those that want to change as likely.
    """

    def __init__(self, unstable: NDArray[np.uint32], probability: float) -> None:
        self._unstable, self._probability = unstable, probability
        with compiling(1):
            self.step(np.zeros(0), np.zeros(0))

    def step(self, moving: NDArray[np.float64], arriving: NDArray[np.float64]) -> None:
        """From the chance of each state, 0 where no unit wants to change, to where it goes; (2^N,) both."""
        _spread(self._unstable, moving, arriving, self._probability)


@entry()
def _spread(unstable: Any, moving: Any, arriving: Any, probability: float) -> None:
    arriving[:] = 0.0
    for state in range(len(moving)):
        chance = moving[state]
        if chance == 0.0:
            continue
        wants = unstable[state]
        number, left = 0, wants
        while left:
            number += 1
            left &= left - np.uint32(1)
        if probability == 0.0:
            left = wants
            while left:
                rest = left & (left - np.uint32(1))
                arriving[state ^ (left ^ rest)] += chance / number
                left = rest
            continue
        # Nothing happens where no unit is drawn; what is left is as if one always were.
        # First the quotient of two numbers alike, so that no probability is too small.
        chance *= probability / -np.expm1(number * np.log1p(-probability))
        chosen = wants
        while chosen:
            drawn, left = 0, chosen
            while left:
                drawn += 1
                left &= left - np.uint32(1)
            arriving[state ^ chosen] += chance * probability ** (drawn - 1) * (1.0 - probability) ** (number - drawn)
            chosen = (chosen - np.uint32(1)) & wants
