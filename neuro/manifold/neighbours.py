"""Which states of a set are close to each other, and into which clusters they fall."""

from __future__ import annotations

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
from .states import LARGEST_CODED, check_states, codes_of, products


def adjacency(states: NDArray[Any], flips: int) -> sparse.csr_matrix:
    """Pairs of states that differ in 1 to `flips` units, exactly.

    Parameters
    ----------
    states
        K different states, (K, N) of -1 and +1.
    flips
        Largest Hamming distance d, 1 to N.

    Returns
    -------
    adjacency
        (K, K), symmetric, True for each such pair; the diagonal is empty.

    Raises
    ------
    NeuroError
        When a state is repeated or the distance is out of range.
    """
    states = check_states(states, distinct=True)
    count, units = states.shape
    if not 1 <= flips <= units:
        raise NeuroError(f"flips: got {flips}, expected 1 to {units}, the number of units.")
    masks = sum(comb(units, flipped) for flipped in range(1, flips + 1))
    find = _by_masks if units <= LARGEST_CODED and masks < count else _by_overlaps
    found = list(find(states, flips))
    rows, columns = (np.concatenate(ends) for ends in zip(*found, strict=True)) if found else (np.empty(0, int),) * 2
    return sparse.csr_matrix((np.ones(len(rows), bool), (rows, columns)), shape=(count, count))


def neighbour_counts(states: NDArray[Any], flips: int) -> NDArray[np.int64]:
    """Number of other states of the set within `flips` flips of each; (K,).

    Parameters
    ----------
    states, flips
        As for :func:`adjacency`.
    """
    return np.diff(adjacency(states, flips).indptr).astype(np.int64)


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
    flips
        Units that one move may change.
    """

    labels: NDArray[np.int64]
    sizes: NDArray[np.int64]
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
    states, flips
        As for :func:`adjacency`.
    """
    close = adjacency(states, flips)
    if not close.shape[0]:
        return Clusters(np.empty(0, np.int64), np.empty(0, np.int64), flips)
    number, found = csgraph.connected_components(close, directed=False)
    sizes = np.bincount(found, minlength=number).astype(np.int64)
    order = np.argsort(-sizes, kind="stable")
    place = np.empty(number, np.int64)
    place[order] = np.arange(number)
    return Clusters(place[found], sizes[order], flips)


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
    for first, block in products(states):
        close = block >= states.shape[1] - 2 * flips
        close[np.arange(len(close)), first + np.arange(len(close))] = False
        rows, columns = np.nonzero(close)
        yield rows + first, columns
