"""From networks of several sizes to infinite ones: where curves of two sizes cross, and where half-points lead to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from ..errors import NeuroError
from .thresholds import MOST_WITHOUT, Threshold, threshold

Array = NDArray[np.float64]
# Shares at which a crossing of two curves says something: beyond them both are flat.
_LOW, _HIGH = 0.02, 0.98
# Exponents that are tried, and how many.
_EXPONENTS = np.geomspace(0.05, 3.0, 4096)
_FEWEST_FREE = 4


@final
@dataclass(frozen=True)
class Crossing:
    """Where two sizes have the same share.

    Parameters
    ----------
    value, standard_error
        Of the setting; half of the middle 68 % of resampled sets of networks.
    share
        Of starts that settle there.
    """

    value: float
    standard_error: float
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
            N, units.
        """
        return self.value + self.amplitude * float(size) ** -self.exponent


def crossing(
    values: ArrayLike, smaller: ArrayLike, larger: ArrayLike, *, resamples: int = 1000, seed: int = 0
) -> Crossing:
    """Where the logistic curves of two sizes cross, for instance of N and 2 N units.

    Where a transition sharpens with size around one value, shares rise with N on one side of it and fall on the other,
    and the curves cross there (K. Binder, Z. Phys. B 43, 1981, does so with cumulants).

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
    x = np.asarray(values, float)
    one = threshold(values, smaller, resamples=resamples, seed=seed)
    # Another seed: the two have no networks in common.
    two = threshold(values, larger, resamples=resamples, seed=seed + 1)
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
    return Crossing(float(place[0]), _deviation(places[fine]), float(share[0]))


def extrapolate(
    sizes: Sequence[int], thresholds: Sequence[Threshold], exponent: float | None = None, *, seed: int = 0
) -> Extrapolation:
    """Fit x_N = x_c + a N^(-1 / nu) to half-points, by least squares weighted with their errors.

    The errors are those of fits to resampled half-points. A free exponent and x_c depend on each other strongly: fits
    with exponents that are given show how far. Half-points of runs that end after a fixed number of sweeps extrapolate
    to where infinite networks settle within that number.

    Parameters
    ----------
    sizes
        N of each, all different.
    thresholds
        Of each size, as :func:`~neuro.manifold.threshold` gives them.
    exponent
        1 / nu where it is known, more than 0; None fits it, which takes four sizes.
    seed
        By which resampled half-points of different sizes are put together.

    Raises
    ------
    NeuroError
        When there are fewer than two sizes (four for a free exponent), an error is 0, or no exponent from 0.05 to 3
        fits better than those at the ends.
    """
    n = np.asarray(sizes, float)
    fewest = _FEWEST_FREE if exponent is None else 2
    if len(n) != len(thresholds) or len(n) < fewest or len(np.unique(n)) < len(n) or not (n > 0).all():
        raise NeuroError(
            f"got {len(n)} sizes and {len(thresholds)} thresholds, expected equally many, at least {fewest}, of "
            f"different sizes{' (2 where the exponent is given)' if exponent is None else ''}."
        )
    if exponent is not None and not exponent > 0.0:
        raise NeuroError(f"exponent: got {exponent}, expected more than 0.")
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
    low, high = np.percentile(limits[1:], (2.5, 97.5))
    return Extrapolation(
        value=float(limits[0]),
        standard_error=_deviation(limits[1:]),
        interval=(float(low), float(high)),
        exponent=float(tried[best[0]]),
        exponent_error=_deviation(tried[best[1:]]),
        amplitude=float(slopes[0] * np.exp(np.log(n).mean()) ** tried[best[0]]),
        chi_square=float(chi[best[0], 0]),
        freedom=len(n) - (3 if exponent is None else 2),
    )


def _met(half: Array, width: Array, other_half: Array, other_width: Array) -> tuple[Array, Array]:
    """Where two logistic curves have the same share, and that share."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        place = (half / width - other_half / other_width) / (1.0 / width - 1.0 / other_width)
        return place, np.asarray(special.expit((place - half) / width), float)


def _inside(x: Array, place: Array, share: Array) -> NDArray[np.bool_]:
    """Whether a crossing lies among the values, and where the curves are not flat."""
    return (place >= x[0]) & (place <= x[-1]) & (share >= _LOW) & (share <= _HIGH)


def _deviation(found: Array) -> float:
    """Half of the middle 68 %: a standard deviation that few far ones don't sway."""
    low, high = np.percentile(found, (15.865, 84.135))
    return float(high - low) / 2.0
