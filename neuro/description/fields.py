"""Declared ranges: every field of a description says what it accepts, and one function holds it to that."""

from __future__ import annotations

import contextlib
import dataclasses
import math
import types
import typing
from collections.abc import Mapping
from typing import Any

from ..errors import FieldError, nearest

_WORDS = {int: "a whole number", float: "a number", str: "a text", bool: "true or false"}


def quantity(default: Any = dataclasses.MISSING, *, low: float | None = None, high: float | None = None) -> Any:
    """A number between `low` and `high`, both ends included."""
    return dataclasses.field(default=default, metadata={"low": low, "high": high})


def choice(*names: str, default: Any = dataclasses.MISSING) -> Any:
    """One of the names listed."""
    return dataclasses.field(default=default, metadata={"names": names})


def expectation(field: dataclasses.Field[Any], kind: type) -> str:
    """What a field accepts, in words."""
    if "names" in field.metadata:
        return "one of " + ", ".join(f"'{name}'" for name in field.metadata["names"])
    low, high = field.metadata.get("low"), field.metadata.get("high")
    word = _WORDS[kind]
    if low is not None and high is not None:
        return f"{word} from {low:g} to {high:g}"
    if low is not None:
        return f"{word} of at least {low:g}"
    if high is not None:
        return f"{word} of at most {high:g}"
    return word


def check_fields(instance: Any) -> None:
    """Hold every plain field of a dataclass to its declared type and range.

    Called from ``__post_init__``; whole numbers given for a float field are stored as floats.

    Raises
    ------
    FieldError
        Naming the field, the value that was got and the one that was expected.
    """
    hints = field_types(type(instance))
    for field in dataclasses.fields(instance):
        kind, optional = hints[field.name]
        if kind not in _WORDS:
            continue
        value = getattr(instance, field.name)
        if value is None and optional:
            continue
        if kind is float and type(value) is int:
            # A whole number too long for a float stays one, and is refused below.
            with contextlib.suppress(OverflowError):
                value = float(value)
                object.__setattr__(instance, field.name, value)
        if type(value) is not kind or not _in_range(field, value):
            hint = ""
            if "names" in field.metadata and isinstance(value, str):
                hint = f" ({nearest(value, field.metadata['names'])})"
            raise FieldError(field.name, f"got {value!r}, expected {expectation(field, kind)}{hint}.")


def _in_range(field: dataclasses.Field[Any], value: Any) -> bool:
    if "names" in field.metadata:
        return value in field.metadata["names"]
    if isinstance(value, float) and not math.isfinite(value):
        return False
    low, high = field.metadata.get("low"), field.metadata.get("high")
    return (low is None or value >= low) and (high is None or value <= high)


def field_types(cls: type) -> Mapping[str, tuple[Any, bool]]:
    """Field name -> (declared type, may it be None)."""
    out = {}
    for name, hint in typing.get_type_hints(cls).items():
        arguments = typing.get_args(hint)
        if typing.get_origin(hint) in (typing.Union, types.UnionType) and type(None) in arguments:
            out[name] = (next(a for a in arguments if a is not type(None)), True)
        else:
            out[name] = (hint, False)
    return out
