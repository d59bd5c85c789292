"""How many pairs of fixed points a chain of large modules has on average, by their overlap, and how far apart."""

from __future__ import annotations

import math
from functools import cache
from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, special

from ..errors import NeuroError
from .arguments import finite, whole
from .orthants import both_below
from .theory import entropy_per_unit

_LONGEST = 6
_STATES = (-1, 1)
_Numbers = NDArray[np.float64]
# Of the gradient, beside the share of units that differ; and steps until it is there.
_CLOSE, _STEPS, _ROUNDS, _ROUNDING = 1e-8, 100, 3, 1e-14


def chain_entropy(modules: int, self_coupling: float, link_strength: float, strength: float = 1.0) -> float:
    """ln(mean number of fixed points) / (L N) of a chain of L large modules of N units, in nats.

    Derived here: the limit N -> infinity of :func:`expected_chain_fixed_points`, links all there.

    Parameters
    ----------
    modules
        L, 1 to 6.
    self_coupling, link_strength
        J_D and lambda, as for :func:`expected_chain_fixed_points`.
    strength
        Of the Gaussian couplings inside each module, more than 0.

    Raises
    ------
    NeuroError
        When a parameter is out of range.
    """
    modules, own, link = _checked(modules, self_coupling, link_strength, strength)
    chances = special.log_ndtr(_aligned(_columns(modules), own, link)).sum(axis=1)
    return float(special.logsumexp(chances)) / modules


def chain_pair_entropy(
    modules: int, self_coupling: float, link_strength: float, overlap: float, strength: float = 1.0
) -> float:
    """ln(mean number of pairs at overlap q in every module) / (L N) of a chain of L large modules, in nats.

    Pairs whose overlaps differ from module to module, with q as their mean, are not counted and may be more. -inf where
    pairs are so rare that a float holds no chance of them, far below a self-coupling and links of 0. Of one
    module, and of any without links, it is :func:`pair_entropy`.

    Derived here: as in :func:`expected_chain_fixed_points` only units of equal number i hold each other; such a column
    has states s in one fixed point and s' in the other, and its unit in module l is stable in both with the chance
    Phi2(a_l, a'_l; q s_l s'_l), where a_l = (J_D + lambda s_l (s_(l-1) + s_(l+1))) / strength. A field m_l for each
    module holds its overlap at q:

        L S = min_m  - q sum_l m_l + ln sum_(s, s') prod_l e^(m_l s_l s'_l) Phi2(a_l, a'_l; q s_l s'_l).

    The minimum is the extremum, as what is minimised is convex.

    Parameters
    ----------
    modules, self_coupling, link_strength, strength
        As for :func:`chain_entropy`.
    overlap
        q, -1 to 1.

    Raises
    ------
    NeuroError
        When a parameter is out of range, or the fields were not found.
    """
    finite("overlap", overlap, -1.0, 1.0)
    # A state and its opposite are stable alike, and small distances are more exact than those next to 1.
    distance = (1.0 - abs(float(overlap))) / 2.0
    if distance == 0.0:
        return chain_entropy(modules, self_coupling, link_strength, strength)
    return _pair_entropy(*_checked(modules, self_coupling, link_strength, strength), distance)


def chain_isolation_distance(modules: int, self_coupling: float, link_strength: float, strength: float = 1.0) -> float:
    """Share of each module's units up to which a chain's fixed points have, on average, no other one around them.

    As :func:`isolation_distance`, of :func:`chain_pair_entropy` less :func:`chain_entropy`, for neighbours that
    differ in the same share of every module; 0 to 1/2. Neighbours that differ in some modules alone may be closer.

    Derived here, as there.

    Parameters
    ----------
    modules, self_coupling, link_strength, strength
        As for :func:`chain_entropy`.

    Raises
    ------
    NeuroError
        When a parameter is out of range, or there are so few fixed points that none has neighbours.
    """
    modules, own, link = _checked(modules, self_coupling, link_strength, strength)
    single = chain_entropy(modules, own, link)
    if single <= 0.0:
        raise NeuroError(
            f"got self_coupling {self_coupling} and link_strength {link_strength}, expected one of them larger: there "
            "is no more than one fixed point on average."
        )

    def neighbours(distance: float) -> float:
        return _pair_entropy(modules, own, link, distance) - single

    grid = np.geomspace(1e-12, 0.5, 100)
    first = next((place for place, distance in enumerate(grid) if neighbours(float(distance)) > 0.0), 0)
    return float(optimize.brentq(neighbours, grid[first - 1], grid[first])) if first else 0.0


def _pair_entropy(modules: int, own: float, link: float, distance: float) -> float:
    """As :func:`chain_pair_entropy`, at a share of different units above 0 and up to 1/2; in units of the strength."""
    weights = _log_weights(modules, own, link, 1.0 - 2.0 * distance)
    differ = (_columns(modules) < 0).astype(float)
    possible = differ[weights > -math.inf]
    if not possible.any(axis=0).all() or possible.all(axis=0).any():
        # No two fixed points differ there: beyond the smallest float, for instance.
        return -math.inf
    pull = np.zeros(modules)

    def least(pull: _Numbers) -> float:
        return float(special.logsumexp(weights - differ @ pull) + distance * pull.sum())

    # Module after module, each exactly; then all together.
    for module in [*range(modules)] * _ROUNDS:
        exponents, there = weights - differ @ pull, differ[:, module] > 0.0
        odds = special.logsumexp(exponents[there]) - special.logsumexp(exponents[~there])
        pull[module] += float(odds) - math.log(distance / (1.0 - distance))
    value = least(pull)
    for _ in range(_STEPS):
        chances = special.softmax(weights - differ @ pull)
        mean = chances @ differ
        slope = distance - mean
        if np.abs(slope).max() <= _CLOSE * distance * (1.0 - distance):
            return value / modules
        centred = differ - mean
        step = np.linalg.lstsq((centred * chances[:, None]).T @ centred, -slope, rcond=None)[0]
        # Half as far while it gets no better; what rounding hides is no worse.
        while least(pull + step) > value + 0.25 * float(slope @ step) + _ROUNDING:
            step /= 2.0
        pull = pull + step
        value = least(pull)
    raise NeuroError(f"no fields were found that hold the modules at distance {distance}; expected one farther from 0.")


def _log_weights(modules: int, own: float, link: float, overlap: float) -> _Numbers:
    """ln of the chance that a column is stable in both fixed points, summed over its states; for each set that differs.

    Sets in the order of :func:`_columns`, -1 where the modules' units differ; (2^L,).
    """
    columns = _columns(modules)
    values, places = np.unique(_aligned(columns, own, link), return_inverse=True)
    places = places.reshape(columns.shape)
    with np.errstate(divide="ignore"):
        unlike, alike = (np.log(both_below(values[:, None], values, sign * overlap)) for sign in _STATES)
    found = np.empty(len(columns))
    for number, pattern in enumerate(columns):
        # A column times a pattern is the column of the other fixed point.
        other = places[_codes(columns * pattern)]
        found[number] = special.logsumexp(
            np.where(pattern > 0, alike[places, other], unlike[places, other]).sum(axis=1)
        )
    return found


@cache
def _columns(modules: int) -> NDArray[np.int64]:
    """All states of one column, (2^L, L)."""
    return np.array(list(product(_STATES, repeat=modules)))


def _codes(columns: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where columns stand among all."""
    powers = 1 << np.arange(columns.shape[1])[::-1]
    return np.asarray((columns > 0) @ powers)


def _aligned(columns: NDArray[np.int64], own: float, link: float) -> _Numbers:
    """What holds each unit of a column at its state, apart from the couplings inside its module; (2^L, L)."""
    products = columns[:, 1:] * columns[:, :-1]
    return own + link * (np.pad(products, ((0, 0), (1, 0))) + np.pad(products, ((0, 0), (0, 1))))


def _checked(modules: int, self_coupling: float, link_strength: float, strength: float) -> tuple[int, float, float]:
    """The number of modules, and both couplings in units of the strength."""
    modules = whole("modules", modules, 1, _LONGEST)
    # Of the strength alone.
    entropy_per_unit(0.0, strength)
    for name, coupling in (("self_coupling", self_coupling), ("link_strength", link_strength)):
        if not math.isfinite(3.0 * (finite(name, coupling) / float(strength))):
            raise NeuroError(
                f"{name}: got {coupling}, so many times the strength {strength} that a float can't hold it; expected "
                "a smaller one, or a larger strength."
            )
    return modules, float(self_coupling) / float(strength), float(link_strength) / float(strength)
