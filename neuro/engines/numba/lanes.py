"""Sixteen samples side by side: a type that Numba compiles to the machine's vectors, whatever their width.

An array of lanes is (K, 16), a row for each unit or line. A mask holds one truth for each lane in the bits of a whole
number. One operation here is one for all samples of a block.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.core.datamodel import models
from numba.extending import intrinsic, register_model
from numpy.typing import NDArray

LANES = 16

_FLOAT, _BITS, _PLACE = ir.DoubleType(), ir.IntType(LANES), ir.IntType(32)
_VECTOR, _TRUTHS = ir.VectorType(_FLOAT, LANES), ir.VectorType(ir.IntType(1), LANES)
_SUFFIX = f"v{LANES}f64"
# Rows of a NumPy array begin where a float may, no more.
_ALIGNED = 8


class _Lanes(types.Type):
    """The Numba type of one float for each lane."""

    def __init__(self) -> None:
        super().__init__(f"Lanes{LANES}")


_LANES, _MASK = _Lanes(), types.uint16


@register_model(_Lanes)
class _LanesModel(models.PrimitiveModel):
    def __init__(self, manager: Any, kind: Any) -> None:
        super().__init__(manager, kind, _VECTOR)


def side_by_side(rows: NDArray[Any]) -> NDArray[np.float64]:
    """The values of up to 16 samples, (S, K), as an array of lanes; unused lanes are 0."""
    out = np.zeros((rows.shape[1], LANES))
    out[:, : len(rows)] = rows.T
    return out


def masks_of(truths: NDArray[np.bool_]) -> NDArray[np.uint16]:
    """The truths of up to 16 samples, (S, ...), as masks, (...)."""
    lanes = np.uint16(1) << np.arange(len(truths), dtype=np.uint16).reshape(-1, *[1] * (truths.ndim - 1))
    return np.bitwise_or.reduce(np.where(truths, lanes, np.uint16(0)), axis=0)


def _constant(value: float) -> ir.Constant:
    return ir.Constant(_VECTOR, [value] * LANES)


def _spread(builder: Any, value: Any) -> Any:
    nothing = ir.Constant(_VECTOR, ir.Undefined)
    first = builder.insert_element(nothing, value, ir.Constant(_PLACE, 0))
    return builder.shuffle_vector(first, nothing, ir.Constant(ir.VectorType(_PLACE, LANES), [0] * LANES))


def _row(context: Any, builder: Any, kind: Any, array: Any, row: Any) -> Any:
    start = context.make_array(kind)(context, builder, array).data
    place = builder.gep(start, [builder.mul(row, ir.Constant(row.type, LANES))])
    return builder.bitcast(place, _VECTOR.as_pointer())


@intrinsic
def load(typing: Any, array: Any, row: Any) -> Any:
    """A row of an array of lanes; the row is a uint64."""

    def generate(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        value = builder.load(_row(context, builder, signature.args[0], *given))
        value.align = _ALIGNED
        return value

    return _LANES(array, types.uint64), generate


@intrinsic
def store(typing: Any, array: Any, row: Any, value: Any) -> Any:
    """Write a row of an array of lanes."""

    def generate(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        builder.store(given[2], _row(context, builder, signature.args[0], *given[:2])).align = _ALIGNED
        return context.get_dummy_value()

    return types.void(array, types.uint64, _LANES), generate


@intrinsic
def spread(typing: Any, value: Any) -> Any:
    """The same float in all lanes."""
    return _LANES(types.float64), lambda context, builder, signature, given: _spread(builder, given[0])


@intrinsic
def plus(typing: Any, one: Any, other: Any) -> Any:
    """Sum."""
    return _LANES(_LANES, _LANES), lambda context, builder, signature, given: builder.fadd(*given)


@intrinsic
def minus(typing: Any, one: Any, other: Any) -> Any:
    """Difference."""
    return _LANES(_LANES, _LANES), lambda context, builder, signature, given: builder.fsub(*given)


@intrinsic
def times(typing: Any, one: Any, other: Any) -> Any:
    """Product."""
    return _LANES(_LANES, _LANES), lambda context, builder, signature, given: builder.fmul(*given)


@intrinsic
def plus_times(typing: Any, total: Any, factor: Any, value: Any) -> Any:
    """``total + factor * value`` with one factor for all lanes."""

    def generate(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        kind = ir.FunctionType(_VECTOR, [_VECTOR] * 3)
        multiply = cgutils.get_or_insert_function(builder.module, kind, f"llvm.fma.{_SUFFIX}")
        return builder.call(multiply, [_spread(builder, given[1]), given[2], given[0]])

    return _LANES(_LANES, types.float64, _LANES), generate


def _compared(operator: str) -> Any:
    def generate(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        return builder.bitcast(builder.fcmp_ordered(operator, *given), _BITS)

    return generate


@intrinsic
def above(typing: Any, one: Any, other: Any) -> Any:
    """The mask of lanes in which one is more than the other."""
    return _MASK(_LANES, _LANES), _compared(">")


@intrinsic
def at_most(typing: Any, one: Any, other: Any) -> Any:
    """The mask of lanes in which one is less than the other, or as much."""
    return _MASK(_LANES, _LANES), _compared("<=")


@intrinsic
def signs(typing: Any, up: Any) -> Any:
    """+1 in the lanes of a mask, -1 in the others."""

    def generate(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        return builder.select(builder.bitcast(given[0], _TRUTHS), _constant(1.0), _constant(-1.0))

    return _LANES(_MASK), generate


@intrinsic
def only(typing: Any, value: Any, mask: Any) -> Any:
    """The value in the lanes of a mask, 0 in the others."""

    def generate(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        return builder.select(builder.bitcast(given[1], _TRUTHS), given[0], _constant(0.0))

    return _LANES(_LANES, _MASK), generate


@intrinsic
def number_of(typing: Any, mask: Any) -> Any:
    """How many lanes a mask holds."""

    def generate(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        return builder.zext(builder.ctpop(given[0]), ir.IntType(64))

    return types.int64(_MASK), generate
