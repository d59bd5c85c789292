"""How many fixed points one module has on average over its Gaussian couplings, without input."""

from __future__ import annotations

import math

import numpy as np
from scipy import special, stats

from ..errors import NeuroError


def log_expected_fixed_points(size: int, self_coupling: float, strength: float = 1.0, density: float = 1.0) -> float:
    """Natural logarithm of :func:`expected_fixed_points`; -inf where there is none."""
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
    """
    return exponential(log_expected_fixed_points(size, self_coupling, strength, density))


def entropy_per_unit(self_coupling: float, strength: float = 1.0) -> float:
    """ln(mean number of fixed points) / N of a large module, in nats: ln(2 Phi(J_D / strength)).

    Derived here: the limit N -> infinity of :func:`expected_fixed_points`; it is the same at every density, as
    the number of couplings that a unit receives no longer varies.
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
