"""From how many random starts the dynamics of one network settle, how soon, and on how many fixed points."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, final

from ...description import Description
from ...engines import FASTEST
from ...fields import choice, quantity, text
from ..reach import UPDATES, Reach, check_dynamics
from ..reach import reach as reach_from
from ..states import random_states
from .options import AbstractOptions, Model, log_theory_of, prepare, settings_of


@final
@dataclass(frozen=True)
class ReachOptions(AbstractOptions):
    """How the dynamics run; what is None is as the model says.

    See :func:`~neuro.manifold.reach` for the orders of updates; sequential ones are no engine's.
    """

    update: str | None = choice(*UPDATES, default=None, help="order in which units are updated")
    update_probability: float | None = quantity(
        None, low=0.0, high=1.0, help="of random-subset, neither 0 nor 1; 0.5 where the model has none"
    )
    starts: int = quantity(20, low=1, help="random starts in each network")
    sweeps: int = quantity(200, low=1, help="most sweeps of a start")
    engine: str = text(FASTEST, help="engine that runs the dynamics")

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.update not in (None, "random-subset"):
            self._refuse_idle(f"update '{self.update}'", "update_probability")

    def check(self, description: Description) -> None:
        """Refuse dynamics or numbers that the engine can't run, and a field that the model lacks."""
        super().check(description)
        update, probability = self.dynamics(description)
        if update != "random-subset":
            self._refuse_idle(f"update '{update}' of model '{description.name}'", "update_probability")
        check_dynamics(self.engine, update, probability, self.regime == "integer")

    def dynamics(self, description: Description) -> tuple[str, float]:
        """Order of updates, and the probability of ``random-subset``, each asked for or the model's."""
        own, update = description.dynamics, self.update or description.dynamics.update
        probability = own.update_probability if own.update == "random-subset" else 0.5
        return update, probability if self.update_probability is None else self.update_probability


def reach(model: Model, options: dict[str, Any]) -> list[dict[str, Any]]:
    """One row: shares that settle or cycle, mean sweeps and cycle length, and the fixed points that were found.

    `effective` is the number of fixed points that equal chances would need for two starts to meet as often as they did;
    `distinct_bound` is what the mean of `distinct` over all seeds can't exceed: the starts or, where there is a theory,
    the mean number of fixed points, whichever is less. `median_sweeps` is that of all starts, None where fewer than
    half settle, and `field_strength` is None without a field. `cycle_share` is None unless updates are synchronous:
    where chance decides which units are updated, a state that returns isn't the start of a cycle.

    Parameters
    ----------
    model, options
        As for :func:`~neuro.manifold.measures.count`, with fields of :class:`ReachOptions`.

    Raises
    ------
    NeuroError
        When an option doesn't fit, or the engine can't run the network.
    """
    asked, network, field = prepare(ReachOptions, model, options)
    description = network.description
    update, probability = asked.dynamics(description)
    found = reach_from(
        network,
        random_states(asked.starts, network.units, description.seed),
        update,
        engine=asked.engine,
        update_probability=probability,
        sweeps=asked.sweeps,
        seed=description.seed,
        field=field,
    )
    log_theory = log_theory_of(model) if asked.bare else None
    cycles = found.cycle_length[found.cycle_length > 1]
    return [
        {
            **settings_of(description),
            "update": update,
            "engine": asked.engine,
            "field": asked.field,
            "field_strength": None if asked.field == "none" else asked.field_strength,
            "starts": asked.starts,
            "settled_share": found.settled_share,
            "mean_sweeps": found.mean_sweeps,
            "median_sweeps": found.median_sweeps,
            "cycle_share": found.cycle_share if update == "synchronous" else None,
            "cycle_length": float(cycles.mean()) if len(cycles) else None,
            "distinct": len(found.fixed_points),
            "effective": effective_number(found),
            "distinct_bound": math.exp(min(math.log(asked.starts), math.inf if log_theory is None else log_theory)),
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
