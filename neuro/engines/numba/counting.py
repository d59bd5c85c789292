"""Events counted as they happen; what they add up to is laid down in :mod:`neuro.engines.activity`."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .compiling import kernel
from .couplings import reach
from .entering import Drive
from .lanes import LANES, load, nonzero, number_of
from .wiring import Rows


class Counts(NamedTuple):
    """Of all samples of a task; empty arrays where nothing is counted.

    By unit, (N,): steps spent `up`, and first states that are `loaded`. By line, (M,), and by label, (C,): messages
    `said` and `labelled`. `active` counts unit-steps in which a message arrived, (1,). Masks: units that a message from
    a unit has `arrived` at, or from the input or the label of their sample, (N,), and lines that speak, (M,). `labels`
    are those of the samples in the lanes, (16,), -1 where there is none.
    """

    spikes: bool
    up: NDArray[np.int64]
    loaded: NDArray[np.int64]
    said: NDArray[np.int64]
    labelled: NDArray[np.int64]
    active: NDArray[np.int64]
    arrived: NDArray[np.uint16]
    entered: NDArray[np.uint16]
    fed_back: NDArray[np.uint16]
    lines: NDArray[np.uint16]
    labels: NDArray[np.int64]


def new_counts(units: int, lines: int, classes: int, code: str = "flips") -> Counts:
    """Nothing counted yet."""
    up, loaded, said, labelled = (np.zeros(size, np.int64) for size in (units, units, lines, classes))
    arrived, entered, fed_back = (np.zeros(units, np.uint16) for _ in range(3))
    active, speaking = np.zeros(1, np.int64), np.zeros(lines, np.uint16)
    labels = np.full(LANES, -1)
    return Counts(code == "spikes", up, loaded, said, labelled, active, arrived, entered, fed_back, speaking, labels)


NOT_COUNTED = new_counts(0, 0, 0)


@kernel()
def count_start(counts: Counts, couplings: Any, drive: Drive, feedback: Any, up: Any, spoken: Any, labels: Any) -> None:
    """Take in the first states of a block, its `labels`, if any, and whom its input and labels reach."""
    counts.labels[:] = -1
    for lane in range(len(labels)):
        counts.labels[lane] = labels[lane]
    for line in range(len(counts.lines)):
        counts.lines[line] = nonzero(load(drive.payloads, np.uint64(line)))
    _count_entered(counts, drive.inputs)
    first = up if counts.spikes else spoken
    counts.arrived[:] = 0
    for unit in range(len(counts.arrived)):
        counts.fed_back[unit] = nonzero(load(feedback, np.uint64(unit)))
        counts.loaded[unit] += number_of(first[unit])
        if first[unit]:
            reach(couplings, counts.arrived, np.uint64(unit), first[unit])


@kernel()
def count_lines(counts: Counts, drive: Drive) -> None:
    """Whom lines reach in a later step: those that changed, as :func:`enter` found, or in spikes those that are on."""
    if counts.spikes:
        for line in range(len(counts.lines)):
            counts.lines[line] = nonzero(load(drive.payloads, np.uint64(line)))
    _count_entered(counts, drive.inputs)


@kernel()
def _count_entered(counts: Counts, inputs: Rows) -> None:
    for unit in range(len(counts.entered)):
        entered = np.uint16(0)
        for k in range(inputs.starts[unit], inputs.starts[unit + 1]):
            entered |= counts.lines[inputs.senders[k]]
        counts.entered[unit] = entered


@kernel()
def count_step(counts: Counts, up: Any, live: np.uint16, entering: bool, turns: bool, clamped: bool) -> None:
    """Count a step that the `live` lanes take; input speaks where it is `entering`, a label where it comes or goes, or
    both, in spikes, as long as they are on.
    """
    entering, labelled = entering or counts.spikes, clamped if counts.spikes else turns
    if entering:
        for line in range(len(counts.lines)):
            counts.said[line] += number_of(counts.lines[line] & live)
    if labelled:
        for lane in range(len(counts.labels)):
            if counts.labels[lane] >= 0 and (live >> lane) & 1:
                counts.labelled[counts.labels[lane]] += 1
    active = 0
    for unit in range(len(counts.up)):
        received = counts.arrived[unit]
        if entering:
            received |= counts.entered[unit]
        if labelled:
            received |= counts.fed_back[unit]
        active += number_of(received & live)
        counts.up[unit] += number_of(up[unit] & live)
    counts.active[0] += active


@kernel()
def pass_on(couplings: Any, counts: Counts, up: Any, changed: Any, sent: Any, count: int, live: np.uint16) -> None:
    """Whom the messages of a step, from `count` units that changed or from all that are up, will have arrived at."""
    counts.arrived[:] = 0
    if counts.spikes:
        for unit in range(len(up)):
            if up[unit] & live:
                reach(couplings, counts.arrived, np.uint64(unit), up[unit] & live)
    else:
        for number in range(count):
            reach(couplings, counts.arrived, np.uint64(changed[number]), sent[number])
