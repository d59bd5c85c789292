"""How the states of a set lie: their overlaps, and which are close; how many fixed points lie around a state."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from math import comb
from typing import Any, final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse import csgraph

from ..errors import NeuroError
from ..machine.memory import check_memory
from ..network import Network
from .arguments import whole
from .states import LARGEST_CODED, check_states, codes_of, is_fixed_point

# Numbers that are worked on at once.
_BLOCK = 1 << 24
_LARGEST_TRANSFORM = 26
_LARGEST = sys.float_info.max


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


@final
@dataclass(frozen=True, eq=False)
class Clusters:
    """States that can be reached from each other by moves of up to `flips` flips, from state to state of the set.

    Parameters
    ----------
    labels
        Cluster of each state, 0 for the largest; (K,).
    sizes
        States in each cluster, largest first.
    neighbours
        Other states within one move of each, (K,).
    flips
        Units that one move may change.
    """

    labels: NDArray[np.int64]
    sizes: NDArray[np.int64]
    neighbours: NDArray[np.int64]
    flips: int

    @property
    def largest_share(self) -> float:
        """Share of all states that the largest cluster holds; 0 when there are no states."""
        return float(self.sizes[0] / self.sizes.sum()) if len(self.sizes) else 0.0

    @property
    def isolated_share(self) -> float:
        """Share of all states that stand alone in their cluster; 0 when there are no states."""
        return float((self.sizes == 1).sum() / self.sizes.sum()) if len(self.sizes) else 0.0


def clusters(states: NDArray[Any], flips: int) -> Clusters:
    """The clusters of K different states (K, N) under moves of up to `flips` flips.

    Parameters
    ----------
    states
        Each given once, -1 and +1.
    flips
        Largest Hamming distance of a move, 1 to N.

    Raises
    ------
    NeuroError
        When a state is repeated or the distance is out of range.
    """
    states = check_states(states, distinct=True)
    flips = whole("flips", flips, 1, states.shape[1], "the number of units")
    close = adjacency(states, flips)
    number, found = csgraph.connected_components(close, directed=False)
    sizes = np.bincount(found, minlength=number).astype(np.int64)
    order = np.argsort(-sizes, kind="stable")
    place = np.empty(number, np.int64)
    place[order] = np.arange(number)
    return Clusters(place[found], sizes[order], np.diff(close.indptr).astype(np.int64), flips)


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
        When a number is out of range, more states lie around than a float can count, or memory can't hold the tries.
    """
    points, units = check_states(points, network.units, name="points"), network.units
    flips = whole("flips", flips, 1, units, "the number of units")
    tries, seed = whole("tries", tries, 1), whole("seed", seed)
    _check_sampled(units, flips, tries)
    rng = np.random.default_rng([seed, 0x6E656172])
    found = np.zeros(len(points))
    for place, point in enumerate(points):
        for distance in range(1, flips + 1):
            chosen = _chosen(units, distance, tries, rng)
            stable = 0
            step = max(1, _BLOCK // (4 * units))
            for first in range(0, len(chosen), step):
                part = chosen[first : first + step]
                states = np.repeat(point[None], len(part), axis=0)
                np.put_along_axis(states, part, -point[part], axis=1)
                stable += int(is_fixed_point(network, states, field).sum())
            found[place] += stable * (comb(units, distance) / len(chosen))
    return found


def numbers_within(states: NDArray[Any], centres: NDArray[Any], distance: int) -> NDArray[np.float64]:
    """How many of the states (K, N) lie within 0, 1, .. D flips of each centre (C, N), one that is itself among them.

    Parameters
    ----------
    states, centres
        Of -1 and +1; each of the states given once.
    distance
        D, 1 to N.

    Returns
    -------
    numpy.ndarray
        Whole numbers, (C, D + 1).

    Raises
    ------
    NeuroError
        When a state is repeated or the distance is out of range.
    """
    states = check_states(states, distinct=True)
    units = states.shape[1]
    centres = check_states(centres, units, name="centres")
    distance = whole("distance", distance, 1, units, "the number of units")
    found, signs = np.zeros((len(centres), distance + 1)), states.astype(np.float32)
    step = max(1, _BLOCK // max(len(signs), 1))
    for first in range(0, len(centres), step):
        apart = (units - centres[first : first + step].astype(np.float32) @ signs.T) / 2.0
        for flips in range(distance + 1):
            found[first : first + step, flips] = (apart <= flips).sum(axis=1)
    return found


def _check_sampled(units: int, flips: int, tries: int) -> None:
    """Refuse distances at which there are more states than a float can count, and more tries than memory can hold."""
    number = within = most = 1
    for distance in range(1, flips + 1):
        number = number * (units - distance + 1) // distance
        within, most = within + number, max(most, number)
        if within > _LARGEST:
            raise NeuroError(
                f"flips: got {flips} in a network of {units:,} units, expected less than {distance}: within as many "
                "flips lie more states than a float can count."
            )
    # The random number of each unit and its place in their order, or a list of all sets.
    rows = min(tries, most)
    check_memory(f"{rows:,} tries of {units:,} units", rows * (16 * units + 64), "ask for fewer")


def _chosen(units: int, distance: int, tries: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Sets of units to flip, (tries or fewer, distance)."""
    if comb(units, distance) <= tries:
        return np.array(list(combinations(range(units), distance)), np.int64)
    # The first few of a random order: all sets are equally likely.
    return np.argpartition(rng.random((tries, units)), distance - 1, axis=1)[:, :distance]


def adjacency(states: NDArray[np.int8], flips: int) -> sparse.csr_matrix:
    """Pairs of K different states (K, N) that differ in 1 to `flips` units: True in a symmetric matrix (K, K)."""
    count, units = states.shape
    masks = sum(comb(units, flipped) for flipped in range(1, flips + 1))
    find = _by_masks if units <= LARGEST_CODED and masks < count else _by_overlaps
    found = list(find(states, flips))
    rows, columns = (np.concatenate(ends) for ends in zip(*found, strict=True)) if found else (np.empty(0, int),) * 2
    return sparse.csr_matrix((np.ones(len(rows), bool), (rows, columns)), shape=(count, count))


def _by_masks(states: NDArray[np.int8], flips: int) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Looks up, for each choice of flipped units, which flipped states are in the set too."""
    codes = codes_of(states)
    order = np.argsort(codes)
    ordered = codes[order]
    for flipped in range(1, flips + 1):
        for chosen in combinations(range(states.shape[1]), flipped):
            wanted = ordered ^ np.int64(sum(1 << unit for unit in chosen))
            places = np.minimum(np.searchsorted(ordered, wanted), len(ordered) - 1)
            there = ordered[places] == wanted
            yield order[there], order[places[there]]


def _by_overlaps(states: NDArray[np.int8], flips: int) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Compares all pairs."""
    for first, block in _products(states):
        close = block >= states.shape[1] - 2 * flips
        close[np.arange(len(close)), first + np.arange(len(close))] = False
        rows, columns = np.nonzero(close)
        yield rows + first, columns


def _by_comparison(states: NDArray[np.int8]) -> NDArray[np.int64]:
    """Ordered pairs at each Hamming distance; (N + 1,)."""
    units = states.shape[1]
    total = np.zeros(units + 1, np.int64)
    for _, block in _products(states):
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


def _products(states: NDArray[np.int8]) -> Iterator[tuple[int, NDArray[np.float32]]]:
    """Sums s . s' over the units for all pairs of K states (K, N), in blocks: first row, then (rows, K)."""
    # Sums of up to 2^24 whole numbers are exact in float32.
    signs = states.astype(np.float32)
    step = max(1, _BLOCK // max(len(signs), 1))
    for first in range(0, len(signs), step):
        yield first, signs[first : first + step] @ signs.T
