"""TOML files of cited facts: read, and held to what they must contain."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from .errors import FieldError, NeuroError, nearest

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


def read_toml(path: Path, what: str) -> dict[str, Any]:
    """A TOML file as plain data.

    Raises
    ------
    NeuroError
        When it can't be read or isn't TOML.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as problem:
        raise NeuroError(f"{path}: can't be read ({problem.strerror}); expected {what}.") from problem
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise NeuroError(f"{path}: is not valid TOML: {problem}.") from problem


def check_keys(table: Mapping[str, Any], where: str, needed: Iterable[str], optional: Iterable[str] = ()) -> None:
    """Refuse keys that are missing or unknown.

    Raises
    ------
    FieldError
        Naming the first one.
    """
    known = [*needed, *optional]
    for key in table:
        if key not in known:
            raise FieldError(where + key, f"is not a known key; {nearest(key, known)}")
    for key in needed:
        if key not in table:
            raise FieldError(where + key, "is missing; expected it here.")


def as_table(value: Any, where: str) -> dict[str, Any]:
    """The value, held to be a table."""
    if not isinstance(value, dict):
        raise FieldError(where, f"got {value!r}, expected a table.")
    return value


def text(value: Any, where: str) -> str:
    """The value, held to be a text that is not empty."""
    if not isinstance(value, str) or not value.strip():
        raise FieldError(where, f"got {value!r}, expected a text that is not empty.")
    return value
