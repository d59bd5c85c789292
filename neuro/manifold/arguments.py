"""Numbers that functions of the theory are given: whole ones, and finite ones within bounds."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np

from ..errors import NeuroError, shown

_LARGEST = sys.float_info.max
# Units of a module: up to here a float tells every number of them.
MOST_UNITS = 10**15


def whole(name: str, given: Any, least: int = 0, most: int | None = None) -> int:
    """A whole number, of whatever type; everything else is refused.

    Raises
    ------
    NeuroError
        Naming the argument, what was got, and what is expected.
    """
    if _is_number(given) and least <= given <= (_LARGEST if most is None else most) and not given % 1:
        return int(given)
    bounds = f"from {least:,} on" if most is None else f"from {least:,} to {most:,}"
    raise NeuroError(f"{name}: got {shown(given)}, expected a whole number {bounds}.")


def finite(name: str, given: Any, low: float = -_LARGEST, high: float = _LARGEST) -> float:
    """A finite number between two bounds, both included; everything else is refused.

    Raises
    ------
    NeuroError
        Naming the argument, what was got, and what is expected.
    """
    if _is_number(given) and low <= given <= high:
        return float(given)
    if high < _LARGEST:
        expected = f"{low:g} to {high:g}"
    else:
        expected = f"at least {low:g}, and finite" if low > -_LARGEST else "a finite number"
    raise NeuroError(f"{name}: got {shown(given)}, expected {expected}.")


def _is_number(given: Any) -> bool:
    return isinstance(given, int | float | np.integer | np.floating) and not isinstance(given, bool)
