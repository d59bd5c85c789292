"""Which fixed points of one network lie close to each other, and whether moves of a few flips connect them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, ClassVar, final

import numpy as np
from numpy.typing import NDArray
from scipy import special

from ...description import Description
from ...errors import NeuroError
from ...fields import choice, quantity
from ...network import Network
from ..enumeration import enumerate_fixed_points
from ..geometry import Clusters, sampled_neighbours
from ..geometry import clusters as clusters_of
from ..pairs import expected_pairs
from ..reach import UPDATES, reach
from ..states import random_states
from ..theory import expected_fixed_points
from .options import (
    LARGEST_LOG,
    METHODS,
    AbstractOptions,
    Model,
    check_distance,
    chosen_method,
    module_law,
    prepare,
    refuse_enumeration,
    settings_of,
)

# Pairs that are held in memory at most, 24 bytes each.
_MOST_PAIRS = 3e7


@final
@dataclass(frozen=True)
class ClustersOptions(AbstractOptions):
    """What counts as close, and how it is found.

    ``enumerate`` looks at all fixed points; ``sample`` at those that the dynamics reach from random starts, whose
    surroundings are searched; ``auto`` enumerates up to 26 units.
    """

    sampling: ClassVar[tuple[str, ...]] = ("update", "starts", "sweeps", "flips")
    exhaustive: ClassVar[bool] = True

    distance: int = quantity(1, low=1, help="flips within which fixed points are neighbours")
    method: str = choice(*METHODS, default="auto", help="how: look at all states (at most 26 units) or sample")
    update: str = choice(*UPDATES, default="sequential", help="order in which units are updated")
    starts: int = quantity(20, low=1, help="random starts in each network")
    sweeps: int = quantity(200, low=1, help="most sweeps of a start")
    flips: int = quantity(2000, low=1, help="states tried at each distance when sampling")

    def check(self, description: Description) -> None:
        """Refuse more flips than units, enumeration of too large a network, and a field that the model lacks.

        Raises
        ------
        NeuroError
            Saying what can be measured.
        """
        super().check(description)
        check_distance(self.distance, description)
        if self.method == "enumerate":
            instead = "ask for method 'sample', which searches around the fixed points that the dynamics reach"
            refuse_enumeration("method 'enumerate'", description, instead)


def clusters(model: Model, options: dict[str, Any]) -> list[dict[str, Any]]:
    """One row: neighbours within d flips, local entropy and, where all are known, the shares of clusters.

    `neighbours` is the mean number of others within d flips of a fixed point, `neighboured_share` the share of fixed
    points that have one, `local_entropy` the mean of ln(1 + number of others) / N. `neighbours_theory` divides the mean
    number of such pairs over all seeds by that of fixed points. All are None where no fixed point was found. By
    sampling they are those of the fixed points reached; where `flips` leaves states out, `neighboured_share` and
    `local_entropy` come out too small on average, `neighbours` doesn't. Clusters need all fixed points.

    Parameters
    ----------
    model, options
        As for :func:`~neuro.manifold.measures.count`, with fields of :class:`ClustersOptions`.

    Raises
    ------
    NeuroError
        When an option doesn't fit, or the network is too large for the method.
    """
    asked, network, field = prepare(ClustersOptions, model, options)
    description = network.description
    units, method, seed = description.units, chosen_method(asked.method, description), description.seed
    known: Clusters | None = None
    if method == "enumerate":
        points = all_points(network, field, asked.distance)
        known = clusters_of(points, asked.distance)
        around = known.neighbours.astype(float)
    else:
        starts = random_states(asked.starts, units, seed)
        points = reach(network, starts, asked.update, sweeps=asked.sweeps, seed=seed, field=field).fixed_points
        around = sampled_neighbours(network, points, asked.distance, tries=asked.flips, seed=seed, field=field)
    found = len(points)
    return [
        {
            **settings_of(description),
            "method": method,
            "field": asked.field,
            "distance": asked.distance,
            "fixed_points": found,
            "largest_share": known.largest_share if known and found else None,
            "isolated_share": known.isolated_share if known and found else None,
            "neighbours": float(around.mean()) if found else None,
            "neighboured_share": float((around > 0).mean()) if found else None,
            "local_entropy": float(np.log1p(around).mean() / units) if found else None,
            "neighbours_theory": neighbours_theory(model, asked.distance) if asked.bare else None,
        }
    ]


def neighbours_theory(model: Model, distance: int) -> float | None:
    """Mean number of ordered pairs within that many flips, over that of fixed points; None where none can be given."""
    law = module_law(model)
    if law is None:
        return None
    size, self_coupling, strength = law
    logs = [
        expected_pairs(size, self_coupling, 1.0 - 2.0 * d / size, strength, log=True) for d in range(1, distance + 1)
    ]
    logarithm = float(special.logsumexp(logs)) - expected_fixed_points(size, self_coupling, strength, log=True)
    return math.exp(logarithm) if logarithm < LARGEST_LOG else None


def all_points(network: Network, field: NDArray[np.float64] | None, distance: int) -> NDArray[np.int8]:
    """All fixed points of a small network, refused where they may have too many pairs within that many flips.

    Parameters
    ----------
    network, field
        As for :func:`~neuro.manifold.enumerate_fixed_points`.
    distance
        Flips within which two of them are a pair.

    Raises
    ------
    NeuroError
        When there may be too many pairs, or the network is too large.
    """
    points = enumerate_fixed_points(network, field)
    within = sum(math.comb(network.units, flipped) for flipped in range(1, distance + 1))
    if len(points) * min(within, len(points)) > _MOST_PAIRS:
        raise NeuroError(
            f"distance: got {distance}, at which the network's {len(points)} fixed points may have more than "
            f"{_MOST_PAIRS:.0e} pairs; ask for a smaller distance, size or self-coupling, or for method 'sample'."
        )
    return points
