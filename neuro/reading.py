"""One reader of declared values: TOML files, and options, into dataclasses that say what they accept."""

from __future__ import annotations

import contextlib
import dataclasses
import sys
import types
import typing
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from .errors import FieldError, NeuroError, nearest, shown
from .fields import field_types
from .files import read_text

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_T = TypeVar("_T")
_Sources = Mapping[str, str]
# Tables within tables; descriptions have four.
_DEEPEST = 50


def read_toml(path: str | Path, what: str, version: int, read: Callable[[dict[str, Any]], _T]) -> _T:
    """What `read` makes of a TOML file; `what` says in errors which kind of file was expected.

    Raises
    ------
    NeuroError
        Naming the file, when it can't be read or for any reason of :func:`parse_toml`.
    """
    return parse_toml(read_text(path, what), str(path), version, read)


def parse_toml(content: str, origin: str, version: int, read: Callable[[dict[str, Any]], _T]) -> _T:
    """What `read` makes of TOML text without its key ``format``.

    Raises
    ------
    NeuroError
        Naming the `origin`, when it isn't TOML, has another format than `version`, or `read` refuses it.
    """
    try:
        table = tomllib.loads(content)
        _check_depth(table)
    except tomllib.TOMLDecodeError as problem:
        raise NeuroError(f"{origin}: is not valid TOML: {problem}.") from problem
    except ValueError as problem:
        raise NeuroError(f"{origin}: holds a number of too many digits; expected none beyond 2^63.") from problem
    except RecursionError as problem:
        raise NeuroError(f"{origin}: is nested too deep; expected at most {_DEEPEST} tables or lists.") from problem
    try:
        got = table.pop("format", None)
        if type(got) is not int or got != version:
            raise FieldError("format", f"got {shown(got)}, expected {version}, the format this version reads.")
        return read(table)
    except NeuroError as problem:
        raise NeuroError(f"{origin}: {problem}") from problem


def _check_depth(table: dict[str, Any]) -> None:
    level: list[Any] = [table]
    for _ in range(_DEEPEST):
        holders = [one.values() if isinstance(one, dict) else one for one in level]
        level = [one for holder in holders for one in holder if isinstance(one, (dict, list))]
        if not level:
            return
    raise RecursionError


def read_texts(table: dict[str, Any], key: str) -> dict[str, str]:
    """A table of texts within a table, taken out of it: the [sources] of a file."""
    if not isinstance(given := table.pop(key, None), dict):
        raise FieldError(key, "is missing; expected a table of texts.")
    return {name: _filled(one, f"{key}.{name}") for name, one in given.items()}


def read_options(cls: type[_T], options: Mapping[str, Any]) -> _T:
    """A dataclass of options, every field with a default, from the values given.

    Raises
    ------
    NeuroError
        Naming the option that isn't known or whose value doesn't fit.
    """
    try:
        return fill(cls, options, unknown="is not known")
    except FieldError as problem:
        raise NeuroError(f"option '{problem.key}': {problem.problem}") from problem


def fill(
    cls: type[_T],
    table: Mapping[str, Any],
    sources: _Sources = types.MappingProxyType({}),
    unknown: str = "is not a known key",
) -> _T:
    """A dataclass from a table of plain data, and the dataclasses in its fields from the tables within.

    Parameters
    ----------
    cls
        Its fields name the keys. A field may hold a dataclass, a tuple or mapping of dataclasses or of texts, or one
        of several dataclasses that a key ``kind`` tells apart.
    table
        As a TOML file or a user gives it.
    sources
        Key -> full reference, what a :func:`citation` is looked up in.
    unknown
        What is said of a key that isn't there.

    Raises
    ------
    FieldError
        Naming the key that is missing, unknown or holds something else.
    """
    made: Any = cls
    declared = {f.metadata.get("key") or f.name: f for f in dataclasses.fields(made)}
    cited = {key for key, field in declared.items() if field.metadata.get("cited")}
    plain = {key: field for key, field in declared.items() if key not in cited}
    needed = [key for key, field in plain.items() if _needed(field)]
    known = [*plain, "source", "place"] if cited else list(plain)
    _check_keys(table, [*needed, "source"] if cited else needed, known, unknown)
    filled = {}
    for key, field in declared.items():
        if key in cited:
            filled[field.name] = _citation(table, sources)
        elif key in table:
            filled[field.name] = _read(field_types(made)[field.name][0], field, key, table[key], sources)
    return cls(**filled)


def _needed(field: dataclasses.Field[Any]) -> bool:
    """Whether there is no default, or a table of entries that can't all be left out."""
    return field.default is field.default_factory is dataclasses.MISSING or bool(field.metadata.get("needed"))


def _read(kind: Any, field: dataclasses.Field[Any], key: str, given: Any, sources: _Sources) -> Any:
    """One value of a table, as its field wants it."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is tuple and (arguments[0] is str or _is_made(arguments[0])):
        if arguments[0] is str and not isinstance(given, list):
            raise FieldError(key, f"got {shown(given)}, expected a list of sentences.")
        if _is_made(arguments[0]) and (not isinstance(given, list) or not all(isinstance(one, dict) for one in given)):
            raise FieldError(key, f"expected [[{key}]] tables.")
        return tuple(_item(arguments[0], key, f"{key}[{place}]", one, sources) for place, one in enumerate(given))
    if origin is not Mapping and not _is_made(kind):
        return given
    if not isinstance(given, dict):
        raise FieldError(key, f"got {shown(given)}, expected a [{key}] table.")
    if origin is not Mapping:
        return _item(kind, key, key, given, sources)
    with _inside(key):
        if "known" in field.metadata:
            _check_keys(given, field.metadata["needed"], field.metadata["known"])
        return {name: _item(arguments[1], key, name, one, sources) for name, one in given.items()}


def _is_made(kind: Any) -> bool:
    return dataclasses.is_dataclass(kind) or isinstance(kind, types.UnionType)


def _item(kind: Any, key: str, where: str, given: Any, sources: _Sources) -> Any:
    """A table as a dataclass, or a text, at one place of a list or mapping; anything else as it is."""
    if kind is str:
        return _filled(given, where)
    if not _is_made(kind):
        return given
    if not isinstance(given, dict):
        raise FieldError(where, f"got {shown(given)}, expected a table.")
    with _inside(where):
        if isinstance(kind, types.UnionType):
            kinds = {one.kind: one for one in typing.get_args(kind)}
            given = dict(given)
            name = given.pop("kind", None)
            if not isinstance(name, str) or name not in kinds:
                hint = nearest(name, kinds) if isinstance(name, str) else f"known: {', '.join(kinds)}."
                raise FieldError("kind", f"got {shown(name)}, expected a kind of {key.removesuffix('s')}; {hint}")
            kind = kinds[name]
        return fill(kind, given, sources)


def _check_keys(
    table: Mapping[str, Any], needed: Iterable[str], known: Iterable[str], unknown: str = "is not a known key"
) -> None:
    for key in table:
        if key not in known:
            raise FieldError(key, f"{unknown}; {nearest(key, known)}")
    for key in needed:
        if key not in table:
            raise FieldError(key, "is missing; expected it here.")


def _citation(table: Mapping[str, Any], sources: _Sources) -> str:
    name = _filled(table["source"], "source")
    if name not in sources:
        raise FieldError("source", f"got '{name}', which [sources] doesn't hold; {nearest(name, sources)}")
    return f"{sources[name]}, {_filled(table['place'], 'place')}" if "place" in table else sources[name]


def _filled(given: Any, where: str) -> str:
    if not isinstance(given, str) or not given.strip():
        raise FieldError(where, f"got {shown(given)}, expected a text that is not empty.")
    return given


@contextlib.contextmanager
def _inside(where: str) -> Iterator[None]:
    try:
        yield
    except FieldError as problem:
        raise problem.inside(where) from None
