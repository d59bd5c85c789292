"""Declared values: a dataclass field says what it accepts, and what it is in a few words."""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import inspect
import types
import typing
from collections.abc import Iterable, Mapping
from typing import Any

from .errors import FieldError, nearest, shown

_MISSING: Any = dataclasses.MISSING
_WORDS = {int: "a whole number", float: "a number", str: "a text", bool: "true or false"}
# Whole numbers from here on fit into no array and no TOML file.
TOO_LARGE = 1 << 63
# Products of two such floats are still finite.
_LARGEST_FLOAT = 1e100
_LONGEST_NAME = 200


def value(default: Any = _MISSING, *, factory: Any = _MISSING, help: str = "", **limits: Any) -> Any:
    """A dataclass field; `help` says in a few words what it is, for the docstring and the command line."""
    return dataclasses.field(default=default, default_factory=factory, metadata={"help": help, **limits})


def quantity(
    default: Any = _MISSING, *, low: float | None = None, high: float | None = None, help: str = "", **more: Any
) -> Any:
    """A number between `low` and `high`, both ends included."""
    return value(default, help=help, low=low, high=high, **more)


def whole_numbers(default: Any = _MISSING, *, low: int, most: int, help: str = "", **more: Any) -> Any:
    """A tuple of one to `most` whole numbers, each at least `low`; a list is taken for one."""
    return value(default, help=help, low=low, most=most, **more)


def choice(*names: str, default: Any = _MISSING, help: str = "", **more: Any) -> Any:
    """One of the names listed."""
    return value(default, help=help, names=names, **more)


def text(default: Any = _MISSING, *, help: str = "") -> Any:
    """A text that is not empty."""
    return value(default, help=help, filled=True)


def short_text(help: str = "") -> Any:
    """A text of one line that refers to something, of at most 200 characters."""
    return value(help=help, short=True)


def citation(help: str = "where it is printed") -> Any:
    """A text that a file gives by ``source``, a key of its [sources], and perhaps ``place``, the page or table."""
    return value(help=help, cited=True)


def entries(known: Iterable[str], needed: Iterable[str] = (), *, key: str | None = None, help: str = "") -> Any:
    """A mapping with no other keys than the `known` ones; `key` is what a file calls it, if not by the field's name."""
    return value(factory=dict, help=help, known=tuple(known), needed=tuple(needed), key=key)


class AbstractDeclared:
    """A dataclass held to the declarations of its fields when it is made, and documented from them."""

    def __init_subclass__(cls, **keywords: Any) -> None:
        super().__init_subclass__(**keywords)
        cls.__doc__ = _documented(cls)

    def __post_init__(self) -> None:
        check_fields(self)


def expectation(field: dataclasses.Field[Any], kind: Any) -> str:
    """What a field accepts, in words."""
    if "names" in field.metadata:
        return "one of " + ", ".join(f"'{name}'" for name in field.metadata["names"])
    low, high = field.metadata.get("low"), field.metadata.get("high")
    if "most" in field.metadata:
        return f"a list of 1 to {field.metadata['most']} whole numbers of at least {low}"
    word = _WORDS[kind]
    if "short" in field.metadata:
        return f"{word} of 1 to {_LONGEST_NAME} characters without line breaks or other control characters"
    if low is not None and high is not None:
        return f"{word} from {low:g} to {high:g}"
    if low is not None:
        return f"{word} of at least {low:g}"
    if high is not None:
        return f"{word} of at most {high:g}"
    return f"{word} that is not empty" if field.metadata.get("filled") else word


def identity(instance: Any) -> Any:
    """A dataclass as plain data, without fields declared ``later`` that have their defaults.

    What is made from it, such as the name of a network, stays what it was before those fields were thought of.
    """
    if isinstance(instance, (list, tuple)):
        return [identity(one) for one in instance]
    if not dataclasses.is_dataclass(instance):
        return instance
    given = {field: getattr(instance, field.name) for field in dataclasses.fields(instance)}
    return {
        field.name: identity(one)
        for field, one in given.items()
        if not (field.metadata.get("later") and one == _default(field))
    }


def _default(field: dataclasses.Field[Any]) -> Any:
    factory: Any = field.default_factory
    return field.default if factory is _MISSING else factory()


def check_fields(instance: Any) -> None:
    """Hold every plain field of a dataclass to its declared type and range.

    Whole numbers given for a float field are stored as floats.

    Raises
    ------
    FieldError
        Naming the field, the value that was got and the one that was expected.
    """
    hints = field_types(instance.__class__)
    for field in dataclasses.fields(instance):
        kind, optional = hints[field.name]
        given = getattr(instance, field.name)
        if given is None and optional:
            continue
        if "most" in field.metadata:
            object.__setattr__(instance, field.name, _whole_numbers(field, given))
        if kind not in _WORDS:
            continue
        if kind is float and type(given) is int:
            # A whole number too long for a float stays one, and is refused below.
            with contextlib.suppress(OverflowError):
                given = float(given)
                object.__setattr__(instance, field.name, given)
        if type(given) is not kind or not accepts(field, given):
            hint = ""
            if "names" in field.metadata and isinstance(given, str):
                hint = f" ({nearest(given, field.metadata['names'])})"
            if kind is type(given) is int and abs(given) >= TOO_LARGE:
                hint = ", and less than 2^63"
            elif kind is type(given) is float and abs(given) > _LARGEST_FLOAT:
                hint = f", and at most {_LARGEST_FLOAT:g}"
            raise FieldError(field.name, f"got {shown(given)}, expected {expectation(field, kind)}{hint}.")


def _whole_numbers(field: dataclasses.Field[Any], given: Any) -> tuple[int, ...]:
    low, most = field.metadata["low"], field.metadata["most"]
    numbers = tuple(given) if isinstance(given, (list, tuple)) else ()
    if not 1 <= len(numbers) <= most or any(type(one) is not int or not low <= one < TOO_LARGE for one in numbers):
        raise FieldError(field.name, f"got {shown(given)}, expected {expectation(field, tuple)}.")
    return numbers


def accepts(field: dataclasses.Field[Any], given: Any) -> bool:
    """Whether a value of the right type is one that the field allows."""
    if "names" in field.metadata:
        return given in field.metadata["names"]
    if field.metadata.get("filled") and not given.strip():
        return False
    if "short" in field.metadata and not (given.isprintable() and given.strip() and len(given) <= _LONGEST_NAME):
        return False
    if isinstance(given, float) and not abs(given) <= _LARGEST_FLOAT:
        return False
    if isinstance(given, int) and abs(given) >= TOO_LARGE:
        return False
    low, high = field.metadata.get("low"), field.metadata.get("high")
    return (low is None or given >= low) and (high is None or given <= high)


@functools.cache
def field_types(cls: Any) -> Mapping[str, tuple[Any, bool]]:
    """Field name -> (declared type, may it be None)."""
    out = {}
    for name, hint in typing.get_type_hints(cls).items():
        arguments = typing.get_args(hint)
        if typing.get_origin(hint) in (typing.Union, types.UnionType) and type(None) in arguments:
            out[name] = (next(a for a in arguments if a is not type(None)), True)
        else:
            out[name] = (hint, False)
    return out


def _documented(cls: type) -> str:
    """The docstring of a class that is being made, with a section on the fields that have a help text."""
    doc = inspect.cleandoc(cls.__doc__ or "")
    declared: dict[str, dataclasses.Field[Any]] = {}
    for base in reversed(cls.__mro__[1:]):
        declared.update(vars(base).get("__dataclass_fields__", {}))
    declared.update({name: field for name, field in vars(cls).items() if isinstance(field, dataclasses.Field)})
    lines = []
    for name, field in declared.items():
        if about := field.metadata.get("help"):
            kind = str(field.type or cls.__annotations__[name])
            if any(field.metadata.get(limit) is not None for limit in ("low", "high", "names")):
                plain = next((known for known in _WORDS if known.__name__ == kind.partition(" ")[0]), str)
                about += f"; {expectation(field, plain)}"
            lines += [f"{name} : {kind}", f"    {about[0].upper()}{about[1:]}."]
    if not lines:
        return doc
    section = "\n".join(["Parameters", "----------", *lines])
    # Before the sections that come after it by NumPy's convention.
    for title in ("Raises", "Examples"):
        place = doc.find(f"\n{title}\n---")
        if place >= 0:
            return f"{doc[:place]}\n{section}\n{doc[place:]}"
    return f"{doc}\n\n{section}\n"
