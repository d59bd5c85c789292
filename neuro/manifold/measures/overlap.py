"""How far apart the fixed points of one network lie, and what is left of a field's choice once it is gone."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, final

import numpy as np
from numpy.typing import NDArray
from scipy import special

from ...description import Description
from ...fields import choice, quantity, value
from ..enumeration import enumerate_fixed_points
from ..geometry import Overlaps, overlaps
from ..pairs import expected_pairs, isolation_distance
from ..reach import UPDATES, Reach, reach
from ..states import random_states
from .options import FIELD, FIELDS, AbstractOptions, Model, module_law, prepare, refuse_enumeration, settings_of


@final
@dataclass(frozen=True)
class OverlapOptions(AbstractOptions):
    """Which fixed points are compared: those ``reached`` from random starts, without a field, or ``all``.

    The network also settles under a field, which is then taken away.
    """

    points: str = choice(
        "reached", "all", default="reached", help="which fixed points are compared; all: at most 26 units"
    )
    distribution: bool = value(False, help="a row for each overlap instead of one for each network")
    update: str = choice(*UPDATES, default="sequential", help="order in which units are updated")
    starts: int = quantity(100, low=2, help="random starts in each network")
    sweeps: int = quantity(200, low=1, help="most sweeps of a start")
    field: str = choice(*FIELDS, default="random", help=FIELD)

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.distribution:
            self._refuse_idle("distribution", "field", "field_strength")
        if self.points == "all" and (self.distribution or self.field == "none"):
            without = "distribution" if self.distribution else "field 'none'"
            self._refuse_idle(f"points 'all' and {without}", "update", "starts", "sweeps")

    def draws(self, description: Description) -> bool:
        """Whether another seed gives the same network another row: reached ones are, and a field is drawn."""
        return self.points == "reached" or not (self.distribution or self.field == "none")

    def check(self, description: Description) -> None:
        """Refuse all fixed points of too large a network, and a field that the model lacks."""
        super().check(description)
        if self.points == "all":
            refuse_enumeration("points 'all'", description, "compare those 'reached'")


def overlap(model: Model, options: dict[str, Any]) -> list[dict[str, Any]]:
    """One row, or one for each overlap that `distribution` asks for.

    `mean_overlap` and `overlap_deviation` are over pairs of different fixed points, `independent_deviation` is that of
    independent random states; `nearest_distance` is the smallest share of units in which two differ,
    `isolation_theory` the one up to which typical ones have no other around them.
    `kept_overlap` is between the state under the field and the one after its removal, both settled, from the same
    start; `free_overlap` between the latter and where that start leads without any field.

    Parameters
    ----------
    model, options
        As for :func:`~neuro.manifold.measures.count`, with fields of :class:`OverlapOptions`.

    Raises
    ------
    NeuroError
        When an option doesn't fit, or all fixed points of too large a network are asked for.
    """
    asked, network, acting = prepare(OverlapOptions, model, options)
    description = network.description
    starts = random_states(asked.starts, network.units, description.seed)

    def settle(states: NDArray[np.int8], field: NDArray[np.float64] | None = None) -> Reach:
        return reach(network, states, asked.update, sweeps=asked.sweeps, seed=description.seed, field=field)

    points = enumerate_fixed_points(network) if asked.points == "all" else settle(starts).fixed_points
    found = overlaps(points)
    common = {**settings_of(description), "points": asked.points, "fixed_points": len(points), "update": asked.update}
    if asked.distribution:
        return [{**common, **row} for row in _distribution(found, model, asked.regime)]
    present = np.flatnonzero(found.pairs)
    return [
        {
            **common,
            "field": asked.field,
            "field_strength": asked.field_strength,
            "mean_overlap": found.mean,
            "overlap_deviation": _deviation(found),
            "independent_deviation": 1.0 / math.sqrt(network.units),
            "nearest_distance": float(1.0 - found.values[present[0]]) / 2.0 if len(present) else None,
            "isolation_theory": _isolation(model, asked.regime),
            **_after_removal(settle, starts, acting),
        }
    ]


def _after_removal(
    settle: Callable[..., Reach], starts: NDArray[np.int8], field: NDArray[np.float64] | None
) -> dict[str, float | None]:
    """Mean overlaps over the starts that settle in all dynamics compared; None without a field or such starts."""
    if field is None:
        return {"kept_overlap": None, "free_overlap": None}
    free, held = settle(starts), settle(starts, field)
    later = settle(held.final)
    kept = held.settled & later.settled
    compared = kept & free.settled
    return {
        "kept_overlap": _mean_overlap(held.final[kept], later.final[kept]),
        "free_overlap": _mean_overlap(free.final[compared], later.final[compared]),
    }


def _mean_overlap(some: NDArray[np.int8], others: NDArray[np.int8]) -> float | None:
    return float((some * others).mean()) if len(some) else None


def _deviation(found: Overlaps) -> float | None:
    total = int(found.pairs.sum())
    if found.mean is None:
        return None
    return math.sqrt(float(((found.values - found.mean) ** 2 * found.pairs).sum() / total))


def _isolation(model: Model, regime: str) -> float | None:
    law = module_law(model)
    if law is None or regime != "float" or law[1] <= 0.0:
        return None
    return isolation_distance(law[1], law[2])


def _distribution(found: Overlaps, model: Model, regime: str) -> list[dict[str, Any]]:
    """Share of the `pairs` at each overlap, falling, beside that of all fixed points over all seeds."""
    total = int(found.pairs.sum())
    law = module_law(model) if regime == "float" else None
    theory: list[float | None] = [None] * len(found.values)
    if law is not None:
        logs = [expected_pairs(law[0], law[1], float(value), law[2], log=True) for value in found.values[1:]]
        shares = np.exp(logs - special.logsumexp(logs))
        theory = [0.0, *(float(share) for share in shares)]
    return [
        {
            "overlap": float(value),
            "pairs": total,
            "pair_share": float(pairs / total) if total else None,
            "pair_share_theory": expected,
        }
        for value, pairs, expected in zip(found.values, found.pairs, theory, strict=True)
    ]
