"""Samples to learn, one after another: a start step, T steps, one in which units learn, one in which readouts do.

In each step each unit and each readout has an action.
"""

from __future__ import annotations

from enum import IntEnum
from typing import final

import numpy as np
from numpy.typing import NDArray

from neuro.engines import Stimulus
from neuro.engines.rule import Masks
from neuro.network import Network

from .timeline import Timeline

# Steps of a sample beyond those of its phases.
_START, _LEARN_UNITS, _LEARN_READOUT = 1, 1, 1


class UnitAction(IntEnum):
    """Actions of LearningUnits. Those that offer send the state itself, for connections to learn from."""

    STEP = 0
    HOLD = 1
    HOLD_AND_OFFER = 2
    JUDGE = 3
    JUDGE_AND_OFFER = 4
    START = 5


class ReadoutAction(IntEnum):
    """Actions of LearningReadout: to add up, to hold the field against a teacher of either sign, to forget."""

    ADD = 0
    TEACH_UP = 1
    TEACH_DOWN = -1
    FORGET = 2


@final
class LearningSchedule:
    """What is sent to a learning network; room for a number of samples, used over and over.

    Input lines and actions of the units are rows of their own for every sample, label lines and actions of the
    readouts one row for each class.

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
        self.inputs = Timeline.shared(1 + 2 * samples, network.lines, length, kind)
        self.units = Timeline.shared(2 + 2 * samples, network.units, length, kind)
        self.labels = Timeline.shared(1 + 2 * classes, classes, length, kind)
        self.readout = Timeline.shared(2 + classes, classes, length, kind)
        self.units.rows[1] = UnitAction.START
        own = np.eye(classes, dtype=np.int64)
        self.labels.rows[1:] = np.concatenate([own, -own]) * network.feedback_payload
        self.readout.rows[1:-1] = np.where(own > 0, ReadoutAction.TEACH_UP, ReadoutAction.TEACH_DOWN)
        self.readout.rows[-1] = ReadoutAction.FORGET

    def write(self, stimulus: Stimulus, masks: Masks, chosen: slice, places: NDArray[np.int64]) -> None:
        """Lay some of the samples of a row on their places on the timelines."""
        payloads, labels = np.asarray(stimulus.inputs)[chosen], np.asarray(stimulus.labels)[chosen]
        starts, units_learn = places * self.period, places * self.period + _START + self._steps
        first, second = 1 + places, 1 + self.samples + places
        inputs, units, readout = self.inputs, self.units, self.readout
        inputs.rows[first], inputs.rows[second] = payloads, masks.inputs[chosen]
        # A line speaks when its value changes, one step ahead: what it exerts is forgotten when the next sample starts.
        inputs.which[starts], inputs.which[units_learn] = first, second
        units.rows[1 + first] = np.where(masks.recurrent[chosen], UnitAction.JUDGE_AND_OFFER, UnitAction.JUDGE)
        units.rows[1 + second] = np.where(masks.readout[chosen], UnitAction.HOLD_AND_OFFER, UnitAction.HOLD)
        units.which[starts] = 1
        units.which[units_learn], units.which[units_learn + 1] = 1 + first, 1 + second
        readout.which[starts] = 1 + self._network.classes
        readout.which[units_learn + 1] = 1 + labels
        for step in range(self._steps + 1):
            change = int(stimulus.clamped(step + 1)) - int(stimulus.clamped(step))
            row = {0: 0, 1: 1 + labels, -1: 1 + self._network.classes + labels}[change]
            self.labels.which[starts + step] = row
