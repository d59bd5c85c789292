"""Filling cores with neighbouring units, each as far as it goes."""

from __future__ import annotations

from ..demand import Connections, Demand, demand_of
from ..limits import Chip


def fits(demand: Demand, chip: Chip) -> bool:
    """Whether one core holds it; out-axons depend on where everybody else is and are checked once all are placed."""
    return (
        demand.neurons <= chip.neurons
        and demand.synapse_bits <= chip.synapse_bits
        and (chip.in_axons is None or demand.in_axons <= chip.in_axons)
    )


def fill(connections: Connections, start: int, stop: int, chip: Chip, most: int) -> list[tuple[int, int]]:
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

    Adding a row never lowers a demand: the length is bracketed in growing strides around the guess, then halved.
    """

    def holds(length: int) -> bool:
        return fits(demand_of(connections, start, start + length, chip), chip)

    low, high, stride = 1, most, 1
    guess = min(guess, most)
    if guess == 1 or holds(guess):
        low = guess
        while low < high:
            tried = min(low + stride, high)
            if not holds(tried):
                high = tried - 1
                break
            low, stride = tried, 2 * stride
    else:
        high = guess - 1
        while low < high:
            tried = max(high - stride, low)
            if tried == low or holds(tried):
                low = tried
                break
            high, stride = tried - 1, 2 * stride
    while low < high:
        middle = (low + high + 1) // 2
        if holds(middle):
            low = middle
        else:
            high = middle - 1
    return low
