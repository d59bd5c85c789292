"""What is kept of a run as it goes: states, when each sample stopped and changed last, and which states came back."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .compiling import kernel
from .lanes import LANES


class Trace(NamedTuple):
    """Of the samples of a block, each empty where it isn't wanted.

    `states`, (S, T + 1, N); the steps taken, the last in which something changed, and the period of what they ended in,
    1 at a fixed point and 0 where none was seen, (S,). To see cycles: a random key for each unit, (N,); the keys of all
    states, (T + 1, 16), and the states as masks, (T + 1, N).
    """

    states: NDArray[np.int8]
    steps_taken: NDArray[np.int64]
    last_change: NDArray[np.int64]
    period: NDArray[np.int64]
    keys: NDArray[np.uint64]
    seen: NDArray[np.uint64]
    ups: NDArray[np.uint16]


_NONE = np.zeros(0, np.int64)
NOT_TRACED = Trace(
    np.zeros((0, 0, 0), np.int8),
    _NONE,
    _NONE,
    _NONE,
    np.zeros(0, np.uint64),
    np.zeros((0, LANES), np.uint64),
    np.zeros((0, 0), np.uint16),
)


@kernel()
def first_keys(trace: Trace, up: Any) -> Any:
    """The key of each lane's first state: those of all units that are up, combined."""
    key = np.zeros(LANES, np.uint64)
    if len(trace.keys):
        trace.ups[0] = up
    for unit in range(len(trace.keys)):
        for lane in range(LANES):
            if (up[unit] >> lane) & 1:
                key[lane] ^= trace.keys[unit]
    return key


@kernel()
def record(
    trace: Trace, up: Any, changed: Any, sent: Any, count: int, step: int, moved: np.uint16, live: np.uint16, key: Any
) -> None:
    """Write down a step in which `count` units changed, and keep each sample's key up to date."""
    for lane in range(len(trace.steps_taken)):
        trace.steps_taken[lane] += (live >> lane) & 1
        if (moved >> lane) & 1:
            trace.last_change[lane] = step
    for lane in range(len(trace.states)):
        now = trace.states[lane, step]
        now[:] = trace.states[lane, step - 1]
        for number in range(count):
            if (sent[number] >> lane) & 1:
                unit = changed[number]
                now[unit] = 1 if (up[unit] >> lane) & 1 else -1
    if len(trace.keys):
        before = trace.ups[step - 1]
        for number in range(count):
            unit = changed[number]
            turned = up[unit] ^ before[unit]
            for lane in range(LANES):
                if (turned >> lane) & 1:
                    key[lane] ^= trace.keys[unit]
        trace.ups[step] = up


@kernel()
def came_back(trace: Trace, first: int, step: int, key: Any, live: np.uint16) -> np.uint16:
    """The lanes whose state was there before, in step `first` or later."""
    back = np.uint16(0)
    for lane in range(len(trace.period)):
        trace.seen[step, lane] = key[lane]
        if (live >> lane) & 1:
            for earlier in range(first, step):
                if trace.seen[earlier, lane] == key[lane] and _alike(trace.ups[earlier], trace.ups[step], lane):
                    trace.period[lane] = step - earlier
                    back |= np.uint16(1 << lane)
                    break
    return back


@kernel()
def _alike(one: Any, other: Any, lane: int) -> bool:
    for unit in range(len(one)):
        if ((one[unit] ^ other[unit]) >> lane) & 1:
            return False
    return True
