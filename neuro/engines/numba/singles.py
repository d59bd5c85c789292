"""Learning sample after sample, by the float rule or in whole numbers."""

from __future__ import annotations

import time
from abc import abstractmethod
from dataclasses import replace
from typing import Any, final

import numpy as np
from numpy.typing import NDArray

from ...events import Inputs, by_step
from ...network import LEARNED, Network
from ..learner import AbstractLearner, LearnResult
from ..learning_activity import Learned, LearningCounter
from ..rule import draw_masks, float_steps, margins
from ..stimulus import Stimulus, check_stimulus
from .block import modules_of
from .compiling import compiling
from .online import Online, Projection, Rule, learn_floats, learn_wholes, new_sample, settle
from .wiring import as_before, check_layout, ends_of, learned_rows, rows_of, shared_columns

_Counts = tuple[int, int, int, int, int]
# Couplings times samples that are learned in one go: a quarter of a second's work.
_PIECE = 120_000_000


class AbstractNumbaSingles(AbstractLearner):
    """A network with its couplings by receiver and by sender, and room for one sample.

    Parameters
    ----------
    network
        Float or integer.
    """

    def __init__(self, network: Network) -> None:
        check_layout(network, learns=True)
        description, own = network.description, network.self_coupling.astype(float)
        self._origin, self._counter = network, LearningCounter(network)
        recurrent, entering, readout = (_projection(network, name) for name in LEARNED)
        excluded = description.plasticity.self_coupling_in_margin == "excluded"
        fixed = rows_of(network.fixed_couplings)
        self._online = Online(
            recurrent=recurrent,
            inputs=entering,
            readout=readout,
            fixed=fixed,
            fixed_columns=shared_columns(fixed, network.units),
            bias=network.bias.astype(float),
            feedback=np.ascontiguousarray((network.feedback_weights * float(network.feedback_payload)).T),
            own=own if excluded else np.zeros_like(own),
        )
        # An interrupt is heard between pieces.
        couplings = sum(len(projection.rows.weights) for projection in (recurrent, entering, readout))
        self._piece = max(1, _PIECE // max(1, couplings))
        phases, given = description.phases, margins(network)
        self._rule = Rule(
            phases.warmup,
            phases.clamped,
            phases.free,
            float(given.units),
            float(given.readout),
            given.competitive,
            modules_of(description.turns),
            len(description.turns),
        )
        self._sample = new_sample(network.units, network.classes)

    def learn(self, inputs: Inputs, labels: NDArray[np.int64], rate: float = 1.0, first: int = 0) -> LearnResult:
        """Learn a row of samples, one after the other."""
        began = time.perf_counter()
        check_stimulus(self._origin, Stimulus(len(labels), self._origin.description.phases, inputs, labels), "flips")
        # Kernels are compiled for one layout of arrays.
        labels = np.require(labels, np.int64, ["C", "W"])
        answers, self._sample.flips[:] = np.empty(len(labels), np.int64), 0
        counts = np.zeros(5, np.int64)
        for start in range(0, len(labels), self._piece):
            part = slice(start, start + self._piece)
            counts += self._learn(by_step(inputs[part]), labels[part], rate, first + start, answers[part])
        self._finish()
        found = Learned(self._sample.flips, *counts.tolist())
        share = found.hidden / (len(labels) * self._origin.units)
        activity = self._counter.activity(inputs, labels, found)
        return LearnResult(answers, share, time.perf_counter() - began, activity)

    def _compile(self) -> None:
        """Compile without any samples, so that the time of learning is that of learning."""
        none = np.zeros(0, np.int64)
        payloads = np.zeros((0, 1, self._origin.lines), np.int64 if self._origin.is_integer else float)
        with compiling(4):
            self._learn(payloads, none, 1.0, 0, none)
            self._finish()

    def network(self) -> Network:
        """The network as it is now."""
        learned = zip(LEARNED, self._online[:3], strict=True)
        return replace(self._origin, **{name: as_before(self._origin, name, one.rows) for name, one in learned})

    def _finish(self) -> None:
        """Put what was kept beside the weights into them."""

    @abstractmethod
    def _learn(
        self, inputs: NDArray[Any], labels: NDArray[np.int64], rate: float, first: int, answers: NDArray[np.int64]
    ) -> _Counts:
        """Learn the row; hidden, readout, and updates of recurrent, input and readout couplings."""


@final
class NumbaFloatLearner(AbstractNumbaSingles):
    """Steps of rate / sqrt(fan-in) after each sample, with decay."""

    def __init__(self, network: Network) -> None:
        super().__init__(network)
        self._steps = float_steps(network)
        self._compile()

    def _learn(
        self, inputs: NDArray[Any], labels: NDArray[np.int64], rate: float, first: int, answers: NDArray[np.int64]
    ) -> _Counts:
        steps = tuple(rate * step for step, _ in self._steps)
        decays = tuple(1 - rate * step * decay for step, decay in self._steps)
        return learn_floats(
            self._online, inputs.astype(float), labels, self._rule, self._sample, steps, decays, answers
        )

    def _finish(self) -> None:
        for projection in self._online[:3]:
            settle(projection)


@final
class NumbaIntegerLearner(AbstractNumbaSingles):
    """Whole steps from the senders that each sample's masks let through."""

    def __init__(self, network: Network) -> None:
        rule = network.description.integer_plasticity
        super().__init__(network)
        self._steps = tuple(float(step) for step in (rule.recurrent_step, rule.input_step, rule.readout_step))
        self._ends = tuple(
            ends_of(network, name, projection.rows) for name, projection in zip(LEARNED, self._online[:3], strict=True)
        )
        self._compile()

    def _learn(
        self, inputs: NDArray[Any], labels: NDArray[np.int64], rate: float, first: int, answers: NDArray[np.int64]
    ) -> _Counts:
        drawn = draw_masks(self._origin, inputs[:, -1], first, rate)
        masks = (drawn.recurrent, drawn.inputs, drawn.readout)
        return learn_wholes(
            self._online,
            inputs.astype(float),
            labels,
            self._rule,
            self._sample,
            self._steps,
            self._ends,
            masks,
            answers,
        )


def _projection(network: Network, name: str) -> Projection:
    rows = learned_rows(network, name)
    senders = getattr(network, name).shape[1]
    return Projection(rows, shared_columns(rows, senders), np.ones(len(rows.starts) - 1))
