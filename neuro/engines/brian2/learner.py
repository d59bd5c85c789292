"""Learning in Brian2: one run of a compiled program per thousands of samples."""

from __future__ import annotations

import sys
import time
from abc import ABC
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, final

import numpy as np
from numpy.typing import NDArray

from ...errors import NeuroError
from ...network import Matrix, Network, values_of
from ..learner import AbstractLearner, LearnResult
from ..learning_activity import Learned, LearningCounter, nothing_learned
from ..masks import draw_masks
from ..stimulus import Stimulus, check_stimulus
from .curriculum import LearnPlan, chunks, mask_tables, tables
from .learned import Projection, Wires
from .pace import AbstractPace, FloatPace, IntegerPace
from .updates import BATCHED, INTEGER, ONLINE, Update
from .workplace import Workplace

# Decay gathers in one factor per unit until a chunk ends; it stays far above the smallest number there is.
_LEAST_FACTOR = 1e-100
_LEARNED = ("recurrent", "input_weights", "readout_weights")


class AbstractEventLearner(AbstractLearner, ABC):
    """Learning as events: units that are unstable change their incoming synapses, all others stay untouched.

    Weights, rates, margins, decays, masks and samples are data of the program; only the network's shape and how
    weights change are compiled.
    """

    def __init__(self, network: Network, update: Update, batch_size: int, pace: AbstractPace) -> None:
        if not network.lines or not network.classes:
            raise NeuroError(f"model '{network.description.name}' can't be trained: it needs [input] and [classes].")
        self._origin, self._update, self._batch_size, self._pace = network, update, batch_size, pace
        self._learned = {name: getattr(network, name).astype(float, copy=True) for name in _LEARNED}
        recurrent, inputs, readout = (self._learned[name] for name in _LEARNED)
        self._projections = {
            "recurrent": Projection(recurrent),
            "input": Projection(inputs),
            "readout": Projection(readout, everywhere=True),
        }
        self._wires, self._counter = Wires(network, self._projections, pace), LearningCounter(network)
        self._workplace = Workplace(self._plan())

    def close(self) -> None:
        """Remove the program's values; the program stays in the cache."""
        self._workplace.close()

    def network(self) -> Network:
        """The network as it is now."""
        learned = {name: _typed(weights, getattr(self._origin, name)) for name, weights in self._learned.items()}
        return replace(self._origin, **learned)

    def _plan(self) -> LearnPlan:
        return LearnPlan(self._wires, self._update, self._batch_size)

    def _row(self, inputs: NDArray[Any], labels: NDArray[np.int64], rate: float, first: int, most: int) -> LearnResult:
        """Learn a row of samples, at most `most` batches in a chunk."""
        began = time.perf_counter()
        inputs, labels = np.asarray(inputs), np.asarray(labels)
        check_stimulus(self._origin, Stimulus(len(labels), self._origin.description.phases, inputs, labels), "flips")
        answers, found = [], nothing_learned(self._origin.units)
        for chunk in chunks(len(labels), self._batch_size, most, self._plan().samples):
            further = self._tables(inputs[chunk], rate, first + chunk.start)
            results = self._run(inputs[chunk], labels[chunk], rate, further)
            # Entry k of the monitor belongs to the sample before the k-th slot of loading.
            answers.append(results["answers.r"].reshape(-1, self._origin.classes)[1:].argmax(axis=1))
            found += _found(results)
        share = found.hidden / (len(labels) * self._origin.units)
        activity = self._counter.activity(inputs, labels, found)
        return LearnResult(np.concatenate(answers).astype(np.int64), share, time.perf_counter() - began, activity)

    def _tables(self, inputs: NDArray[Any], rate: float, first: int) -> dict[str, NDArray[Any]]:
        """Tables beyond those of samples and labels."""
        return {}

    def _run(
        self, inputs: NDArray[Any], labels: NDArray[np.int64], rate: float, further: Mapping[str, NDArray[Any]]
    ) -> dict[str, NDArray[Any]]:
        """Hand in what there is, run, take over what was learned."""
        self._wires.refresh(self._projections)
        program, steps, settings = self._workplace.compiled(self._plan()), self._pace.steps(rate), {}
        values = {**tables(inputs, labels, self._batch_size), **further, **steps, **self._wires.weights}
        if self._origin.units == 1:
            # Brian2 writes single values into the code; as settings they stay data.
            settings = {name: float(value[0]) for name, value in steps.items()}
        settings = {**self._pace.settings(rate), **settings}
        slots = len(labels) * self._origin.description.phases.steps + 1
        results, _ = self._workplace.execute(program, values, {**settings, "units.slots": slots})
        keeps = {"recurrent": "units.keep_recurrent", "input": "units.keep_input", "readout": "classes.keep"}
        for name, projection in self._projections.items():
            if f"{name}.w" in results:
                projection.take(results[f"{name}.w"], results[keeps[name]])
        return results


@final
class Brian2Learner(AbstractEventLearner):
    """The float rule, online or in batches."""

    def __init__(self, network: Network) -> None:
        size = network.description.plasticity.batch_size
        self._float_pace = FloatPace(network)
        super().__init__(network, ONLINE if size == 1 else BATCHED, size, self._float_pace)

    def learn(self, inputs: NDArray[Any], labels: NDArray[np.int64], rate: float = 1.0, first: int = 0) -> LearnResult:
        """Learn a row of samples, chunk after chunk.

        Raises
        ------
        NeuroError
            When samples don't fit the network, or a decay would take all of a weight at once.
        """
        return self._row(inputs, labels, rate, first, self._most_batches(rate))

    def _most_batches(self, rate: float) -> int:
        """Batches after which decay is folded into the weights."""
        loss = self._float_pace.largest_loss(rate)
        if loss >= 1.0:
            raise NeuroError(f"a decay takes {loss:.3g} of a weight per batch; expected less than 1: lower it.")
        return int(np.log(_LEAST_FACTOR) / np.log1p(-loss)) if loss > 0 else sys.maxsize


@final
class Brian2IntegerLearner(AbstractEventLearner):
    """The rule in whole numbers, one sample after the other."""

    def __init__(self, network: Network) -> None:
        super().__init__(network, INTEGER, 1, IntegerPace(network))

    def learn(self, inputs: NDArray[Any], labels: NDArray[np.int64], rate: float = 1.0, first: int = 0) -> LearnResult:
        """Learn a row of samples, chunk after chunk.

        Raises
        ------
        NeuroError
            When samples don't fit the network.
        """
        return self._row(inputs, labels, rate, first, sys.maxsize)

    def _tables(self, inputs: NDArray[Any], rate: float, first: int) -> dict[str, NDArray[Any]]:
        return mask_tables(draw_masks(self._origin, inputs, first, rate))


def _found(results: Mapping[str, NDArray[Any]]) -> Learned:
    """What the program counted in one run."""
    counted = {name: int(values.sum(dtype=np.int64)) for name, values in results.items() if values.dtype.kind in "iu"}
    return Learned(
        flips=results["units.flipped"].astype(np.int64),
        hidden=counted["units.found"],
        readout=counted["classes.found"],
        recurrent=counted["units.updates_recurrent"],
        input=counted["units.updates_input"],
        output=counted["classes.updates"],
    )


def _typed(learned: Matrix, origin: Matrix) -> Matrix:
    """A copy in the number type the network holds: a learner computes in double precision, exact for whole numbers."""
    return learned.astype(values_of(origin).dtype, copy=True)
