"""The local, gradient-free rule at the end of the free phase (arXiv 2509.05041), in floats and in whole numbers.

Every engine that learns is held to these learners. Only stored couplings learn, those at weight 0 included; diagonal,
links and feedback stay as they are.
"""

from __future__ import annotations

import time
from abc import abstractmethod
from dataclasses import replace
from typing import Any, NamedTuple, final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ...events import Inputs
from ...network import LEARNED, Matrix, Network, stored
from ..learner import AbstractLearner, LearnResult
from ..learning_activity import Learned, LearningCounter, nothing_learned
from ..rule import draw_masks, ends, fan_in_roots, margins, own_rule
from ..stimulus import Stimulus, check_stimulus
from .dynamics import AbstractFields, times, trajectory


class _Judged(NamedTuple):
    """The samples of a batch at the end of their free phase; answers (S,), flips (N,).

    `final` are the states, (S, N); `unstable` the same where a unit is unstable, else 0; `wrong` the sign a readout
    should have where it has something to learn, else 0, (S, C). Under a registered rule both are what it comes to.
    """

    final: NDArray[np.float64]
    unstable: NDArray[np.float64]
    wrong: NDArray[np.float64]
    answers: NDArray[np.int64]
    flips: NDArray[np.int64]


class AbstractNumpyLearner(AbstractLearner):
    """Samples batch by batch: through the phases, judged by the weights as they were, then the weights change."""

    def __init__(self, network: Network, batch_size: int) -> None:
        self._origin, self._size, self._counter = network, batch_size, LearningCounter(network)
        self._margins, self._own = margins(network), own_rule(network)

    def learn(self, inputs: Inputs, labels: NDArray[np.int64], rate: float = 1.0, first: int = 0) -> LearnResult:
        """Learn a row of samples, batch after batch."""
        began, phases, turns = time.perf_counter(), self._origin.description.phases, self._origin.description.turns
        check_stimulus(self._origin, Stimulus(len(labels), phases, inputs, labels), "flips")
        answers, found = [], nothing_learned(self._origin.units)
        for start in range(0, len(labels), self._size):
            chosen = slice(start, start + self._size)
            stimulus = Stimulus(len(labels[chosen]), phases, inputs[chosen], labels[chosen], turns=turns)
            given, learned = self._batch(stimulus, rate, first + start)
            answers.append(given)
            found += learned
        share = found.hidden / (len(labels) * self._origin.units)
        activity = self._counter.activity(inputs, labels, found)
        return LearnResult(np.concatenate(answers), share, time.perf_counter() - began, activity)

    @abstractmethod
    def _batch(self, stimulus: Stimulus, rate: float, first: int) -> tuple[NDArray[np.int64], Learned]:
        """Run one batch, then change the weights; its answers before the change, and what was counted."""

    def _judge(self, fields: _LearnedFields, readout: NDArray[Any], stimulus: Stimulus) -> _Judged:
        """Run a batch through its phases and find who has something to learn."""
        network = self._origin
        fields.refresh()
        states, _ = trajectory(fields, stimulus)
        final = states[:, -1].astype(float)
        field = fields.recurrent(final) + fields.external(stimulus, stimulus.steps)
        if network.description.plasticity.self_coupling_in_margin == "excluded":
            field = field - network.self_coupling * final
        answer = times(readout, final)
        teacher = np.where(np.asarray(stimulus.labels)[:, None] == np.arange(network.classes), 1.0, -1.0)
        unstable = wrong = None
        if self._own is not None:
            unstable = self._own.units(final, field, self._margins.units)
            wrong = self._own.readouts(teacher, answer, self._margins.readout)
        if unstable is None:
            unstable = np.where(final * field <= self._margins.units, final, 0.0)
        return _Judged(
            final=final,
            unstable=unstable,
            wrong=np.where(self._margins.learns(teacher, answer), teacher, 0.0) if wrong is None else wrong,
            answers=answer.argmax(axis=1),
            flips=np.count_nonzero(states[:, 1:] != states[:, :-1], axis=(0, 1)),
        )


@final
class NumpyFloatLearner(AbstractNumpyLearner):
    """Steps of rate / sqrt(fan-in), online or summed over a batch, with decay."""

    def __init__(self, network: Network) -> None:
        rule = self._rule = network.description.plasticity
        super().__init__(network, rule.batch_size)
        self._fields, readout = _LearnedFields(network), network.readout_weights.copy()
        self._learned = dict(zip(LEARNED, (self._fields.learned, self._fields.inputs, readout), strict=True))
        self._recurrent, self._input, self._readout = (
            _FloatProjection(weights, stored(network, name), root)
            for (name, weights), root in zip(self._learned.items(), fan_in_roots(network), strict=True)
        )

    def network(self) -> Network:
        """The network as it is now."""
        return replace(self._origin, **{name: weights.copy() for name, weights in self._learned.items()})

    def _batch(self, stimulus: Stimulus, rate: float, first: int) -> tuple[NDArray[np.int64], Learned]:
        rule, judged = self._rule, self._judge(self._fields, self._learned["readout_weights"], stimulus)
        inputs, recurrent, size = _last(stimulus), rate * rule.recurrent_rate, rate * rule.input_rate
        return judged.answers, Learned(
            flips=judged.flips,
            hidden=int(np.count_nonzero(judged.unstable)),
            readout=int(np.count_nonzero(judged.wrong)),
            recurrent=self._recurrent.change(judged.unstable, judged.final, recurrent, rule.recurrent_decay),
            input=self._input.change(judged.unstable, inputs, size, rule.input_decay),
            output=self._readout.change(judged.wrong, judged.final, rate * rule.readout_rate, rule.readout_decay),
        )


@final
class NumpyIntegerLearner(AbstractNumpyLearner):
    """Whole steps, one sample after the other, from the senders that its masks let through."""

    def __init__(self, network: Network) -> None:
        self._rule = network.description.integer_plasticity
        super().__init__(network, 1)
        self._fields, readout = _LearnedFields(network), network.readout_weights.astype(float)
        self._learned = dict(zip(LEARNED, (self._fields.learned, self._fields.inputs, readout), strict=True))
        self._recurrent, self._input, self._readout = (
            _IntegerProjection(weights, network, name) for name, weights in self._learned.items()
        )

    def network(self) -> Network:
        """The network as it is now."""
        return replace(self._origin, **{name: weights.astype(np.int32) for name, weights in self._learned.items()})

    def _batch(self, stimulus: Stimulus, rate: float, first: int) -> tuple[NDArray[np.int64], Learned]:
        rule, masks = self._rule, draw_masks(self._origin, _last(stimulus), first, rate)
        judged = self._judge(self._fields, self._learned["readout_weights"], stimulus)
        final, unstable, wrong = judged.final[0], judged.unstable[0], judged.wrong[0]
        return judged.answers, Learned(
            flips=judged.flips,
            hidden=int(np.count_nonzero(unstable)),
            readout=int(np.count_nonzero(wrong)),
            recurrent=self._recurrent.change(unstable * float(rule.recurrent_step), final * masks.recurrent[0]),
            input=self._input.change(unstable * float(rule.input_step), masks.inputs[0].astype(float)),
            output=self._readout.change(wrong * float(rule.readout_step), final * masks.readout[0]),
        )


def _last(stimulus: Stimulus) -> NDArray[Any]:
    """The payloads that are learned from: those of the last step."""
    return np.asarray(stimulus.inputs_at(stimulus.steps))


@final
class _LearnedFields(AbstractFields):
    """Fields of a network whose recurrent and input weights are still changing, to the last bit those of `Fields`."""

    def __init__(self, network: Network) -> None:
        super().__init__(network)
        self.learned, links = network.recurrent.astype(float), network.links.astype(float)
        own = sparse.diags(network.self_coupling.astype(float), format="csr")
        if not sparse.issparse(self.learned):
            self._fixed = [links.toarray(), own.toarray()]
        else:
            # One matrix with a place for all that acts from unit to unit, so that none has to be made in each batch.
            self._couplings: Any = sparse.csr_matrix(sum(_ones(matrix) for matrix in (self.learned, links, own)))
            self._couplings.sort_indices()
            places = [np.searchsorted(_places(self._couplings), _places(m)) for m in (self.learned, links, own)]
            self._learned_places, size = places[0], self._couplings.nnz
            self._fixed = [
                np.bincount(place, matrix.data, size) for place, matrix in zip(places[1:], (links, own), strict=True)
            ]

    def refresh(self) -> None:
        """Take over the learned weights of now."""
        if sparse.issparse(self.learned):
            learned = np.bincount(self._learned_places, self.learned.data, self._couplings.nnz)
            self._couplings.data = learned + self._fixed[0] + self._fixed[1]
        else:
            self._couplings = self.learned + self._fixed[0] + self._fixed[1]

    def recurrent(self, states: NDArray[np.float64]) -> NDArray[np.float64]:
        return times(self._couplings, states)


def _ones(matrix: sparse.csr_matrix) -> sparse.csr_matrix:
    return sparse.csr_matrix((np.ones(matrix.nnz), matrix.indices, matrix.indptr), matrix.shape)


def _places(matrix: sparse.csr_matrix) -> NDArray[np.int64]:
    """The place of every stored weight, counted row by row."""
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    return rows * matrix.shape[1] + matrix.indices


@final
class _FloatProjection:
    """One learned matrix and where its couplings are."""

    def __init__(self, weights: Matrix, places: sparse.csr_matrix, root: NDArray[np.float64]) -> None:
        self.weights, self.inverse_root = weights, 1 / root
        if sparse.issparse(weights):
            self.rows = np.repeat(np.arange(weights.shape[0]), np.diff(weights.indptr))
            self.exists: Matrix = places.astype(float)
        else:
            self.exists = places.toarray().astype(float)

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


@final
class _IntegerProjection:
    """One learned matrix: which couplings exist, and how far they go."""

    def __init__(self, weights: Matrix, network: Network, name: str) -> None:
        self._weights, places, largest = weights, stored(network, name), network.description.numbers.largest
        self._low: Any = -largest
        self._high: Any = largest
        if sparse.issparse(weights):
            self._rows = np.repeat(np.arange(weights.shape[0]), np.diff(weights.indptr))
        else:
            self._exists = places.toarray()
        if name == "recurrent" and network.links.nnz:
            rows, columns = (self._rows, weights.indices) if sparse.issparse(weights) else np.indices(weights.shape)
            self._low, self._high = (end.reshape(rows.shape) for end in ends(network, rows.ravel(), columns.ravel()))

    def change(self, receivers: NDArray[np.float64], senders: NDArray[np.float64]) -> int:
        """Change the weights; how many were visited."""
        weights = self._weights
        if sparse.issparse(weights):
            values, change = weights.data, receivers[self._rows] * senders[weights.indices]
        else:
            values, change = weights, np.outer(receivers, senders) * self._exists
        values += change
        np.clip(values, self._low, self._high, out=values)
        # Comparing first is many times faster than counting floats.
        return int(np.count_nonzero(change != 0))
