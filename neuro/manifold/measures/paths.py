"""Whether paths through fixed points join those of one network that random starts reach, and how long they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, final

import numpy as np

from ...description import Description
from ...errors import NeuroError
from ...fields import choice, quantity
from ..paths import LARGEST_WALKED, Path, largest_cluster_bound, search_paths, shortest_paths
from ..reach import UPDATES, reach
from ..states import check_states_fit, random_states
from .clusters import all_points
from .options import (
    METHODS,
    AbstractOptions,
    Model,
    check_distance,
    chosen_method,
    prepare,
    refuse_enumeration,
    settings_of,
)


@final
@dataclass(frozen=True)
class PathsOptions(AbstractOptions):
    """What a move is, which fixed points are joined, and how paths between them are found.

    ``enumerate`` knows all fixed points, and with them the shortest paths; ``sample`` searches, and finds some;
    ``auto`` enumerates up to 26 units.
    """

    sampling: ClassVar[tuple[str, ...]] = ("tries",)

    distance: int = quantity(1, low=1, help="flips that one move may change")
    method: str = choice(*METHODS, default="auto", help="how: look at all states (at most 26 units) or search")
    update: str = choice(*UPDATES, default="sequential", help="order in which units are updated")
    pairs: int = quantity(20, low=1, help="pairs of random starts in each network")
    sweeps: int = quantity(200, low=1, help="most sweeps of a start")
    tries: int = quantity(200_000, low=1, help="moves tried for each pair when searching")

    def check(self, description: Description) -> None:
        """Refuse more flips than units, too large a network for the method, and a field that the model lacks.

        Raises
        ------
        NeuroError
            Saying what can be measured.
        """
        super().check(description)
        units = description.units
        check_states_fit(2 * self.pairs, units, "starts")
        check_distance(self.distance, description)
        if self.method == "enumerate":
            refuse_enumeration("method 'enumerate'", description, "ask for method 'sample', which searches")
        if units > LARGEST_WALKED:
            raise NeuroError(
                f"got a network of {units} units, expected at most {LARGEST_WALKED} for a search of paths; ask for "
                "'clusters', which looks around the fixed points reached."
            )


def paths(model: Model, options: dict[str, Any]) -> list[dict[str, Any]]:
    """One row: how many pairs of fixed points that random starts reach are joined by a path, and how long paths are.

    Starts are drawn in pairs, `settled_pairs` of which settle; no start is in two. `connected_share` is
    that of pairs with a path between them (or one end for both): by enumeration the chance that two starts lead into
    one cluster; by a search a lower bound of it, for what isn't found may exist. `largest_bound` bounds the share of
    starts, of those that settle, which lead into the largest cluster: it is no less, with 95 % confidence, by either
    method (:func:`~neuro.manifold.largest_cluster_bound`). `mean_distance` is the number of flips between the ends,
    of all pairs with two ends. `mean_moves` and `detour`, the moves over the least that could bridge the distance, are
    means over paths between two ends; where they were searched for, upper bounds. All are None where no pair has them.

    Parameters
    ----------
    model, options
        As for :func:`~neuro.manifold.measures.count`, with fields of :class:`PathsOptions`.

    Raises
    ------
    NeuroError
        When an option doesn't fit, or the network is too large for the method.
    """
    asked, network, field = prepare(PathsOptions, model, options)
    description = network.description
    units, method, seed = description.units, chosen_method(asked.method, description), description.seed
    # What can't be held is refused before any start is run.
    points = all_points(network, field, asked.distance) if method == "enumerate" else None
    starts = random_states(2 * asked.pairs, units, seed)
    reached = reach(network, starts, asked.update, sweeps=asked.sweeps, seed=seed, field=field)
    ends = reached.final.reshape(-1, 2, units)[reached.settled.reshape(-1, 2).all(axis=1)]
    if points is not None:
        found = shortest_paths(points, ends, asked.distance)
    else:
        found = search_paths(network, ends, asked.distance, tries=asked.tries, seed=seed, field=field)
    joined = [path for path in found if path is not None]
    bridging = [path for path in joined if path.moves]
    apart = (ends[:, 0] != ends[:, 1]).sum(axis=1)
    return [
        {
            **settings_of(description),
            "method": method,
            "update": asked.update,
            "field": asked.field,
            "distance": asked.distance,
            "settled_pairs": len(ends),
            "connected_share": len(joined) / len(ends) if len(ends) else None,
            "mean_moves": float(np.mean([path.moves for path in bridging])) if bridging else None,
            "detour": _mean_detour(bridging),
            "mean_distance": float(apart[apart > 0].mean()) if apart.any() else None,
            "largest_bound": largest_cluster_bound(len(joined), len(ends)) if len(ends) else None,
        }
    ]


def _mean_detour(bridging: list[Path]) -> float | None:
    detours = [path.detour for path in bridging if path.detour is not None]
    return float(np.mean(detours)) if detours else None
