"""What comes in from the lines, step by step where inputs change."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .block import Block
from .compiling import kernel
from .lanes import put, spread, store, take
from .sparse import weighted
from .wiring import Rows


class Drive(NamedTuple):
    """Bias, (N,), and input: its couplings, and the `payloads` that lines are at, lanes, (M, 16), taken from what each
    sample of a block is given, (lanes, T, M), one step standing for all where that stays. No samples where there is no
    input.
    """

    inputs: Rows
    bias: NDArray[np.float64]
    payloads: NDArray[np.float64]
    given: NDArray[np.float64]


@kernel()
def begin_input(drive: Drive, block: Block) -> None:
    """Let in what lines are at in the first step."""
    for line in range(len(drive.payloads)):
        row = np.uint64(line)
        store(drive.payloads, row, spread(drive.payloads, 0.0))
    # Sample by sample: what is given lies line after line.
    for lane in range(len(drive.given)):
        for line in range(len(drive.payloads)):
            put(drive.payloads, np.uint64(line), np.uint64(lane), drive.given[lane, 0, line])
    _add_up(drive, block)


@kernel()
def streams(drive: Drive) -> bool:
    """Whether inputs may change."""
    return drive.given.shape[1] > 1


@kernel()
def enter(drive: Drive, block: Block, step: int, changed: Any) -> bool:
    """Let in what lines are at in a later step; whether any has changed. `changed` takes the lanes in which each did,
    (M,), or is empty.
    """
    any_changed = False
    for line in range(len(drive.payloads)):
        row, lanes = np.uint64(line), np.uint16(0)
        for place in range(len(drive.given)):
            value, lane = drive.given[place, step - 1, line], np.uint64(place)
            if value != take(drive.payloads, row, lane):
                put(drive.payloads, row, lane, value)
                lanes |= np.uint16(1 << place)
        any_changed = any_changed or lanes != 0
        if len(changed):
            changed[line] = lanes
    if any_changed:
        _add_up(drive, block)
    return any_changed


@kernel()
def _add_up(drive: Drive, block: Block) -> None:
    for unit in range(len(drive.bias)):
        row = np.uint64(unit)
        start = spread(drive.payloads, drive.bias[row])
        store(block.external, row, weighted(drive.inputs, row, drive.payloads, start))
