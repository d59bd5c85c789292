"""Learning in batches by the float rule: the samples of a batch lie side by side, in as many blocks as it takes."""

from __future__ import annotations

import math
import time
from dataclasses import replace
from typing import Any, NamedTuple, final

import numpy as np
from numpy.typing import NDArray

from ...events import Inputs, by_step
from ...network import LEARNED, Network
from ..learner import AbstractLearner, LearnResult
from ..learning_activity import Learned, LearningCounter
from ..rule import float_steps, margins
from ..stimulus import Stimulus, check_stimulus
from .block import Block, Draws, Steps, draws_by, new_block
from .compiling import compiling, entry, kernel
from .counting import NOT_COUNTED
from .dynamics import NEVER, run_block
from .entering import Drive, begin_input
from .judging import Judged, judge_readouts, judge_units, nothing_judged
from .lanes import LANES
from .plasticity import Rates, learn_payloads, learn_states, take_over
from .sparse import Sparse
from .tracing import NOT_TRACED
from .wiring import Columns, Rows, as_before, check_layout, learned_rows, shared_columns, with_fixed


class Batched(NamedTuple):
    """A network that learns: what learns; `total`, by receiver and sender, all that acts from unit to unit, in which
    learned couplings have their `places` and fixed ones `beside` them. `feedback` is by class, (C, N); `own` is the
    self-coupling that the margin leaves out.
    """

    recurrent: Rows
    inputs: Rows
    readout: Rows
    total: Rows
    columns: Columns
    places: NDArray[np.uint32]
    beside: NDArray[np.float64]
    bias: NDArray[np.float64]
    feedback: NDArray[np.float64]
    own: NDArray[np.float64]


class Room(NamedTuple):
    """Where the samples of one block are worked on, their payloads as lanes, (M, 16), and whom their steps update."""

    draws: Draws
    block: Block
    judged: Judged
    payloads: NDArray[np.float64]


@final
class NumbaBatchLearner(AbstractLearner):
    """Steps of rate / sqrt(fan-in), summed over a batch, with decay.

    Parameters
    ----------
    network
        Of floats.
    """

    def __init__(self, network: Network) -> None:
        check_layout(network, learns=True)
        rule, phases = network.description.plasticity, network.description.phases
        self._origin, self._size, self._counter = network, rule.batch_size, LearningCounter(network)
        self._network = batched(network)
        self._rates = tuple(Rates(step, step * decay) for step, decay in float_steps(network))
        self._steps = Steps(phases.warmup, phases.clamped, phases.free, NEVER, np.uint16(0))
        given = margins(network)
        self._margins = float(given.units), float(given.readout), given.competitive
        self._rooms = tuple(new_room(network) for _ in range(-(-rule.batch_size // LANES)))
        # Compiled here, without any samples: the time of learning is that of learning.
        none, nothing, counts = np.zeros(0, np.int64), np.zeros((0, 1, network.lines)), np.zeros(5, np.int64)
        with compiling(8):
            _judge_room(self._network, self._rooms[0], nothing, none, self._steps, self._margins, none, counts)
            # Neither steps nor decay: nothing changes.
            _learn_room(self._network, self._rooms[0], nothing[:, 0], self._rates, 0.0, 0.0, counts)

    def learn(self, inputs: Inputs, labels: NDArray[np.int64], rate: float = 1.0, first: int = 0) -> LearnResult:
        """Learn a row of samples, batch after batch."""
        began, phases = time.perf_counter(), self._origin.description.phases
        check_stimulus(self._origin, Stimulus(len(labels), phases, inputs, labels), "flips")
        # Kernels are compiled for one layout of arrays.
        labels = np.require(labels, np.int64, ["C", "W"])
        for room in self._rooms:
            room.block.flips[:] = 0
        answers, counts = np.empty(len(labels), np.int64), np.zeros(5, np.int64)
        for start in range(0, len(labels), self._size):
            chosen = slice(start, start + self._size)
            self._batch(by_step(inputs[chosen], float), labels[chosen], float(rate), answers[chosen], counts)
        flips = sum((room.block.flips for room in self._rooms), np.zeros(self._origin.units, np.int64))
        found = Learned(flips, *counts.tolist())
        share = found.hidden / (len(labels) * self._origin.units)
        activity = self._counter.activity(inputs, labels, found)
        return LearnResult(answers, share, time.perf_counter() - began, activity)

    def _batch(
        self,
        inputs: NDArray[np.float64],
        labels: NDArray[np.int64],
        rate: float,
        answers: NDArray[np.int64],
        counts: NDArray[np.int64],
    ) -> None:
        network, size, last = self._network, len(labels), np.ascontiguousarray(inputs[:, -1])
        blocks = [slice(first, min(first + LANES, size)) for first in range(0, size, LANES)]
        judged = list(zip(self._rooms, blocks, strict=False))
        for room, part in judged:
            given = inputs[part], labels[part], self._steps, self._margins
            _judge_room(network, room, *given, answers[part], counts)
        for number, (room, part) in enumerate(judged):
            # The whole batch decays once.
            loss = rate if number == 0 else 0.0
            _learn_room(network, room, last[part], self._rates, rate / math.sqrt(size), loss, counts)

    def network(self) -> Network:
        """The network as it is now."""
        learned = zip(LEARNED, (self._network.recurrent, self._network.inputs, self._network.readout), strict=True)
        return replace(self._origin, **{name: as_before(self._origin, name, rows) for name, rows in learned})


def batched(network: Network) -> Batched:
    """A float or integer network laid out to learn."""
    rule = network.description.plasticity
    recurrent, inputs, readout = (learned_rows(network, name) for name in LEARNED)
    total, places, beside = with_fixed(network, recurrent)
    own = network.self_coupling.astype(float)
    return Batched(
        recurrent=recurrent,
        inputs=inputs,
        readout=readout,
        total=total,
        columns=shared_columns(total, network.units),
        places=places,
        beside=beside,
        bias=network.bias.astype(float),
        feedback=np.ascontiguousarray((network.feedback_weights * float(network.feedback_payload)).T),
        own=own if rule.self_coupling_in_margin == "excluded" else np.zeros_like(own),
    )


def new_room(network: Network) -> Room:
    """Room for the samples of one block."""
    judged = nothing_judged(network.units, network.classes)
    return Room(draws_by(network.description.turns), new_block(network.units), judged, np.zeros((network.lines, LANES)))


@kernel()
def fill_labels(room: Room, labels: Any, feedback: Any) -> None:
    """Silence, with the labels of a block about to come in."""
    block = room.block
    block.up[:], block.spoken[:], block.state[:], block.field[:] = 0, 0, 0.0, 0.0
    for lane in range(len(labels)):
        exerted = feedback[labels[lane]]
        for unit in range(len(exerted)):
            block.feedback[unit, lane] = exerted[unit]


@entry()
def _judge_room(
    network: Batched,
    room: Room,
    inputs: Any,
    labels: Any,
    steps: Steps,
    margin: Any,
    answers: Any,
    counts: Any,
) -> None:
    """Run the samples of a block and judge them by the weights as they are; `counts` are those of :class:`Learned`."""
    lanes = np.uint16((1 << len(labels)) - 1)
    fill_labels(room, labels, network.feedback)
    drive = Drive(network.inputs, network.bias, room.payloads, inputs)
    begin_input(drive, room.block)
    these = Steps(steps.warmup, steps.clamped, steps.free, steps.stop, lanes)
    run_block(Sparse(network.total, network.columns), drive, room.block, these, room.draws, NOT_TRACED, NOT_COUNTED)
    counts[0] += judge_units(room.block, network.own, margin[0], lanes, room.judged)
    counts[1] += judge_readouts(network.readout, room.block, labels, margin[1], margin[2], lanes, room.judged)
    for lane in range(len(labels)):
        answers[lane] = room.judged.answers[lane]


@entry()
def _learn_room(network: Batched, room: Room, last: Any, rates: Any, share: float, loss: float, counts: Any) -> None:
    """Learn from a judged block, its lines at `last`; `share` and `loss` are factors on steps and decays."""
    unstable, wrong, teacher, up = room.judged.unstable, room.judged.wrong, room.judged.teacher, room.block.up
    counts[2] += learn_states(network.recurrent, unstable, up, up, rates[0], share, loss)
    counts[3] += learn_payloads(network.inputs, unstable, up, last, rates[1], share, loss)
    counts[4] += learn_states(network.readout, wrong, teacher, up, rates[2], share, loss)
    take_over(network.recurrent, network.places, network.beside, network.total, unstable, rates[0], loss)
