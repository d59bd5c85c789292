"""How many groups of fixed points a large module has, all at one overlap with each other, and where it has none."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, special

from ..errors import NeuroError
from .arguments import finite, whole
from .quadrature import composite
from .theory import entropy_per_unit

_MOST, _MOST_IN_GAP, _CLOSEST = 1000, 100, 1e-12
# The common field is integrated this far, by 16 nodes a piece, and not more than so many terms at once.
_FAR, _NODES, _BLOCK = 12.0, 16, 1 << 21
_LOG_NORMAL = -0.5 * math.log(2.0 * math.pi)


def replica_entropy(self_coupling: float, overlap: float, replicas: int, strength: float = 1.0) -> float:
    """ln(mean number of groups of y fixed points, all at overlap q with each other) / (y N) of a large module, in nats.

    An annealed mean, of groups without any further order (replica-symmetric). Where it is negative a typical module has
    no such group, nor any larger one. Where it is positive it is an upper bound for a typical module: few modules with
    many groups may carry the mean, the more so the larger y is. It says nothing about groups whose overlaps differ.

    Derived here. Given the states, the y fields of a unit are sqrt(q) z + sqrt(1 - q) w_a, z shared and w_a each its
    own, in units of the strength. So k of its y states are up and all stable with the chance

        W_k = E_z Phi((J_D + sqrt(q) z) / sqrt(1 - q))^k Phi((J_D - sqrt(q) z) / sqrt(1 - q))^(y - k),

    and r holds the overlaps of the pairs at q:

        y phi = min_r  - r q y (y - 1) / 2 + ln sum_k binomial(y, k) W_k e^(r ((2 k - y)^2 - y) / 2).

    The minimum is the extremum, as what is minimised is convex. With the square written as a normal mean, the sum over
    k is E_(u, z) (sum_s e^(s sqrt(r) u) Phi((J_D + s sqrt(q) z) / sqrt(1 - q)))^y e^(- r y / 2). The sum serves r below
    0 as well, for whole y.

    Parameters
    ----------
    self_coupling
        J_D, at least 0.
    overlap
        q, 0 to 1.
    replicas
        y, 1 to 1000; at 2 it is half of :func:`pair_entropy`.
    strength
        As for :func:`entropy_per_unit`.

    Raises
    ------
    NeuroError
        When a parameter is out of range.
    """
    _check(self_coupling, strength)
    replicas = whole("replicas", replicas, 1, _MOST)
    finite("overlap", overlap, 0.0, 1.0)
    single = entropy_per_unit(self_coupling, strength)
    if overlap == 1.0:
        return single / replicas
    return _entropy(self_coupling / strength, overlap, int(replicas))


def densest_entropy(self_coupling: float, overlap: float, strength: float = 1.0) -> float:
    """ln(most fixed points at overlap q with each other that a cluster holds) / N of a large module, in nats.

    An upper bound, and negative where there is no cluster of so many at this overlap: it is the least of
    :func:`replica_entropy` over all y. The limit of many replicas is not the least: there the mean comes from rare
    modules alone.

    Derived here: a cluster of e^(N s) fixed points at overlap q holds e^(N y s) groups of y, so that s is at most the
    entropy of those, for every y. As y grows that entropy falls first and rises then (found, not proven): the groups
    that are looked at are those where it turns.

    Parameters
    ----------
    self_coupling, strength
        As for :func:`replica_entropy`.
    overlap
        q, 0 to less than 1.

    Raises
    ------
    NeuroError
        When a parameter is out of range, or the overlap so close to 1 that the least lies beyond 1000 replicas.
    """
    _check(self_coupling, strength)
    if not 0.0 <= finite("overlap", overlap) < 1.0:
        raise NeuroError(f"overlap: got {overlap}, expected 0 to less than 1.")
    replicas, least = _least(self_coupling / strength, overlap, _MOST)
    if replicas == _MOST:
        raise NeuroError(
            f"overlap: got {overlap}, so close to 1 that the least entropy lies beyond {_MOST} replicas; expected less."
        )
    return least


def replica_gap(self_coupling: float, replicas: int, strength: float = 1.0) -> tuple[float, float] | None:
    """Overlaps between which a typical large module has no y fixed points at one overlap with each other.

    A group of y holds groups of every smaller number; so the gap is where :func:`replica_entropy` is negative for y or
    any smaller number. Above and below it groups may exist: the mean doesn't exclude them. With strength 1 the gap
    closes at J_D = 0.0427 for pairs, 0.0557 and 0.0596 for three and four, and 0.0600 for five or more.

    It is another thing than :func:`isolation_distance`, which is never 0: around a typical fixed point there may be
    none at a distance at which others, less typical, have some.

    Derived here: the chance that there is a group is at most the mean number of groups.

    Parameters
    ----------
    self_coupling, strength
        As for :func:`replica_entropy`, J_D more than 0.
    replicas
        y, 2 to 100.

    Returns
    -------
    gap
        The lower and the upper overlap, or None where there is no gap.

    Raises
    ------
    NeuroError
        When a parameter is out of range.
    """
    _check(self_coupling, strength)
    replicas = whole("replicas", replicas, 2, _MOST_IN_GAP)
    if self_coupling == 0.0:
        raise NeuroError("self_coupling: got 0, expected more than 0: without it no two fixed points are related.")
    ratio = self_coupling / strength

    @cache
    def entropy(logarithm: float) -> float:
        return _least(ratio, -math.expm1(logarithm), int(replicas))[1]

    # Over ln(1 - q), up to q = 0: the gap may lie very close to 1.
    grid = np.linspace(math.log(_CLOSEST), 0.0, 61)
    lowest = int(np.argmin([entropy(float(place)) for place in grid]))
    low, high = grid[max(lowest - 1, 0)], grid[min(lowest + 1, len(grid) - 1)]
    found = optimize.minimize_scalar(entropy, bounds=(low, high), method="bounded", options={"xatol": 1e-6})
    if found.fun >= 0.0:
        return None
    positive = [float(place) for place in grid if entropy(float(place)) > 0.0]
    above, below = ([p for p in positive if p < found.x], [p for p in positive if p > found.x])
    if not above or not below:
        raise NeuroError(
            f"self_coupling: got {self_coupling}, so small that the gap ends within {_CLOSEST} of 1; expected more."
        )
    ends = (float(optimize.brentq(entropy, found.x, end, xtol=1e-12)) for end in (below[0], above[-1]))
    lower, upper = (-math.expm1(end) for end in ends)
    return lower, upper


def _least(ratio: float, overlap: float, most: int) -> tuple[int, float]:
    """Replicas from 2 to `most` whose entropy is least, and that; it falls first and rises then."""

    @cache
    def entropy(replicas: int) -> float:
        return _entropy(ratio, overlap, replicas)

    def falls(replicas: int) -> bool:
        return replicas < most and entropy(replicas + 1) < entropy(replicas)

    low = high = 2
    while falls(high):
        low, high = high + 1, min(2 * high, most)
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if falls(middle) else (low, middle)
    return low, entropy(low)


def _entropy(ratio: float, overlap: float, replicas: int) -> float:
    """As :func:`replica_entropy`, for an overlap below 1 and in units of the strength."""
    up = np.arange(replicas + 1)
    chances = _log_chances(ratio, overlap, replicas)
    chances += special.gammaln(replicas + 1) - special.gammaln(up + 1) - special.gammaln(replicas - up + 1)
    pairs, held = ((2 * up - replicas) ** 2 - replicas) / 2, overlap * replicas * (replicas - 1) / 2
    if replicas == 1 or overlap == 0.0:
        return float(special.logsumexp(chances)) / replicas

    def excess(pull: float) -> float:
        exponents = chances + pull * pairs
        shares = np.exp(exponents - exponents.max())
        return float(shares @ pairs / shares.sum()) - held

    low, high = -1.0, 1.0
    while excess(low) > 0.0:
        low *= 2.0
    while excess(high) < 0.0:
        high *= 2.0
    pull = optimize.brentq(excess, low, high, xtol=1e-13, rtol=1e-13)
    return float(special.logsumexp(chances + pull * pairs) - pull * held) / replicas


def _log_chances(ratio: float, overlap: float, replicas: int) -> NDArray[np.float64]:
    """ln W_k for k = 0 .. y; (y + 1,)."""
    field, weights = _common_field(ratio, overlap, replicas)
    shared, own = math.sqrt(overlap) * field, math.sqrt(1.0 - overlap)
    plus, minus = special.log_ndtr((ratio + shared) / own), special.log_ndtr((ratio - shared) / own)
    weights = np.log(weights) - field**2 / 2.0 + _LOG_NORMAL
    found = np.empty(replicas + 1)
    step = max(1, _BLOCK // len(field))
    for first in range(0, replicas + 1, step):
        up = np.arange(first, min(first + step, replicas + 1))[:, None]
        found[up[:, 0]] = special.logsumexp(weights + up * plus + (replicas - up) * minus, axis=1)
    return found


def _common_field(ratio: float, overlap: float, replicas: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Nodes and weights for the field that replicas share, dense where their chances fall from 1 to 0."""
    # At -+J_D / sqrt(q), in steps of this width, the narrower the more replicas must all be stable.
    root = math.sqrt(overlap)
    edge, width = (ratio / root, math.sqrt(1.0 - overlap) / root) if root else (_FAR, 1.0)
    fine = 4.0 * width / math.sqrt(replicas)
    bounds = [0.0]
    while bounds[-1] < _FAR:
        outside = abs(bounds[-1] - edge) - 10.0 * width
        bounds.append(bounds[-1] + min(1.0, max(fine, outside / 2.0)))
    positive = np.array(bounds)
    bounds_of = np.concatenate((-positive[:0:-1], positive))
    return composite(bounds_of, _NODES)


def _check(self_coupling: float, strength: float) -> None:
    entropy_per_unit(self_coupling, strength)
    if not self_coupling >= 0.0:
        raise NeuroError(f"self_coupling: got {self_coupling}, expected at least 0: there are few fixed points below.")
