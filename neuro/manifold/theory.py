"""How many fixed points, and pairs of them, one module has on average over its Gaussian couplings, without input."""

from __future__ import annotations

import math

import numpy as np
from scipy import optimize, special

from ..errors import NeuroError


def log_expected_fixed_points(size: int, self_coupling: float, strength: float = 1.0, density: float = 1.0) -> float:
    """Natural logarithm of :func:`expected_fixed_points`; -inf where there is none.

    Parameters
    ----------
    size, self_coupling, strength, density
        As for :func:`expected_fixed_points`.
    """
    check_module(size, strength, density)
    per_unit = sum(stability(self_coupling, own, size, strength, density) for own in (-1, 1))
    return size * _log(per_unit)


def expected_fixed_points(size: int, self_coupling: float, strength: float = 1.0, density: float = 1.0) -> float:
    """Mean number of fixed points of one module of N units, exact at every N.

    At density 1 it is (2 Phi(J_D / strength * sqrt(N / (N - 1))))^N.

    Derived here: in a given state the fields of the units depend on different rows of couplings, so each unit is
    stable independently, and every state is a fixed point with the same chance Phi(J_D / sigma)^N, where
    sigma^2 = strength^2 (N - 1) / N; there are 2^N states. Below density 1 the number of couplings that a unit
    receives is binomial, and Phi is averaged over it.

    Parameters
    ----------
    size
        Number of units N.
    self_coupling
        J_D.
    strength, density
        Of the Gaussian couplings, as in :class:`~neuro.description.Gaussian`.

    Raises
    ------
    NeuroError
        When a parameter is out of range or the mean exceeds the largest float.

    Examples
    --------
    >>> round(expected_fixed_points(100, self_coupling=0.0), 6)
    1.0
    >>> round(expected_fixed_points(12, self_coupling=1.0))
    598
    """
    return exponential(log_expected_fixed_points(size, self_coupling, strength, density))


def entropy_per_unit(self_coupling: float, strength: float = 1.0) -> float:
    """ln(mean number of fixed points) / N of a large module, in nats: ln(2 Phi(J_D / strength)).

    Derived here: the limit N -> infinity of :func:`expected_fixed_points`; it is the same at every density, as
    the number of couplings that a unit receives no longer varies.

    Parameters
    ----------
    self_coupling, strength
        J_D, and that of the Gaussian couplings, more than 0.

    Raises
    ------
    NeuroError
        When there are no couplings.
    """
    if not strength > 0.0:
        raise NeuroError(f"strength: got {strength}, expected more than 0: without couplings there is no such limit.")
    return math.log(2.0) + float(special.log_ndtr(self_coupling / strength))


def stability(aligned: float, own: int, size: int, strength: float, density: float) -> float:
    """Chance that a unit keeps its state against the couplings from its module.

    Parameters
    ----------
    aligned
        Its own state times all of its field that isn't random: J_D, and the links from units that agree with it,
        less those from units that don't.
    own
        Its state, -1 or +1; it matters where the field is exactly 0, which counts as -1.
    size, strength, density
        Number of units of the module, and its Gaussian couplings.
    """
    if density >= 1.0:
        received, weights = np.array([size - 1]), np.ones(1)
    else:
        from scipy import stats  # slow to import, and needed here alone

        received = np.arange(size)
        weights = stats.binom.pmf(received, size - 1, density)
    deviation = strength * np.sqrt(received / max(density * size, 1e-300))
    silent = deviation == 0.0
    kept_in_silence = float(aligned > 0.0 or (aligned == 0.0 and own < 0))
    chances = np.where(silent, kept_in_silence, special.ndtr(aligned / np.where(silent, 1.0, deviation)))
    return float(chances @ weights)


def check_module(size: int, strength: float, density: float) -> None:
    """Refuse parameters that no module can have."""
    if size < 1:
        raise NeuroError(f"size: got {size}, expected at least 1 unit.")
    if not strength >= 0.0:
        raise NeuroError(f"strength: got {strength}, expected at least 0.")
    if not 0.0 <= density <= 1.0:
        raise NeuroError(f"density: got {density}, expected 0 to 1.")


def exponential(logarithm: float) -> float:
    """e to the power of a logarithm, refused where a float can't hold it."""
    try:
        return math.exp(logarithm)
    except OverflowError:
        raise NeuroError(
            f"the mean is e^{logarithm:.4g}, more than a float can hold; ask for its logarithm, by the function "
            "whose name begins with log_."
        ) from None


def _log(value: float) -> float:
    return math.log(value) if value > 0.0 else -math.inf


def log_expected_pairs(size: int, self_coupling: float, overlap: float, strength: float = 1.0) -> float:
    """Natural logarithm of :func:`expected_pairs`; -inf where there is none.

    Parameters
    ----------
    size, self_coupling, overlap, strength
        As for :func:`expected_pairs`.

    Raises
    ------
    NeuroError
        When a parameter is out of range, or no two states have that overlap.
    """
    check_module(size, strength, 1.0)
    if size < 2 or strength == 0.0:
        raise NeuroError(
            f"got {size} units and strength {strength}, expected 2 units or more and couplings among them."
        )
    apart = size * (1.0 - overlap) / 2.0
    if not -1e-9 <= apart <= size + 1e-9 or abs(apart - round(apart)) > 1e-6:
        raise NeuroError(f"overlap: got {overlap}, expected 1 - 2 d / {size} for a whole number d from 0 to {size}.")
    different, others = round(apart), size - 1
    ratio = self_coupling / strength * math.sqrt(size / others)
    logarithm = size * math.log(2.0) + _log_binomial(size, different)
    if different < size:
        logarithm += (size - different) * _log_both_stable(ratio, (others - 2 * different) / others)
    if different > 0:
        logarithm += different * _log_both_stable(ratio, -(others - 2 * (different - 1)) / others)
    return logarithm


def expected_pairs(size: int, self_coupling: float, overlap: float, strength: float = 1.0) -> float:
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

    Raises
    ------
    NeuroError
        When no two states of N units have that overlap, or the mean exceeds the largest float.
    """
    return exponential(log_expected_pairs(size, self_coupling, overlap, strength))


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
    if not -1.0 <= overlap <= 1.0:
        raise NeuroError(f"overlap: got {overlap}, expected -1 to 1.")
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
    """ln Phi2(ratio, ratio; correlation), by Owen's T function."""
    slope = math.sqrt((1.0 - correlation) / (1.0 + correlation)) if correlation > -1.0 else math.inf
    chance = float(special.ndtr(ratio) - 2.0 * special.owens_t(ratio, slope))
    return math.log(chance) if chance > 1e-300 else -math.inf


def _log_binomial(size: int, chosen: int) -> float:
    return float(special.gammaln(size + 1) - special.gammaln(chosen + 1) - special.gammaln(size - chosen + 1))
