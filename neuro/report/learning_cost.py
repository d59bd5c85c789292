"""What it costs to go on learning: a short lesson, counted and priced."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import final

from ..data import load_data
from ..energy import LearningBand, Profile, learning_band
from ..engines import load_engine
from ..engines.learning_activity import LearningActivity
from ..errors import NeuroError
from ..learning import check_trainable, sample_order
from ..workload import Workload


@final
@dataclass(frozen=True)
class LearningCost:
    """Counts of a lesson and their price.

    Parameters
    ----------
    engine
        Who learned; all engines count the same.
    activity
        Counts over all samples learned.
    energy
        Over all samples; None when no profile prices even the phases.
    problem
        Why, then.
    """

    engine: str
    activity: LearningActivity
    energy: LearningBand | None
    problem: str | None = None

    @property
    def samples(self) -> int:
        """Training samples learned."""
        return self.activity.samples


def learning_cost(
    workload: Workload, samples: int, profiles: tuple[Profile, ...], folder: str | Path | None = None
) -> LearningCost:
    """Let the compared network learn the first training samples of its data set, with numpy.

    Parameters
    ----------
    samples
        How many, in the order of the first epoch of ``neuro train``.
    folder
        Where the data set is, if not where it is usually looked for.

    Raises
    ------
    NeuroError
        When the network can't be trained, or there are fewer training samples.
    """
    network = workload.network
    if workload.data is None:
        raise NeuroError(f"'{workload.name}' is compared without a data set, so there is nothing to learn from it.")
    found = load_data(workload.data, None if folder is None else str(folder))
    check_trainable(network.description, found)
    order = sample_order(network.description.seed, 1, len(found.train))
    if not 1 <= samples <= len(order):
        raise NeuroError(f"learning samples: got {samples}, expected 1 to {len(order)}, as '{workload.data}' has.")
    chosen = order[:samples]
    engine = load_engine("numpy")
    with engine.teach(network) as learner:
        lesson = learner.learn(network.encode(found.train.inputs[chosen]), found.train.labels[chosen])
    try:
        return LearningCost(engine.name, lesson.activity, learning_band(lesson.activity, profiles))
    except NeuroError as reason:
        return LearningCost(engine.name, lesson.activity, None, str(reason))
