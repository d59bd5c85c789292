"""What a grid goes over: axes of values, and their combinations."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Any, TypeAlias, final

import numpy as np

from ..errors import NeuroError, shown
from ..fields import TOO_LARGE
from ..numerals import exact, number, whole

Value: TypeAlias = int | float | str

# Beyond it the points alone fill the memory before any is worked on.
MOST_POINTS = 1_000_000

_FORM = "expected start:stop:points, as 0:1.5:16, or values separated by commas, as 8,12,16"


@final
@dataclass(frozen=True)
class Axis:
    """One setting and the values it takes.

    Parameters
    ----------
    key
        A setting of :func:`apply_settings`.
    values
        At least one; numbers are finite, and none appears twice. Those of NumPy become plain ones.

    Raises
    ------
    NeuroError
        When there is no key or value, or a value is no number and no text, or not the only one of its kind.
    """

    key: str
    values: tuple[Value, ...]

    def __post_init__(self) -> None:
        # Points are stored as plain numbers: NumPy's equal them, but are written otherwise.
        object.__setattr__(self, "values", tuple(map(_plain, self.values)))
        if not self.key:
            raise NeuroError("an axis has no key; expected the name of a setting, as in size=8,12,16.")
        if not self.values:
            raise NeuroError(f"axis '{self.key}': got no values, expected at least one.")
        seen: set[Value] = set()
        for value in self.values:
            if isinstance(value, bool):
                raise NeuroError(
                    f"axis '{self.key}': got {value}, expected finite numbers or texts; what is true or false has one "
                    "value in a grid, in [options] for instance."
                )
            if type(value) not in (int, float, str) or (isinstance(value, float) and not math.isfinite(value)):
                raise NeuroError(f"axis '{self.key}': got {shown(value)}, expected finite numbers or texts.")
            if isinstance(value, int) and abs(value) >= TOO_LARGE:
                raise NeuroError(f"axis '{self.key}': got {shown(value)}, expected whole numbers less than 2^63.")
            if value in seen:
                raise NeuroError(f"axis '{self.key}': {value!r} appears twice; expected each value once.")
            seen.add(value)


def _plain(value: Any) -> Any:
    """A number, text or truth value of NumPy as one of Python; anything else as it is."""
    # NumPy counts durations among the whole numbers.
    known = isinstance(value, (np.number, np.str_, np.bool_)) and not isinstance(value, np.timedelta64)
    return value.item() if known else value


def parse_axis(text: str) -> Axis:
    """An axis from ``key=start:stop:points`` (both ends included) or ``key=value,value``.

    Whole numbers stay whole; so do evenly spaced points, where all of them fall on whole numbers.

    Parameters
    ----------
    text
        For instance ``self_coupling=0:1.5:16``.

    Raises
    ------
    NeuroError
        When the text has another form.

    Examples
    --------
    >>> parse_axis("size=8:16:3")
    Axis(key='size', values=(8, 12, 16))
    """
    key, equals, values = text.partition("=")
    if not equals:
        raise NeuroError(f"axis: got '{text}', expected key=values; {_FORM}.")
    return axis_of(key.strip(), values)


def axis_of(key: str, values: Any) -> Axis:
    """An axis from a list of values, or from a text as :func:`parse_axis` reads it after the ``=``.

    Parameters
    ----------
    key
        A setting.
    values
        A list, or a text.

    Raises
    ------
    NeuroError
        When they have another form.
    """
    if isinstance(values, str):
        return Axis(key, _spaced(key, values) if ":" in values else tuple(_value(key, t) for t in values.split(",")))
    if not isinstance(values, Sequence):
        raise NeuroError(f"axis '{key}': got {shown(values)}; {_FORM}, or a list.")
    return Axis(key, tuple(values))


def grid(axes: Iterable[Axis]) -> list[dict[str, Value]]:
    """Every combination of values; the last axis runs fastest. No axes give one point without settings.

    Parameters
    ----------
    axes
        Any number.

    Raises
    ------
    NeuroError
        When two axes have the same key, or there are more than a million combinations.
    """
    axes = list(axes)
    keys = [axis.key for axis in axes]
    for key in keys:
        if keys.count(key) > 1:
            raise NeuroError(f"axis '{key}': is given twice; expected all its values in one.")
    check_number(prod(len(axis.values) for axis in axes))
    return [dict(zip(keys, values, strict=True)) for values in product(*(axis.values for axis in axes))]


def check_number(points: int) -> None:
    """Refuse more points than can be listed."""
    if points > MOST_POINTS:
        raise NeuroError(f"got {points:,} points, expected at most {MOST_POINTS:,}; take fewer values or seeds.")


def _spaced(key: str, text: str) -> tuple[Value, ...]:
    """Evenly spaced points, each the float nearest to its exact value."""
    try:
        start, stop, points = text.split(":")
        first, last, count = exact(start.strip()), exact(stop.strip()), whole(points)
        if count < 2:
            raise ValueError
        check_number(count)
        values = [first + (last - first) * k / (count - 1) for k in range(count)]
        kind = int if all(map(_is_whole, (start, stop))) and all(v.denominator == 1 for v in values) else float
        return tuple(kind(value) for value in values)
    except (ValueError, OverflowError, ZeroDivisionError) as problem:
        raise NeuroError(f"axis '{key}': got '{text}'; {_FORM}, with at least two points.") from problem


def _is_whole(text: str) -> bool:
    try:
        whole(text)
    except ValueError:
        return False
    return True


def _value(key: str, text: str) -> Value:
    text = text.strip()
    if not text:
        raise NeuroError(f"axis '{key}': has an empty value; {_FORM}.")
    for read in (whole, number):
        try:
            return read(text)
        except ValueError:
            continue
    return text
