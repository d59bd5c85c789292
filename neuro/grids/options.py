"""Options of a command, checked like the fields of a description."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any, TypeVar

from ..errors import FieldError, NeuroError, nearest

_T = TypeVar("_T")


def read_options(cls: type[_T], options: Mapping[str, Any]) -> _T:
    """A dataclass of options, every field with a default, from the values given.

    Parameters
    ----------
    cls
        A frozen dataclass that calls ``check_fields``.

    Raises
    ------
    NeuroError
        Naming the option that isn't known or whose value doesn't fit.
    """
    known = [field.name for field in dataclasses.fields(cls)]  # type: ignore[arg-type]
    for name in options:
        if name not in known:
            raise NeuroError(f"option '{name}': is not known; {nearest(name, known)}")
    try:
        return cls(**options)
    except FieldError as problem:
        raise NeuroError(f"option '{problem.key}': {problem.problem}") from problem
