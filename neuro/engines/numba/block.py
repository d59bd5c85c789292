"""Where a block of samples is worked on, and how a unit decides in all of its lanes at once."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .compiling import kernel
from .draws import draw, draw_fourth
from .lanes import LANES, load, minus, number_of, only, signs, store


class Block(NamedTuple):
    """Where one block of samples is worked on; made once and used again.

    Arrays of lanes: `external` (bias and input) and `feedback`, `field` (what the units exert), `state`, `changes`; (N,
    16), or (N,) for one sample by itself. Masks: `up` and `spoken` (not silent), (N,). `changed` lists units, (N,),
    `sent` the lanes in which they did; `flips` counts theirs, (N,), and `marks` are of those to look at.

    In dense networks `rounded` is what the units exert, (N,), known but for the `doubt`, (1,), and `field` has the
    states that all saw.
    """

    external: NDArray[np.float64]
    feedback: NDArray[np.float64]
    field: NDArray[np.float64]
    state: NDArray[np.float64]
    changes: NDArray[np.float64]
    up: NDArray[np.uint16]
    spoken: NDArray[np.uint16]
    changed: NDArray[np.uint32]
    sent: NDArray[np.uint16]
    flips: NDArray[np.int64]
    marks: NDArray[np.uint8]
    rounded: NDArray[np.float32]
    doubt: NDArray[np.float64]


class Steps(NamedTuple):
    """Steps of the phases, whether samples stop, and the mask of lanes that hold samples."""

    warmup: int
    clamped: int
    free: int
    stop: int
    lanes: np.uint16


class Draws(NamedTuple):
    """Whom a step updates: `chosen` are its masks, (N,), empty where all are.

    Either drawn, each unit with a `probability`, from the stream of each lane, (lanes, 4), or where there are none by
    `modules`, the one of each unit, (N,), so many `in_turn`. One sample by itself draws from `fourths`, (4, 4), next
    from that of `turn`, (1,).
    """

    streams: NDArray[np.uint64]
    probability: float
    chosen: NDArray[np.uint16]
    fourths: NDArray[np.uint64]
    turn: NDArray[np.uint64]
    modules: NDArray[np.uint16]
    in_turn: int


def draws_by(turns: tuple[int, ...]) -> Draws:
    """No draws: all units in every step or, where their sizes are given, one module after the other."""
    modules = modules_of(turns)
    streams, fourths, turn = np.zeros((0, 4), np.uint64), np.zeros((4, 4), np.uint64), np.zeros(1, np.uint64)
    return Draws(streams, 1.0, np.zeros(len(modules), np.uint16), fourths, turn, modules, len(turns))


def modules_of(turns: tuple[int, ...]) -> NDArray[np.uint16]:
    """The module of each unit, (N,); empty where none or one has its turn."""
    return np.repeat(np.arange(len(turns)), turns).astype(np.uint16) if len(turns) > 1 else np.zeros(0, np.uint16)


def new_block(units: int, lanes: int = LANES) -> Block:
    """A block of silence; one lane makes one for samples by themselves."""
    shape = (units,) if lanes == 1 else (units, lanes)
    external, feedback, field, state, changes = (np.zeros(shape) for _ in range(5))
    up, spoken, sent = (np.zeros(units, np.uint16) for _ in range(3))
    changed, flips = np.zeros(units, np.uint32), np.zeros(units, np.int64)
    marks, rounded, doubt = np.zeros(units, np.uint8), np.zeros(units if lanes == 1 else 0, np.float32), np.zeros(1)
    return Block(external, feedback, field, state, changes, up, spoken, changed, sent, flips, marks, rounded, doubt)


@kernel()
def choose(draws: Draws, step: int, live: np.uint16) -> None:
    """Find whom a step updates."""
    if len(draws.modules):
        module = (step - 1) % draws.in_turn
        for unit in range(len(draws.chosen)):
            draws.chosen[unit] = live if draws.modules[unit] == module else np.uint16(0)
        return
    if len(draws.streams) == 1:
        turn = draws.turn[0]
        for unit in range(len(draws.chosen)):
            draws.chosen[unit] = draw_fourth(draws.fourths, turn & np.uint64(3)) < draws.probability
            turn += np.uint64(1)
        draws.turn[0] = turn
        return
    for unit in range(len(draws.chosen)):
        chosen = np.uint16(0)
        for lane in range(len(draws.streams)):
            if (live >> lane) & 1 and draw(draws.streams, np.uint64(lane)) < draws.probability:
                chosen |= np.uint16(1 << lane)
        draws.chosen[unit] = chosen


# A call would hand over all arrays of the block.
@kernel(inline="always")
def change(block: Block, row: np.uint64, count: int, wanted: np.uint16, differs: np.uint16) -> None:
    """Let a unit be what its field wanted in the lanes in which that differs, as the next of those that changed."""
    spoken = block.spoken[row] | differs
    after = (block.up[row] & ~differs) | (wanted & differs)
    state = only(signs(block.state, after), spoken)
    store(block.changes, np.uint64(count), minus(state, load(block.state, row)))
    store(block.state, row, state)
    block.up[row], block.spoken[row] = after, spoken
    block.changed[np.uint64(count)], block.sent[np.uint64(count)] = row, differs
    block.flips[row] += number_of(differs)


@kernel()
def mark(block: Block, fields: Any, clamped: bool, doubt: float) -> None:
    """Of one sample, mark the units that want to change, or whose fields are no further from 0 than the doubt.

    Few do, and looking for them is all there is to a step at rest: these loops are such as vectors are made of.
    """
    up, spoken, marks, external, feedback = block.up, block.spoken, block.marks, block.external, block.feedback
    if clamped:
        for unit in range(len(marks)):
            field = fields[unit] + external[unit] + feedback[unit]
            marks[unit] = ((field > 0.0) ^ (up[unit] != 0)) | (spoken[unit] == 0) | (abs(field) <= doubt)
    else:
        for unit in range(len(marks)):
            field = fields[unit] + external[unit]
            marks[unit] = ((field > 0.0) ^ (up[unit] != 0)) | (spoken[unit] == 0) | (abs(field) <= doubt)
