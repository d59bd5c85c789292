"""Where half of all starts settle: the half-point of a share that rises or falls with a setting, and its error."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from ..errors import NeuroError

Array = NDArray[np.float64]
# Iterations of Newton's method, and the longest step of each, in logits.
_ITERATIONS, _LONGEST_STEP = 100, 4.0
# Of all resampled sets of networks so many have to have what is asked for.
MOST_WITHOUT = 0.1


@final
@dataclass(frozen=True, eq=False)
class Threshold:
    """Where the mean share over networks crosses one half.

    Parameters
    ----------
    value, standard_error
        In units of the setting; the error is that over networks.
    width
        Of the logistic curve, in the same units: the share is 27 % one width before the half-point and 73 % one after
        it. Negative where the share falls; 0 where the values are too far apart to tell.
    networks
        How many there were.
    resampled
        Half-points of resampled sets of networks, whose standard deviation is the error; (B,).
    widths
        Widths of the same sets, (B,).
    """

    value: float
    standard_error: float
    width: float
    networks: int
    resampled: Array
    widths: Array


def threshold(values: ArrayLike, shares: ArrayLike, *, resamples: int = 1000, seed: int = 0) -> Threshold:
    """Half-point of a logistic curve, fitted by maximum likelihood; its error by resampling networks.

    The number of starts that settle is binomial, ln(p / (1 - p)) = (x - value) / width; as all networks have equally
    many starts, their mean share is all that the likelihood depends on. Networks are drawn anew with repetition, each
    with its shares at all values, so that the error holds both the spread between networks and that of their starts;
    it is widened by sqrt(M / (M - 1)), since M networks differ less from their own mean than from the true one. Where
    at most one value has a share between 0 and 1 the likelihood has no maximum: the half-point is then interpolated,
    and its error includes that of a place that is evenly spread between two values.

    Parameters
    ----------
    values
        Of the setting, (V,), rising.
    shares
        Of starts that settle, from 0 to 1, in each of M networks; (V, M).
    resamples
        Sets of networks that are drawn, B.
    seed
        From which they are drawn.

    Raises
    ------
    NeuroError
        When the mean share does not cross one half between the first value and the last, in nine of ten resampled sets
        too, or an argument doesn't fit.

    Examples
    --------
    >>> found = threshold([0.5, 0.6, 0.7, 0.8], [[0.0, 0.1], [0.3, 0.4], [0.8, 0.7], [1.0, 1.0]])
    >>> round(found.value, 3)
    0.635
    """
    x, y = _checked(values, shares, resamples)
    mean, networks = y.mean(axis=1), y.shape[1]
    if not (mean.min() < 0.5 < mean.max()):
        side = "below" if mean.max() <= 0.5 else "above"
        raise NeuroError(
            f"shares: no crossing of one half, all means from {mean.min():.3g} to {mean.max():.3g} are {side} it; "
            f"expected values of the setting on both sides of it, got {x[0]:g} to {x[-1]:g}."
        )
    falls = float(np.polyfit(x, mean, 1)[0]) < 0.0
    rng = np.random.default_rng(seed)
    drawn = y[:, rng.integers(networks, size=(resamples, networks))].mean(axis=2).T
    both = np.vstack([mean, drawn])
    halves, widths = _fitted(x, 1.0 - both if falls else both)
    inside = (halves >= x[0]) & (halves <= x[-1])
    if not inside[0]:
        raise NeuroError(
            f"shares: no crossing of one half, a logistic curve has none from {x[0]:g} to {x[-1]:g}; expected a share "
            "that rises or falls with the setting."
        )
    if (share := 1.0 - inside[1:].mean()) > MOST_WITHOUT:
        raise NeuroError(
            f"shares: no crossing of one half in {share:.0%} of the resampled sets of {networks} networks; expected "
            "more networks, or values further to both sides."
        )
    kept, kept_widths = halves[1:][inside[1:]], widths[1:][inside[1:]]
    resampled = halves[0] + (kept - kept.mean()) * np.sqrt(networks / (networks - 1))
    if widths[0] == 0.0:
        above = int(np.searchsorted(x, halves[0], side="right"))
        gap = x[above] - x[above - 1]
        resampled = resampled + gap * (rng.random(len(kept)) - 0.5)
    sign = -1.0 if falls else 1.0
    return Threshold(
        float(halves[0]), float(resampled.std()), sign * float(widths[0]), networks, resampled, sign * kept_widths
    )


def _checked(values: ArrayLike, shares: ArrayLike, resamples: int) -> tuple[Array, Array]:
    x, y = np.asarray(values, float), np.asarray(shares, float)
    if x.ndim != 1 or len(x) < 2 or not np.isfinite(x).all() or not (np.diff(x) > 0).all():
        raise NeuroError("values: expected two or more finite numbers that rise.")
    if y.ndim != 2 or len(y) != len(x) or y.shape[1] < 2:
        raise NeuroError(
            f"shares: got an array of shape {y.shape}, expected ({len(x)}, M): a row for each value, and a column for "
            "each of two or more networks."
        )
    if not ((y >= 0.0) & (y <= 1.0)).all():
        raise NeuroError("shares: expected numbers from 0 to 1, one for every network at every value.")
    if resamples < 100:
        raise NeuroError(f"resamples: got {resamples}, expected at least 100.")
    return x, y


def _fitted(x: Array, shares: Array) -> tuple[Array, Array]:
    """Half-points and widths of rising curves, (R,) each, for shares (R, V); a width of 0 where none can be told."""
    halves, widths = np.full(len(shares), np.nan), np.zeros(len(shares))
    # The first share above 0 and the last below 1: where they don't overlap, ever steeper curves fit ever better.
    first = np.where(shares.max(axis=1) > 0.0, (shares > 0.0).argmax(axis=1), len(x))
    last = len(x) - 1 - np.where(shares.min(axis=1) < 1.0, (shares < 1.0)[:, ::-1].argmax(axis=1), len(x))
    steep = first >= last
    for row in np.flatnonzero(steep):
        if shares[row].min() < 0.5 < shares[row].max():
            halves[row] = np.interp(0.5, shares[row], x)
    centre, scale = x.mean(), np.ptp(x) / 2.0
    place = (x - centre) / scale
    intercept, slope = _logistic(place, shares[~steep])
    with np.errstate(divide="ignore", invalid="ignore"):
        halves[~steep] = np.where(slope > 0.0, centre - scale * intercept / slope, np.nan)
        widths[~steep] = scale / slope
    return halves, widths


def _logistic(place: Array, shares: Array) -> tuple[Array, Array]:
    """Intercepts and slopes of logits of greatest likelihood, by Newton's method with bounded steps."""
    found = np.zeros((2, len(shares)))
    for _ in range(_ITERATIONS):
        chance = special.expit(found[0][:, None] + found[1][:, None] * place)
        excess, spread = shares - chance, chance * (1.0 - chance) + 1e-12
        pull, pull_slope = excess.sum(axis=1), excess @ place
        a, b, c = spread.sum(axis=1), spread @ place, spread @ place**2
        step = np.stack([c * pull - b * pull_slope, a * pull_slope - b * pull]) / (a * c - b * b)
        found += step / np.maximum(1.0, np.abs(step).max(axis=0) / _LONGEST_STEP)
        if np.abs(step).max(initial=0.0) < 1e-9:
            break
    return found[0], found[1]
