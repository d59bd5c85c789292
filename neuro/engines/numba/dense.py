"""Networks in which most pairs of units are coupled: half the bytes, and whole precision where a sign hangs on it.

Following a flip is as fast as weights come out of memory, so they are read in single precision. What that can be off by
is known; a field nearer to 0 is worked out anew in double precision, so that no unit decides by rounding.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...network import Matrix, dense
from .block import Block, Draws, change, mark
from .compiling import compiling, entry, kernel

# Half the distance between neighbouring floats in single precision, relative; and their smallest normal number.
_ROUNDING, _TINY = 2.0**-24, float(np.finfo(np.float32).tiny)
# Up to so many units the sums of single precision leave few signs in doubt.
_MULTIPLIED = 4096
# Rows and columns of a tile.
_TILE = 32
# Above this share of fields that had to be worked out anew, all are.
OFTEN = 0.05
# Beyond that, sums could leave single precision.
_LARGEST = 1e30


class Dense(NamedTuple):
    """A weight for every pair of units: `weights` by receiver, in double precision, and `rounded` by sender, in single;
    (N * N,) each. `rounding` is the relative error of single precision, 0 where all are whole numbers that it holds;
    `widest` the most that any unit hears, `largest` the largest weight between two units, and `own` from one to itself.
    """

    weights: NDArray[np.float64]
    rounded: NDArray[np.float32]
    rounding: float
    widest: float
    largest: float
    own: float

    @property
    def units(self) -> int:
        """N."""
        return math.isqrt(len(self.rounded))

    def exerted(self, states: NDArray[Any]) -> NDArray[np.float64]:
        """What states exert, (S, N), for :func:`begin_dense`: libraries multiply faster than states are followed."""
        units = self.units
        if units <= _MULTIPLIED:
            return (states.astype(np.float32) @ self.rounded.reshape(units, units)).astype(float)
        product: NDArray[np.float64] = states.astype(float) @ self.weights.reshape(units, units).T
        return product


def dense_of(matrix: Matrix) -> Dense | None:
    """The couplings of a matrix that has most pairs; None where its weights are too large for single precision."""
    weights = np.ascontiguousarray(dense(matrix), dtype=float)
    rounded = np.empty(weights.shape, np.float32)
    with compiling(1):
        _rounded_off(weights, rounded)
        widest, largest, own, whole = _measured(weights)
    if widest > _LARGEST:
        return None
    rounding = 0.0 if whole and widest < 1 / _ROUNDING else _ROUNDING
    return Dense(weights.reshape(-1), rounded.reshape(-1), rounding, widest, largest, own)


@entry()
def _rounded_off(weights: Any, rounded: Any) -> None:
    """Write weights down by sender, in single precision."""
    # In tiles, as one of the two is crossed against its rows.
    for top in range(0, len(weights), _TILE):
        for left in range(0, len(weights), _TILE):
            for sender in range(left, min(left + _TILE, len(weights))):
                for receiver in range(top, min(top + _TILE, len(weights))):
                    weight = weights[receiver, sender]
                    # What exists stays, for events are counted by it.
                    rounded[sender, receiver] = _TINY if 0.0 < abs(weight) < _TINY else weight


@entry(fastmath={"reassoc", "nnan", "nsz", "contract"})
def _measured(weights: Any) -> tuple[float, float, float, bool]:
    """The most that any unit hears; the largest weights, between two units and of one; and whether all are whole."""
    widest, largest, own, whole = 0.0, 0.0, 0.0, True
    for receiver in range(len(weights)):
        heard, most = 0.0, 0.0
        for sender in range(len(weights)):
            size = abs(weights[receiver, sender])
            heard += size
            most = max(most, 0.0 if sender == receiver else size)
        widest, largest, own = max(widest, heard), max(largest, most), max(own, abs(weights[receiver, receiver]))
        sender = 0
        while whole and sender < len(weights):
            whole = weights[receiver, sender] == np.floor(weights[receiver, sender])
            sender += 1
    return widest, largest, own, whole


@kernel(fastmath={"reassoc", "nnan", "nsz", "contract"})
def highest(fields: Any) -> float:
    """The largest field, whatever its sign."""
    most = np.float32(0.0)
    for unit in range(len(fields)):
        most = max(most, abs(fields[unit]))
    return float(most)


@kernel()
def written_error(couplings: Dense) -> float:
    """How far off a field is once it is written down."""
    return couplings.rounding * 1.5 * couplings.widest + (_TINY if couplings.rounding else 0.0)


@kernel()
def start_error(couplings: Dense, units: int) -> float:
    """How far off what :meth:`Dense.exerted` gives is at most, written down."""
    if units > _MULTIPLIED or couplings.rounding == 0.0:
        return written_error(couplings)
    return couplings.rounding * (units + 2.5) * couplings.widest + 2 * units * _TINY


@kernel()
def flip_error(couplings: Dense, count: int, top: float) -> float:
    """What following `count` flips adds at most to the error of a field, where none was above `top` before.

    Each adds twice a weight, itself rounded, to a sum that is rounded again; a unit hears its own flip once.
    """
    if couplings.rounding == 0.0:
        return 0.0
    heard = 2.0 * (count * couplings.largest + couplings.own)
    return couplings.rounding * 1.1 * (heard + count * min(couplings.widest, top + heard)) + 4 * count * _TINY


@kernel()
def advance_dense(couplings: Dense, block: Block, clamped: bool, draws: Draws, live: np.uint16) -> Any:
    """Take a step; how many units changed, and whether one wanted to, or did."""
    units, count, moving, moved, again = len(block.up), 0, np.uint16(0), np.uint16(0), 0
    # Nobody may see who changes in this step.
    for unit in range(units):
        block.field[unit] = block.state[unit]
    mark(block, block.rounded, clamped, block.doubt[0])
    for unit in range(units):
        if not block.marks[unit]:
            continue
        row = np.uint64(unit)
        rest = block.external[unit] + block.feedback[unit] if clamped else block.external[unit]
        field = block.rounded[unit] + rest
        if abs(field) <= block.doubt[0]:
            field = exact_field(couplings.weights, row, block.field) + rest
            again += 1
        wanted = np.uint16(field > 0.0)
        differs = ((wanted ^ block.up[row]) | ~block.spoken[row]) & live
        moving |= differs
        if len(draws.chosen):
            differs &= draws.chosen[row]
        if differs:
            change(block, row, count, wanted, differs)
            moved |= differs
            count += 1
    if again > OFTEN * units:
        for unit in range(units):
            block.rounded[unit] = exact_field(couplings.weights, np.uint64(unit), block.state)
        block.doubt[0] = written_error(couplings)
    else:
        if count:
            block.doubt[0] += flip_error(couplings, count, highest(block.rounded) + block.doubt[0])
        follow_dense(couplings.rounded, block.changed, block.changes, count, block.rounded)
    return count, moving, moved


@kernel()
def begin_dense(couplings: Dense, block: Block, fields: Any, silent: bool) -> None:
    """Take over what the first states exert, (1, N), or evaluate it where that is empty and they aren't silent."""
    block.doubt[0] = start_error(couplings, len(block.rounded)) if len(fields) else written_error(couplings)
    for unit in range(len(block.rounded)):
        field = 0.0
        if len(fields):
            field = fields[0, unit]
        elif not silent:
            field = exact_field(couplings.weights, np.uint64(unit), block.state)
        block.rounded[unit] = field


@kernel()
def reach_dense(couplings: Dense, arrived: Any, sender: np.uint64, lanes: np.uint16) -> None:
    """Mark the units at which a message of one arrives."""
    units = np.uint64(len(arrived))
    for row in range(units):
        if couplings.rounded[sender * units + row] != 0.0:
            arrived[row] |= lanes


# In any order, so that the compiler may use the machine's vectors.
@kernel(fastmath={"reassoc", "nsz", "contract"})
def exact_field(weights: Any, unit: np.uint64, state: Any) -> float:
    """What all units exert on one."""
    total, units = 0.0, np.uint64(len(state))
    start = unit * units
    for sender in range(units):
        total += weights[start + sender] * state[sender]
    return total


@kernel()
def follow_dense(rounded: Any, changed: Any, changes: Any, count: int, fields: Any) -> None:
    """Pass on what changed in `count` units: four senders at a time, so that fields are fetched for all four once."""
    units, number = np.uint64(len(fields)), 0
    while number + 4 <= count:
        first, second = np.uint64(changed[number]) * units, np.uint64(changed[number + 1]) * units
        third, fourth = np.uint64(changed[number + 2]) * units, np.uint64(changed[number + 3]) * units
        one, two = np.float32(changes[number]), np.float32(changes[number + 1])
        three, four = np.float32(changes[number + 2]), np.float32(changes[number + 3])
        for row in range(units):
            half = fields[row] + rounded[first + row] * one + rounded[second + row] * two
            fields[row] = half + rounded[third + row] * three + rounded[fourth + row] * four
        number += 4
    while number < count:
        follow_one(rounded, np.uint64(changed[number]), np.float32(changes[number]), fields)
        number += 1


@kernel()
def follow_one(rounded: Any, sender: np.uint64, change: np.float32, fields: Any) -> None:
    """Pass on what changed in one unit."""
    units = np.uint64(len(fields))
    start = sender * units
    for row in range(units):
        fields[row] += rounded[start + row] * change
