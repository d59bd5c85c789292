"""How many of a network's fixed points the dynamics find: those that are reached, beside all there are."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple, final

import numpy as np
from numpy.typing import NDArray

from ...description import Description
from ...errors import NeuroError
from ...fields import choice, quantity
from ...network import Network
from ..basins import LARGEST_BASINS
from ..basins import basins as basins_of
from ..enumeration import LARGEST, count_fixed_points
from ..reach import reach
from ..sampling import LARGEST_SAMPLED, sample_count
from ..states import random_states
from .options import METHODS, AbstractOptions, Model, prepare, settings_of
from .reach import effective_number

# Starts alone find these, exact basins those.
_STARTS_ALONE, _EXACT_ALONE = "sequential", "one-at-a-time"


@final
@dataclass(frozen=True)
class BasinsOptions(AbstractOptions):
    """How the dynamics run, and how it is found where they lead.

    ``enumerate`` follows all states at once (:func:`~neuro.manifold.basins`), ``sample`` random starts, of which those
    that meet tell how many places there are to meet; ``auto`` enumerates as far as it can.
    """

    sampling: ClassVar[tuple[str, ...]] = ("starts",)
    exhaustive: ClassVar[bool] = True

    update: str = choice(
        *LARGEST_BASINS, _STARTS_ALONE, default="one-at-a-time", help="order in which units are updated"
    )
    method: str = choice(*METHODS, default="auto", help="how: follow all states, or sample starts")
    update_probability: float = quantity(0.5, low=0.0, high=1.0, help="of random-subset, neither 0 nor 1")
    starts: int = quantity(10_000, low=2, help="random starts in each network when sampling")
    sweeps: int = quantity(1000, low=1, help="most sweeps of a start")

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.update != "random-subset":
            self._refuse_idle(f"update '{self.update}'", "update_probability")

    @property
    def largest(self) -> int:
        """Units of the largest network whose basins are known under these updates; 0 for none."""
        return LARGEST_BASINS.get(self.update, 0)

    def check(self, description: Description) -> None:
        """Refuse updates that the method doesn't have, too large a network, and a field that the model lacks.

        Raises
        ------
        NeuroError
            Saying what can be measured.
        """
        super().check(description)
        if self.method == "enumerate" and self.update == _STARTS_ALONE:
            raise NeuroError(
                f"update '{_STARTS_ALONE}': basins under sweeps in random order aren't known exactly; ask for update "
                f"'{_EXACT_ALONE}', or for method 'sample'."
            )
        largest, exact = self.largest, self.exact(description)
        if self.method == "enumerate" and not exact:
            raise NeuroError(
                f"method 'enumerate': got a network of {description.units} units, expected at most {largest} under "
                f"{self.update} updates; ask for method 'sample'."
            )
        if self.update == _EXACT_ALONE and not exact:
            raise NeuroError(
                f"update '{_EXACT_ALONE}': is followed in networks of at most {largest} units, all states at once; ask "
                f"for update '{_STARTS_ALONE}', sweeps in random order, which starts can be sampled with."
            )
        if description.units > LARGEST_SAMPLED:
            raise NeuroError(
                f"got a network of {description.units} units, expected at most {LARGEST_SAMPLED}: in larger ones no "
                "two starts meet, and fixed points can't be counted; ask for 'reach'."
            )

    def exact(self, description: Description) -> bool:
        """Whether all states are followed."""
        return self.method != "sample" and description.units <= self.largest


class _Found(NamedTuple):
    """Share of starts that settle, effective number of fixed points reached, its relative error; where all states are
    followed also the entropy of where they end, and the share of fixed points that nothing leads to; the logarithm of
    the number of all fixed points, None for none, and the relative error of the number.
    """

    settled: float
    effective: float | None
    error: float
    shannon: float | None
    alone: float | None
    log_count: float | None
    count_error: float


def basins(model: Model, options: dict[str, Any]) -> list[dict[str, Any]]:
    """One row: how many fixed points there are and how many are reached, as entropies per unit and as a share.

    `effective` is the number of fixed points that equal chances would need for two starts to meet as often as they do:
    few, where a few have all of the basins. `reached_entropy` is its logarithm over N, the Renyi entropy of order 2 of
    where starts end, beside `shannon_entropy`, known where all states are followed and never less, and `count_entropy`
    of all fixed points; `reached_share` is the effective number over that of all; `alone_share` that of fixed points
    which no other state leads to. `relative_error` is that of `reached_share`: 0 where all is exact.

    Parameters
    ----------
    model, options
        As for :func:`~neuro.manifold.measures.count`, with fields of :class:`BasinsOptions`.

    Raises
    ------
    NeuroError
        When an option doesn't fit, or the network is too large.
    """
    asked, network, field = prepare(BasinsOptions, model, options)
    description = network.description
    exact, seed = asked.exact(description), description.seed
    found = _exactly(network, field, asked) if exact else _by_starts(network, field, asked, seed)
    known, log_count = found.effective is not None and found.log_count is not None, found.log_count
    log_reached = math.log(found.effective) if found.effective is not None else None
    units = description.units
    return [
        {
            **settings_of(description),
            "method": "enumerate" if exact else "sample",
            "update": asked.update,
            "field": asked.field,
            "settled_share": found.settled,
            "effective": found.effective,
            "count_entropy": None if log_count is None else log_count / units,
            "reached_entropy": None if log_reached is None else log_reached / units,
            "shannon_entropy": None if found.shannon is None else found.shannon / units,
            "reached_share": math.exp(log_reached - log_count) if known else None,  # type: ignore[operator]
            "relative_error": math.hypot(found.error, found.count_error) if known else None,
            "alone_share": found.alone,
        }
    ]


def _exactly(network: Network, field: NDArray[np.float64] | None, asked: BasinsOptions) -> _Found:
    found = basins_of(
        network, asked.update, update_probability=asked.update_probability, sweeps=asked.sweeps, field=field
    )
    number = len(found.fixed_points)
    alone = float(found.alone.mean()) if number else None
    shannon = found.entropy if found.effective is not None else None
    log_count = math.log(number) if number else None
    return _Found(1.0 - found.unsettled, found.effective, 0.0, shannon, alone, log_count, 0.0)


def _by_starts(network: Network, field: NDArray[np.float64] | None, asked: BasinsOptions, seed: int) -> _Found:
    found = reach(
        network,
        random_states(asked.starts, network.units, seed),
        asked.update,
        update_probability=asked.update_probability,
        sweeps=asked.sweeps,
        seed=seed,
        field=field,
    )
    log_count, count_error = _log_count(network, field, seed)
    error = meeting_error(found.visits)
    return _Found(found.settled_share, effective_number(found), error, None, None, log_count, count_error)


def meeting_error(visits: NDArray[np.int64]) -> float:
    """Standard error of the number of pairs of starts that meet, relative to it; 0 where none do.

    Pairs that share a start aren't independent. With p_a the chance of fixed point a and s_k = sum over a of p_a^k, the
    number of pairs among n starts that meet has variance n(n-1)/2 (s_2 - s_2^2) + n(n-1)(n-2) (s_3 - s_2^2) (Hoeffding,
    Ann. Math. Stat. 19, 1948). Pairs and triples that meet estimate s_2 and s_3.

    Parameters
    ----------
    visits
        Starts that reached each fixed point, (K,).
    """
    counts = visits.astype(float)
    starts, meetings = float(counts.sum()), float((counts * (counts - 1)).sum()) / 2
    if not meetings:
        return 0.0
    pairs, triples = starts * (starts - 1) / 2, starts * (starts - 1) * (starts - 2)
    two = meetings / pairs
    of_triples = float((counts * (counts - 1) * (counts - 2)).sum())
    # s_3 is never less than s_2^2; estimates of the two may be.
    return math.sqrt(meetings * (1 - two) + max(0.0, of_triples - triples * two**2)) / meetings


def _log_count(network: Network, field: NDArray[np.float64] | None, seed: int) -> tuple[float | None, float]:
    """Logarithm of the number of all fixed points, None for none, and the relative error of the number; estimated in
    networks too large to look at all states.
    """
    if network.units <= LARGEST:
        number = count_fixed_points(network, field)
        return (math.log(number) if number else None), 0.0
    found = sample_count(network, field, seed=seed)
    return (found.log_count if found.log_count > -math.inf else None), found.standard_error or 0.0
