"""Learning in batches by the float rule: the samples of a batch lie side by side in blocks."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any, final

import numpy as np
from numpy.typing import NDArray

from ...network import LEARNED, Network
from ..learner import AbstractLearner, LearnResult
from ..learning_activity import Learned, LearningCounter, nothing_learned
from ..rule import float_steps
from ..stimulus import Stimulus, check_stimulus
from .dynamics import NEVER, NO_MASKS, NO_TRACE, Block, Steps, add_input, new_block, run_block
from .judging import Judged, judge_readouts, judge_units, nothing_judged
from .lanes import LANES, masks_of, side_by_side
from .plasticity import learn_payloads, learn_states, take_over
from .wiring import as_before, check_layout, learned_rows, shared_columns, with_fixed


@final
class NumbaBatchLearner(AbstractLearner):
    """Steps of rate / sqrt(fan-in), summed over a batch, with decay.

    Parameters
    ----------
    network
        Of floats.
    """

    def __init__(self, network: Network) -> None:
        check_layout(network)
        plasticity = network.description.plasticity
        self._origin, self._rule, self._counter = network, plasticity, LearningCounter(network)
        self._rows = {name: learned_rows(network, name) for name in LEARNED}
        self._total, self._places, self._beside = with_fixed(network, self._rows["recurrent"])
        self._columns = shared_columns(self._total, network.units)
        self._bias, own = network.bias.astype(float), network.self_coupling.astype(float)
        self._own = own if plasticity.self_coupling_in_margin == "excluded" else np.zeros_like(own)
        self._feedback = network.feedback_weights * float(network.feedback_payload)
        self._steps = float_steps(network)
        blocks = -(-plasticity.batch_size // LANES)
        self._blocks = [new_block(network.units) for _ in range(blocks)]
        self._judged = [nothing_judged(network.units, network.classes) for _ in range(blocks)]

    def learn(self, inputs: NDArray[Any], labels: NDArray[np.int64], rate: float = 1.0, first: int = 0) -> LearnResult:
        """Learn a row of samples, batch after batch."""
        began, phases = time.perf_counter(), self._origin.description.phases
        check_stimulus(self._origin, Stimulus(len(labels), phases, inputs, labels), "flips")
        inputs, labels = np.asarray(inputs, float), np.asarray(labels)
        answers, found = np.empty(len(labels), np.int64), nothing_learned(self._origin.units)
        for block in self._blocks:
            block.flips[:] = 0
        for start in range(0, len(labels), self._rule.batch_size):
            chosen = slice(start, start + self._rule.batch_size)
            found += self._batch(inputs[chosen], labels[chosen], rate, answers[chosen])
        flips = sum((block.flips for block in self._blocks), np.zeros(self._origin.units, np.int64))
        share = found.hidden / (len(labels) * self._origin.units)
        activity = self._counter.activity(inputs, labels, replace(found, flips=flips))
        return LearnResult(answers, share, time.perf_counter() - began, activity)

    def network(self) -> Network:
        """The network as it is now."""
        return replace(self._origin, **{name: as_before(self._origin, name, self._rows[name]) for name in LEARNED})

    def _batch(
        self, inputs: NDArray[Any], labels: NDArray[np.int64], rate: float, answers: NDArray[np.int64]
    ) -> Learned:
        """Run one batch, then change the weights; what was counted, but for flips."""
        slices = [slice(start, start + LANES) for start in range(0, len(labels), LANES)]
        payloads = [side_by_side(inputs[part]) for part in slices]
        found = nothing_learned(self._origin.units)
        for number, part in enumerate(slices):
            judged = self._judged[number]
            hidden, readout = self._judge(self._blocks[number], judged, payloads[number], labels[part])
            answers[part] = judged.answers[: len(labels[part])]
            found = replace(found, hidden=found.hidden + hidden, readout=found.readout + readout)
        share, decayed = rate / np.sqrt(len(labels)), [rate * step * decay for step, decay in self._steps]
        for number, part in enumerate(slices):
            # The whole batch decays once.
            kept = [1 - loss if number == 0 else np.ones_like(loss) for loss in decayed]
            found += self._change(number, inputs[part], payloads[number], share, kept)
        return found

    def _judge(
        self, block: Block, judged: Judged, payloads: NDArray[np.float64], labels: NDArray[np.int64]
    ) -> tuple[int, int]:
        """Run up to 16 samples through the phases; how many units are unstable, and readouts inside the margin."""
        phases, lanes = self._origin.description.phases, np.uint16((1 << len(labels)) - 1)
        block.up[:], block.spoken[:], block.state[:] = 0, 0, 0.0
        add_input(self._rows["input_weights"], payloads, self._bias, block)
        block.feedback[:, : len(labels)] = self._feedback[:, labels]
        steps = Steps(phases.warmup, phases.clamped, phases.free, NEVER, lanes)
        run_block(self._total, self._columns, block, steps, NO_MASKS, NO_TRACE)
        unstable = judge_units(block, self._own, self._rule.margin, lanes, judged)
        readouts, margin = self._rows["readout_weights"], self._rule.readout_margin
        return unstable, judge_readouts(readouts, block, labels, margin, lanes, judged)

    def _change(
        self, number: int, inputs: NDArray[Any], payloads: NDArray[np.float64], share: float, kept: list[Any]
    ) -> Learned:
        """What one block of the batch changes."""
        block, judged, rows = self._blocks[number], self._judged[number], self._rows
        recurrent, entering, outgoing = (
            (share * step, keep) for (step, _), keep in zip(self._steps, kept, strict=True)
        )
        unstable, up, spoken = judged.unstable, block.up, masks_of(inputs != 0)
        updates = (
            learn_states(rows["recurrent"], unstable, up, up, *recurrent),
            learn_payloads(rows["input_weights"], unstable, up, payloads, spoken, *entering),
            learn_states(rows["readout_weights"], judged.wrong, judged.teacher, up, *outgoing),
        )
        all_rows = bool((kept[0] != 1.0).any())
        take_over(rows["recurrent"], self._places, self._beside, self._total, unstable, all_rows)
        return replace(nothing_learned(self._origin.units), recurrent=updates[0], input=updates[1], output=updates[2])
