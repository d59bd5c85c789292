"""Sixteen samples side by side: a type that Numba compiles to the machine's vectors, whatever their width.

An array of lanes is (K, 16), a row for each unit or line; where one sample is worked on by itself it is (K,), and the
same operations are compiled for plain floats. A mask holds one truth for each lane in the bits of a whole number.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.core.datamodel import models
from numba.extending import intrinsic, register_model

LANES = 16

_FLOAT, _BITS, _PLACE = ir.DoubleType(), ir.IntType(LANES), ir.IntType(32)
_VECTOR, _TRUTHS = ir.VectorType(_FLOAT, LANES), ir.VectorType(ir.IntType(1), LANES)
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


def _held(array: Any) -> Any:
    """What one row of an array holds."""
    return _LANES if array.ndim == 2 else types.float64


def _filled(kind: Any, value: float) -> ir.Constant:
    return ir.Constant(_VECTOR, [value] * LANES) if kind is _LANES else ir.Constant(_FLOAT, value)


def _spread(builder: Any, kind: Any, value: Any) -> Any:
    if kind is not _LANES:
        return value
    nothing = ir.Constant(_VECTOR, ir.Undefined)
    first = builder.insert_element(nothing, value, ir.Constant(_PLACE, 0))
    return builder.shuffle_vector(first, nothing, ir.Constant(ir.VectorType(_PLACE, LANES), [0] * LANES))


def _truths(builder: Any, kind: Any, mask: Any) -> Any:
    return builder.bitcast(mask, _TRUTHS) if kind is _LANES else builder.trunc(mask, ir.IntType(1))


def _row(context: Any, builder: Any, kind: Any, array: Any, row: Any) -> Any:
    start = context.make_array(kind)(context, builder, array).data
    if kind.ndim == 1:
        return builder.gep(start, [row])
    place = builder.gep(start, [builder.mul(row, ir.Constant(row.type, LANES))])
    return builder.bitcast(place, _VECTOR.as_pointer())


def _lane(context: Any, builder: Any, kind: Any, array: Any, row: Any, lane: Any) -> Any:
    start = context.make_array(kind)(context, builder, array).data
    if kind.ndim == 2:
        row = builder.add(builder.mul(row, ir.Constant(row.type, LANES)), lane)
    return builder.gep(start, [row])


@intrinsic
def width(typing: Any, array: Any) -> Any:
    """How many samples lie side by side."""
    value = LANES if array.ndim == 2 else 1
    return types.int64(array), lambda context, builder, signature, given: ir.Constant(ir.IntType(64), value)


@intrinsic
def load(typing: Any, array: Any, row: Any) -> Any:
    """A row of an array of lanes; the row is a uint64."""

    def generate(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        value = builder.load(_row(context, builder, signature.args[0], *given))
        value.align = _ALIGNED
        return value

    return _held(array)(array, types.uint64), generate


@intrinsic
def store(typing: Any, array: Any, row: Any, value: Any) -> Any:
    """Write a row of an array of lanes."""

    def generate(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        builder.store(given[2], _row(context, builder, signature.args[0], *given[:2])).align = _ALIGNED
        return context.get_dummy_value()

    return types.void(array, types.uint64, _held(array)), generate


@intrinsic
def take(typing: Any, array: Any, row: Any, lane: Any) -> Any:
    """The value of one lane in a row; both are uint64."""

    def generate(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        return builder.load(_lane(context, builder, signature.args[0], *given))

    return types.float64(array, types.uint64, types.uint64), generate


@intrinsic
def put(typing: Any, array: Any, row: Any, lane: Any, value: Any) -> Any:
    """Write the value of one lane in a row."""

    def generate(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        builder.store(given[3], _lane(context, builder, signature.args[0], *given[:3]))
        return context.get_dummy_value()

    return types.void(array, types.uint64, types.uint64, types.float64), generate


@intrinsic
def spread(typing: Any, array: Any, value: Any) -> Any:
    """The same float in all lanes of such an array."""
    kind = _held(array)
    return kind(array, types.float64), lambda context, builder, signature, given: _spread(builder, kind, given[1])


@intrinsic
def plus(typing: Any, one: Any, other: Any) -> Any:
    """Sum."""
    return one(one, one), lambda context, builder, signature, given: builder.fadd(*given)


@intrinsic
def minus(typing: Any, one: Any, other: Any) -> Any:
    """Difference."""
    return one(one, one), lambda context, builder, signature, given: builder.fsub(*given)


@intrinsic
def times(typing: Any, one: Any, other: Any) -> Any:
    """Product."""
    return one(one, one), lambda context, builder, signature, given: builder.fmul(*given)


@intrinsic
def plus_times(typing: Any, total: Any, factor: Any, value: Any) -> Any:
    """``total + factor * value`` with one factor for all lanes."""
    held, suffix = (_VECTOR, f"v{LANES}f64") if total is _LANES else (_FLOAT, "f64")

    def generate(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        kind = ir.FunctionType(held, [held] * 3)
        multiply = cgutils.get_or_insert_function(builder.module, kind, f"llvm.fma.{suffix}")
        return builder.call(multiply, [_spread(builder, total, given[1]), given[2], given[0]])

    return total(total, types.float64, total), generate


def _compared(operator: str, one: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        truth = builder.fcmp_ordered(operator, *given)
        return builder.bitcast(truth, _BITS) if one is _LANES else builder.zext(truth, _BITS)

    return generate


@intrinsic
def above(typing: Any, one: Any, other: Any) -> Any:
    """The mask of lanes in which one is more than the other."""
    return _MASK(one, one), _compared(">", one)


@intrinsic
def at_most(typing: Any, one: Any, other: Any) -> Any:
    """The mask of lanes in which one is less than the other, or as much."""
    return _MASK(one, one), _compared("<=", one)


@intrinsic
def nonzero(typing: Any, value: Any) -> Any:
    """The mask of lanes in which a value is not 0."""

    def generate(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        return _compared("!=", value)(context, builder, signature, [given[0], _filled(value, 0.0)])

    return _MASK(value), generate


@intrinsic
def signs(typing: Any, array: Any, up: Any) -> Any:
    """+1 in the lanes of a mask, -1 in the others, for such an array."""
    kind = _held(array)

    def generate(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        return builder.select(_truths(builder, kind, given[1]), _filled(kind, 1.0), _filled(kind, -1.0))

    return kind(array, _MASK), generate


@intrinsic
def only(typing: Any, value: Any, mask: Any) -> Any:
    """The value in the lanes of a mask, 0 in the others."""

    def generate(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        return builder.select(_truths(builder, value, given[1]), given[0], _filled(value, 0.0))

    return value(value, _MASK), generate


@intrinsic
def number_of(typing: Any, mask: Any) -> Any:
    """How many lanes a mask holds."""

    def generate(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        return builder.zext(builder.ctpop(given[0]), ir.IntType(64))

    return types.int64(_MASK), generate
