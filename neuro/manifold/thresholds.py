"""Where half of all starts settle: the half-point of a share that rises or falls with a setting, and its error."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from ..errors import NeuroError, shown
from ..machine.memory import check_memory
from .arguments import numbers, whole

Array = NDArray[np.float64]
# Iterations of Newton's method, and the longest step of each, in logits.
_ITERATIONS, _LONGEST_STEP = 100, 4.0
# Of all resampled sets of networks so many have to have what is asked for.
MOST_WITHOUT = 0.1
_FEWEST_RESAMPLES, _MOST_RESAMPLES = 100, 10**6
# What each value of a resampled set takes while it is fitted; and shares of networks that are drawn at once.
_BYTES, _BLOCK = 96, 1 << 22
# Of values, and of steps between them: their squares are floats.
_LARGEST, _SMALLEST = 1e100, 1e-100
# Of half-points, beside the range of values.
_ROUNDING = 1e-12
# Percentiles between which 68 and 95 % of a normal number lie.
_MIDDLE, _MOST_OF_ALL = (15.865, 84.135), (2.5, 97.5)


@final
@dataclass(frozen=True, eq=False)
class Threshold:
    """Where the mean share over networks crosses one half.

    Parameters
    ----------
    value, standard_error
        In units of the setting; the error is that over networks, half of a 68 % interval.
    interval
        The middle 95 % of `resampled`.
    width
        Of the logistic curve, in the same units: the share is 27 % one width before the half-point and 73 % one after
        it. Negative where the share falls; 0 where the values are too far apart to tell.
    networks
        How many there were.
    resampled
        Half-points of resampled sets of networks, widened; (B,).
    widths
        Widths of the same sets, widened by as much; (B,).
    """

    value: float
    standard_error: float
    interval: tuple[float, float]
    width: float
    networks: int
    resampled: Array = field(repr=False)
    widths: Array = field(repr=False)


def threshold(values: ArrayLike, shares: ArrayLike, *, resamples: int = 1000, seed: int = 0) -> Threshold:
    """Half-point of a logistic curve, fitted by maximum likelihood; its error by resampling networks.

    The number of starts that settle is binomial, ln(p / (1 - p)) = (x - value) / width; as all networks have equally
    many starts, their mean share is all that the likelihood depends on. Networks are drawn anew with repetition, each
    with its shares at all values, so that the error holds both the spread between networks and that of their starts;
    it is widened by sqrt(M / (M - 1)), since M networks differ less from their own mean than from the true one.

    Few networks tell their own spread badly. So errors are those of Student's t with M - 1 degrees of freedom: the
    standard error is larger by its 84.1 % quantile over that of a normal number (1.84, 1.32, 1.11 and 1.02 for 2, 3, 6
    and 30 networks), and each resampled set lies farther from the value by a factor sqrt((M - 1) / chi^2), with chi^2
    drawn for each, so that the 95 % interval is larger by 6.5, 2.2, 1.3 and 1.04 at about. Two standard errors are
    less than that interval where networks are few. One network alone is refused: it doesn't tell a spread.

    Where at most one value has a share between 0 and 1 the likelihood has no maximum: the half-point is then
    interpolated, and its error includes that of a place that is evenly spread between two values.

    Parameters
    ----------
    values
        Of the setting, (V,), rising; none larger than 1e100, and no two closer than 1e-100.
    shares
        Of starts that settle, from 0 to 1, in each of M networks; (V, M).
    resamples
        Sets of networks that are drawn, B; 100 to a million.
    seed
        From which they are drawn, a whole number from 0 on.

    Raises
    ------
    NeuroError
        When the mean share does not cross one half between the first value and the last, in nine of ten resampled sets
        too, an argument doesn't fit, or memory can't hold the resampled sets.

    Examples
    --------
    >>> found = threshold([0.5, 0.6, 0.7, 0.8], [[0.0, 0.1], [0.3, 0.4], [0.8, 0.7], [1.0, 1.0]])
    >>> round(found.value, 3)
    0.635
    """
    x, y = _checked(values, shares)
    resamples = whole("resamples", resamples, _FEWEST_RESAMPLES, _MOST_RESAMPLES)
    seed = whole("seed", seed)
    mean, networks = y.mean(axis=1), y.shape[1]
    if not (mean.min() < 0.5 < mean.max()):
        side = "below" if mean.max() <= 0.5 else "above"
        raise NeuroError(
            f"shares: no crossing of one half, all means from {mean.min():.3g} to {mean.max():.3g} are {side} it; "
            f"expected values of the setting on both sides of it, got {x[0]:g} to {x[-1]:g}."
        )
    falls = float((x - x.mean()) @ mean) < 0.0
    rng = np.random.default_rng(seed)
    check_memory(
        f"{resamples:,} resampled sets at {len(x):,} values", _BYTES * resamples * len(x), "ask for fewer resamples"
    )
    both = np.vstack([mean, *_drawn(y, resamples, rng)])
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
    away = (kept - kept.mean()) * np.sqrt(networks / (networks - 1))
    if np.ptp(kept) <= _ROUNDING * np.ptp(x):
        # Networks that are all alike.
        away = np.zeros(len(kept))
    gap = 0.0
    if widths[0] == 0.0:
        above = int(np.searchsorted(x, halves[0], side="right"))
        gap = float(x[above] - x[above - 1])
    freedom = networks - 1
    # Student's t: a normal number over the root of chi^2 / freedom. How far apart two values are is known.
    wider = np.sqrt(freedom / rng.chisquare(freedom, len(kept)))
    resampled = halves[0] + wider * away + gap * (rng.random(len(kept)) - 0.5)
    error = np.hypot(_student(freedom) * away.std(), gap / np.sqrt(12.0))
    sign = -1.0 if falls else 1.0
    return Threshold(
        value=float(halves[0]),
        standard_error=float(error),
        interval=middle_95(resampled),
        width=sign * float(widths[0]),
        networks=networks,
        resampled=resampled,
        widths=sign * _widened(float(widths[0]), kept_widths, wider * np.sqrt(networks / (networks - 1))),
    )


def middle_68(found: Array) -> float:
    """Half of the middle 68 %: a standard deviation that few far ones don't sway."""
    low, high = np.percentile(found, _MIDDLE)
    return float(high - low) / 2.0


def middle_95(found: Array) -> tuple[float, float]:
    """Ends of the middle 95 %."""
    low, high = np.percentile(found, _MOST_OF_ALL)
    return float(low), float(high)


def _checked(values: ArrayLike, shares: ArrayLike) -> tuple[Array, Array]:
    x, y = numbers("values", values), numbers("shares", shares)
    if x.ndim != 1 or len(x) < 2 or not np.isfinite(x).all() or not (x[1:] > x[:-1]).all():
        raise NeuroError(f"values: got {shown(x.tolist())}, expected two or more finite numbers that rise; sort them.")
    if max(-x[0], x[-1]) > _LARGEST or np.diff(x).min() < _SMALLEST:
        raise NeuroError(
            f"values: got {shown(x.tolist())}, expected none larger than {_LARGEST:g} and no two closer than "
            f"{_SMALLEST:g}; measure the setting in another unit."
        )
    if y.ndim != 2 or len(y) != len(x) or y.shape[1] < 2:
        alone = y.ndim == 2 and y.shape[1] == 1
        raise NeuroError(
            f"shares: got an array of shape {y.shape}, expected ({len(x)}, M): a row for each value, and a column for "
            f"each of two or more networks{'; one alone does not tell how much networks differ' if alone else ''}."
        )
    if not ((y >= 0.0) & (y <= 1.0)).all():
        wrong = y[~((y >= 0.0) & (y <= 1.0))][0]
        raise NeuroError(
            f"shares: expected numbers from 0 to 1, one for every network at every value, got {wrong:g}; leave out "
            "what wasn't measured."
        )
    return x, y


def _drawn(shares: Array, resamples: int, rng: np.random.Generator) -> Iterator[Array]:
    """Mean shares of resampled sets of networks, block by block, (.., V); the blocks make no difference to them."""
    values, networks = shares.shape
    step = max(1, _BLOCK // (values * networks))
    for first in range(0, resamples, step):
        chosen = rng.integers(networks, size=(min(step, resamples - first), networks))
        yield shares[:, chosen].mean(axis=2).T


def _student(freedom: int) -> float:
    """By how much a standard error is larger where it comes from few networks."""
    one = float(special.ndtr(1.0))
    return float(special.stdtrit(freedom, one))


def _widened(width: float, resampled: Array, factors: Array) -> Array:
    """Widths of resampled sets, farther from their mean by factors; as quotients, so that none changes its sign."""
    found, told = np.zeros(len(resampled)), resampled > 0.0
    if told.any():
        logs = np.log(resampled[told])
        # e^100 times as wide is flat, and as narrow a step: no float is needed beyond.
        found[told] = width * np.exp(np.clip(factors[told] * (logs - logs.mean()), -100.0, 100.0))
    return found


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
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
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
