"""Two states that walk towards each other through fixed points alone, by moves of a few flips."""

from __future__ import annotations

import math
from typing import Any, final

import numpy as np
from numpy.typing import NDArray

from ...network import Network, dense
from .compiling import compiling, entry, kernel
from .draws import draw, streams_of

# Units whose fields are worked out together before the next few are looked at.
_TOGETHER = 64
# What one walk draws at most for each candidate and flip.
_DRAWS = 4


@final
class Walking:
    """A network in which fixed points walk.

    Parameters
    ----------
    network
        Float or integer; its couplings are held as a weight for every pair of units, 8 bytes each.
    flips
        Units that one move may change.
    """

    def __init__(self, network: Network, flips: int) -> None:
        self._weights = np.ascontiguousarray(dense(network.couplings).T, dtype=float)
        self._flips = flips
        none = np.zeros((2, 0))
        with compiling(2):
            self.walk(none, none, np.random.default_rng(0), 0, 0.0, 0)

    def walk(
        self,
        states: NDArray[np.float64],
        fields: NDArray[np.float64],
        generator: np.random.Generator,
        tries: int,
        wander: float,
        longest: int,
    ) -> NDArray[np.int32] | None:
        """The moves (M, 1 + flips) by which two fixed points come within one move of each other; None when they don't.

        Each row tells which of the two moved, and the units that it flipped, -1 behind the last.

        Parameters
        ----------
        states, fields
            Of the two, (2, N), bias included; both are changed in place.
        generator
            From which candidates are drawn.
        tries
            Candidates for a move.
        wander
            Share of candidates that may flip any units, not those alone in which the two differ.
        longest
            The most moves.
        """
        moves = np.full((longest, 1 + self._flips), -1, np.int32)
        streams = streams_of(generator, 1, _DRAWS * (self._flips + 1) * tries)
        units = states.shape[1]
        differing, places = np.flatnonzero(states[0] != states[1]), np.full(units, -1)
        places[differing] = np.arange(len(differing))
        held = np.concatenate([differing, np.zeros(units - len(differing), np.int64)])
        block, chosen = np.zeros(_TOGETHER), np.zeros(self._flips, np.int64)
        number = _walk(
            self._weights, states, fields, streams, tries, wander, moves, held, len(differing), places, block, chosen
        )
        return moves[:number] if number >= 0 else None


@entry()
def _walk(
    weights: Any,
    states: Any,
    fields: Any,
    streams: Any,
    tries: int,
    wander: float,
    moves: Any,
    differing: Any,
    apart: int,
    places: Any,
    block: Any,
    chosen: Any,
) -> int:
    units, flips, made, stream = states.shape[1], len(chosen), 0, np.uint64(0)
    for _ in range(tries):
        if apart <= flips or made == len(moves):
            break
        side = int(draw(streams, stream) * 2)
        state, field = states[side], fields[side]
        anywhere = draw(streams, stream) < wander
        count, gain, valid = 0, 0, False
        unit = _pick(streams, differing, apart, units, anywhere)
        while True:
            state[unit] = -state[unit]
            chosen[count] = unit
            count += 1
            gain += 1 if places[unit] >= 0 else -1
            unstable = _unstable(weights, state, field, chosen, count, int(draw(streams, stream) * units), block)
            valid = unstable < 0
            if valid or count == flips:
                break
            # A unit that the others make unstable is stable once it flips too.
            unit = unstable
            if _among(chosen, count, unit) or draw(streams, stream) < 0.5:
                unit = _pick(streams, differing, apart, units, anywhere)
                if _among(chosen, count, unit):
                    break
        if not valid or (gain < 0 and draw(streams, stream) >= math.exp(gain)):
            for place in range(count):
                state[chosen[place]] = -state[chosen[place]]
            continue
        moves[made, 0] = side
        for place in range(count):
            unit = chosen[place]
            moves[made, 1 + place] = unit
            change = 2.0 * state[unit]
            row = weights[unit]
            for receiver in range(units):
                field[receiver] += row[receiver] * change
            if places[unit] >= 0:
                apart -= 1
                last = differing[apart]
                differing[places[unit]], places[last] = last, places[unit]
                places[unit] = -1
            else:
                differing[apart], places[unit] = unit, apart
                apart += 1
        made += 1
    return made if apart <= flips else -1


@kernel()
def _pick(streams: Any, differing: Any, apart: int, units: int, anywhere: bool) -> int:
    if anywhere:
        return int(draw(streams, np.uint64(0)) * units)
    return differing[int(draw(streams, np.uint64(0)) * apart)]


@kernel()
def _among(chosen: Any, count: int, unit: int) -> bool:
    found = False
    for place in range(count):
        found = found or chosen[place] == unit
    return found


@kernel()
def _unstable(weights: Any, state: Any, field: Any, chosen: Any, count: int, start: int, block: Any) -> int:
    """A unit that wants to change once the chosen ones have flipped, as they have in `state` but not yet in `field`.

    -1 where there is none. The chosen are looked at first, then all from `start` on.
    """
    units = len(state)
    for place in range(count):
        unit = chosen[place]
        total = field[unit]
        for other in range(count):
            total += weights[chosen[other], unit] * (2.0 * state[chosen[other]])
        if (total > 0.0) != (state[unit] > 0.0):
            return unit
    for turn in range(2):
        first, end = (start, units) if turn == 0 else (0, start)
        while first < end:
            size = min(len(block), end - first)
            for k in range(size):
                block[k] = field[first + k]
            for place in range(count):
                row, change = weights[chosen[place]], 2.0 * state[chosen[place]]
                for k in range(size):
                    block[k] += row[first + k] * change
            wrong = 0
            for k in range(size):
                wrong += (block[k] > 0.0) != (state[first + k] > 0.0)
            if wrong:
                for k in range(size):
                    if (block[k] > 0.0) != (state[first + k] > 0.0):
                        return first + k
            first += size
    return -1
