"""Which fixed points of one network lie close to each other, and whether moves of a few flips connect them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, ClassVar, final

import numpy as np
from numpy.typing import NDArray
from scipy import special

from ...description import Description
from ...description.fields import choice, quantity
from ...errors import NeuroError
from ...grids.options import read_options
from ...network import Network
from ..enumeration import LARGEST, enumerate_fixed_points
from ..near import sampled_neighbours
from ..neighbours import clusters as clusters_of
from ..neighbours import neighbour_counts
from ..pairs import log_expected_pairs
from ..reach import UPDATES, reach
from ..states import random_states
from ..theory import log_expected_fixed_points
from .count import METHODS
from .options import AbstractOptions, check_options, refuse_enumeration
from .subject import FIELDS, REGIMES, check_field, draw, field_of, module_law, settings_of

# Pairs that are held in memory at most, 24 bytes each.
_MOST_PAIRS = 3e7


@final
@dataclass(frozen=True)
class ClustersOptions(AbstractOptions):
    """What counts as close, and how it is found.

    Parameters
    ----------
    distance
        Flips d that one move may take.
    method
        ``enumerate`` looks at all fixed points; ``sample`` at those reached from random starts, whose surroundings are
        searched; ``auto`` enumerates up to 26 units.
    update, starts, sweeps, flips
        Of ``sample``: the dynamics, and the states that are tried at most at each distance from each fixed point.
    field, field_strength
        A constant field, see :func:`~neuro.manifold.measures.subject.field_of`.
    regime
        ``float``, or ``integer`` for the network rounded to whole numbers.
    """

    sampling: ClassVar[tuple[str, ...]] = ("update", "starts", "sweeps", "flips")

    distance: int = quantity(1, low=1)
    method: str = choice(*METHODS, default="auto")
    update: str = choice(*UPDATES, default="sequential")
    starts: int = quantity(20, low=1)
    sweeps: int = quantity(200, low=1)
    flips: int = quantity(2000, low=1)
    field: str = choice(*FIELDS, default="none")
    field_strength: float = quantity(1.0, low=0.0)
    regime: str = choice(*REGIMES, default="float")

    def __post_init__(self) -> None:
        check_options(self)

    def check(self, description: Description) -> None:
        """Refuse more flips than units, enumeration of too large a network, and a field it hasn't got."""
        check_field(description, self.field)
        units = description.units
        if self.distance > units:
            raise NeuroError(f"distance: got {self.distance}, expected at most {units}, the number of units.")
        if self.method == "enumerate":
            instead = "ask for method 'sample', which searches around the fixed points that the dynamics reach"
            refuse_enumeration("method 'enumerate'", description, instead)


def clusters(description: Description, options: dict[str, Any]) -> list[dict[str, Any]]:
    """One row: neighbours within d flips, local entropy and, where all are known, the shares of clusters.

    `neighbours` is the mean number of others within d flips of a fixed point, `near_share` the share of fixed points
    that have one, `local_entropy` the mean of ln(1 + number of others) / N. `neighbours_theory` divides the mean number
    of such pairs over all seeds by that of fixed points. All are None where no fixed point was found. By sampling they
    are those of the fixed points reached; where `flips` leaves states out, `near_share` and `local_entropy` come out
    too small on average, `neighbours` doesn't. Clusters need all fixed points.

    Raises
    ------
    NeuroError
        When an option doesn't fit, or the network is too large for the method.
    """
    asked = read_options(ClustersOptions, options)
    asked.check(description)
    units = description.units
    method = ("enumerate" if units <= LARGEST else "sample") if asked.method == "auto" else asked.method
    network = draw(description, asked.regime)
    field = field_of(network, asked.field, asked.field_strength)
    find = _all if method == "enumerate" else _some
    points, near, shares = find(network, field, asked, description.seed)
    bare = asked.field == "none" and asked.regime == "float"
    return [
        {
            **settings_of(description),
            "method": method,
            "field": asked.field,
            "distance": asked.distance,
            "fixed_points": points,
            "largest_share": shares[0],
            "isolated_share": shares[1],
            "neighbours": float(near.mean()) if points else None,
            "near_share": float((near > 0).mean()) if points else None,
            "local_entropy": float(np.log1p(near).mean() / units) if points else None,
            "neighbours_theory": neighbours_theory(description, asked.distance) if bare else None,
        }
    ]


def neighbours_theory(description: Description, distance: int) -> float | None:
    """Mean number of ordered pairs within that many flips over the mean number of fixed points; None without theory."""
    law = module_law(description)
    if law is None:
        return None
    size, self_coupling, strength = law
    logs = [log_expected_pairs(size, self_coupling, 1.0 - 2.0 * d / size, strength) for d in range(1, distance + 1)]
    return math.exp(float(special.logsumexp(logs)) - log_expected_fixed_points(size, self_coupling, strength))


_Found = tuple[int, NDArray[np.float64], tuple[float | None, float | None]]


def _all(network: Network, field: NDArray[np.float64] | None, asked: ClustersOptions, seed: int) -> _Found:
    points = enumerate_fixed_points(network, field)
    around = sum(math.comb(network.units, flipped) for flipped in range(1, asked.distance + 1))
    if len(points) * min(around, len(points)) > _MOST_PAIRS:
        raise NeuroError(
            f"distance: got {asked.distance}, at which the network's {len(points)} fixed points may have more than "
            f"{_MOST_PAIRS:.0e} pairs; ask for a smaller distance, size or self-coupling, or for method 'sample'."
        )
    if not len(points):
        return 0, np.empty(0), (None, None)
    found = clusters_of(points, asked.distance)
    near = neighbour_counts(points, asked.distance).astype(float)
    return len(points), near, (found.largest_share, found.isolated_share)


def _some(network: Network, field: NDArray[np.float64] | None, asked: ClustersOptions, seed: int) -> _Found:
    starts = random_states(asked.starts, network.units, seed)
    points = reach(network, starts, asked.update, sweeps=asked.sweeps, seed=seed, field=field).fixed_points
    near = sampled_neighbours(network, points, asked.distance, tries=asked.flips, seed=seed, field=field)
    return len(points), near, (None, None)
