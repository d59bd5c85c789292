"""How many fixed points lie around one in a network too large for knowing them all."""

from __future__ import annotations

from itertools import combinations
from math import comb
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import NeuroError
from ..network import Network
from .states import check_states, is_fixed_point

# Numbers of the states that are tried at once.
_BLOCK = 1 << 22


def sampled_neighbours(
    network: Network,
    points: NDArray[Any],
    flips: int,
    *,
    tries: int = 2000,
    seed: int = 0,
    field: NDArray[Any] | None = None,
) -> NDArray[np.float64]:
    """Number of other fixed points within `flips` flips of each state; (K,).

    At each distance with no more than `tries` states all are looked at, and the number is exact. Of more states,
    `tries` are drawn at random and the share that is fixed is multiplied by their number: an unbiased estimate, no
    longer a whole number, and often 0 where fixed points are rare.

    Parameters
    ----------
    network, field
        As for :func:`~neuro.manifold.is_fixed_point`.
    points
        (K, N) of -1 and +1.
    flips
        Largest Hamming distance, 1 to N.
    tries
        States that are looked at, at most, for each point and distance.
    seed
        From which they are drawn.

    Raises
    ------
    NeuroError
        When a number is out of range.
    """
    points, units = check_states(points, network.units), network.units
    if not 1 <= flips <= units:
        raise NeuroError(f"flips: got {flips}, expected 1 to {units}, the number of units.")
    if tries < 1:
        raise NeuroError(f"tries: got {tries}, expected at least 1.")
    rng = np.random.default_rng([seed, 0x6E656172])
    found = np.zeros(len(points))
    for place, point in enumerate(points):
        for distance in range(1, flips + 1):
            chosen = _chosen(units, distance, tries, rng)
            stable = 0
            step = max(1, _BLOCK // units)
            for first in range(0, len(chosen), step):
                part = chosen[first : first + step]
                states = np.repeat(point[None], len(part), axis=0)
                np.put_along_axis(states, part, -point[part], axis=1)
                stable += int(is_fixed_point(network, states, field).sum())
            found[place] += stable * (comb(units, distance) / len(chosen))
    return found


def _chosen(units: int, distance: int, tries: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Sets of units to flip, (tries or fewer, distance)."""
    if comb(units, distance) <= tries:
        return np.array(list(combinations(range(units), distance)), np.int64)
    # The first few of a random order: all sets are equally likely.
    return np.argpartition(rng.random((tries, units)), distance - 1, axis=1)[:, :distance]
