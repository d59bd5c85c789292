"""How many fixed points lie at a distance from a typical one, in a large module: typically, not on average.

S. Franz, G. Parisi, Recipes for metastable states in spin glasses, J. Phys. I 5, 1995, for the potential; derived here
for the fixed points of asymmetric couplings, replica-symmetric.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, special

from ..errors import NeuroError
from .arguments import finite
from .theory import entropy_per_unit

# Nodes of quadrature for the centre's field, and for each of two Gaussian directions.
_CENTRE, _OTHERS = 24, 24
_CLOSE, _ENOUGH = 1e-10, 1e-7
# 1 - q stays above e^-20.
_FARTHEST = 20.0


def typical_entropy(self_coupling: float, overlap: float, strength: float = 1.0) -> float:
    """ln(number of fixed points at overlap S with a typical one) / N of a large module, in nats.

    Below the mean of that number (:func:`pair_entropy` less :func:`entropy_per_unit`), which few centres with many
    neighbours may carry; negative where a typical centre has none. Replica-symmetric, so an upper bound at best where
    the fixed points at that overlap fall apart into groups.

    Derived here. The centre is all +1 (by symmetry); its fields are Gaussian, given that they exceed -J_D. A fixed
    point s at overlap S with it, and overlap q with another such, has the field
    S h + sqrt(q - S^2) z + sqrt(1 - q) w, where h is the centre's. With conjugate fields m for S and r for q,

        V(S) = extr  - m S - r (1 - q) / 2
               + E ln sum_s e^(s (m + sqrt(r) u)) Phi((J_D + s (S h + sqrt(q - S^2) z)) / sqrt(1 - q)),

    over u, z normal and h; in units of the strength.

    Parameters
    ----------
    self_coupling, strength
        As for :func:`entropy_per_unit`, J_D more than 0.
    overlap
        S, more than -1 and less than 1.

    Raises
    ------
    NeuroError
        When a parameter is out of range, or no solution was found.
    """
    if not -1.0 < finite("overlap", overlap) < 1.0:
        raise NeuroError(f"overlap: got {overlap}, expected more than -1 and less than 1.")
    if entropy_per_unit(self_coupling, strength) <= 0.0:
        raise NeuroError(f"self_coupling: got {self_coupling}, expected more than 0: there are few fixed points below.")
    ratio, least = self_coupling / strength, overlap**2

    def orders(given: NDArray[np.float64]) -> tuple[float, float, float]:
        """Any three numbers as m, r from 0 and q between S^2 and 1."""
        pull, root, place = given
        return float(pull), float(root**2), float(least - (1.0 - least) * np.expm1(-min(place**2, _FARTHEST)))

    def excess(given: NDArray[np.float64]) -> list[float]:
        pull, spread, mutual = orders(given)
        found = _moments(ratio, overlap, mutual, spread, pull)
        return [found.state - overlap, (found.spread - spread) / (1.0 + spread), found.mutual - mutual]

    # From where fixed points around the centre have little else in common.
    found = optimize.root(excess, [np.arctanh(overlap), 0.5, 0.3], tol=_CLOSE)
    if np.abs(excess(found.x)).max() > _ENOUGH:
        raise NeuroError(f"overlap: no solution was found at {overlap}, self-coupling {self_coupling}.")
    pull, spread, mutual = orders(found.x)
    logarithm = _moments(ratio, overlap, mutual, spread, pull).logarithm
    return -pull * overlap - spread * (1.0 - mutual) / 2.0 + logarithm


class _Moments(NamedTuple):
    """Means over the disorder: of the logarithm, of a unit's state, of its square, and of the squared slope."""

    logarithm: float
    state: float
    mutual: float
    spread: float


def _moments(ratio: float, overlap: float, mutual: float, spread: float, pull: float) -> _Moments:
    weights, centre, bent, drawn = _grid(ratio)
    own = overlap * centre + np.sqrt(max(mutual - overlap**2, 0.0)) * bent
    width = np.sqrt(1.0 - mutual)
    toward = pull + np.sqrt(spread) * drawn
    up, down = (ratio + own) / width, (ratio - own) / width
    log_up, log_down = toward + special.log_ndtr(up), -toward + special.log_ndtr(down)
    both = np.logaddexp(log_up, log_down)
    state = np.exp(log_up - both) - np.exp(log_down - both)
    normal = -0.5 * np.log(2.0 * np.pi)
    slope = np.exp(toward + normal - up**2 / 2.0 - both) - np.exp(-toward + normal - down**2 / 2.0 - both)
    return _Moments(
        float(weights @ both),
        float(weights @ state),
        float(weights @ state**2),
        float(weights @ slope**2) / (1.0 - mutual),
    )


@cache
def _grid(ratio: float) -> tuple[NDArray[np.float64], ...]:
    """Weights and nodes: the centre's field, given that it is stable, and two normal numbers."""
    nodes, weights = special.roots_legendre(_CENTRE)
    low, high = max(-ratio, -8.0), 8.0
    centre = (high - low) / 2.0 * nodes + (high + low) / 2.0
    chance = weights * np.exp(-(centre**2) / 2.0)
    normal, share = special.roots_hermitenorm(_OTHERS)
    grids = np.meshgrid(centre, normal, normal, indexing="ij")
    joint = np.einsum("i,j,k->ijk", chance / chance.sum(), share / share.sum(), share / share.sum())
    return (joint.ravel(), *(grid.ravel() for grid in grids))
