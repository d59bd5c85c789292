"""Samples laid one after another on timelines, to be run or to be learned, so that a batch is one run of a graph."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, final

import numpy as np
from numpy.typing import DTypeLike, NDArray

from neuro.engines import Stimulus
from neuro.engines.messages import line_messages
from neuro.engines.rule import Masks
from neuro.network import Network

from .ranges import start_payloads
from .shared import Timeline

Table = NDArray[Any]


@final
@dataclass(frozen=True, eq=False)
class Schedule:
    """Everything sent to a network during one run of the graph.

    Parameters
    ----------
    lines, starts
        What the input and label lines, and what the units' start lines carry.
    offset
        Timeline step in which the units show their first start.
    """

    lines: Timeline
    starts: Timeline
    offset: int

    @property
    def steps(self) -> int:
        """Length of the timeline: the readout takes one step more than the last sample."""
        return len(self.starts.which)

    @property
    def size(self) -> tuple[Any, ...]:
        """What must agree for two schedules to share a graph."""
        return self.steps, self.lines.rows.shape, self.starts.rows.shape

    def shared(self, dtype: DTypeLike) -> Schedule:
        """One of the same size in shared memory, silent until another is written to it."""
        return Schedule(self.lines.like(dtype), self.starts.like(dtype), self.offset)

    def write(self, other: Schedule) -> None:
        """Take over what another schedule of the same size sends."""
        self.lines.write(other.lines)
        self.starts.write(other.starts)


def flip_schedule(network: Network, stimulus: Stimulus, masks: NDArray[np.bool_] | None) -> Schedule:
    """Lines speak when their value changes, one step ahead; what units are to do reaches them at once."""
    steps = stimulus.steps
    actions: list[Table | None] = [stimulus.start(network.units) + np.int8(3)]
    actions += [None if masks is None else (~masks[:, t]).astype(np.int8) for t in range(steps)]
    length = stimulus.samples * (steps + 1) + 1
    return Schedule(
        lines=_timeline([*_said(network, stimulus, "flips"), None], length, network.lines + network.classes),
        starts=_timeline(actions, length, network.units),
        offset=0,
    )


def spike_schedule(network: Network, stimulus: Stimulus) -> Schedule:
    """Lines speak in every step in which they are on; all messages take a step to arrive.

    In a start step a unit gets a payload that outweighs whatever else acts on it. In step 1 after silence it gets the
    sum of its couplings: no unit spikes then, but none is down either.
    """
    steps, start, reach = stimulus.steps, stimulus.start(network.units), start_payloads(network)
    lift = np.broadcast_to(network.coupling_sums, start.shape) if (start == 0).all() else None
    forced = np.where(start > 0, reach, -reach)
    length = stimulus.samples * (steps + 1) + 2
    return Schedule(
        lines=_timeline([None, *_said(network, stimulus, "spikes")], length, network.lines + network.classes),
        starts=_timeline([forced, lift] + [None] * (steps - 1), length, network.units),
        offset=1,
    )


def _said(network: Network, stimulus: Stimulus, code: str) -> list[Table | None]:
    kind = np.int64 if network.is_integer else float
    return line_messages(network, stimulus, code, network.feedback_payload, kind)


def _timeline(tables: Sequence[Table | None], length: int, width: int) -> Timeline:
    """Lay (S, width) tables, one for each step of a sample, on a timeline of all samples."""
    distinct = {id(table): table for table in tables if table is not None}
    first = {key: 1 + sum(len(t) for t in list(distinct.values())[:n]) for n, key in enumerate(distinct)}
    rows = np.concatenate([np.zeros((1, width), np.int8), *distinct.values()])
    which = np.zeros(length, np.int64)
    for step, table in enumerate(tables):
        if table is not None:
            places = step + len(tables) * np.arange(len(table))
            which[places] = first[id(table)] + np.arange(len(table))
    return Timeline(rows, which)


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

    A sample takes a start step, T steps, one in which units learn and one in which readouts do; in each, each unit and
    each readout has an action. Input lines and actions of the units are rows of their own for every sample, label
    lines and actions of the readouts one row for each class. Where inputs `stream`, lines have a row for every step.
    """

    def __init__(self, network: Network, samples: int, kind: type, *, streams: bool = False) -> None:
        phases = network.description.phases
        self._network, self._steps, self.samples = network, phases.steps, samples
        self.period = _START + self._steps + _LEARN_UNITS + _LEARN_READOUT
        length, classes = samples * self.period, network.classes
        self._said = phases.steps if streams else 1
        self.inputs = Timeline.shared(1 + (self._said + 1) * samples, network.lines, length, kind)
        self._turns = turns if len(turns := network.description.turns) > 1 else ()
        self.units = Timeline.shared(2 + 2 * samples + len(self._turns), network.units, length, kind)
        self.labels = Timeline.shared(1 + 2 * classes, classes, length, kind)
        self.readout = Timeline.shared(2 + classes, classes, length, kind)
        self.units.rows[1] = UnitAction.START
        for row, module in zip(self.units.rows[2 + 2 * samples :], network.description.slices.values(), strict=False):
            row[:], row[module] = UnitAction.HOLD, UnitAction.STEP
        own = np.eye(classes, dtype=np.int64)
        self.labels.rows[1:] = np.concatenate([own, -own]) * network.feedback_payload
        self.readout.rows[1:-1] = np.where(own > 0, ReadoutAction.TEACH_UP, ReadoutAction.TEACH_DOWN)
        self.readout.rows[-1] = ReadoutAction.FORGET

    def write(self, stimulus: Stimulus, masks: Masks, chosen: slice, places: NDArray[np.int64]) -> None:
        """Lay some of the samples of a row on their places on the timelines."""
        labels = np.asarray(stimulus.labels)[chosen]
        starts, units_learn = places * self.period, places * self.period + _START + self._steps
        first, second = 1 + places, 1 + self.samples + places
        inputs, units, readout = self.inputs, self.units, self.readout
        # A line speaks when its value changes, one step ahead: what it exerts is forgotten when the next sample starts.
        said = stimulus.messages("flips")[chosen] if stimulus.streams else None
        for step in range(self._said):
            rows = first + step * self.samples
            inputs.rows[rows] = np.asarray(stimulus.inputs)[chosen] if said is None else said.at(1 + step)
            inputs.which[starts + step] = rows
        learned = first + self._said * self.samples
        inputs.rows[learned], inputs.which[units_learn] = masks.inputs[chosen], learned
        units.rows[1 + first] = np.where(masks.recurrent[chosen], UnitAction.JUDGE_AND_OFFER, UnitAction.JUDGE)
        units.rows[1 + second] = np.where(masks.readout[chosen], UnitAction.HOLD_AND_OFFER, UnitAction.HOLD)
        units.which[starts] = 1
        for step in range(self._steps if self._turns else 0):
            units.which[starts + _START + step] = 2 + 2 * self.samples + step % len(self._turns)
        units.which[units_learn], units.which[units_learn + 1] = 1 + first, 1 + second
        readout.which[starts] = 1 + self._network.classes
        readout.which[units_learn + 1] = 1 + labels
        for step in range(self._steps + 1):
            change = int(stimulus.clamped(step + 1)) - int(stimulus.clamped(step))
            row = {0: 0, 1: 1 + labels, -1: 1 + self._network.classes + labels}[change]
            self.labels.which[starts + step] = row
