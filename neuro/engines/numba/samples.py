"""Many samples, block after block: filled from what is given, run, and what becomes of them written down."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .block import Block, Draws, Steps
from .compiling import entry, kernel
from .counting import Counts, count_start
from .couplings import begin
from .draws import fan_out
from .dynamics import run_block
from .entering import Drive, begin_input
from .lanes import put, spread, store, take, width
from .sparse import weighted
from .tracing import Trace
from .wiring import Rows


class Layout(NamedTuple):
    """A network: couplings among units, dense or sparse, those of input and readout, bias (N,), and feedback (N, C)."""

    couplings: Any
    inputs: Rows
    readout: Rows
    bias: NDArray[np.float64]
    feedback: NDArray[np.float64]


class Given(NamedTuple):
    """What S samples begin with; each empty where there is none.

    First states, (S, N), labels, (S,), and where the streams of random updates begin, (S, 4).
    """

    starts: NDArray[np.int8]
    labels: NDArray[np.int64]
    streams: NDArray[np.uint64]


class Outcomes(NamedTuple):
    """What becomes of S samples; `halt` is not 0 once that isn't asked any more, (1,).

    All states (S, T + 1, N) or the last ones (S, N), the other empty; the readout, (S, C); the rest is as in
    :class:`Trace`.
    """

    halt: NDArray[np.uint8]
    states: NDArray[np.int8]
    final: NDArray[np.int8]
    readout: NDArray[np.float64]
    steps_taken: NDArray[np.int64]
    last_change: NDArray[np.int64]
    period: NDArray[np.int64]


class Desk(NamedTuple):
    """Where one thread works: a block, its payloads, (M, 16), its readouts, (C, 16), what is drawn, as in
    :class:`Draws`, what cycles are seen by, as in :class:`Trace`, counts, and room for :func:`exerted`.
    """

    block: Block
    payloads: NDArray[np.float64]
    scores: NDArray[np.float64]
    chosen: NDArray[np.uint16]
    fourths: NDArray[np.uint64]
    turn: NDArray[np.uint64]
    modules: NDArray[np.uint16]
    in_turn: int
    keys: NDArray[np.uint64]
    key: NDArray[np.uint64]
    seen: NDArray[np.uint64]
    ups: NDArray[np.uint16]
    counts: Counts
    side: NDArray[np.float64]
    line: NDArray[np.float64]
    fields: NDArray[np.float64]


@entry()
def run_samples(
    layout: Layout,
    given: Given,
    payloads: Any,
    fields: Any,
    steps: Steps,
    probability: float,
    first: int,
    last: int,
    desk: Desk,
    out: Outcomes,
) -> None:
    """Run the samples from the `first` up to the `last`, which is left out; `payloads` are those of their inputs in
    each step, (last - first, T, M), and `fields` what their first states exert, where that is known, (last - first, N).
    """
    block, lanes = desk.block, width(desk.block.field)
    for start in range(first, last, lanes):
        stop = min(start + lanes, last)
        live = np.uint16((1 << (stop - start)) - 1)
        _fill(layout, given, start, stop, desk)
        drive = Drive(layout.inputs, layout.bias, desk.payloads, payloads[start - first : stop - first])
        begin_input(drive, block)
        if len(desk.counts.arrived):
            labels = given.labels[start:stop]
            count_start(desk.counts, layout.couplings, drive, block.feedback, block.up, block.spoken, labels)
        begin(layout.couplings, block, fields[start - first : stop - first], len(given.starts) == 0)
        streams = given.streams[start:stop]
        draws = Draws(streams, probability, desk.chosen, desk.fourths, desk.turn, desk.modules, desk.in_turn)
        if len(draws.streams) == 1:
            fan_out(draws.streams, draws.fourths)
            draws.turn[0] = 0
        states = out.states[start:stop]
        trace = Trace(
            out.halt,
            states,
            out.steps_taken[start:stop],
            out.last_change[start:stop],
            out.period[start:stop],
            desk.keys,
            desk.key,
            desk.seen,
            desk.ups,
        )
        these = Steps(steps.warmup, steps.clamped, steps.free, steps.stop, live)
        taken = run_block(layout.couplings, drive, block, these, draws, trace, desk.counts)
        for lane in range(len(states)):
            for step in range(taken + 1, states.shape[1]):
                for unit in range(states.shape[2]):
                    states[lane, step, unit] = states[lane, taken, unit]
        _finish(layout.readout, start, stop, desk, out)


@kernel()
def _fill(layout: Layout, given: Given, first: int, last: int, desk: Desk) -> None:
    """Lay the samples of a block side by side."""
    block = desk.block
    for unit in range(len(block.up)):
        row, up, spoken = np.uint64(unit), np.uint16(0), np.uint16(0)
        store(block.state, row, spread(block.state, 0.0))
        store(block.feedback, row, spread(block.feedback, 0.0))
        for place in range(last - first):
            lane, sample = np.uint64(place), first + place
            if len(given.starts):
                state = given.starts[sample, unit]
                put(block.state, row, lane, float(state))
                up |= np.uint16((state > 0) << place)
                spoken |= np.uint16((state != 0) << place)
            if len(given.labels):
                put(block.feedback, row, lane, layout.feedback[unit, given.labels[sample]])
        block.up[row], block.spoken[row] = up, spoken


@entry()
def exerted(rows: Rows, starts: Any, side: Any, line: Any, fields: Any) -> None:
    """What up to 16 states exert, (S, N), worked out side by side, (N, 16), in one line after the other, (1, 16)."""
    for unit in range(len(side)):
        store(side, np.uint64(unit), spread(side, 0.0))
        for lane in range(len(starts)):
            put(side, np.uint64(unit), np.uint64(lane), float(starts[lane, unit]))
    for unit in range(len(side)):
        store(line, np.uint64(0), weighted(rows, np.uint64(unit), side, spread(side, 0.0)))
        for lane in range(len(starts)):
            fields[lane, unit] = line[0, lane]


@kernel()
def _finish(readout: Rows, first: int, last: int, desk: Desk, out: Outcomes) -> None:
    """Write down the last states and what the readouts make of them."""
    block = desk.block
    for kind in range(len(desk.scores)):
        row = np.uint64(kind)
        store(desk.scores, row, weighted(readout, row, block.state, spread(block.state, 0.0)))
        for lane in range(last - first):
            out.readout[first + lane, kind] = take(desk.scores, row, np.uint64(lane))
    if len(out.final):
        for unit in range(len(block.up)):
            for lane in range(last - first):
                spoken, up = (block.spoken[unit] >> lane) & 1, (block.up[unit] >> lane) & 1
                out.final[first + lane, unit] = 0 if not spoken else 1 if up else -1
