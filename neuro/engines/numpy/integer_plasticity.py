"""The local rule in whole numbers, online: what every engine that learns on integers is held to."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any, final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ...network import Matrix, Network
from ..learner import AbstractLearner, LearnResult, whole_margin
from ..learning_activity import Learned, LearningCounter, nothing_learned
from ..masks import Masks, draw_masks
from ..stimulus import Stimulus, check_stimulus
from .fields import AbstractFields, times
from .session import trajectory


@final
class NumpyIntegerLearner(AbstractLearner):
    """One sample after the other; a stored coupling learns even while its weight is 0."""

    def __init__(self, network: Network) -> None:
        self._origin, self._rule = network, network.description.integer_plasticity
        self._largest, self._margin = network.description.numbers.largest, whole_margin(network)
        self._fields, self._counter = _Fields(network), LearningCounter(network)
        self._readout = network.readout_weights.astype(float)
        self._recurrent = _Projection(self._fields.learned, self._largest)
        self._input = _Projection(self._fields.inputs, self._largest)

    def network(self) -> Network:
        """The network as it is now."""
        return replace(
            self._origin,
            recurrent=self._fields.learned.astype(np.int32),
            input_weights=self._fields.inputs.astype(np.int32),
            readout_weights=self._readout.astype(np.int32),
        )

    def learn(self, inputs: NDArray[Any], labels: NDArray[np.int64], rate: float = 1.0, first: int = 0) -> LearnResult:
        """Learn a row of samples, one by one."""
        began, phases = time.perf_counter(), self._origin.description.phases
        check_stimulus(self._origin, Stimulus(len(labels), phases, inputs, labels), "flips")
        masks = draw_masks(self._origin, inputs, first, rate)
        answers, found = np.empty(len(labels), np.int64), nothing_learned(self._origin.units)
        for sample in range(len(labels)):
            part = slice(sample, sample + 1)
            stimulus = Stimulus(1, phases, inputs[part], labels[part])
            answers[sample], one = self._sample(stimulus, masks, sample)
            found += one
        share = found.hidden / (len(labels) * self._origin.units)
        activity = self._counter.activity(inputs, labels, found)
        return LearnResult(answers, share, time.perf_counter() - began, activity)

    def _sample(self, stimulus: Stimulus, masks: Masks, sample: int) -> tuple[int, Learned]:
        """Run one sample, then change the weights; its answer before the change, and what was counted."""
        network, fields = self._origin, self._fields
        states, _ = trajectory(fields, stimulus)
        final = states[0, -1].astype(float)
        field = fields.recurrent(final[None])[0] + fields.external(stimulus)[0]
        if network.description.plasticity.self_coupling_in_margin == "excluded":
            field = field - network.self_coupling * final
        gate: NDArray[np.float64] = np.where(final * field <= self._margin, final, 0.0)
        answer, label = self._readout @ final, int(np.asarray(stimulus.labels)[0])
        teacher = np.where(np.arange(network.classes) == label, 1.0, -1.0)
        wrong = np.where(teacher * answer <= self._rule.readout_margin, teacher, 0.0)

        change = np.outer(wrong * float(self._rule.readout_step), final * masks.readout[sample])
        self._readout += change
        np.clip(self._readout, -self._largest, self._largest, out=self._readout)
        return int(answer.argmax()), Learned(
            flips=np.count_nonzero(states[0, 1:] != states[0, :-1], axis=0),
            hidden=int(np.count_nonzero(gate)),
            readout=int(np.count_nonzero(wrong)),
            recurrent=self._recurrent.change(gate * float(self._rule.recurrent_step), final * masks.recurrent[sample]),
            input=self._input.change(gate * float(self._rule.input_step), masks.inputs[sample].astype(float)),
            output=int(np.count_nonzero(change != 0)),
        )


@final
class _Fields(AbstractFields):
    """Fields of weights that are still changing; whole numbers in float64 are exact up to 2^53."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.learned, self.inputs = network.recurrent.astype(float), network.input_weights.astype(float)
        self._fixed = network.fixed_couplings.astype(float)
        self._feedback: NDArray[np.float64] = network.feedback_weights.astype(float) * float(network.feedback_payload)

    def recurrent(self, states: NDArray[np.float64]) -> NDArray[np.float64]:
        return times(self.learned, states) + times(self._fixed, states)

    def external(self, stimulus: Stimulus) -> NDArray[np.float64]:
        return self.network.bias + times(self.inputs, np.asarray(stimulus.inputs, float))

    def feedback(self, stimulus: Stimulus) -> NDArray[np.float64]:
        return self._feedback[:, np.asarray(stimulus.labels)].T


@final
class _Projection:
    """One learned matrix: which couplings exist, and how far they go."""

    def __init__(self, weights: Matrix, largest: int) -> None:
        self._weights, self._largest = weights, largest
        if sparse.issparse(weights):
            self._rows = np.repeat(np.arange(weights.shape[0]), np.diff(weights.indptr))
        else:
            self._exists = weights != 0

    def change(self, receivers: NDArray[np.float64], senders: NDArray[np.float64]) -> int:
        """Change the weights; how many were visited."""
        weights = self._weights
        if sparse.issparse(weights):
            values, change = weights.data, receivers[self._rows] * senders[weights.indices]
        else:
            values, change = weights, np.outer(receivers, senders) * self._exists
        values += change
        np.clip(values, -self._largest, self._largest, out=values)
        # Comparing first is many times faster than counting floats.
        return int(np.count_nonzero(change != 0))
