"""One network taught the same samples by several engines, held against each other weight by weight."""

from __future__ import annotations

import time
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any, final

import numpy as np

from ..engines import AbstractEngine, AbstractLearner, LearningActivity, load_engine
from ..errors import NeuroError
from ..network import Network, values_of
from ..progress import Progress, silent
from ..workload import Workload
from .weights import PROJECTIONS, WeightDifference, weight_gap


@final
@dataclass(frozen=True)
class LearningEntry:
    """What one engine made of the samples.

    Parameters
    ----------
    engine
        Its name.
    activity
        What it counted.
    sample, difference
        The first sample, counted from 0, after which a weight differs from the reference engine's by more than
        rounding (by anything in whole numbers), and that weight; None when there is none.
    largest_gap
        Largest difference of any weight from the reference, at any time it was looked at.
    same_answers
        Whether every answer equals the reference's.
    setup_s, wall_s, sample_s
        Seconds to make ready, to learn all samples, and the median of a sample. Basis: measured.
    """

    engine: str
    activity: LearningActivity
    sample: int | None
    difference: WeightDifference | None
    largest_gap: float
    same_answers: bool
    setup_s: float
    wall_s: float
    sample_s: float


@final
@dataclass(frozen=True, eq=False)
class LearningComparison:
    """All engines that learned; the others are held against the first. `every`: samples between two looks."""

    workload: Workload
    every: int
    entries: tuple[LearningEntry, ...]
    left_out: tuple[tuple[str, str], ...] = ()

    @property
    def equal(self) -> bool:
        """Whether no weight of any engine differs from the reference's by more than rounding."""
        return all(entry.difference is None for entry in self.entries)

    @property
    def same_counts(self) -> bool:
        """Whether all engines counted the same."""
        return all(entry.activity == self.entries[0].activity for entry in self.entries)

    @property
    def couplings(self) -> int:
        """Weights that were compared each time."""
        return sum(values_of(getattr(self.workload.network, name)).size for name in PROJECTIONS)


@final
@dataclass
class _Pupil:
    """An engine that learns, and what is known of it so far."""

    engine: AbstractEngine
    learner: AbstractLearner
    setup_s: float
    activity: LearningActivity = field(default_factory=LearningActivity)
    walls: list[tuple[float, int]] = field(default_factory=list)
    sample: int | None = None
    difference: WeightDifference | None = None
    largest_gap: float = 0.0
    same_answers: bool = True

    def learn(self, workload: Workload, chosen: slice) -> Any:
        lesson = self.learner.learn(*workload.to_learn(chosen), 1.0, chosen.start)
        self.activity += lesson.activity
        self.walls.append((lesson.wall_s, chosen.stop - chosen.start))
        return lesson.predictions

    def entry(self) -> LearningEntry:
        wall_s = sum(wall for wall, _ in self.walls)
        sample_s = float(np.median([wall / samples for wall, samples in self.walls]))
        return LearningEntry(
            self.engine.name,
            self.activity,
            self.sample,
            self.difference,
            self.largest_gap,
            self.same_answers,
            self.setup_s,
            wall_s,
            sample_s,
        )


def compare_learning(
    workload: Workload, engines: Iterable[str], every: int = 1, progress: Progress = silent
) -> LearningComparison:
    """Teach the same samples in each engine and compare every weight of every projection as they learn.

    Parameters
    ----------
    engines
        Names; one that can't learn this network is left out with its reason.
    every
        Samples between two looks at the weights, rounded up to whole batches of a float network. A difference found
        after more than one sample is looked for again sample by sample, both engines starting from the last weights
        that were equal.
    progress
        Called after each look.

    Raises
    ------
    NeuroError
        When an engine is unknown, or none can learn this network.
    """
    names = list(engines)
    if not names or len(set(names)) < len(names):
        raise NeuroError(f"engines: got {', '.join(names) or 'none'}; expected at least one name, and each once.")
    step = 1 if workload.network.is_integer else workload.network.description.plasticity.batch_size
    every = -(-every // step) * step
    left_out: list[tuple[str, str]] = []
    with ExitStack() as stack:
        pupils = _pupils(workload, names, left_out, stack)
        known = workload.network
        for start in range(0, workload.samples, every):
            chosen = slice(start, min(start + every, workload.samples))
            _row(workload, pupils, chosen, left_out)
            if not pupils:
                raise NeuroError("; ".join(f"{name}: {reason}" for name, reason in left_out))
            known = _look(workload, pupils, chosen, step, known)
            progress("learning", chosen.stop, workload.samples)
        entries = tuple(pupil.entry() for pupil in pupils)
    return LearningComparison(workload, every, entries, tuple(left_out))


def _pupils(workload: Workload, names: list[str], left_out: list[tuple[str, str]], stack: ExitStack) -> list[_Pupil]:
    pupils = []
    for engine in [load_engine(name) for name in names]:
        began = time.perf_counter()
        try:
            learner = stack.enter_context(engine.teach(workload.network))
        except NeuroError as reason:
            left_out.append((engine.name, str(reason)))
        else:
            pupils.append(_Pupil(engine, learner, time.perf_counter() - began))
    return pupils


def _row(workload: Workload, pupils: list[_Pupil], chosen: slice, left_out: list[tuple[str, str]]) -> None:
    """Let every engine learn a row; one that can't take the samples shows it at the first and is left out."""
    expected = None
    for pupil in list(pupils):
        try:
            answers = pupil.learn(workload, chosen)
        except NeuroError as reason:
            if chosen.start:
                raise
            left_out.append((pupil.engine.name, str(reason)))
            pupils.remove(pupil)
            continue
        expected = answers if expected is None else expected
        pupil.same_answers &= bool((answers == expected).all())


def _look(workload: Workload, pupils: list[_Pupil], chosen: slice, step: int, known: Network) -> Network:
    """Compare all weights after a row that began with the weights `known`; the reference's weights."""
    reference, *others = pupils
    expected = reference.learner.network()
    for pupil in others:
        difference, gap = weight_gap(pupil.learner.network(), expected)
        pupil.largest_gap = max(pupil.largest_gap, gap)
        if difference is None or pupil.difference is not None:
            continue
        pupil.sample, pupil.difference = chosen.stop - 1, difference
        if chosen.stop - chosen.start > step:
            pupil.sample, pupil.difference = _again(workload, (reference, pupil), chosen, step, known) or (
                pupil.sample,
                pupil.difference,
            )
    return expected


def _again(
    workload: Workload, pair: tuple[_Pupil, _Pupil], chosen: slice, step: int, known: Network
) -> tuple[int, WeightDifference] | None:
    """The row once more, as few samples at a time as can be; None if the difference doesn't come back."""
    with ExitStack() as stack:
        reference, other = (stack.enter_context(pupil.engine.teach(known)) for pupil in pair)
        for start in range(chosen.start, chosen.stop, step):
            few = slice(start, min(start + step, chosen.stop))
            for learner in (reference, other):
                learner.learn(*workload.to_learn(few), 1.0, few.start)
            difference, _ = weight_gap(other.network(), reference.network())
            if difference is not None:
                return few.stop - 1, difference
    return None
