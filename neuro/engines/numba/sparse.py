"""Couplings listed one by one: fields are evaluated whole when many units changed, else only what flips is followed."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from .block import Block, Draws, change, mark
from .compiling import kernel
from .lanes import above, load, plus, plus_times, put, spread, store
from .wiring import Columns, Rows

# Above this share of units that changed, evaluating all rows is quicker than following each change.
_WHOLE = 0.3


class Sparse(NamedTuple):
    """The couplings among units, by receiver and by sender."""

    rows: Rows
    columns: Columns


@kernel()
def weighted(rows: Rows, row: Any, senders: Any, total: Any) -> Any:
    """`total`, lanes, and what the couplings of a row bring from an array of lanes."""
    start, stop, weights = rows.starts[row], rows.starts[row + np.uint64(1)], rows.weights
    second, third, fourth = spread(senders, 0.0), spread(senders, 0.0), spread(senders, 0.0)
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
def fields_whole(rows: Rows, block: Block) -> None:
    """What the units exert, from the states of all."""
    for unit in range(len(block.up)):
        row = np.uint64(unit)
        store(block.field, row, weighted(rows, row, block.state, spread(block.state, 0.0)))


@kernel()
def _follow(columns: Columns, count: int, block: Block) -> None:
    """Pass on what changed in `count` units."""
    for number in range(count):
        sender = np.uint64(block.changed[np.uint64(number)])
        change = load(block.changes, np.uint64(number))
        first, last = columns.starts[sender], columns.starts[sender + np.uint64(1)]
        if len(columns.places):
            for k in range(first, last):
                row, place = np.uint64(columns.receivers[k]), np.uint64(columns.places[k])
                store(block.field, row, plus_times(load(block.field, row), columns.weights[place], change))
        else:
            for k in range(first, last):
                row = np.uint64(columns.receivers[k])
                store(block.field, row, plus_times(load(block.field, row), columns.weights[k], change))


@kernel()
def _update(block: Block, clamped: bool, draws: Draws, live: np.uint16) -> tuple[int, np.uint16, np.uint16]:
    """Decide for all units at once; how many changed in some lane, the lanes in which one wanted to, or did."""
    count, moving, moved = 0, np.uint16(0), np.uint16(0)
    zero = spread(block.field, 0.0)
    for unit in range(len(block.up)):
        row = np.uint64(unit)
        field = plus(load(block.field, row), load(block.external, row))
        if clamped:
            field = plus(field, load(block.feedback, row))
        wanted, before, spoken = above(field, zero), block.up[row], block.spoken[row]
        differs = ((wanted ^ before) | ~spoken) & live
        moving |= differs
        if len(draws.chosen):
            differs &= draws.chosen[row]
        if differs:
            change(block, row, count, wanted, differs)
            moved |= differs
            count += 1
    return count, moving, moved


@kernel()
def begin_sparse(couplings: Sparse, block: Block, fields: Any, silent: bool) -> None:
    """Take over what the first states exert, (lanes, N), or evaluate it where that is empty and they aren't silent."""
    for unit in range(len(block.up)):
        row = np.uint64(unit)
        store(block.field, row, spread(block.field, 0.0))
        for lane in range(len(fields)):
            put(block.field, row, np.uint64(lane), fields[lane, unit])
    if not silent and not len(fields):
        fields_whole(couplings.rows, block)


@kernel()
def advance_sparse(couplings: Sparse, block: Block, clamped: bool, draws: Draws, live: np.uint16) -> Any:
    """Take a step; how many units changed in some lane, the lanes in which one wanted to, or did."""
    count, moving, moved = _update(block, clamped, draws, live)
    if count > _WHOLE * len(block.up):
        fields_whole(couplings.rows, block)
    else:
        _follow(couplings.columns, count, block)
    return count, moving, moved


@kernel()
def advance_single(couplings: Sparse, block: Block, clamped: bool, draws: Draws, live: np.uint16) -> Any:
    """The same for one sample by itself."""
    count, moving, moved = 0, np.uint16(0), np.uint16(0)
    mark(block, block.field, clamped, -1.0)
    for unit in range(len(block.marks)):
        if block.marks[unit]:
            moving = live
            if not len(draws.chosen) or draws.chosen[unit] & live:
                field = block.field[unit] + block.external[unit] + (block.feedback[unit] if clamped else 0.0)
                wanted = np.uint16(field > 0.0)
                change(block, np.uint64(unit), count, wanted, live)
                moved = live
                count += 1
    if count > _WHOLE * len(block.up):
        fields_whole(couplings.rows, block)
    else:
        _follow(couplings.columns, count, block)
    return count, moving, moved


@kernel()
def reach_sparse(couplings: Sparse, arrived: Any, sender: np.uint64, lanes: np.uint16) -> None:
    """Mark the lanes in which a message of one unit arrives at others."""
    columns = couplings.columns
    for k in range(columns.starts[sender], columns.starts[sender + np.uint64(1)]):
        arrived[np.uint64(columns.receivers[k])] |= lanes
