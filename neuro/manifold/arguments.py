"""What functions of the manifold are given: whole numbers, finite ones within bounds, arrays of them, and words."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..errors import NeuroError, nearest, shown

_LARGEST = sys.float_info.max
# Units of a module: up to here a float tells every number of them.
MOST_UNITS = 10**15
# Of steps, tries and runs: more than anybody waits for.
MOST_STEPS = 10**12


def whole(name: str, given: Any, least: int = 0, most: int | None = None, what: str = "") -> int:
    """A whole number, of whatever type; everything else is refused. `what` tells what the most is.

    Raises
    ------
    NeuroError
        Naming the argument, what was got, and what is expected.
    """
    if is_number(given) and least <= given <= (_LARGEST if most is None else most) and not given % 1:
        return int(given)
    bounds = f"from {least:,} on" if most is None else f"from {least:,} to {most:,}"
    raise NeuroError(f"{name}: got {shown(given)}, expected a whole number {bounds}{', ' if what else ''}{what}.")


def finite(name: str, given: Any, low: float = -_LARGEST, high: float = _LARGEST) -> float:
    """A finite number between two bounds, both included; everything else is refused.

    Raises
    ------
    NeuroError
        Naming the argument, what was got, and what is expected.
    """
    if is_number(given) and low <= given <= high:
        return float(given)
    if high < _LARGEST:
        expected = f"{low:g} to {high:g}"
    else:
        expected = f"at least {low:g}, and finite" if low > -_LARGEST else "a finite number"
    raise NeuroError(f"{name}: got {shown(given)}, expected {expected}.")


def within_one(name: str, given: Any) -> float:
    """A number between 0 and 1, neither of them; everything else is refused.

    Raises
    ------
    NeuroError
        Naming the argument, what was got, and what is expected.
    """
    if is_number(given) and 0.0 < given < 1.0:
        return float(given)
    raise NeuroError(f"{name}: got {shown(given)}, expected more than 0 and less than 1.")


def one_of(name: str, given: Any, known: Iterable[str]) -> str:
    """One of the words that are known; everything else is refused.

    Raises
    ------
    NeuroError
        Naming the argument, what was got, and the word that may have been meant.
    """
    words = list(known)
    if not isinstance(given, str):
        raise NeuroError(f"{name}: got {shown(given)}, expected one of {', '.join(words)}.")
    if given not in words:
        raise NeuroError(f"{name}: got '{given}'; {nearest(given, words)}")
    return given


def array(name: str, given: ArrayLike) -> NDArray[Any]:
    """An array of real numbers as it is, of any shape; text, complex numbers and rows of unequal length are refused.

    Raises
    ------
    NeuroError
        Naming the argument and what was got.
    """
    try:
        found = np.asarray(given)
    except ValueError:
        raise NeuroError(
            f"{name}: got rows of unequal length, expected equally many numbers in each; leave out what isn't complete."
        ) from None
    if found.dtype.kind not in "biuf":
        raise NeuroError(f"{name}: got {shown(given)}, expected numbers; turn text and missing values into some first.")
    return found


def numbers(name: str, given: ArrayLike) -> NDArray[np.float64]:
    """The same as floats.

    Raises
    ------
    NeuroError
        Naming the argument and what was got.
    """
    return np.asarray(array(name, given), float)


def is_number(given: Any) -> bool:
    """Whether this is one real number, NaN and infinity among them."""
    return isinstance(given, int | float | np.integer | np.floating) and not isinstance(given, bool)
