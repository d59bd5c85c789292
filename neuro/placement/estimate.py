"""About how many cores a network takes, from a few ranges of its units: where placing it takes minutes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from .demand import Connections, demand_of
from .limits import Chip

# Couplings of a network that is small enough to be placed again and again.
_FEW = 5_000_000
# Ranges of units that are looked at where their number is estimated.
_RANGES = 8


def is_large(connections: Connections) -> bool:
    """Whether it is estimated rather than placed where only the number of cores is asked for."""
    return connections.pattern.nnz > _FEW


def ranges_of(connections: Connections, chip: Chip) -> list[Connections]:
    """A few ranges of rows, none longer than a core holds units, with all their senders."""
    starts = np.linspace(0, connections.neurons, _RANGES, endpoint=False).astype(int)
    return [replace(connections, pattern=connections.pattern[start : start + chip.neurons]) for start in starts]


def estimated_cores(ranges: Iterable[Connections], neurons: int, chip: Chip) -> int:
    """About how many cores so many units and readout units take, of which these are some `ranges`."""
    return int(neurons / np.mean([_longest(some, chip) for some in ranges]))


def _longest(some: Connections, chip: Chip) -> int:
    """About how many rows from the first on one core holds: a power of two, and its half more if that fits."""
    length, most = 1, some.pattern.shape[0]
    while 2 * length <= most and demand_of(some, 0, 2 * length, chip).fits(chip):
        length *= 2
    half = min(length + length // 2, most)
    return half if demand_of(some, 0, half, chip).fits(chip) else length
