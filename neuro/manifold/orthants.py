"""Chances that two or three normal numbers, of mean 0 and variance 1, all lie below thresholds."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import integrate, special

from .quadrature import composite

_Numbers = NDArray[np.float64]
_FAR = 12.0
# Below a threshold, of numbers that count.
_LONG = 40.0
_ORDER = 32
# Around each step of the third number's chance, in its widths.
_STEPS = (-8.0, -2.0, 0.0, 2.0, 8.0)


def both_below(first: ArrayLike, second: ArrayLike, correlation: ArrayLike) -> _Numbers:
    """Phi2(first, second; correlation), number by number, by Owen's T function."""
    # Without -0, whose quotients have the other sign.
    one, other, joint = (np.asarray(a, float) + 0.0 for a in np.broadcast_arrays(first, second, correlation))
    mixed = (one < 0.0) != (other < 0.0)
    low, high = np.minimum(one, other), np.maximum(one, other)
    side = _same_side(low, np.where(mixed, -high, high), np.where(mixed, -joint, joint))
    return np.asarray(np.where(mixed, np.maximum(special.ndtr(low) - side, 0.0), side))


def _same_side(first: NDArray[np.float64], second: NDArray[np.float64], joint: NDArray[np.float64]) -> _Numbers:
    """The same where neither threshold, or both, are below 0; what rounding leaves below 0 is 0."""
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        alike = special.ndtr(first) - 2.0 * special.owens_t(first, np.sqrt((1.0 - joint) / (1.0 + joint)))
        root = np.sqrt((1.0 - joint) * (1.0 + joint))
        slopes = (second / first - joint) / root, (first / second - joint) / root
        general = (special.ndtr(first) + special.ndtr(second)) / 2.0
        general -= special.owens_t(first, slopes[0]) + special.owens_t(second, slopes[1])
    # Two numbers that are the same, or opposite.
    opposite = special.ndtr(first) - special.ndtr(-second)
    sure = np.where(joint > 0.0, special.ndtr(np.minimum(first, second)), opposite)
    found = np.where(first == second, alike, general)
    return np.asarray(np.maximum(np.where(np.abs(joint) >= 1.0, sure, found), 0.0))


def log_both_far_below(threshold: float, correlation: float) -> float:
    """ln Phi2(threshold, threshold; correlation) for a threshold below 0, where differences would lose it all."""
    if correlation <= -1.0:
        return -math.inf
    if correlation >= 1.0:
        return float(special.log_ndtr(threshold))
    width = math.sqrt((1.0 - correlation) * (1.0 + correlation))
    # In steps that grow away from the threshold, the first of them shorter than what changes there.
    scale = min(1.0, width, 1.0 / (1.0 - threshold))
    away = np.concatenate(([0.0], 2.0 ** np.arange(-3.0, math.log2(_LONG / scale) + 1.0)))
    first, weights = composite((threshold - scale * away)[::-1], _ORDER)
    given = special.log_ndtr((threshold - correlation * first) / width)
    logs = np.log(weights) - first**2 / 2.0 - math.log(2.0 * math.pi) / 2.0 + given
    return float(special.logsumexp(logs))


def three_below(threshold: float, odd: float, others: float) -> float:
    """That three numbers lie below one threshold; the first correlates by `odd` with the two others.

    Between those the correlation is `others`. It is an integral over the first number: given it, the two others are
    independent of it, and alike.
    """
    rest = (1.0 - odd) * (1.0 + odd)
    width = math.sqrt(rest)
    # Not beyond what correlations allow, by rounding.
    between = min(1.0, max(-1.0, (others - odd**2) / rest))

    slope = math.sqrt((1.0 - between) / (1.0 + between)) if between > -1.0 else math.inf

    def chance(first: float) -> float:
        given = (threshold - odd * first) / width
        both = float(special.ndtr(given) - 2.0 * special.owens_t(given, slope))
        return math.exp(-(first**2) / 2.0) / math.sqrt(2.0 * math.pi) * max(both, 0.0)

    low = min(threshold, 0.0) - _FAR
    steps = [(threshold + step * width) / odd for step in _STEPS] if odd else []
    inside = sorted(step for step in steps if low < step < threshold)
    bounds = [low, *inside, threshold]
    return math.fsum(
        integrate.quad(chance, start, end, epsabs=1e-15, epsrel=1e-11, limit=200)[0] for start, end in pairwise(bounds)
    )
