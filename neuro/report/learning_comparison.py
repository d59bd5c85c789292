"""One network taught the same samples by several engines, held against each other weight by weight."""

from __future__ import annotations

import time
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field, replace
from typing import Any, final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ..engines import AbstractEngine, AbstractLearner, LearningActivity, choose_engines
from ..errors import NeuroError
from ..network import LEARNED, Matrix, Network, dense, values_of
from ..progress import Progress, silent
from ..workload import Workload

# Of the largest weight of a projection: what sums of floats in another order may differ by, with room to spare.
ROUNDING = 1e-9


@final
@dataclass(frozen=True)
class WeightDifference:
    """One weight that differs: receiver `row`, sender `column`, counted from 0, and both values."""

    projection: str
    row: int
    column: int
    expected: float
    got: float


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
    identical_answers
        Whether every answer is the reference's.
    setup_s, wall_s, sample_s
        Seconds to make ready, to learn all samples, and the median of a sample. Basis: measured.
    """

    engine: str
    activity: LearningActivity = LearningActivity()  # noqa: RUF009  it is frozen
    sample: int | None = None
    difference: WeightDifference | None = None
    largest_gap: float = 0.0
    identical_answers: bool = True
    setup_s: float = 0.0
    wall_s: float = 0.0
    sample_s: float = 0.0

    @property
    def derived(self) -> frozenset[str]:
        """Which of the counts follow from the samples."""
        return self.activity.derived_too(self.activity.derived)

    @property
    def identical(self) -> bool:
        """Whether no weight differs from the reference's by more than rounding."""
        return self.difference is None

    def first_difference(self) -> dict[str, Any] | None:
        """The sample and the weight as plain data; None when there is none."""
        return None if self.difference is None else {"sample": self.sample, **asdict(self.difference)}


@final
@dataclass(frozen=True, eq=False)
class LearningComparison:
    """All engines that learned the same samples; the others are held against the first.

    Parameters
    ----------
    workload
        The network and its training samples.
    every
        Samples between two looks at the weights.
    entries, left_out
        The engines that learned, and (engine, reason) of those that couldn't.
    """

    workload: Workload
    every: int
    entries: tuple[LearningEntry, ...]
    left_out: tuple[tuple[str, str], ...] = ()

    @property
    def identical(self) -> bool:
        """Whether no weight of any engine differs from the reference's by more than rounding."""
        return all(entry.identical for entry in self.entries)

    @property
    def identical_counts(self) -> bool:
        """Whether all counts of all engines are identical."""
        return all(entry.activity == self.entries[0].activity for entry in self.entries)

    @property
    def couplings(self) -> int:
        """Weights that were compared each time."""
        return sum(values_of(getattr(self.workload.network, name)).size for name in LEARNED)


@final
@dataclass
class _Running:
    """An engine that learns, and what is known of it so far."""

    engine: AbstractEngine
    learner: AbstractLearner
    entry: LearningEntry
    seconds: list[float] = field(default_factory=list)

    def learn(self, workload: Workload, chosen: slice) -> Any:
        result = self.learner.learn(*workload.to_learn(chosen), 1.0, chosen.start)
        self.seconds.append(result.wall_s / (chosen.stop - chosen.start))
        self.note(activity=self.entry.activity + result.activity, wall_s=self.entry.wall_s + result.wall_s)
        return result.predictions

    def note(self, **known: Any) -> None:
        self.entry = replace(self.entry, **known)


def compare_learning(
    workload: Workload, engines: Iterable[str] | None = None, every: int = 1, progress: Progress = silent
) -> LearningComparison:
    """Teach the same samples in each engine and compare every weight of every projection as they learn.

    Parameters
    ----------
    workload
        A network and its training samples.
    engines
        As for :func:`~neuro.report.compare`; one that can't learn this network is left out with its reason.
    every
        Samples between two looks at the weights, rounded up to whole batches of a float network. A difference found
        after more than one sample is looked for again sample by sample, both engines starting from the last weights
        that were identical.
    progress
        Called after each look.

    Raises
    ------
    NeuroError
        When an engine is unknown, or none can learn this network.
    """
    loaded, missing = choose_engines(engines)
    step = 1 if workload.network.is_integer else workload.network.description.plasticity.batch_size
    every = -(-every // step) * step
    left_out = list(missing.items())
    with ExitStack() as stack:
        running = _start(workload, loaded, left_out, stack)
        known = workload.network
        for start in range(0, workload.samples, every):
            chosen = slice(start, min(start + every, workload.samples))
            _learn(workload, running, chosen, left_out)
            if not running:
                raise NeuroError("; ".join(f"{name}: {reason}" for name, reason in left_out))
            known = _look(workload, running, chosen, step, known)
            progress("learning", chosen.stop, workload.samples)
        entries = tuple(replace(one.entry, sample_s=float(np.median(one.seconds))) for one in running)
    return LearningComparison(workload, every, entries, tuple(left_out))


def _start(
    workload: Workload, engines: list[AbstractEngine], left_out: list[tuple[str, str]], stack: ExitStack
) -> list[_Running]:
    running = []
    for engine in engines:
        began = time.perf_counter()
        try:
            learner = stack.enter_context(engine.teach(workload.network))
        except NeuroError as reason:
            left_out.append((engine.name, str(reason)))
        else:
            entry = LearningEntry(engine.name, setup_s=time.perf_counter() - began)
            running.append(_Running(engine, learner, entry))
    return running


def _learn(workload: Workload, running: list[_Running], chosen: slice, left_out: list[tuple[str, str]]) -> None:
    """Let every engine learn some samples; one that can't take the samples shows it at the first and is left out."""
    expected = None
    for one in list(running):
        try:
            answers = one.learn(workload, chosen)
        except NeuroError as reason:
            if chosen.start:
                raise
            left_out.append((one.engine.name, str(reason)))
            running.remove(one)
            continue
        expected = answers if expected is None else expected
        one.note(identical_answers=one.entry.identical_answers and bool((answers == expected).all()))


def _look(workload: Workload, running: list[_Running], chosen: slice, step: int, known: Network) -> Network:
    """Compare all weights after samples that began with the weights `known`; the reference's weights."""
    reference, *others = running
    expected = reference.learner.network()
    for one in others:
        difference, gap = weight_gap(one.learner.network(), expected)
        one.note(largest_gap=max(one.entry.largest_gap, gap))
        if difference is None or one.entry.difference is not None:
            continue
        first = None
        if chosen.stop - chosen.start > step:
            first = _again(workload, (reference.engine, one.engine), chosen, step, known)
        sample, difference = first or (chosen.stop - 1, difference)
        one.note(sample=sample, difference=difference)
    return expected


def _again(
    workload: Workload, pair: tuple[AbstractEngine, AbstractEngine], chosen: slice, step: int, known: Network
) -> tuple[int, WeightDifference] | None:
    """The same samples once more, as few samples at a time as can be; None if the difference doesn't come back."""
    with ExitStack() as stack:
        reference, other = (stack.enter_context(engine.teach(known)) for engine in pair)
        for start in range(chosen.start, chosen.stop, step):
            few = slice(start, min(start + step, chosen.stop))
            for learner in (reference, other):
                learner.learn(*workload.to_learn(few), 1.0, few.start)
            difference, _ = weight_gap(other.network(), reference.network())
            if difference is not None:
                return few.stop - 1, difference
    return None


def weight_gap(got: Network, expected: Network) -> tuple[WeightDifference | None, float]:
    """The first weight that differs by more than rounding, which is nothing in whole numbers, and the largest gap.

    Projections in the order recurrent, input, readout; each row by row.
    """
    first, largest = None, 0.0
    for name in LEARNED:
        one, other = getattr(got, name), getattr(expected, name)
        rows, columns, gaps = _gaps(one, other)
        if not len(gaps):
            continue
        largest = max(largest, float(gaps.max()))
        tolerance = 0.0 if expected.is_integer else ROUNDING * float(np.abs(values_of(other)).max(initial=0))
        beyond = np.flatnonzero(gaps > tolerance)
        if first is None and len(beyond):
            row, column = int(rows[beyond[0]]), int(columns[beyond[0]])
            first = WeightDifference(name, row, column, other[row, column].item(), one[row, column].item())
    return first, largest


def _gaps(one: Matrix, other: Matrix) -> tuple[NDArray[Any], NDArray[Any], NDArray[np.float64]]:
    """Rows, columns and sizes of all differences, row by row."""
    if (
        sparse.issparse(one)
        and sparse.issparse(other)
        and np.array_equal(one.indptr, other.indptr)
        and np.array_equal(one.indices, other.indices)
        and one.has_sorted_indices
    ):
        gaps = np.abs(one.data.astype(float) - other.data)
        places = np.flatnonzero(gaps)
        rows = np.searchsorted(one.indptr, places, side="right") - 1
        return rows, one.indices[places], gaps[places]
    gaps = np.abs(dense(one).astype(float) - dense(other))
    rows, columns = np.nonzero(gaps)
    return rows, columns, gaps[rows, columns]
