"""From how many random starts the dynamics of one network settle, how soon, and on how many fixed points."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, final

from ...description import Description
from ...description.fields import choice, quantity
from ...grids.options import read_options
from ..by_engine import check_update, code_for, reach_on
from ..reach import UPDATES, Reach
from ..states import random_states
from .count import log_theory_of
from .options import AbstractOptions, check_options, refuse_idle
from .subject import FIELDS, REGIMES, check_field, draw, field_of, settings_of


@final
@dataclass(frozen=True)
class ReachOptions(AbstractOptions):
    """How the dynamics run.

    Parameters
    ----------
    update
        ``synchronous``, ``random-subset`` or ``sequential``, see :func:`~neuro.manifold.reach`; None for the model's.
    update_probability
        Of ``random-subset``, more than 0 and less than 1; None for the model's or, where it has none, 0.5.
    starts, sweeps
        Random starts, and the longest course of each.
    field, field_strength
        A constant field, see :func:`~neuro.manifold.measures.subject.field_of`.
    regime
        ``float``, or ``integer`` for the network rounded to whole numbers.
    engine
        Which engine runs it; sequential dynamics only ``numpy``.
    """

    update: str | None = choice(*UPDATES, default=None)
    update_probability: float | None = quantity(None, low=0.0, high=1.0)
    starts: int = quantity(20, low=1)
    sweeps: int = quantity(200, low=1)
    field: str = choice(*FIELDS, default="none")
    field_strength: float = quantity(1.0, low=0.0)
    regime: str = choice(*REGIMES, default="float")
    engine: str = "numpy"

    def __post_init__(self) -> None:
        check_options(self)
        if self.update in ("synchronous", "sequential"):
            refuse_idle(self, f"update '{self.update}'", "update_probability")

    def check(self, description: Description) -> None:
        """Refuse dynamics or numbers that the engine hasn't got, and a field that the model hasn't got."""
        check_field(description, self.field)
        update, probability = self.dynamics(description)
        if update != "random-subset":
            refuse_idle(self, f"update '{update}' of model '{description.name}'", "update_probability")
        check_update(self.engine, update, probability)
        code_for(self.engine, update, self.regime == "integer")

    def dynamics(self, description: Description) -> tuple[str, float]:
        """Order of updates, and the probability of ``random-subset``, each asked for or the model's."""
        own, update = description.dynamics, self.update or description.dynamics.update
        probability = own.update_probability if own.update == "random-subset" else 0.5
        return update, probability if self.update_probability is None else self.update_probability


def reach(description: Description, options: dict[str, Any]) -> list[dict[str, Any]]:
    """One row: shares that settle or cycle, mean sweeps and cycle length, and the fixed points that were found.

    `effective` is the number of fixed points that equal chances would need for two starts to meet as often as they did;
    `distinct_bound` is what the mean of `distinct` over all seeds can't exceed: the starts or, where there is a theory,
    the mean number of fixed points, whichever is less. `cycle_share` is None unless updates are synchronous: by chance
    orders nobody comes back for ever.

    Raises
    ------
    NeuroError
        When an option doesn't fit, or the engine can't run the network.
    """
    asked = read_options(ReachOptions, options)
    asked.check(description)
    update, probability = asked.dynamics(description)
    network = draw(description, asked.regime)
    found = reach_on(
        asked.engine,
        network,
        random_states(asked.starts, network.units, description.seed),
        update,
        update_probability=probability,
        sweeps=asked.sweeps,
        seed=description.seed,
        field=field_of(network, asked.field, asked.field_strength),
    )
    cycles = found.cycle_length[found.cycle_length > 1]
    return [
        {
            **settings_of(description),
            "update": update,
            "engine": asked.engine,
            "field": asked.field,
            "starts": asked.starts,
            "settled_share": found.settled_share,
            "mean_sweeps": found.mean_sweeps,
            "cycle_share": found.cycle_share if update == "synchronous" else None,
            "cycle_length": float(cycles.mean()) if len(cycles) else None,
            "distinct": len(found.fixed_points),
            "effective": effective_number(found),
            "distinct_bound": _bound(description, asked),
        }
    ]


def effective_number(found: Reach) -> float | None:
    """One over the chance that two starts that settle reach the same fixed point; None when no two did.

    With n visits, v of them to one point, the chance is estimated without bias by sum v (v - 1) / (n (n - 1)).
    """
    visits = found.visits
    meetings = int((visits * (visits - 1)).sum())
    total = int(visits.sum())
    return total * (total - 1) / meetings if meetings else None


def _bound(description: Description, asked: ReachOptions) -> float:
    log_theory = log_theory_of(description) if asked.field == "none" and asked.regime == "float" else None
    most = math.log(asked.starts) if log_theory is None else min(math.log(asked.starts), log_theory)
    return math.exp(most)
