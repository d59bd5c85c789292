"""What is kept of a run as it goes: states, when each sample stopped and changed last, and which states came back."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .compiling import kernel
from .lanes import LANES


class Trace(NamedTuple):
    """Of the samples of a block, each empty where it isn't wanted.

    `halt` is not 0 once the run is to end at once, (1,). `states`, (S, T + 1, N); the steps taken, the last in which
    something changed, and the period of what they ended in, 1 at a fixed point and 0 where none was seen, (S,). To see
    cycles: a random key for each unit, (N,); those of the units that are up, combined, now, (16,), and after each
    step, (T + 1, 16); and the states as masks, (T + 1, N).
    """

    halt: NDArray[np.uint8]
    states: NDArray[np.int8]
    steps_taken: NDArray[np.int64]
    last_change: NDArray[np.int64]
    period: NDArray[np.int64]
    keys: NDArray[np.uint64]
    key: NDArray[np.uint64]
    seen: NDArray[np.uint64]
    ups: NDArray[np.uint16]


_NONE = np.zeros(0, np.int64)
NOT_TRACED = Trace(
    np.zeros(1, np.uint8),
    np.zeros((0, 0, 0), np.int8),
    _NONE,
    _NONE,
    _NONE,
    np.zeros(0, np.uint64),
    np.zeros(LANES, np.uint64),
    np.zeros((0, LANES), np.uint64),
    np.zeros((0, 0), np.uint16),
)


@kernel()
def first_keys(trace: Trace, up: Any) -> None:
    """Take in the first states."""
    # What isn't kept has no room to be written to.
    for lane in range(LANES if len(trace.keys) else 0):
        trace.key[lane] = 0
    for unit in range(len(trace.keys)):
        trace.ups[0, unit] = up[unit]
        for lane in range(LANES):
            if (up[unit] >> lane) & 1:
                trace.key[lane] ^= trace.keys[unit]


@kernel()
def record(
    trace: Trace, up: Any, changed: Any, sent: Any, count: int, step: int, moved: np.uint16, live: np.uint16
) -> None:
    """Write down a step in which `count` units changed, and keep each sample's key up to date."""
    for lane in range(len(trace.steps_taken)):
        trace.steps_taken[lane] += (live >> lane) & 1
        if (moved >> lane) & 1:
            trace.last_change[lane] = step
    for lane in range(len(trace.states)):
        now, before = trace.states[lane, step], trace.states[lane, step - 1]
        for unit in range(len(now)):
            now[unit] = before[unit]
        for number in range(count):
            if (sent[number] >> lane) & 1:
                unit = changed[number]
                now[unit] = 1 if (up[unit] >> lane) & 1 else -1
    if len(trace.keys):
        for number in range(count):
            unit = changed[number]
            turned = up[unit] ^ trace.ups[step - 1, unit]
            for lane in range(LANES):
                if (turned >> lane) & 1:
                    trace.key[lane] ^= trace.keys[unit]
        for unit in range(len(up)):
            trace.ups[step, unit] = up[unit]


@kernel()
def came_back(trace: Trace, first: int, step: int, live: np.uint16) -> np.uint16:
    """The lanes whose state was there before, in step `first` or later."""
    back = np.uint16(0)
    for lane in range(len(trace.period)):
        trace.seen[step, lane] = trace.key[lane]
        if (live >> lane) & 1:
            for earlier in range(first, step):
                if trace.seen[earlier, lane] == trace.key[lane] and _alike(trace.ups[earlier], trace.ups[step], lane):
                    trace.period[lane] = step - earlier
                    back |= np.uint16(1 << lane)
                    break
    return back


@kernel()
def _alike(one: Any, other: Any, lane: int) -> bool:
    unit = 0
    while unit < len(one) and not ((one[unit] ^ other[unit]) >> lane) & 1:
        unit += 1
    return unit == len(one)
