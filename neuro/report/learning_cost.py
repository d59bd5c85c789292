"""What it costs to go on learning: a few training samples, counted, placed and priced."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import reduce
from operator import add
from pathlib import Path
from typing import Any, final

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
from .entry import price, timed
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
    energy
        None when no profile prices even the phases.
    problem
        Why, then.
    traffic
        What the messages do on the chip, counted; None without a placement.
    unplaced
        Why, then.
    time
        Seconds on the chip, modelled, under the profiles that can time weight updates; None when none can, or without
        a placement.
    """

    code: str
    samples: int
    activity: Activity
    energy: Band[Energy] | None
    problem: str | None = None
    traffic: Traffic | None = None
    unplaced: str | None = None
    time: Band[StepTime] | None = None


@final
@dataclass(frozen=True)
class LearningCost:
    """Counts of learning and their price.

    Parameters
    ----------
    engine
        Who learned; all engines count the same.
    activity
        Counts over all samples learned.
    codes
        What it costs in each code; at least one.
    on_chip
        The placement of the learning network, with every stored coupling, or why there is none.
    """

    engine: str
    activity: LearningActivity
    codes: tuple[CodeCost, ...]
    on_chip: OnChip = OnChip()  # noqa: RUF009  it is frozen

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

    Parameters
    ----------
    workload
        The compared network and the name of its data set.
    samples
        How many, in the order of the first epoch of ``neuro train``.
    profiles
        What is priced with, all of one chip family.
    folder
        Where the data set is, if not where it is usually looked for.
    codes
        What units send in the phases; the weights become the same.
    chip
        What it learns on; None prices as if on one core.
    placement
        File of a placement to use instead of placing anew.

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
    return price_learning(network, network.encode(chosen.inputs), chosen.labels, profiles, codes, on_chip)


def price_learning(
    network: Network,
    inputs: NDArray[Any],
    labels: NDArray[np.int64],
    profiles: tuple[Profile, ...],
    codes: Iterable[str] = CODES,
    on_chip: OnChip = OnChip(),  # noqa: B008  it is frozen
) -> LearningCost:
    """Let a network learn these samples, and count each on the network as it is at that moment.

    Parameters
    ----------
    network
        What learns; it stays as it is.
    inputs, labels
        Payloads (S, M) and classes (S,).
    profiles, codes
        As in :func:`learning_cost`.
    on_chip
        Where the network was placed to learn.
    """
    engine, stored = load_engine("numpy"), StoredCouplings(network)
    # Whole numbers learn one by one, floats batch by batch: within a batch the weights stay.
    size = 1 if network.is_integer else network.description.plasticity.batch_size
    counts = [_Counts(code) for code in codes]
    learned, busiest = LearningActivity(), 0.0
    with engine.teach(network) as learner:
        for start in range(0, len(labels), size):
            chosen = slice(start, start + size)
            stimulus = Stimulus(len(labels[chosen]), network.description.phases, inputs[chosen], labels[chosen])
            now = learner.network()
            for count in counts:
                run = engine.run(now, stimulus, count.code)
                activity = count_activity(stored.network, stimulus, run.states, count.code, run.steps_taken)
                count.add(activity, *on_chip.traffic(now, stimulus, run))
            new = learner.learn(inputs[chosen], labels[chosen], first=start).activity
            learned += new
            if on_chip.placed is not None:
                updates = (new.weight_updates_recurrent, new.weight_updates_input, new.weight_updates_readout)
                busiest += on_chip.placed.updates_busiest(*updates)
    costs = tuple(count.price(learned, busiest, profiles) for count in counts)
    return LearningCost(engine.name, learned, costs, on_chip)


@final
@dataclass
class _Counts:
    """What adds up over the samples in one code."""

    code: str
    activities: list[Activity] = field(default_factory=list)
    traffics: list[Traffic] = field(default_factory=list)
    unplaced: str | None = None

    def add(self, activity: Activity, traffic: Traffic | None, unplaced: str | None) -> None:
        self.activities.append(activity)
        self.traffics += [] if traffic is None else [traffic]
        self.unplaced = self.unplaced or unplaced

    def price(self, learned: LearningActivity, busiest: float, profiles: tuple[Profile, ...]) -> CodeCost:
        activity = reduce(add, self.activities)
        # A chip must hold the values of every sample.
        placed = len(self.traffics) == len(self.activities)
        traffic = reduce(add, self.traffics) if placed else None
        energy, problem = price(activity, profiles, traffic, learned.weight_updates)
        # Without a published time of a weight update it is unknown.
        steps = None if energy is None else timed(activity, profiles, traffic, learned.samples, busiest)
        unplaced = None if placed else self.unplaced
        return CodeCost(self.code, learned.samples, activity, energy, problem, traffic, unplaced, steps)
