"""Learning by a registered rule: the dynamics and the changes in kernels, the rule's formulas by NumPy in between."""

from __future__ import annotations

import math
import time
from dataclasses import replace
from typing import Any, final

import numpy as np
from numpy.typing import NDArray

from ...events import Inputs, by_step
from ...network import LEARNED, Network
from ..learner import AbstractLearner, LearnResult
from ..learning_activity import Learned, LearningCounter
from ..rule import OwnRule, draw_masks, float_steps, margins
from ..stimulus import Stimulus, check_stimulus
from .batches import Batched, Room, batched, fill_labels, new_room
from .block import Steps
from .compiling import compiling, entry
from .counting import NOT_COUNTED
from .dynamics import NEVER, run_block
from .entering import Drive, begin_input
from .lanes import LANES
from .sparse import Sparse
from .tracing import NOT_TRACED
from .wiring import Rows, as_before, check_layout, ends_of

_NO_ENDS = np.zeros(0)


@final
class NumbaOwnRuleLearner(AbstractLearner):
    """A network that learns by a registered rule, in floats by batches, in whole numbers sample by sample.

    Parameters
    ----------
    network
        Float or integer.
    own
        Its rule.
    """

    def __init__(self, network: Network, own: OwnRule) -> None:
        check_layout(network, learns=True)
        rule, phases, whole = network.description.plasticity, network.description.phases, network.is_integer
        self._origin, self._own, self._counter = network, own, LearningCounter(network)
        self._size = 1 if whole else rule.batch_size
        self._network, self._margins, self._room = batched(network), margins(network), new_room(network)
        self._steps = Steps(phases.warmup, phases.clamped, phases.free, NEVER, np.uint16(0))
        self._rows = dict(
            zip(LEARNED, (self._network.recurrent, self._network.inputs, self._network.readout), strict=True)
        )
        if whole:
            given = network.description.integer_plasticity
            sizes = (given.recurrent_step, given.input_step, given.readout_step)
            self._sizes = [
                (np.full(len(rows.starts) - 1, float(size)), 0.0)
                for rows, size in zip(self._rows.values(), sizes, strict=True)
            ]
            self._ends = [ends_of(network, name, rows) for name, rows in self._rows.items()]
        else:
            self._sizes, self._ends = float_steps(network), [(_NO_ENDS, _NO_ENDS)] * 3
        none = np.zeros(0, np.int64)
        with compiling(8):
            _run_room(self._network, self._room, np.zeros((0, 1, network.lines)), none, self._steps)
            self._change([np.zeros((0, 0))] * 3, [np.zeros((0, 0))] * 3, 0.0, 0.0)

    def learn(self, inputs: Inputs, labels: NDArray[np.int64], rate: float = 1.0, first: int = 0) -> LearnResult:
        """Learn a row of samples, batch after batch."""
        began, network = time.perf_counter(), self._origin
        check_stimulus(network, Stimulus(len(labels), network.description.phases, inputs, labels), "flips")
        labels, self._room.block.flips[:] = np.require(labels, np.int64, ["C", "W"]), 0
        answers, counts = [], np.zeros(5, np.int64)
        for start in range(0, len(labels), self._size):
            chosen = slice(start, start + self._size)
            given = by_step(inputs[chosen], float)
            answers.append(self._batch(given, labels[chosen], float(rate), first + start, counts))
        found = Learned(self._room.block.flips.copy(), *counts.tolist())
        share = found.hidden / (len(labels) * network.units)
        activity = self._counter.activity(inputs, labels, found)
        return LearnResult(np.concatenate(answers), share, time.perf_counter() - began, activity)

    def network(self) -> Network:
        """The network as it is now."""
        return replace(self._origin, **{name: as_before(self._origin, name, rows) for name, rows in self._rows.items()})

    def _batch(
        self, inputs: NDArray[np.float64], labels: NDArray[np.int64], rate: float, first: int, counts: NDArray[np.int64]
    ) -> NDArray[np.int64]:
        network, states, fields = self._network, [], []
        for start in range(0, len(labels), LANES):
            part = slice(start, start + LANES)
            _run_room(network, self._room, inputs[part], labels[part], self._steps)
            block, lanes = self._room.block, len(labels[part])
            states.append(block.state[:, :lanes].T.copy())
            fields.append((block.field + block.external)[:, :lanes].T.copy())
        s = np.concatenate(states)
        answer = np.empty((len(s), len(network.readout.starts) - 1))
        _heard(network.readout, s, answer)
        teacher = np.where(labels[:, None] == np.arange(answer.shape[1]), 1.0, -1.0)
        post = np.ascontiguousarray(self._own.units(s, np.concatenate(fields) - network.own * s, self._margins.units))
        taught = self._own.readouts(teacher, answer, self._margins.readout)
        if taught is None:
            taught = np.where(self._margins.learns(teacher, answer), teacher, 0.0)
        senders, rates = [s, np.ascontiguousarray(inputs[:, -1]), s], rate
        if self._origin.is_integer:
            masks = draw_masks(self._origin, inputs[:, -1], first, rate)
            senders, rates = [s * masks.recurrent, masks.inputs.astype(float), s * masks.readout], 1.0
        counts[0] += np.count_nonzero(post)
        counts[1] += np.count_nonzero(taught)
        counts[2:] += self._change([post, post, np.ascontiguousarray(taught)], senders, rates, 1 / math.sqrt(len(s)))
        return answer.argmax(axis=1)

    def _change(
        self, posts: list[NDArray[np.float64]], senders: list[NDArray[np.float64]], rate: float, share: float
    ) -> list[int]:
        """Change all weights; how many updates that took in each projection."""
        network, updates = self._network, []
        for rows, (step, decay), (low, high), post, pre in zip(
            self._rows.values(), self._sizes, self._ends, posts, senders, strict=True
        ):
            size = rate * step
            updates.append(_learn(rows, post, pre, share * size, 1 - decay * size, low, high))
        _take_over(network.recurrent, network.places, network.beside, network.total)
        return updates


@entry()
def _run_room(network: Batched, room: Room, inputs: Any, labels: Any, steps: Steps) -> None:
    """Run the samples of a block through their phases."""
    fill_labels(room, labels, network.feedback)
    drive = Drive(network.inputs, network.bias, room.payloads, inputs)
    begin_input(drive, room.block)
    these = Steps(steps.warmup, steps.clamped, steps.free, steps.stop, np.uint16((1 << len(labels)) - 1))
    run_block(Sparse(network.total, network.columns), drive, room.block, these, room.draws, NOT_TRACED, NOT_COUNTED)


@entry()
def _heard(rows: Rows, states: Any, fields: Any) -> None:
    """What each row hears of the states of each sample."""
    for sample in range(len(states)):
        for row in range(fields.shape[1]):
            total = 0.0
            for k in range(rows.starts[row], rows.starts[row + 1]):
                total += rows.weights[k] * states[sample, rows.senders[k]]
            fields[sample, row] = total


@entry()
def _learn(rows: Rows, posts: Any, senders: Any, size: Any, kept: Any, low: Any, high: Any) -> int:
    """Let weights decay, then change by ``size * post * sender`` summed over samples, within their ends if they have
    such; how many updates that took.
    """
    updates = 0
    for row in range(len(size) if len(posts) else 0):
        start, stop = rows.starts[row], rows.starts[row + 1]
        if kept[row] != 1.0:
            for k in range(start, stop):
                rows.weights[k] *= kept[row]
        for sample in range(len(posts) if size[row] != 0.0 else 0):
            post = size[row] * posts[sample, row]
            if post != 0.0:
                for k in range(start, stop):
                    offered = senders[sample, rows.senders[k]]
                    rows.weights[k] += post * offered
                    updates += offered != 0.0
        if len(low):
            for k in range(start, stop):
                rows.weights[k] = min(max(rows.weights[k], low[k]), high[k])
    return updates


@entry()
def _take_over(learned: Rows, places: Any, beside: Any, total: Rows) -> None:
    """Bring what was learned into the sums of all that acts on a pair of units."""
    for k in range(len(learned.weights)):
        total.weights[np.uint64(places[k])] = learned.weights[k] + beside[k]
