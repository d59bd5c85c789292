"""TOML text -> description, every refusal naming the file, the key, what was expected and the nearest right name."""

from __future__ import annotations

import dataclasses
import sys
from pathlib import Path
from typing import Any, TypeVar

from ..errors import FieldError, NeuroError, nearest
from .couplings import KINDS, Coupling
from .fields import field_types
from .model import Description
from .populations import Population

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

FORMAT = 1
_T = TypeVar("_T")


def read_description(path: str | Path) -> Description:
    """Read and check a TOML file.

    Raises
    ------
    NeuroError
        When the file can't be read, isn't TOML, or describes no valid network.
    """
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        reason = problem.strerror if isinstance(problem, OSError) else "it is not UTF-8 text"
        raise NeuroError(f"{path}: can't be read ({reason}); expected a TOML model file.") from problem
    return parse_description(text, str(path))


def parse_description(text: str, origin: str = "text") -> Description:
    """Check TOML text; `origin` names it in error messages."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise NeuroError(f"{origin}: is not valid TOML: {problem}.") from problem
    try:
        return _description(table)
    except FieldError as problem:
        raise NeuroError(f"{origin}: {problem}") from problem


def _description(table: dict[str, Any]) -> Description:
    table = dict(table)
    version = table.pop("format", None)
    if version != FORMAT:
        raise FieldError("format", f"got {version!r}, expected {FORMAT}, the format this version reads.")
    for key, read in (("populations", _population), ("couplings", _coupling)):
        if key in table:
            entries = table[key]
            if not isinstance(entries, list) or not all(isinstance(e, dict) for e in entries):
                raise FieldError(key, f"expected [[{key}]] tables.")
            table[key] = tuple(_located(f"{key}[{n}]", read, entry) for n, entry in enumerate(entries))
    for key, (kind, _) in field_types(Description).items():
        if key in table and dataclasses.is_dataclass(kind):
            if not isinstance(table[key], dict):
                raise FieldError(key, f"got {table[key]!r}, expected a [{key}] table.")
            table[key] = _located(key, _fill, kind, table[key])
    return _fill(Description, table)


def _population(entry: dict[str, Any]) -> Population:
    return _fill(Population, entry)


def _coupling(entry: dict[str, Any]) -> Coupling:
    entry = dict(entry)
    kind = entry.pop("kind", None)
    if not isinstance(kind, str) or kind not in KINDS:
        hint = nearest(kind, KINDS) if isinstance(kind, str) else f"known: {', '.join(KINDS)}."
        raise FieldError("kind", f"got {kind!r}, expected a kind of coupling; {hint}")
    return _fill(KINDS[kind], entry)


def _located(where: str, read: Any, *arguments: Any) -> Any:
    try:
        return read(*arguments)
    except FieldError as problem:
        raise problem.inside(where) from None


def _fill(cls: type[_T], table: dict[str, Any]) -> _T:
    known = {f.name: f for f in dataclasses.fields(cls)}  # type: ignore[arg-type]
    for key in table:
        if key not in known:
            raise FieldError(key, f"is not a known key; {nearest(key, known)}")
    for name, field in known.items():
        required = field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
        if required and name not in table:
            raise FieldError(name, "is missing; expected it here.")
    return cls(**table)
