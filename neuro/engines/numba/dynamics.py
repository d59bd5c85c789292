"""The dynamics of one block of samples: a field is evaluated whole once, then only what flips is followed."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .compiling import kernel
from .lanes import LANES, above, load, minus, number_of, only, plus, plus_times, signs, spread, store
from .wiring import Columns, Rows

NEVER, FIXED_POINT, CYCLE = range(3)
# Above this share of units that changed, evaluating all rows is quicker than following each change.
_WHOLE = 0.3


class Block(NamedTuple):
    """Where one block of samples is worked on; made once and used again.

    Arrays of lanes: `external` (bias and input) and `feedback`, `field` (what the units exert), `state`, `changes`; (N,
    16). Masks: `up` and `spoken` (not silent), (N,). `changed` lists units, (N,); `flips` counts theirs, (N,).
    """

    external: NDArray[np.float64]
    feedback: NDArray[np.float64]
    field: NDArray[np.float64]
    state: NDArray[np.float64]
    changes: NDArray[np.float64]
    up: NDArray[np.uint16]
    spoken: NDArray[np.uint16]
    changed: NDArray[np.uint32]
    flips: NDArray[np.int64]


class Steps(NamedTuple):
    """Steps of the phases, whether samples stop, and the mask of lanes that hold samples."""

    warmup: int
    clamped: int
    free: int
    stop: int
    lanes: np.uint16


class Trace(NamedTuple):
    """What is kept of a run: all states (16, T + 1, N), or none (0, 0, 0); the steps taken, (16,); and for cycles a
    random key for each unit, (N,), and the keys of all states of a sample, (T + 1, 16).
    """

    states: NDArray[np.int8]
    steps_taken: NDArray[np.int64]
    keys: NDArray[np.uint64]
    seen: NDArray[np.uint64]


# Of a run that keeps nothing, and that updates all units in every step.
NO_TRACE = Trace(
    np.zeros((0, 0, 0), np.int8), np.zeros(0, np.int64), np.zeros(0, np.uint64), np.zeros((0, LANES), np.uint64)
)
NO_MASKS = np.zeros((0, 0), np.uint16)


def new_block(units: int) -> Block:
    """A block of silence."""
    external, feedback, field, state, changes = (np.zeros((units, LANES)) for _ in range(5))
    up, spoken = (np.zeros(units, np.uint16) for _ in range(2))
    changed, flips = np.zeros(units, np.uint32), np.zeros(units, np.int64)
    return Block(external, feedback, field, state, changes, up, spoken, changed, flips)


@kernel()
def weighted(rows: Rows, row: Any, senders: Any, total: Any) -> Any:
    """`total`, lanes, and what the couplings of a row bring from an array of lanes."""
    start, stop, weights = rows.starts[row], rows.starts[row + np.uint64(1)], rows.weights
    second, third, fourth = spread(0.0), spread(0.0), spread(0.0)
    # Four sums, as one would wait for itself.
    whole = start + (stop - start) // np.uint64(4) * np.uint64(4)
    for k in range(start, whole, np.uint64(4)):
        total = plus_times(total, weights[k], load(senders, np.uint64(rows.senders[k])))
        k1, k2, k3 = k + np.uint64(1), k + np.uint64(2), k + np.uint64(3)
        second = plus_times(second, weights[k1], load(senders, np.uint64(rows.senders[k1])))
        third = plus_times(third, weights[k2], load(senders, np.uint64(rows.senders[k2])))
        fourth = plus_times(fourth, weights[k3], load(senders, np.uint64(rows.senders[k3])))
    for k in range(whole, stop):
        total = plus_times(total, weights[k], load(senders, np.uint64(rows.senders[k])))
    return plus(plus(total, second), plus(third, fourth))


@kernel()
def add_input(rows: Rows, payloads: Any, bias: Any, block: Block) -> None:
    """The constant part of the fields: bias and input."""
    for unit in range(len(bias)):
        row = np.uint64(unit)
        store(block.external, row, weighted(rows, row, payloads, spread(bias[row])))


@kernel()
def _fields(rows: Rows, block: Block) -> None:
    for unit in range(len(block.up)):
        row = np.uint64(unit)
        store(block.field, row, weighted(rows, row, block.state, spread(0.0)))


@kernel()
def follow(columns: Columns, count: int, block: Block) -> None:
    """Pass on what changed in `count` units."""
    for number in range(count):
        sender = np.uint64(block.changed[np.uint64(number)])
        change = load(block.changes, np.uint64(number))
        for k in range(columns.starts[sender], columns.starts[sender + np.uint64(1)]):
            row = np.uint64(columns.receivers[k])
            weight = columns.weights[np.uint64(columns.places[k])]
            store(block.field, row, plus_times(load(block.field, row), weight, change))


@kernel()
def _update(block: Block, clamped: bool, masks: Any, live: np.uint16) -> tuple[int, np.uint16]:
    """Decide for all units at once; how many changed in some lane, and the lanes in which one wanted to."""
    count, moving = 0, np.uint16(0)
    zero = spread(0.0)
    for unit in range(len(block.up)):
        row = np.uint64(unit)
        field = plus(load(block.field, row), load(block.external, row))
        if clamped:
            field = plus(field, load(block.feedback, row))
        wanted, before, spoken = above(field, zero), block.up[row], block.spoken[row]
        differs = ((wanted ^ before) | ~spoken) & live
        moving |= differs
        if len(masks):
            differs &= masks[row]
        if differs:
            after = (before & ~differs) | (wanted & differs)
            state = only(signs(after), spoken | differs)
            store(block.changes, np.uint64(count), minus(state, load(block.state, row)))
            store(block.state, row, state)
            block.up[row], block.spoken[row] = after, spoken | differs
            block.changed[np.uint64(count)] = unit
            block.flips[row] += number_of(differs)
            count += 1
    return count, moving


@kernel()
def _record(block: Block, count: int, step: int, trace: Trace, key: Any) -> None:
    """Write the states of a step, and keep each sample's key up to date."""
    for lane in range(len(trace.states)):
        now, before = trace.states[lane, step], trace.states[lane, step - 1]
        now[:] = before
        for number in range(count):
            unit = block.changed[number]
            if (block.spoken[unit] >> lane) & 1:
                up = (block.up[unit] >> lane) & 1
                now[unit] = 1 if up else -1
                if len(trace.keys) and bool(up) != (before[unit] > 0):
                    key[lane] ^= trace.keys[unit]


@kernel()
def _came_back(trace: Trace, first: int, step: int, key: Any) -> np.uint16:
    """The lanes whose state was there before, in step `first` or later."""
    back = np.uint16(0)
    for lane in range(len(trace.states)):
        trace.seen[step, lane] = key[lane]
        for earlier in range(first, step):
            if trace.seen[earlier, lane] == key[lane]:
                same = True
                for unit in range(trace.states.shape[2]):
                    if (trace.states[lane, earlier, unit] > 0) != (trace.states[lane, step, unit] > 0):
                        same = False
                        break
                if same:
                    back |= np.uint16(1 << lane)
                    break
    return back


@kernel()
def run_block(rows: Rows, columns: Columns, block: Block, steps: Steps, masks: Any, trace: Trace) -> int:
    """Run a block from the states it holds; the steps that its longest sample took.

    `masks` holds for each step and unit the lanes that are updated, (T, N); empty when all are.
    """
    units, live = len(block.up), steps.lanes
    silent, moving, first_free = True, np.uint16(0), steps.warmup + steps.clamped + 1
    key = np.zeros(LANES, np.uint64)
    for unit in range(units):
        silent = silent and block.spoken[unit] == 0
        block.field[unit] = 0.0
        if len(trace.keys):
            for lane in range(LANES):
                if (block.up[unit] >> lane) & 1:
                    key[lane] ^= trace.keys[unit]
    if not silent:
        _fields(rows, block)
    for step in range(1, steps.warmup + steps.clamped + steps.free + 1):
        clamped = steps.warmup < step < first_free
        count = 0
        # Once nothing wants to move, nothing will before the label comes or goes.
        if moving or step == 1 or (steps.clamped and (step == steps.warmup + 1 or step == first_free)):
            count, moving = _update(block, clamped, masks[step - 1] if len(masks) else masks[0:0].reshape(-1), live)
            if count > _WHOLE * units:
                _fields(rows, block)
            else:
                follow(columns, count, block)
        if len(trace.states):
            _record(block, count, step, trace, key)
        for lane in range(len(trace.steps_taken)):
            trace.steps_taken[lane] += (live >> lane) & 1
        if steps.stop != NEVER and step >= first_free:
            settled = ~moving & live
            if steps.stop == CYCLE:
                settled |= _came_back(trace, first_free, step, key)
            live &= ~settled
            if not live:
                return step
    return steps.warmup + steps.clamped + steps.free
