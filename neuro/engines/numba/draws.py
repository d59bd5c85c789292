"""Which units a random-subset step updates, drawn where they are needed: the numbers are those of NumPy's PCG64.

The recurrence is x <- a x + c modulo 2^128, each output 64 bits of x, rotated (O'Neill, PCG: a family of simple fast
space-efficient statistically good algorithms for random number generation, HMC-CS-2014-0905, variant XSL-RR).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic
from numpy.typing import NDArray

from ..stimulus import Stimulus
from .compiling import kernel

_FACTOR = 0x2360ED051FC65DA44385DF649FCCF645
_WORD, _LONG, _FLOAT = ir.IntType(64), ir.IntType(128), ir.DoubleType()
_LOW = 2**64 - 1


def streams(stimulus: Stimulus, units: int) -> NDArray[np.uint64]:
    """Where each sample begins in the stream of :meth:`Stimulus.masks`, (S, 4); (0, 4) where all units are updated."""
    if stimulus.update_probability >= 1.0:
        return np.zeros((0, 4), np.uint64)
    return streams_of(stimulus.generator(), stimulus.samples, stimulus.steps * units)


def streams_of(generator: np.random.Generator, count: int, apart: int) -> NDArray[np.uint64]:
    """States of a PCG64 generator, so many numbers apart: x and c, low and high word; (count, 4)."""
    out, source = np.zeros((count, 4), np.uint64), generator.bit_generator
    for row in out:
        now: Any = source.state
        state, increment = now["state"]["state"], now["state"]["inc"]
        row[:] = state & _LOW, state >> 64, increment & _LOW, increment >> 64
        source.advance(apart)  # type: ignore[attr-defined]  # PCG64 has it
    return out


def _stepping(leap: int, first: bool) -> Any:
    """What draws from row `row` of streams and steps it on by so many numbers, before or after the number is made."""
    factor, gap = pow(_FACTOR, leap, 2**128), sum(pow(_FACTOR, k, 2**128) for k in range(leap)) % 2**128

    def generate(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        start = context.make_array(signature.args[0])(context, builder, given[0]).data
        begin = builder.mul(given[1], ir.Constant(_WORD, 4))
        places = [builder.gep(start, [builder.add(begin, ir.Constant(_WORD, k))]) for k in range(4)]
        half = ir.Constant(_LONG, 64)

        def whole(low: int) -> Any:
            words = [builder.zext(builder.load(places[low + k]), _LONG) for k in range(2)]
            return builder.or_(words[0], builder.shl(words[1], half))

        before, increment = whole(0), builder.mul(whole(2), ir.Constant(_LONG, gap))
        after = builder.add(builder.mul(before, ir.Constant(_LONG, factor)), increment)
        builder.store(builder.trunc(after, _WORD), places[0])
        builder.store(builder.trunc(builder.lshr(after, half), _WORD), places[1])
        made_of = after if first else before
        low, high = builder.trunc(made_of, _WORD), builder.trunc(builder.lshr(made_of, half), _WORD)
        mixed, turn = builder.xor(low, high), builder.lshr(high, ir.Constant(_WORD, 58))
        back = builder.and_(builder.neg(turn), ir.Constant(_WORD, 63))
        turned = builder.or_(builder.lshr(mixed, turn), builder.shl(mixed, back))
        number = builder.uitofp(builder.lshr(turned, ir.Constant(_WORD, 11)), _FLOAT)
        return builder.fmul(number, ir.Constant(_FLOAT, 2.0**-53))

    return generate


@intrinsic
def draw(typing: Any, streams: Any, row: Any) -> Any:
    """The next number of a stream, at least 0 and less than 1; the row is a uint64."""
    return types.float64(streams, types.uint64), _stepping(1, first=True)


@intrinsic
def draw_fourth(typing: Any, streams: Any, row: Any) -> Any:
    """The same from one of four rows that :func:`fan_out` made, which give the numbers of a stream in turn.

    Each number waits for the one four places before alone, and the machine works on several at once.
    """
    return types.float64(streams, types.uint64), _stepping(4, first=False)


@kernel()
def fan_out(stream: Any, rows: Any) -> None:
    """Set four rows to the next four numbers of a stream, (1, 4), and that to the last of them."""
    for row in range(4):
        draw(stream, np.uint64(0))
        for word in range(4):
            rows[row, word] = stream[0, word]
