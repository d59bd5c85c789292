"""Paths from fixed point to fixed point, through fixed points alone, by moves of a few flips."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse, stats
from scipy.sparse import csgraph

from ..engines.numba.walking import Walking
from ..errors import NeuroError
from ..machine.memory import check_memory
from ..network import Network
from .arguments import MOST_STEPS, array, whole, within_one
from .geometry import adjacency
from .states import at_rest, check_states, constant_field, fields_in

LARGEST_WALKED = 10_000
# Walks of a search: share of its tries, and of candidates that may lead away. Straight ones come first, as they find
# shorter paths; the others get around what stops those.
_WALKS = ((0.1, 0.03), (0.4, 0.15), (0.5, 0.4))
# Bytes of the states along one walk.
_LONGEST = 1 << 28
# States of a walk that are compared with each other to cut it short.
_WINDOW = 2048


@final
@dataclass(frozen=True, eq=False)
class Path:
    """Fixed points, each within `flips` flips of the one before.

    Parameters
    ----------
    states
        From the first to the last, (M + 1, N).
    flips
        Units that one move may change.
    """

    states: NDArray[np.int8]
    flips: int

    @property
    def moves(self) -> int:
        """M; 0 where both ends are one state."""
        return len(self.states) - 1

    @property
    def distance(self) -> int:
        """Units in which the ends differ."""
        return int((self.states[0] != self.states[-1]).sum())

    @property
    def detour(self) -> float | None:
        """Moves over the least that could bridge the distance, 1 or more; None where both ends are one state."""
        return self.moves / -(-self.distance // self.flips) if self.distance else None


def shortest_paths(points: NDArray[Any], ends: NDArray[Any], flips: int) -> list[Path | None]:
    """A path of the fewest moves for each of P pairs of states of a set; None where there is none.

    Exact by breadth-first search, with as many answers as the set has: give it all fixed points.

    Parameters
    ----------
    points
        All states that may be passed through, each once, -1 and +1; (K, N).
    ends
        First and last state of each path, all among the points; (P, 2, N).
    flips
        Units that one move may change, 1 to N.

    Raises
    ------
    NeuroError
        When a point is repeated, an end is not among them, or `flips` is out of range.

    Examples
    --------
    >>> import numpy as np
    >>> points = np.array([[1, 1, 1], [1, 1, -1], [1, -1, -1], [-1, -1, 1]])
    >>> (path,) = shortest_paths(points, points[None, [0, 2]], flips=1)
    >>> path.moves, path.distance, path.detour
    (2, 2, 1.0)
    >>> shortest_paths(points, points[None, [0, 3]], flips=1)
    [None]
    """
    points = check_states(points, distinct=True, name="points")
    flips = whole("flips", flips, 1, points.shape[1], "the number of units")
    # Whole floats are what the search works on; otherwise it would copy them for each pair.
    close = adjacency(points, flips).astype(float)
    ends = _check_ends(ends, points.shape[1])
    places = {state.tobytes(): place for place, state in enumerate(points)}
    try:
        asked = [(places[first.tobytes()], places[last.tobytes()]) for first, last in ends]
    except KeyError:
        raise NeuroError("ends: hold a state that is not among the points; expected pairs of those.") from None
    found = (_fewest(close, first, last) for first, last in asked)
    return [None if way is None else Path(points[way], flips) for way in found]


def search_paths(
    network: Network,
    ends: NDArray[Any],
    flips: int,
    *,
    tries: int = 200_000,
    seed: int = 0,
    field: NDArray[Any] | None = None,
) -> list[Path | None]:
    """Look for a path between the fixed points of each of P pairs; None where none was found.

    Both ends walk towards each other. A candidate for a move flips a unit in which they differ, and others until all
    units are stable: one that the flip made unstable, or another one in which they differ. Candidates that end on no
    fixed point are dropped. Some lead away; such a move is made with probability e^-a where it leaves the ends a units
    further apart. Paths that are found are cut short wherever they come back to within a move of themselves, and every
    state on them is tested by the reference engine.

    A path that is found is proof; that none is found proves nothing. The paths are not the shortest.

    Parameters
    ----------
    network, field
        As for :func:`~neuro.manifold.is_fixed_point`; of at most 10,000 units.
    ends
        First and last state of each path, fixed points all; (P, 2, N).
    flips
        Units that one move may change, 1 to N.
    tries
        Candidates for a move, for each pair.
    seed
        From which they are drawn; each pair has a stream of its own.

    Raises
    ------
    NeuroError
        When an end is no fixed point, the network is too large, or a number is out of range.

    Examples
    --------
    >>> from neuro import build_network
    >>> from neuro.description import Description, Gaussian, Population
    >>> from neuro.manifold import random_states, reach
    >>> module = Population("module", 100, self_coupling=1.2)
    >>> network = build_network(Description("mine", (module,), (Gaussian("module", "module"),), seed=1))
    >>> ends = reach(network, random_states(2, 100, seed=1), "sequential").final[None]
    >>> (path,) = search_paths(network, ends, flips=2)
    >>> path.distance, path.moves >= 20
    (47, True)
    """
    units = network.units
    ends = _check_ends(ends, units)
    flips, tries = whole("flips", flips, 1, units, "the number of units"), whole("tries", tries, 1, MOST_STEPS)
    seed = whole("seed", seed)
    if units > LARGEST_WALKED:
        raise NeuroError(f"got a network of {units} units, expected at most {LARGEST_WALKED} for a search of paths.")
    check_memory(f"the couplings of {units:,} units", 16 * units * units, "choose a smaller network")
    constant = constant_field(network, field)
    fields_of = fields_in(network, constant)
    for pair in ends:
        if not at_rest(fields_of(pair), pair).all():
            raise NeuroError("ends: hold a state that is no fixed point of the network under this field.")
    walking, found = Walking(network, flips), list[Path | None]()
    for place, pair in enumerate(ends):
        states = _walked(walking, pair, fields_of, flips, tries, [seed, 0x70617468, place])
        found.append(None if states is None else Path(states, flips))
    return found


def largest_cluster_bound(connected: int, pairs: int, confidence: float = 0.95) -> float:
    """A lower bound for the share of starts whose fixed points lie in one cluster, the largest.

    Two independent starts end in one cluster with probability p, the sum of the squares of the clusters' shares, which
    is at most the largest of them. A share of pairs bounds p (Clopper and Pearson, The use of confidence or fiducial
    limits illustrated in the case of the binomial, Biometrika 26, 1934), one-sided. A path that a search misses makes
    the bound lower, never wrong. Derived here.

    Parameters
    ----------
    connected
        Pairs with a path between them.
    pairs
        All pairs. They have to be independent: no start is in two of them.
    confidence
        That the bound holds, more than 0 and less than 1.

    Raises
    ------
    NeuroError
        When a number is out of range.

    Examples
    --------
    >>> round(largest_cluster_bound(20, 20), 3), largest_cluster_bound(0, 20)
    (0.861, 0.0)
    """
    pairs = whole("pairs", pairs, 1)
    connected = whole("connected", connected, 0, pairs, "the number of pairs")
    confidence = within_one("confidence", confidence)
    return float(stats.beta.ppf(1.0 - confidence, connected, pairs - connected + 1)) if connected else 0.0


def _check_ends(ends: NDArray[Any], units: int) -> NDArray[np.int8]:
    ends = array("ends", ends)
    if ends.ndim != 3 or ends.shape[1:] != (2, units):
        raise NeuroError(f"ends: got shape {ends.shape}, expected (pairs, 2, {units}).")
    return check_states(ends.reshape(-1, units), units, name="ends").reshape(-1, 2, units)


def _fewest(close: Any, first: int, last: int) -> list[int] | None:
    """Places from the first to the last by the fewest moves, where a sparse matrix tells which are one move apart."""
    _, before = csgraph.breadth_first_order(close, first)
    way = [last]
    while way[-1] != first:
        way.append(int(before[way[-1]]))
        if way[-1] < 0:
            return None
    return way[::-1]


def _walked(
    walking: Walking,
    ends: NDArray[np.int8],
    fields_of: Callable[[NDArray[Any]], NDArray[np.float64]],
    flips: int,
    tries: int,
    seed: Sequence[int],
) -> NDArray[np.int8] | None:
    """States from one end to the other, (M + 1, N); None when no walk got there."""
    if (ends[0] == ends[1]).all():
        return ends[:1]
    for walk, (share, wander) in enumerate(_WALKS):
        rng, candidates = np.random.default_rng([*seed, walk]), max(1, round(share * tries))
        longest = min(candidates, _LONGEST // len(ends[0]))
        moves = walking.walk(ends.astype(float), fields_of(ends), rng, candidates, wander, longest)
        if moves is not None:
            first, second = (_passed(end, moves[moves[:, 0] == side, 1:]) for side, end in enumerate(ends))
            states = _cut_short(np.concatenate([first, second[::-1]]), flips)
            # Rounding piles up in fields that follow flips: the states themselves decide.
            if at_rest(fields_of(states), states).all():
                return states
    return None


def _passed(start: NDArray[np.int8], moves: NDArray[np.int32]) -> NDArray[np.int8]:
    """All states that moves (M, F) lead through, (M + 1, N)."""
    states = np.repeat(start[None], len(moves) + 1, axis=0)
    for place, move in enumerate(moves, 1):
        states[place] = states[place - 1]
        flipped = move[move >= 0]
        states[place, flipped] = -states[place, flipped]
    return states


def _cut_short(states: NDArray[np.int8], flips: int) -> NDArray[np.int8]:
    """The same path by the fewest moves among its own states; a long one piece by piece, as long as that helps."""
    while True:
        before, kept = len(states), [states[:1]]
        for start in range(0, before - 1, _WINDOW - 1):
            # Sums of up to 2^24 whole numbers are exact in float32.
            signs = states[start : start + _WINDOW].astype(np.float32)
            close = sparse.csr_matrix((signs @ signs.T >= signs.shape[1] - 2 * flips).astype(float))
            way = _fewest(close, 0, len(signs) - 1)
            kept.append(states[start : start + _WINDOW][way][1:])
        states = np.concatenate(kept)
        if len(states) == before or before <= _WINDOW:
            return states
