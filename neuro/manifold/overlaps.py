"""How far apart the states of a set are: all pairs, counted by overlap."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, final

import numpy as np
from numpy.typing import NDArray

from .states import check_states, codes_of, products

_LARGEST_TRANSFORM = 26


@final
@dataclass(frozen=True, eq=False)
class Overlaps:
    """Pairs of different states of a set, counted by their overlap q = sum_i s_i s'_i / N.

    Parameters
    ----------
    values
        All possible overlaps 1 - 2 d / N for d = 0 .. N, falling; (N + 1,).
    pairs
        Unordered pairs at each; (N + 1,), the first is 0 as each state is there once.
    """

    values: NDArray[np.float64]
    pairs: NDArray[np.int64]

    @property
    def mean(self) -> float | None:
        """Mean overlap over all pairs; None when there is no pair."""
        total = int(self.pairs.sum())
        return float(self.values @ self.pairs / total) if total else None


def overlaps(states: NDArray[Any]) -> Overlaps:
    """Exact counts over all pairs of K different states (K, N).

    Parameters
    ----------
    states
        Each given once, -1 and +1.

    Raises
    ------
    NeuroError
        When a state is repeated.
    """
    states = check_states(states, distinct=True)
    count, units = states.shape
    # The transform costs N 2^N additions whatever the set, comparing all pairs N K^2 / 2.
    large = units <= _LARGEST_TRANSFORM and count * count > 1 << (units + 1)
    ordered = _by_transform(states) if large else _by_comparison(states)
    ordered[0] -= count
    return Overlaps(values=1.0 - 2.0 * np.arange(units + 1) / units, pairs=ordered // 2)


def _by_comparison(states: NDArray[np.int8]) -> NDArray[np.int64]:
    """Ordered pairs at each Hamming distance; (N + 1,)."""
    units = states.shape[1]
    total = np.zeros(units + 1, np.int64)
    for _, block in products(states):
        total += np.bincount(((units - block) / 2).astype(np.int64).ravel(), minlength=units + 1)
    return total


def _by_transform(states: NDArray[np.int8]) -> NDArray[np.int64]:
    """The same by autocorrelation: transform, square, transform back.

    The Walsh-Hadamard transform turns the sum over pairs with s xor s' = x into a square. Whole numbers may wrap around
    2^64 on the way, which additions and products don't mind: the result, 2^N times a count, is below 2^63.
    """
    units = states.shape[1]
    table = np.zeros(1 << units, np.int64)
    table[codes_of(states)] = 1
    _transform(table)
    np.multiply(table, table, out=table)
    _transform(table)
    table >>= units
    distances = np.zeros(1, np.int8)
    for _ in range(units):
        distances = np.concatenate([distances, distances + np.int8(1)])
    return np.array([int(table[distances == apart].sum()) for apart in range(units + 1)], np.int64)


def _transform(table: NDArray[np.int64]) -> None:
    """Walsh-Hadamard, in place and without its factor."""
    width = 1
    while width < len(table):
        pairs = table.reshape(-1, 2, width)
        first = pairs[:, 0].copy()
        pairs[:, 0] += pairs[:, 1]
        np.subtract(first, pairs[:, 1], out=pairs[:, 1])
        width *= 2
