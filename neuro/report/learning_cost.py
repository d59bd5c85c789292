"""What it costs to go on learning: a few training samples, counted, placed and priced."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import add
from pathlib import Path
from typing import Any, TypeAlias, final

import numpy as np
from numpy.typing import NDArray

from ..energy import Band, Energy, Profile, StepTime
from ..engines import CODES, Activity, Stimulus, load_engine
from ..engines.activity import count_activity
from ..engines.learning_activity import LearningActivity
from ..errors import NeuroError
from ..network import Network, StoredCouplings
from ..placement import Chip, Traffic
from ..workload import Workload, training_samples
from .on_chip import OnChip, put_on_chip


@final
@dataclass(frozen=True)
class CodeCost:
    """Learning in one code: what the phases before the changes do, and what all of it costs; over all samples.

    Parameters
    ----------
    code, samples
        What units send, and the number of training samples.
    activity
        Counts of the phases. Every stored coupling exists, at weight 0 too.
    energy, problem
        None when no profile prices even the phases, and why.
    traffic, unplaced
        What the messages do on the chip, derived; None without a placement, and why.
    time
        Seconds on the chip, modelled, under the profiles that can time weight updates; None when none can, or without
        a placement.
    """

    code: str
    samples: int
    activity: Activity
    energy: Band[Energy] | None
    problem: str | None
    traffic: Traffic | None
    unplaced: str | None
    time: Band[StepTime] | None

    @property
    def derived(self) -> frozenset[str]:
        """All counts: the states of the moment are counted anew with every stored coupling."""
        return frozenset(self.activity.as_dict())


@final
@dataclass(frozen=True)
class LearningCost:
    """Counts of learning over all samples, by the engine that learned, and their price in each code.

    `on_chip` is the placement of the learning network, with every stored coupling, or why there is none.
    """

    engine: str
    activity: LearningActivity
    codes: tuple[CodeCost, ...]
    on_chip: OnChip

    @property
    def derived(self) -> frozenset[str]:
        """Which of the counts follow from the samples."""
        return self.activity.derived_too(self.activity.derived)

    @property
    def samples(self) -> int:
        """Training samples learned."""
        return self.activity.samples


def learning_cost(
    workload: Workload,
    samples: int,
    profiles: tuple[Profile, ...],
    folder: str | None = None,
    *,
    codes: Iterable[str] = CODES,
    chip: Chip | None = None,
    placement: str | Path | None = None,
) -> LearningCost:
    """Let the compared network learn the first training samples of its data set, with numpy.

    The samples are those of the first epoch of ``neuro train``, in its order; without a chip they are priced as if on
    one core. Arguments are those of :func:`~neuro.report.compare`.

    Raises
    ------
    NeuroError
        When the network can't be trained, or there are fewer training samples.
    """
    network = workload.network
    if workload.data is None:
        raise NeuroError(f"'{workload.name}' is compared without a data set, so there is nothing to learn from it.")
    _, chosen = training_samples(network, workload.data, folder, samples)
    on_chip = put_on_chip(network, chip, profiles, placement, learning=True)
    return price_learning(network, network.encode(chosen.inputs), chosen.labels, on_chip, codes)


def price_learning(
    network: Network,
    inputs: NDArray[Any],
    labels: NDArray[np.int64],
    on_chip: OnChip,
    codes: Iterable[str] = CODES,
) -> LearningCost:
    """Let a network learn payloads (S, M) of classes (S,), and count each on the network as it is at that moment."""
    engine, stored = load_engine("numpy"), StoredCouplings(network)
    # Whole numbers learn one by one, floats batch by batch: within a batch the weights stay.
    size = 1 if network.is_integer else network.description.plasticity.batch_size
    counts: dict[str, list[_Count]] = {code: [] for code in codes}
    learned, busiest = LearningActivity(), 0.0
    with engine.teach(network) as learner:
        for start in range(0, len(labels), size):
            chosen = slice(start, start + size)
            stimulus = Stimulus(len(labels[chosen]), network.description.phases, inputs[chosen], labels[chosen])
            now = learner.network()
            for code, found in counts.items():
                run = engine.run(now, stimulus, code)
                activity = count_activity(stored.network, stimulus, run.states, code, run.steps_taken)
                found.append((activity, *on_chip.traffic(now, stimulus, run)))
            new = learner.learn(inputs[chosen], labels[chosen], first=start).activity
            learned += new
            if on_chip.placed is not None:
                updates = (new.weight_updates_recurrent, new.weight_updates_input, new.weight_updates_readout)
                busiest += on_chip.placed.updates_busiest(*updates)
    costs = tuple(_code_cost(code, found, learned, busiest, on_chip) for code, found in counts.items())
    return LearningCost(engine.name, learned, costs, on_chip)


# What some samples do, and what their messages do on the chip or why that isn't known.
_Count: TypeAlias = tuple[Activity, Traffic | None, str | None]


def _code_cost(code: str, counts: list[_Count], learned: LearningActivity, busiest: float, on_chip: OnChip) -> CodeCost:
    activity = reduce(add, (activity for activity, _, _ in counts))
    traffics = [traffic for _, traffic, _ in counts if traffic is not None]
    unplaced = next((why for _, traffic, why in counts if traffic is None), None)
    # A chip must hold the values of every sample.
    traffic = reduce(add, traffics) if len(traffics) == len(counts) else None
    energy, problem = on_chip.energy(activity, traffic, learned.weight_updates)
    # Without a published time of a weight update it is unknown.
    time = None if energy is None else on_chip.time(activity, traffic, learned.samples, busiest)
    return CodeCost(code, learned.samples, activity, energy, problem, traffic, unplaced, time)
