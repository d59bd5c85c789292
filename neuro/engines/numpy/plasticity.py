"""The local, gradient-free rule at the end of the free phase (arXiv 2509.05041)."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any, final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ...description import Gaussian, InputCoupling
from ...network import LEARNED, Matrix, Network
from ..fan_in import fan_in
from ..learner import AbstractLearner, LearnResult
from ..learning_activity import Learned, LearningCounter, nothing_learned
from ..stimulus import Stimulus
from .fields import Fields, times
from .session import trajectory


@final
class NumpyLearner(AbstractLearner):
    """Learning in the reference engine: only couplings that exist learn; diagonal, links and feedback stay."""

    def __init__(self, network: Network) -> None:
        self._origin, self._rule = network, network.description.plasticity
        self._learned = {name: getattr(network, name).copy() for name in LEARNED}
        self._recurrent = _Projection(self._learned["recurrent"], fan_in(network, Gaussian))
        self._input = _Projection(self._learned["input_weights"], fan_in(network, InputCoupling))
        self._counter = LearningCounter(network)

    def network(self) -> Network:
        """The network as it is now."""
        return replace(self._origin, **{name: weights.copy() for name, weights in self._learned.items()})

    def learn(self, inputs: NDArray[Any], labels: NDArray[np.int64], rate: float = 1.0, first: int = 0) -> LearnResult:
        """Learn a row of samples, batch after batch."""
        began, size, phases = time.perf_counter(), self._rule.batch_size, self._origin.description.phases
        predictions, found = [], nothing_learned(self._origin.units)
        for start in range(0, len(labels), size):
            part = slice(start, start + size)
            answers, one = self._batch(Stimulus(len(labels[part]), phases, inputs[part], labels[part]), rate)
            predictions.append(answers)
            found += one
        share = found.hidden / (len(labels) * self._origin.units)
        activity = self._counter.activity(inputs, labels, found)
        return LearnResult(np.concatenate(predictions), share, time.perf_counter() - began, activity)

    def _batch(self, stimulus: Stimulus, rate: float) -> tuple[NDArray[np.int64], Learned]:
        """Run one batch through its phases, then change the weights; answers before the change, what was counted."""
        rule, network = self._rule, replace(self._origin, **self._learned)
        fields = Fields(network)
        states, _ = trajectory(fields, stimulus)
        final = states[:, -1].astype(float)
        field = fields.recurrent(final) + fields.external(stimulus)
        if rule.self_coupling_in_margin == "excluded":
            field = field - network.self_coupling * final
        gate = np.where(final * field <= rule.margin, final, 0.0)
        answer = times(network.readout_weights, final)
        teacher = np.where(np.asarray(stimulus.labels)[:, None] == np.arange(network.classes), 1.0, -1.0)
        readout_gate = np.where(teacher * answer <= rule.readout_margin, teacher, 0.0)

        scale = rate * rule.readout_rate / np.sqrt(network.units)
        self._learned["readout_weights"] *= 1 - scale * rule.readout_decay
        self._learned["readout_weights"] += scale / np.sqrt(stimulus.samples) * readout_gate.T @ final
        inputs, inside = np.asarray(stimulus.inputs), int(np.count_nonzero(readout_gate))
        return answer.argmax(axis=1), Learned(
            flips=np.count_nonzero(states[:, 1:] != states[:, :-1], axis=(0, 1)),
            hidden=int(np.count_nonzero(gate)),
            readout=inside,
            recurrent=self._recurrent.change(gate, final, rate * rule.recurrent_rate, rule.recurrent_decay),
            input=self._input.change(gate, inputs, rate * rule.input_rate, rule.input_decay),
            # Every readout hears every unit, and no final state is 0.
            output=inside * network.units if scale else 0,
        )


class _Projection:
    """One learned matrix and where its couplings are."""

    def __init__(self, weights: Matrix, fan_in: NDArray[np.float64]) -> None:
        self.weights, self.inverse_root = weights, 1 / np.sqrt(np.maximum(fan_in, 1.0))
        if sparse.issparse(weights):
            self.rows = np.repeat(np.arange(weights.shape[0]), np.diff(weights.indptr))
            stored = np.ones(weights.nnz), weights.indices, weights.indptr
            self.exists: Matrix = sparse.csr_matrix(stored, weights.shape)
        else:
            self.exists = (weights != 0).astype(float)

    def change(self, gate: NDArray[Any], senders: NDArray[Any], rate: float, decay: float) -> int:
        """Change the weights; how many updates that took."""
        size, weights = rate * self.inverse_root, self.weights
        share = 1 / np.sqrt(len(gate))
        if sparse.issparse(weights):
            change = np.einsum("bk,bk->k", gate[:, self.rows], senders[:, weights.indices])
            weights.data *= 1 - decay * size[self.rows]
            weights.data += share * size[self.rows] * change
        else:
            weights *= 1 - decay * size[:, None]
            weights += share * size[:, None] * (gate.T @ senders) * self.exists
        if not rate:
            return 0
        heard = times(self.exists, (senders != 0).astype(float))
        return int(heard[gate != 0].sum())
