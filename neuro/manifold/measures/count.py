"""How many fixed points one network has, and how many there are on average over all seeds."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, ClassVar, final

from ...description import Description
from ...errors import NeuroError
from ...fields import choice, quantity
from ..enumeration import count_fixed_points
from ..sampling import LARGEST_SAMPLED, sample_count
from .options import (
    LARGEST_LOG,
    METHODS,
    AbstractOptions,
    Model,
    chosen_method,
    log_theory_of,
    prepare,
    refuse_enumeration,
    settings_of,
)


@final
@dataclass(frozen=True)
class CountOptions(AbstractOptions):
    """How the fixed points are counted.

    ``enumerate`` looks at all states, ``sample`` estimates (:func:`~neuro.manifold.sample_count`), ``auto`` enumerates
    up to 26 units.
    """

    sampling: ClassVar[tuple[str, ...]] = ("particles", "temperatures", "runs")
    exhaustive: ClassVar[bool] = True

    method: str = choice(*METHODS, default="auto", help="how: look at all states (at most 26 units) or sample")
    particles: int = quantity(500, low=2, help="of each run of the estimate")
    temperatures: int = quantity(40, low=1, help="of each run of the estimate")
    runs: int = quantity(8, low=2, help="independent runs, which give the estimate its error")

    def check(self, description: Description) -> None:
        """Refuse enumeration, or even an estimate, of too large a network, and a field that the model lacks.

        Raises
        ------
        NeuroError
            Saying what can be measured.
        """
        super().check(description)
        if self.method == "enumerate":
            instead = "ask for method 'sample', an estimate with its error"
            refuse_enumeration("method 'enumerate'", description, instead)
        if description.units > LARGEST_SAMPLED:
            raise NeuroError(
                f"got a network of {description.units} units, expected at most {LARGEST_SAMPLED} for an estimate of "
                "their number; choose a smaller size, or look at what is reached by 'reach'."
            )


def count(model: Model, options: dict[str, Any]) -> list[dict[str, Any]]:
    """One row: the number, its natural logarithm, the error of an estimate, and the theory of the mean.

    Parameters
    ----------
    model
        The description of a network, whose seed draws it, or a network, a trained one for instance.
    options
        Fields of :class:`CountOptions` by name.

    Raises
    ------
    NeuroError
        When an option doesn't fit, or the network is too large for the method.
    """
    asked, network, field = prepare(CountOptions, model, options)
    description = network.description
    method = chosen_method(asked.method, description)
    if method == "enumerate":
        number: float = count_fixed_points(network, field)
        log_count, error = (math.log(number), 0.0) if number else (None, None)
    else:
        found = sample_count(
            network,
            field,
            particles=asked.particles,
            temperatures=asked.temperatures,
            runs=asked.runs,
            seed=description.seed,
        )
        number, error = math.exp(found.log_count), found.standard_error
        log_count = found.log_count if number else None
    log_theory = log_theory_of(model) if asked.bare else None
    return [
        {
            **settings_of(description),
            "method": method,
            "field": asked.field,
            "count": number,
            "log_count": log_count,
            "relative_error": error,
            "theory": None if log_theory is None or log_theory >= LARGEST_LOG else math.exp(log_theory),
            "log_theory": log_theory,
        }
    ]
