"""From networks of several sizes to infinite ones: where curves of two sizes cross, and where half-points lead to."""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from ..errors import NeuroError, shown
from .arguments import is_number, numbers, whole
from .thresholds import MOST_WITHOUT, Threshold, middle_68, middle_95, threshold

Array = NDArray[np.float64]
# Shares at which a crossing of two curves says something: beyond them both are flat.
_LOW, _HIGH = 0.02, 0.98
# Exponents that are tried, and how many.
_SMALLEST, _GREATEST = 0.05, 3.0
_EXPONENTS = np.geomspace(_SMALLEST, _GREATEST, 4096)
_MOST_UNITS = 1e15
_FEWEST_FREE = 4


@final
@dataclass(frozen=True)
class Crossing:
    """Where two sizes have the same share.

    Parameters
    ----------
    value, standard_error
        Of the setting; half of the middle 68 % of resampled sets of networks.
    interval
        The middle 95 % of them.
    share
        Of starts that settle there.
    """

    value: float
    standard_error: float
    interval: tuple[float, float]
    share: float


@final
@dataclass(frozen=True)
class Extrapolation:
    """Where half-points lead to in infinite networks.

    Parameters
    ----------
    value, standard_error
        x_c; half of the middle 68 % of resampled sets of networks.
    interval
        The middle 95 % of them.
    exponent, exponent_error
        1 / nu, and its error; 0 where the exponent was given.
    amplitude
        a.
    chi_square, freedom
        Sum of squared residuals in units of their errors, and sizes less fitted numbers.
    """

    value: float
    standard_error: float
    interval: tuple[float, float]
    exponent: float
    exponent_error: float
    amplitude: float
    chi_square: float
    freedom: int

    def at(self, size: float) -> float:
        """The half-point of a size, as fitted.

        Parameters
        ----------
        size
            N, units, more than 0; infinity gives `value`.

        Raises
        ------
        NeuroError
            When it isn't more than 0.
        """
        if not is_number(size) or not (0.0 < size <= sys.float_info.max or size == math.inf):
            raise NeuroError(f"size: got {shown(size)}, expected a number of units, more than 0.")
        return self.value + self.amplitude * float(size) ** -self.exponent


def crossing(
    values: ArrayLike, smaller: ArrayLike, larger: ArrayLike, *, resamples: int = 1000, seed: int = 0
) -> Crossing:
    """Where the logistic curves of two sizes cross, for instance of N and 2 N units.

    Where a transition sharpens with size around one value, shares rise with N on one side of it and fall on the other,
    and the curves cross there (K. Binder, Z. Phys. B 43, 1981, does so with cumulants). Resampled curves are widened as
    :func:`~neuro.manifold.threshold` does it where networks are few.

    Parameters
    ----------
    values, resamples, seed
        As for :func:`~neuro.manifold.threshold`.
    smaller, larger
        Shares of the two sizes, (V, M) each; the number of networks may differ.

    Raises
    ------
    NeuroError
        When the curves do not cross between the first value and the last, where the share is from 2 to 98 %, in nine of
        ten resampled sets too, or an argument doesn't fit :func:`~neuro.manifold.threshold`.
    """
    seed = whole("seed", seed)
    one = _curve("smaller", values, smaller, resamples, seed)
    # Another seed: the two have no networks in common.
    two = _curve("larger", values, larger, resamples, seed + 1)
    x = np.asarray(values, float)
    if not one.width or not two.width:
        raise NeuroError("no crossing can be told: a curve rises between two values; expected values closer together.")
    place, share = _met(np.array([one.value]), np.array([one.width]), np.array([two.value]), np.array([two.width]))
    if not _inside(x, place, share)[0]:
        raise NeuroError(
            f"the curves of the two sizes do not cross between {x[0]:g} and {x[-1]:g} where the share is from "
            f"{_LOW:.0%} to {_HIGH:.0%}: their half-points are {one.value:.4g} and {two.value:.4g}; expected sizes or "
            "runs for which the share rises with size on one side and falls on the other."
        )
    count = min(len(one.resampled), len(two.resampled))
    places, shares = _met(one.resampled[:count], one.widths[:count], two.resampled[:count], two.widths[:count])
    fine = _inside(x, places, shares)
    if (lost := 1.0 - fine.mean()) > MOST_WITHOUT:
        raise NeuroError(
            f"the curves of the two sizes do not cross in {lost:.0%} of the resampled sets of networks; expected more "
            "networks."
        )
    return Crossing(float(place[0]), middle_68(places[fine]), middle_95(places[fine]), float(share[0]))


def _curve(name: str, values: ArrayLike, shares: ArrayLike, resamples: int, seed: int) -> Threshold:
    """The half-point of one of two sizes; what is wrong with its shares is said under their own name."""
    try:
        return threshold(values, shares, resamples=resamples, seed=seed)
    except NeuroError as problem:
        raise NeuroError(str(problem).replace("shares:", f"{name}:", 1)) from problem


def extrapolate(
    sizes: ArrayLike, thresholds: Sequence[Threshold], exponent: float | None = None, *, seed: int = 0
) -> Extrapolation:
    """Fit x_N = x_c + a N^(-1 / nu) to half-points, by least squares weighted with their errors.

    The errors are those of fits to resampled half-points, which :func:`~neuro.manifold.threshold` widens where networks
    are few. A free exponent and x_c depend on each other strongly: fits
    with exponents that are given show how far. Half-points of runs that end after a fixed number of sweeps extrapolate
    to where infinite networks settle within that number.

    Parameters
    ----------
    sizes
        N of each, all different; (K,).
    thresholds
        Of each size, as :func:`~neuro.manifold.threshold` gives them.
    exponent
        1 / nu where it is known, 0.05 to 3; None fits it, which takes four sizes.
    seed
        By which resampled half-points of different sizes are put together, a whole number from 0 on.

    Raises
    ------
    NeuroError
        When there are fewer than two sizes (four for a free exponent), an error is 0, no exponent from 0.05 to 3 fits
        better than those at the ends, or an argument doesn't fit.
    """
    n, seed = _checked(sizes, thresholds), whole("seed", seed)
    fewest = _FEWEST_FREE if exponent is None else 2
    if len(n) != len(thresholds) or len(n) < fewest or len(np.unique(n)) < len(n):
        raise NeuroError(
            f"got {len(n)} sizes and {len(thresholds)} thresholds, expected equally many, at least {fewest}, of "
            f"different sizes{' (2 where the exponent is given)' if exponent is None else ''}."
        )
    if exponent is not None and not (is_number(exponent) and _SMALLEST <= exponent <= _GREATEST):
        raise NeuroError(
            f"exponent: got {shown(exponent)}, expected a number from {_SMALLEST:g} to {_GREATEST:g}; leave it out "
            "where it isn't known."
        )
    errors = np.array([one.standard_error for one in thresholds])
    if not (errors > 0.0).all():
        raise NeuroError("thresholds: an error is 0, so that nothing else would count; expected more networks.")
    count = min(len(one.resampled) for one in thresholds)
    # Networks of different sizes have nothing in common, even where the same seed resampled them.
    rng = np.random.default_rng(seed)
    drawn = np.stack([rng.permutation(one.resampled)[:count] for one in thresholds], axis=1)
    points = np.vstack([[one.value for one in thresholds], drawn])
    tried = _EXPONENTS if exponent is None else np.array([exponent])
    # Powers of N by their mean, so that the fits are well conditioned for all exponents.
    powers = (n / np.exp(np.log(n).mean())) ** -tried[:, None]
    design = np.stack([np.broadcast_to(1.0 / errors, powers.shape), powers / errors], axis=2)
    solve = np.linalg.pinv(design)
    rest = np.eye(len(n)) - design @ solve
    weighted = points / errors
    chi = np.stack([((weighted @ one) ** 2).sum(axis=1) for one in rest])
    best = chi.argmin(axis=0)
    if exponent is None and best[0] in (0, len(tried) - 1):
        raise NeuroError(
            f"thresholds: no exponent from {tried[0]:g} to {tried[-1]:g} fits better than {tried[best[0]]:g}; the "
            "half-points don't tell one, expected more sizes or an exponent."
        )
    limits, slopes = np.einsum("bks,bs->kb", solve[best], weighted)
    return Extrapolation(
        value=float(limits[0]),
        standard_error=middle_68(limits[1:]),
        interval=middle_95(limits[1:]),
        exponent=float(tried[best[0]]),
        exponent_error=middle_68(tried[best[1:]]),
        amplitude=float(slopes[0] * np.exp(np.log(n).mean()) ** tried[best[0]]),
        chi_square=float(chi[best[0], 0]),
        freedom=len(n) - (3 if exponent is None else 2),
    )


def _checked(sizes: ArrayLike, thresholds: Sequence[Threshold]) -> Array:
    n = numbers("sizes", sizes)
    if n.ndim != 1 or not ((n >= 1.0) & (n <= _MOST_UNITS)).all():
        raise NeuroError(
            f"sizes: got {shown(n.tolist())}, expected a list of numbers of units, from 1 to {_MOST_UNITS:g}."
        )
    given = list(thresholds) if isinstance(thresholds, Sequence) else [thresholds]
    if wrong := [one for one in given if not isinstance(one, Threshold)]:
        raise NeuroError(
            f"thresholds: got {shown(wrong[0])}, expected a list of Threshold, one for each size; call threshold() "
            "with the shares of each."
        )
    if not isinstance(thresholds, Sequence):
        raise NeuroError("thresholds: got a single one, expected a list of one for each size.")
    return n


def _met(half: Array, width: Array, other_half: Array, other_width: Array) -> tuple[Array, Array]:
    """Where two logistic curves have the same share, and that share."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        place = (half / width - other_half / other_width) / (1.0 / width - 1.0 / other_width)
        return place, np.asarray(special.expit((place - half) / width), float)


def _inside(x: Array, place: Array, share: Array) -> NDArray[np.bool_]:
    """Whether a crossing lies among the values, and where the curves are not flat."""
    return (place >= x[0]) & (place <= x[-1]) & (share >= _LOW) & (share <= _HIGH)
