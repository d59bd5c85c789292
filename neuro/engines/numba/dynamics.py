"""The dynamics of one block of samples, through all phases."""

from __future__ import annotations

from typing import Any

import numpy as np

from .block import Block, Draws, Steps, choose
from .compiling import kernel
from .counting import Counts, count_lines, count_step, pass_on
from .couplings import advance
from .entering import Drive, enter, streams
from .tracing import Trace, came_back, first_keys, record

NEVER, FIXED_POINT, CYCLE = range(3)


@kernel()
def run_block(
    couplings: Any, drive: Drive, block: Block, steps: Steps, draws: Draws, trace: Trace, counts: Counts
) -> int:
    """Run a block from the states and fields it holds; the steps that its longest sample took."""
    live, total = steps.lanes, steps.warmup + steps.clamped + steps.free
    moving, first_free = np.uint16(0), steps.warmup + steps.clamped + 1
    first_keys(trace, block.up)
    for step in range(1, total + 1):
        if trace.halt[0]:
            return step - 1
        clamped = steps.warmup < step < first_free
        turns = steps.clamped > 0 and (step == steps.warmup + 1 or step == first_free)
        # Types are given where they might widen: all that is called would be compiled for both.
        count, moved = np.int64(0), np.uint16(0)
        if len(draws.chosen):
            choose(draws, step, live)
        entered = step > 1 and streams(drive) and enter(drive, block, step, counts.lines)
        # Once nothing wants to move, nothing will before the label comes or goes, or an input changes.
        if moving or turns or entered or step == 1:
            count, moving, moved = advance(couplings, block, clamped, draws, live)
        if len(counts.arrived):
            if step > 1 and streams(drive):
                count_lines(counts, drive)
            count_step(counts, block.up, live, step == 1 or streams(drive), turns, clamped)
            if step < total:
                pass_on(couplings, counts, block.up, block.changed, block.sent, count, live)
        record(trace, block.up, block.changed, block.sent, count, step, moved, live)
        if steps.stop != NEVER and step >= first_free:
            resting = np.uint16(~moving & live)
            for lane in range(len(trace.period)):
                if (resting >> lane) & 1:
                    trace.period[lane] = 1
            if steps.stop == CYCLE:
                resting |= came_back(trace, first_free, step, np.uint16(live & ~resting))
            live = np.uint16(live & ~resting)
            if not live:
                return step
    return total
