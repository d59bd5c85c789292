"""How many fixed points lie around those that the dynamics reach, and around any."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar, final

import numpy as np
from numpy.typing import NDArray

from ...description import Description
from ...errors import NeuroError
from ...fields import choice, quantity
from ...network import Network
from ..enumeration import enumerate_fixed_points
from ..franz_parisi import typical_entropy
from ..geometry import numbers_within
from ..local_entropy import first_estimated
from ..local_entropy import local_entropy as around
from ..pairs import pair_entropy
from ..reach import UPDATES, reach
from ..sampling import LARGEST_SAMPLED, sample_fixed_points
from ..states import random_states
from ..theory import entropy_per_unit
from .clusters import neighbours_theory
from .options import (
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

# Units up to which fixed points are drawn where they aren't all known: beyond, it takes minutes a network.
_LARGEST_DRAWN = 200
# Fixed points that are looked around where there are more.
_MOST_CENTRES = 2000


@final
@dataclass(frozen=True)
class LocalEntropyOptions(AbstractOptions):
    """Within how many flips, around which fixed points, and how they are found.

    ``enumerate`` knows all fixed points; ``sample`` draws some by sequential Monte Carlo, all as likely, and looks at
    the states around each (:func:`~neuro.manifold.local_entropy`); ``auto`` enumerates up to 26 units.
    """

    sampling: ClassVar[tuple[str, ...]] = ("particles", "temperatures", "runs")

    distance: int = quantity(4, low=1, help="the most flips; a row for each number up to it")
    method: str = choice(*METHODS, default="auto", help="how: look at all states (at most 26 units) or sample")
    update: str = choice(*UPDATES, default="sequential", help="order in which units are updated")
    starts: int = quantity(20, low=1, help="random starts in each network; when sampling, fixed points drawn as well")
    sweeps: int = quantity(200, low=1, help="most sweeps of a start")
    particles: int = quantity(500, low=2, help="of each run of an estimate")
    temperatures: int = quantity(40, low=1, help="of each run of an estimate")
    runs: int = quantity(4, low=2, help="independent runs of an estimate")

    def check(self, description: Description) -> None:
        """Refuse more flips than units, too large a network, and a field that the model lacks.

        Raises
        ------
        NeuroError
            Saying what can be measured.
        """
        super().check(description)
        units = description.units
        check_distance(self.distance, description)
        if self.method == "enumerate":
            refuse_enumeration("method 'enumerate'", description, "ask for method 'sample', which draws some of them")
        far = first_estimated(units, self.distance)
        if units > LARGEST_SAMPLED and far is not None:
            raise NeuroError(
                f"distance: got {self.distance} in a network of {units} units, expected less than {far}: there are too "
                f"many states to look at, and estimates are made of networks of at most {LARGEST_SAMPLED} units."
            )

    def check_heeded(self, descriptions: Iterable[Description]) -> None:
        """Refuse options of sampling where nothing is estimated, nor drawn."""
        descriptions = list(descriptions)
        super().check_heeded(descriptions)
        if all(
            each.units > _LARGEST_DRAWN and first_estimated(each.units, self.distance) is None for each in descriptions
        ):
            why = f"networks of more than {_LARGEST_DRAWN} units and so few flips that all states are looked at"
            self._refuse_idle(why, *self.sampling)


def local_entropy(model: Model, options: dict[str, Any]) -> list[dict[str, Any]]:
    """A row for each number d of `flips`: ln(number of fixed points within d flips, with itself) / N, by centre.

    `reached_entropy` is its mean over the fixed points that random starts reach, as often as they do;
    `typical_entropy` that over all fixed points alike, `typical_theory` the same in an infinitely large module.
    `mean_number` is the mean of the number itself over all fixed points, known where they are; over all seeds, weighted
    by their number of fixed points, it is `mean_number_theory`. `relative_error` is that of a reached one's number: 0
    where all states were looked at. In networks of more than 200 units `typical_entropy` is None.

    Parameters
    ----------
    model, options
        As for :func:`~neuro.manifold.measures.count`, with fields of :class:`LocalEntropyOptions`.

    Raises
    ------
    NeuroError
        When an option doesn't fit, or the network is too large for the method.
    """
    asked, network, field = prepare(LocalEntropyOptions, model, options)
    description, units = network.description, network.units
    method, seed = chosen_method(asked.method, description), description.seed
    starts = random_states(asked.starts, units, seed)
    found = reach(network, starts, asked.update, sweeps=asked.sweeps, seed=seed, field=field)
    reached, visits = found.fixed_points, found.visits
    numbers: NDArray[np.float64] | None = None
    errors, total = np.zeros((len(reached), asked.distance + 1)), None
    if method == "enumerate":
        points = enumerate_fixed_points(network, field)
        total = len(points)
        centres = _some(points, seed)
        numbers = numbers_within(points, centres, asked.distance)
        typical, logs = _log(numbers), _log(numbers_within(points, reached, asked.distance))
    else:
        typical = _around(network, _drawn(network, field, asked, seed), field, asked, seed)[0]
        logs, errors = _around(network, reached, field, asked, seed)
    return [
        {
            **settings_of(description),
            "method": method,
            "update": asked.update,
            "field": asked.field,
            "flips": distance,
            "reached": len(reached),
            "fixed_points": total,
            "reached_entropy": _mean(logs[:, distance], visits) / units if len(reached) else None,
            "typical_entropy": float(typical[:, distance].mean()) / units if len(typical) else None,
            "typical_theory": _typical_theory(model, distance) if asked.bare else None,
            "mean_number": None if numbers is None or not total else float(numbers[:, distance].mean()),
            "mean_number_theory": _mean_theory(model, distance) if asked.bare else None,
            "relative_error": _known(errors[:, distance] @ visits / visits.sum()) if len(reached) else None,
        }
        for distance in range(1, asked.distance + 1)
    ]


def _some(points: NDArray[np.int8], seed: int) -> NDArray[np.int8]:
    """All of them, or as many as are looked around."""
    if len(points) <= _MOST_CENTRES:
        return points
    rng = np.random.default_rng([seed, 0x736F6D65])
    return points[np.sort(rng.choice(len(points), _MOST_CENTRES, replace=False))]


def _drawn(network: Network, field: NDArray[Any] | None, asked: LocalEntropyOptions, seed: int) -> NDArray[np.int8]:
    """Fixed points of a network whose fixed points aren't all known, all as likely; none of one too large."""
    if network.units > _LARGEST_DRAWN:
        return np.empty((0, network.units), np.int8)
    kept = {"particles": asked.particles, "temperatures": asked.temperatures, "runs": asked.runs}
    return sample_fixed_points(network, asked.starts, field, **kept, seed=seed)


def _around(
    network: Network, centres: NDArray[np.int8], field: NDArray[Any] | None, asked: LocalEntropyOptions, seed: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Logarithms of the numbers, and their relative errors; (K, D + 1) each."""
    if not len(centres):
        return np.empty((0, asked.distance + 1)), np.empty((0, asked.distance + 1))
    kept = {"particles": asked.particles, "temperatures": asked.temperatures, "runs": asked.runs}
    found = around(network, centres, asked.distance, field, **kept, seed=seed)
    return found.log_numbers, found.errors


def _log(numbers: NDArray[np.float64]) -> NDArray[np.float64]:
    """A fixed point is always one of those around itself."""
    return np.log(np.maximum(numbers, 1.0))


def _known(value: float) -> float | None:
    return None if math.isnan(value) else float(value)


def _mean(values: NDArray[np.float64], weights: NDArray[np.int64]) -> float:
    return float(values @ weights / weights.sum())


def _mean_theory(model: Model, distance: int) -> float | None:
    others = neighbours_theory(model, distance)
    return None if others is None else 1.0 + others


def _typical_theory(model: Model, distance: int) -> float | None:
    """Of a large module, the largest up to that distance, which is the farthest; 0 where there is none typically."""
    law = module_law(model)
    if law is None or law[1] <= 0.0 or not 0 < 2 * distance < law[0]:
        return None
    _, self_coupling, strength = law
    overlap = 1.0 - 2.0 * distance / law[0]
    if pair_entropy(self_coupling, overlap, strength) <= entropy_per_unit(self_coupling, strength):
        # None on average, and so typically.
        return 0.0
    try:
        return max(0.0, typical_entropy(self_coupling, overlap, strength))
    except NeuroError:
        # No solution was found, or there is a limit that isn't reached in practice.
        return None
