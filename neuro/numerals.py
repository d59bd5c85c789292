"""Numbers as people type them: digits 0 to 9 without underscores, and no more of them than anybody means."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from fractions import Fraction

_LONGEST = 1000
# Powers of ten beyond those of floats; as fractions they would grow without end.
_LARGEST_POWER = 400


def whole(text: str) -> int:
    """The whole number that a `text` says.

    Raises
    ------
    ValueError
        When it says none.
    """
    return int(_plain(text))


def number(text: str) -> float:
    """The number that a `text` says, which may be infinite or NaN.

    Raises
    ------
    ValueError
        When it says none.
    """
    return float(_plain(text))


def exact(text: str) -> Fraction:
    """The finite number that a `text` such as ``0.1``, ``1e-3`` or ``1/3`` says.

    Raises
    ------
    ValueError, ZeroDivisionError
        When it says none.
    """
    above, slash, below = text.partition("/")
    if slash:
        return Fraction(whole(above), whole(below))
    try:
        value = Decimal(_plain(text))
    except InvalidOperation as problem:
        raise ValueError(f"'{text}' is no number") from problem
    if not value.is_finite() or abs(value.adjusted()) > _LARGEST_POWER:
        raise ValueError(f"'{text}' is out of range")
    return Fraction(value)


def _plain(text: str) -> str:
    if not text.isascii() or "_" in text or len(text) > _LONGEST:
        raise ValueError(f"'{text}' is no plain number")
    return text
