"""How many fixed points lie at a distance from a typical one, in a large module: typically, not on average.

S. Franz, G. Parisi, Recipes for metastable states in spin glasses, J. Phys. I 5, 1995, for the potential; derived here
for the fixed points of asymmetric couplings, replica-symmetric.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, special

from ..errors import NeuroError
from .arguments import finite
from .quadrature import composite
from .theory import entropy_per_unit

_Numbers = NDArray[np.float64]
# Normal numbers are looked at up to here, those that neighbours share and those in which they differ.
_FAR, _SPREAD = 9.0, 8.0
_ORDER = 8
# Residuals that end the search and that are taken; residuals beside which a solution is followed from the mean's.
_CLOSE, _ENOUGH, _STARTED = 1e-9, 1e-6, 0.3
_STEPS, _TRIES = 12, 80
# Above it the solution differs much from that of the mean.
_WEAK = 0.02
_LEAST = 1e-19
# Distances, beside N, and self-couplings, beside the strength, that floats still tell from 0 and from infinity.
_CLOSEST, _STRONGEST = 1e-7, 30.0


def typical_entropy(self_coupling: float, overlap: float, strength: float = 1.0) -> float:
    """ln(number of fixed points at overlap S with a typical one) / N of a large module, in nats.

    Below the mean of that number (:func:`pair_entropy` less :func:`entropy_per_unit`), which few centres with many
    neighbours may carry; negative where a typical centre has none. Well inside that, close to the centre, there is no
    solution. Replica-symmetric, so an upper bound at best where the fixed points at that overlap fall apart into
    groups.

    Derived here. The centre is all +1 (by symmetry); its fields are Gaussian, given that they exceed -J_D. A fixed
    point s at overlap S with it, and overlap q with another such, has the field
    S h + sqrt(q - S^2) z + sqrt(1 - q) w, where h is the centre's. With conjugate fields m for S and r for q,

        V(S) = extr  - m S - r (1 - q) / 2
               + E ln sum_s e^(s (m + sqrt(r) u)) Phi((J_D + s sqrt(q) y) / sqrt(1 - q)),

    in units of the strength, over u normal and sqrt(q) y = S h + sqrt(q - S^2) z, whose density is that of a normal y
    times Phi((J_D sqrt(q) + S y) / sqrt(q - S^2)) / Phi(J_D).

    Parameters
    ----------
    self_coupling, strength
        As for :func:`entropy_per_unit`, J_D more than 0 and at most 30 times the strength.
    overlap
        S, from -1 to 1, closer to neither than 2e-7.

    Raises
    ------
    NeuroError
        When a parameter is out of range, or no solution was found.

    Examples
    --------
    >>> round(typical_entropy(0.5, 0.9), 3)
    0.069
    """
    single = entropy_per_unit(self_coupling, strength)
    if single <= 0.0:
        raise NeuroError(f"self_coupling: got {self_coupling}, expected more than 0: there are few fixed points below.")
    ratio = float(self_coupling) / float(strength)
    if ratio > _STRONGEST:
        raise NeuroError(
            f"self_coupling: got {self_coupling}, expected at most {_STRONGEST:g} times the strength, {strength}: "
            "beyond, every state is a fixed point."
        )
    # A state and its opposite are stable alike.
    share = abs(finite("overlap", overlap))
    if not 1.0 - share >= 2.0 * _CLOSEST:
        raise NeuroError(
            f"overlap: got {overlap}, expected more than -1 and less than 1, and {2.0 * _CLOSEST:g} or more from both."
        )
    if share == 0.0:
        # Nearly all fixed points have nothing in common with one of them.
        return single
    orders = _solution(ratio, share)
    if orders is None:
        raise NeuroError(
            f"overlap: no solution was found at {overlap}, self-coupling {self_coupling}; expected an overlap farther "
            "from 1: so close a typical fixed point has no other."
        )
    logarithm = _moments(ratio, share, orders).logarithm
    return -orders.pull * share - orders.spread * orders.rest / 2.0 + logarithm


class _Orders(NamedTuple):
    """m and r, and with them 1 - q and q - S^2, both of which may be small."""

    pull: float
    spread: float
    rest: float
    shared: float


class _Moments(NamedTuple):
    """Means: of the logarithm, of 1 less a unit's state, of its squared excess over S, and of the squared slope."""

    logarithm: float
    deficit: float
    shared: float
    spread: float


def _solution(ratio: float, overlap: float) -> _Orders | None:
    """Where V is extremal; None where it isn't found."""
    room = (1.0 - overlap) * (1.0 + overlap)

    def orders(given: _Numbers) -> _Orders:
        """Any three numbers as m, r and q between S^2 and 1."""
        pull, log_spread, odds = np.clip(given, -45.0, 45.0)
        shares = float(special.expit(-odds)), float(special.expit(odds))
        return _Orders(float(pull), math.exp(log_spread), room * shares[0], room * shares[1])

    def excess(given: _Numbers) -> _Numbers:
        """By how much each number is too small, in logarithms."""
        now = orders(given)
        found = _moments(ratio, overlap, now)
        pull = math.log(max(found.deficit, _LEAST) / (1.0 - overlap))
        spread = math.log(max(found.spread, _LEAST) / now.spread)
        share = special.logit(min(max(found.shared / room, _LEAST), 0.999))
        return np.array([pull, spread, share - min(max(given[2], -45.0), 45.0)])

    pull = float(np.arctanh(overlap))
    starts = [np.array([pull, math.log(spread), special.logit(share)]) for spread, share in ((0.5, 0.3), (2.0, 0.4))]
    # Where neighbours share little beside the centre, V is that of the mean, and a few steps lead there.
    mean = np.array([pull, -40.0, -40.0])
    if _moments(ratio, overlap, orders(mean)).spread < _WEAK:
        starts.insert(0, _followed(excess, mean))
    for start in starts:
        found = optimize.root(excess, start, tol=_CLOSE, options={"maxfev": _TRIES}).x
        if np.abs(excess(found)).max() <= _ENOUGH:
            return orders(found)
    return None


def _followed(excess: Callable[[_Numbers], _Numbers], start: _Numbers) -> _Numbers:
    """A place at which all residuals are small, or the last one."""
    for _ in range(_STEPS):
        step = excess(start)
        if np.abs(step).max() < _STARTED:
            break
        start = start + step * np.array([0.5, 1.0, 1.0])
    return start


def _moments(ratio: float, overlap: float, orders: _Orders) -> _Moments:
    root, width = math.sqrt(overlap**2 + orders.shared), math.sqrt(orders.rest)
    own, free = overlap / root, math.sqrt(orders.shared) / root
    # Where a unit's stability, and that of the centre, fall from 1 to 0.
    steps = [(ratio / root, width / root), (-ratio / root, width / root)]
    shared, weights = _normal([*steps, (-ratio / own, free / own)] if own else steps)
    with np.errstate(over="ignore"):
        weights = weights * special.ndtr((ratio + own * shared) / free) / special.ndtr(ratio)
    fine = max(0.01, min(0.4, 0.6 / math.sqrt(max(orders.spread, _LEAST))))
    drawn = np.arange(-_SPREAD, _SPREAD + fine / 2.0, fine)
    chances = np.exp(-(drawn**2) / 2.0)
    up, down = (ratio + root * shared) / width, (ratio - root * shared) / width
    toward = orders.pull + math.sqrt(orders.spread) * drawn
    log_up, log_down = toward + special.log_ndtr(up)[:, None], -toward + special.log_ndtr(down)[:, None]
    both = np.logaddexp(log_up, log_down)
    deficit = 2.0 * np.exp(log_down - both)
    normal = -0.5 * math.log(2.0 * math.pi)
    slope = np.exp(toward + normal - (up**2 / 2.0)[:, None] - both)
    slope -= np.exp(-toward + normal - (down**2 / 2.0)[:, None] - both)

    def mean(found: _Numbers) -> float:
        return float(weights @ (found @ chances)) / float(chances.sum())

    excess = mean((1.0 - overlap - deficit) ** 2)
    return _Moments(mean(both), mean(deficit), excess, mean(slope**2) / orders.rest)


def _normal(steps: list[tuple[float, float]]) -> tuple[_Numbers, _Numbers]:
    """Nodes and weights for a normal number, dense around steps, each a place and its width."""
    bounds = [np.linspace(-_FAR, _FAR, 19)]
    for place, width in steps:
        away = width * 2.0 ** np.arange(max(1.0, math.ceil(math.log2(1.0 / width))))
        bounds.append(np.concatenate(([place], place - away, place + away)))
    found = np.unique(np.concatenate(bounds))
    found = found[np.abs(found) <= _FAR]
    nodes, weights = composite(found, _ORDER)
    return nodes, weights * np.exp(-(nodes**2) / 2.0) / math.sqrt(2.0 * math.pi)
