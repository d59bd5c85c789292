"""One unit after the other: what a unit decides acts on those whose turn comes later in the same sweep."""

from __future__ import annotations

from typing import Any, final

import numpy as np
from numpy.typing import NDArray

from ...machine.cores import threads
from ...network import Network
from .compiling import compiling, entry, kernel
from .couplings import by_layout
from .dense import OFTEN, Dense, exact_field, flip_error, follow_one, highest, written_error
from .draws import draw, streams_of
from .layout import laid_out
from .sparse import Sparse
from .threads import share_out

# Starts in a task of a thread.
_STARTS = 8


@final
class Sequential:
    """A network whose units are updated one at a time, each once in a sweep, in an order drawn anew for each sweep.

    Parameters
    ----------
    network
        Float or integer.
    """

    def __init__(self, network: Network) -> None:
        self._couplings, self._units = laid_out(network), network.units
        none = np.zeros((0, 0))
        with compiling(2):
            self.run(np.zeros(0), none, none, np.zeros((0, 4), np.uint64), np.zeros(0, np.int64))

    def streams(self, starts: int, sweeps: int, generator: np.random.Generator) -> NDArray[np.uint64]:
        """Where the orders of each start are drawn from, (S, 4), enough for so many sweeps."""
        return streams_of(generator, starts, sweeps * self._units)

    def run(
        self,
        constant: NDArray[np.float64],
        fields: NDArray[np.float64],
        states: NDArray[np.float64],
        streams: NDArray[np.uint64],
        left: NDArray[np.int64],
    ) -> None:
        """Sweep until no unit wants to change, or no sweeps are left; states, streams and `left` are changed in place.

        Parameters
        ----------
        constant
            The part of the field that doesn't change, (N,).
        fields, states
            What the states of each start exert, and the states; (S, N).
        streams
            Where orders are drawn from, (S, 4).
        left
            The most sweeps of each start, (S,); less those that were taken, afterwards.
        """

        halt = np.zeros(1, np.uint8)

        def work(couplings: Any, first: int, last: int) -> None:
            part = slice(first, last)
            order, rounded = np.empty(self._units, np.int64), np.empty(self._units, np.float32)
            _settle(couplings, constant, fields[part], states[part], streams[part], order, rounded, left[part], halt)

        if not len(states):
            work(self._couplings, 0, 0)
            return
        share_out(work, len(states), _STARTS, [self._couplings] * threads(), halt)


@entry()
def _settle(
    couplings: Any,
    constant: Any,
    fields: Any,
    states: Any,
    streams: Any,
    order: Any,
    rounded: Any,
    left: Any,
    halt: Any,
) -> None:
    for start in range(len(states)):
        for unit in range(len(constant)):
            order[unit] = unit
        left[start] = _settle_one(
            couplings,
            constant,
            fields[start],
            states[start],
            streams[start : start + 1],
            order,
            rounded,
            left[start],
            halt,
        )


def _settle_one(
    couplings: Any, constant: Any, field: Any, state: Any, stream: Any, order: Any, rounded: Any, left: Any, halt: Any
) -> Any:
    """Sweep one start as often as is `left`, or less; how often is left then."""


@kernel()
def _shuffle(order: Any, stream: Any) -> None:
    for turn in range(len(order) - 1, 0, -1):
        other = int(draw(stream, np.uint64(0)) * (turn + 1))
        order[turn], order[other] = order[other], order[turn]


@kernel()
def _settle_sparse(
    couplings: Sparse,
    constant: Any,
    field: Any,
    state: Any,
    stream: Any,
    order: Any,
    rounded: Any,
    left: int,
    halt: Any,
) -> int:
    columns = couplings.columns
    while left and not halt[0]:
        restless = False
        for unit in range(len(state)):
            restless = restless or (field[unit] + constant[unit] > 0.0) != (state[unit] > 0.0)
        if not restless:
            break
        _shuffle(order, stream)
        for unit in order:
            wanted = 1.0 if field[unit] + constant[unit] > 0.0 else -1.0
            change = wanted - state[unit]
            if change != 0.0:
                state[unit] = wanted
                for k in range(columns.starts[unit], columns.starts[unit + 1]):
                    field[np.uint64(columns.receivers[k])] += columns.weights[k] * change
        left -= 1
    return left


@kernel()
def _settle_dense(
    couplings: Dense, constant: Any, field: Any, state: Any, stream: Any, order: Any, rounded: Any, left: int, halt: Any
) -> int:
    """In single precision, worked out anew where that leaves doubt."""
    units, doubt, again = len(state), written_error(couplings), 0
    for unit in range(units):
        rounded[unit] = field[unit]
    while left and not halt[0]:
        if again > OFTEN * units:
            for unit in range(units):
                rounded[unit] = exact_field(couplings.weights, np.uint64(unit), state)
            doubt, again = written_error(couplings), 0
        restless = False
        for unit in range(units):
            exerted = float(rounded[unit])
            if abs(exerted + constant[unit]) <= doubt:
                exerted = exact_field(couplings.weights, np.uint64(unit), state)
            if (exerted + constant[unit] > 0.0) != (state[unit] > 0.0):
                restless = True
                break
        if not restless:
            break
        _shuffle(order, stream)
        flips, before, top = 0, doubt, highest(rounded) + doubt
        for unit in order:
            exerted = float(rounded[unit])
            if abs(exerted + constant[unit]) <= doubt:
                exerted = exact_field(couplings.weights, np.uint64(unit), state)
                again += 1
            wanted = 1.0 if exerted + constant[unit] > 0.0 else -1.0
            change = wanted - state[unit]
            if change != 0.0:
                state[unit] = wanted
                follow_one(couplings.rounded, np.uint64(unit), np.float32(change), rounded)
                flips += 1
                doubt = before + flip_error(couplings, flips, top)
        left -= 1
    return left


by_layout(_settle_one, _settle_dense, _settle_sparse)
