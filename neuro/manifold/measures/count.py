"""How many fixed points one network has, and how many there are on average over all seeds."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, ClassVar, final

from ...description import Description
from ...description.fields import choice, quantity
from ...errors import NeuroError
from ...grids.options import read_options
from ..described import log_expected_described_fixed_points
from ..enumeration import LARGEST, count_fixed_points
from ..sampling import LARGEST_SAMPLED, sample_count
from .options import AbstractOptions, check_options, refuse_enumeration
from .subject import FIELDS, REGIMES, check_field, draw, field_of, settings_of

METHODS = ("auto", "enumerate", "sample")
# The logarithm of the largest float.
_LARGEST_LOG = math.log(1.7e308)


@final
@dataclass(frozen=True)
class CountOptions(AbstractOptions):
    """How the fixed points are counted.

    Parameters
    ----------
    method
        ``enumerate`` looks at all states, ``sample`` estimates, ``auto`` enumerates up to 26 units.
    field, field_strength
        A constant field, see :func:`~neuro.manifold.measures.subject.field_of`.
    particles, temperatures, runs
        Of the estimate, see :func:`~neuro.manifold.sample_count`.
    regime
        ``float``, or ``integer`` for the network rounded to whole numbers.
    """

    sampling: ClassVar[tuple[str, ...]] = ("particles", "temperatures", "runs")

    method: str = choice(*METHODS, default="auto")
    field: str = choice(*FIELDS, default="none")
    field_strength: float = quantity(1.0, low=0.0)
    particles: int = quantity(500, low=2)
    temperatures: int = quantity(40, low=1)
    runs: int = quantity(8, low=2)
    regime: str = choice(*REGIMES, default="float")

    def __post_init__(self) -> None:
        check_options(self)

    def check(self, description: Description) -> None:
        """Refuse enumeration, or even an estimate, of too large a network, and a field it hasn't got."""
        check_field(description, self.field)
        if self.method == "enumerate":
            instead = "ask for method 'sample', an estimate with its error"
            refuse_enumeration("method 'enumerate'", description, instead)
        if description.units > LARGEST_SAMPLED:
            raise NeuroError(
                f"got a network of {description.units} units, expected at most {LARGEST_SAMPLED} for an estimate of "
                "their number; choose a smaller size, or look at what is reached by 'reach'."
            )

    def method_for(self, description: Description) -> str:
        """``enumerate`` or ``sample``."""
        small = "enumerate" if description.units <= LARGEST else "sample"
        return small if self.method == "auto" else self.method


def count(description: Description, options: dict[str, Any]) -> list[dict[str, Any]]:
    """One row: the number, its natural logarithm, the error of an estimate, and the theory of the mean.

    Raises
    ------
    NeuroError
        When an option doesn't fit, or the network is too large for the method.
    """
    asked = read_options(CountOptions, options)
    asked.check(description)
    method = asked.method_for(description)
    network = draw(description, asked.regime)
    field = field_of(network, asked.field, asked.field_strength)
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
    log_theory = log_theory_of(description) if asked.field == "none" and asked.regime == "float" else None
    return [
        {
            **settings_of(description),
            "method": method,
            "field": asked.field,
            "count": number,
            "log_count": log_count,
            "relative_error": error,
            "theory": _exponential(log_theory),
            "log_theory": log_theory,
        }
    ]


def log_theory_of(description: Description) -> float | None:
    """Logarithm of the mean number over all seeds; None where there is no theory, or the mean is 0."""
    try:
        found = log_expected_described_fixed_points(description)
    except NeuroError:
        return None
    return found if math.isfinite(found) else None


def _exponential(logarithm: float | None) -> float | None:
    return math.exp(logarithm) if logarithm is not None and logarithm < _LARGEST_LOG else None
