"""How many pairs of fixed points one module has on average, by their overlap, and how far apart those are."""

from __future__ import annotations

import math
import sys

import numpy as np
from scipy import optimize, special

from ..errors import NeuroError
from .arguments import finite
from .orthants import log_both_far_below
from .theory import check_module, entropy_per_unit, mean_of

_PRECISION = sys.float_info.epsilon


def expected_pairs(
    size: int, self_coupling: float, overlap: float, strength: float = 1.0, *, log: bool = False
) -> float:
    """Mean number of ordered pairs of fixed points with overlap q = sum_i s_i s'_i / N, exact at every N; density 1.

    At q = 1 each fixed point pairs with itself; the sum over all q is the mean of the squared number.

    Derived here: two states that differ in d = N (1 - q) / 2 units give a
    unit two Gaussian fields whose correlation is (N - 1 - 2 k) / (N - 1), k of the other units being different. It is
    stable in both with chance Phi2(a, a; +correlation) where it agrees (k = d) and Phi2(a, a; -correlation) where it
    doesn't (k = d - 1), a = J_D / strength * sqrt(N / (N - 1)); there are 2^N binomial(N, d) pairs of states.

    Parameters
    ----------
    size, self_coupling, strength
        As for :func:`expected_fixed_points`, with 2 units or more and couplings among them.
    overlap
        q = 1 - 2 d / N for a whole number d from 0 to N.
    log
        As for :func:`expected_fixed_points`.

    Raises
    ------
    NeuroError
        When no two states of N units have that overlap, or the mean exceeds the largest float.
    """
    size = check_module(size, self_coupling, strength, 1.0)
    finite("overlap", overlap)
    if size < 2 or strength == 0.0:
        raise NeuroError(
            f"got {size} units and strength {strength}, expected 2 units or more and couplings among them."
        )
    # As exact as the overlap is: one of large modules doesn't tell single units.
    kind = np.asarray(overlap).dtype
    precision = max(float(np.finfo(kind).eps), _PRECISION) if kind.kind == "f" else _PRECISION
    apart, error = size * (1.0 - float(overlap)) / 2.0, max(1e-6, size * precision)
    if error > 0.25:
        raise NeuroError(
            f"overlap: got {overlap}, which doesn't tell single units of {size:,} apart; expected a smaller module, or "
            "ask for pair_entropy."
        )
    if not -error <= apart <= size + error or abs(apart - round(apart)) > error:
        raise NeuroError(f"overlap: got {overlap}, expected 1 - 2 d / {size} for a whole number d from 0 to {size}.")
    different, others = round(apart), size - 1
    ratio = self_coupling / strength * math.sqrt(size / others)
    pairs = special.gammaln(size + 1) - special.gammaln(different + 1) - special.gammaln(size - different + 1)
    logarithm = size * math.log(2.0) + float(pairs)
    if different < size:
        logarithm += (size - different) * _log_both_stable(ratio, (others - 2 * different) / others)
    if different > 0:
        logarithm += different * _log_both_stable(ratio, -(others - 2 * (different - 1)) / others)
    return mean_of(logarithm, log)


def pair_entropy(self_coupling: float, overlap: float, strength: float = 1.0) -> float:
    """ln(mean number of pairs at overlap q) / N of a large module, in nats.

    Derived here: the limit N -> infinity of :func:`expected_pairs`, binomial(N, d) by its entropy.

    Parameters
    ----------
    self_coupling, strength
        As for :func:`entropy_per_unit`.
    overlap
        q, -1 to 1.

    Raises
    ------
    NeuroError
        When a parameter is out of range.
    """
    finite("overlap", overlap, -1.0, 1.0)
    entropy_per_unit(self_coupling, strength)
    ratio, agreeing = self_coupling / strength, (1.0 + overlap) / 2.0
    total = math.log(2.0) + float(special.entr(agreeing) + special.entr(1.0 - agreeing))
    for share, correlation in ((agreeing, overlap), (1.0 - agreeing, -overlap)):
        total += share * _log_both_stable(ratio, correlation) if share > 0.0 else 0.0
    return total


def isolation_distance(self_coupling: float, strength: float = 1.0) -> float:
    """Share of units up to which a large module's fixed points have, on average, no other one around them.

    Where :func:`pair_entropy` less :func:`entropy_per_unit` turns positive; 0 to 1/2.

    Derived here: the first moment of their number, given one fixed point, is e to N times that difference.

    Parameters
    ----------
    self_coupling, strength
        As for :func:`entropy_per_unit`, J_D more than 0.

    Raises
    ------
    NeuroError
        When a parameter is out of range.
    """
    single = entropy_per_unit(self_coupling, strength)

    def neighbours(distance: float) -> float:
        return pair_entropy(self_coupling, 1.0 - 2.0 * distance, strength) - single

    if single <= 0.0:
        raise NeuroError(f"self_coupling: got {self_coupling}, expected more than 0: there are few fixed points below.")
    grid = np.geomspace(1e-12, 0.5, 400)
    signs = np.array([neighbours(float(distance)) > 0.0 for distance in grid])
    first = int(signs.argmax())
    return float(optimize.brentq(neighbours, grid[first - 1], grid[first])) if first else 0.0


def _log_both_stable(ratio: float, correlation: float) -> float:
    """ln Phi2(ratio, ratio; correlation), by Owen's T function, below 0 by an integral over the first number."""
    if ratio < 0.0:
        return log_both_far_below(ratio, correlation)
    slope = math.sqrt((1.0 - correlation) / (1.0 + correlation)) if correlation > -1.0 else math.inf
    chance = float(special.ndtr(ratio) - 2.0 * special.owens_t(ratio, slope))
    return math.log(chance) if chance > 1e-300 else -math.inf
