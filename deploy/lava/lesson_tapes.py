"""Samples to learn, laid on one timeline: a start step, T steps, one in which units learn, one in which readouts do."""

from __future__ import annotations

from typing import final

import numpy as np
from numpy.typing import NDArray

from neuro.engines import Stimulus
from neuro.engines.masks import Masks
from neuro.network import Network

from .orders import ReadoutOrder, UnitOrder
from .shared import shared_array

# Steps of a sample beyond those of its phases.
_START, _LEARN_UNITS, _LEARN_READOUT = 1, 1, 1


@final
class LessonTapes:
    """What is sent to a learning network; room for a number of samples, used over and over.

    Rows and the row of each step, in shared memory, as Drive plays them: input lines and orders of the units are rows
    of their own for every sample, label lines and orders of the readouts one row for each class.

    Parameters
    ----------
    samples
        Most samples of one run.
    kind
        Number type the graph holds whole numbers in.
    """

    def __init__(self, network: Network, samples: int, kind: type) -> None:
        phases = network.description.phases
        self._network, self._steps, self.samples = network, phases.steps, samples
        self.period = _START + self._steps + _LEARN_UNITS + _LEARN_READOUT
        length, classes = samples * self.period, network.classes
        self.inputs = shared_array((1 + 2 * samples, network.lines), kind)
        self.orders = shared_array((2 + 2 * samples, network.units), kind)
        self.labels = shared_array((1 + 2 * classes, classes), kind)
        self.teachers = shared_array((2 + classes, classes), kind)
        self.which_input, self.which_order, self.which_label, self.which_teacher = (
            shared_array((length,), np.int64) for _ in range(4)
        )
        self.orders[1] = UnitOrder.START
        own = np.eye(classes, dtype=np.int64)
        self.labels[1:] = np.concatenate([own, -own]) * network.feedback_payload
        self.teachers[1:-1] = np.where(own > 0, ReadoutOrder.TEACH_UP, ReadoutOrder.TEACH_DOWN)
        self.teachers[-1] = ReadoutOrder.FORGET

    def write(self, stimulus: Stimulus, masks: Masks, chosen: slice, places: NDArray[np.int64]) -> None:
        """Lay some of the samples of a row on their places on the timeline."""
        payloads, labels = np.asarray(stimulus.inputs)[chosen], np.asarray(stimulus.labels)[chosen]
        starts, units_learn = places * self.period, places * self.period + _START + self._steps
        self.inputs[1 + places], self.inputs[1 + self.samples + places] = payloads, masks.inputs[chosen]
        # A line speaks when its value changes, one step ahead: what it exerts is forgotten when the next sample starts.
        self.which_input[starts], self.which_input[units_learn] = 1 + places, 1 + self.samples + places
        self.orders[2 + places] = np.where(masks.recurrent[chosen], UnitOrder.JUDGE_AND_OFFER, UnitOrder.JUDGE)
        offers = np.where(masks.readout[chosen], UnitOrder.HOLD_AND_OFFER, UnitOrder.HOLD)
        self.orders[2 + self.samples + places] = offers
        self.which_order[starts] = 1
        self.which_order[units_learn], self.which_order[units_learn + 1] = 2 + places, 2 + self.samples + places
        self.which_teacher[starts] = 1 + self._network.classes
        self.which_teacher[units_learn + 1] = 1 + labels
        for step in range(self._steps + 1):
            change = int(stimulus.clamped(step + 1)) - int(stimulus.clamped(step))
            self.which_label[starts + step] = {0: 0, 1: 1 + labels, -1: 1 + self._network.classes + labels}[change]
