"""Quantities as short texts."""

from __future__ import annotations

import math

_PREFIXES = {-15: "f", -12: "p", -9: "n", -6: "µ", -3: "m", 0: "", 3: "k"}


def band_text(band: tuple[float, float] | None, unit: str, unknown: str = "unknown") -> str:
    """Lowest and highest in three digits and one unit, as in ``12.3-18 nJ``; one figure where both read alike."""
    if band is None:
        return unknown
    largest = max(abs(value) for value in band)
    power = 0 if largest == 0 else min(3, max(-15, 3 * math.floor(math.log10(largest) / 3)))
    low, high = (_digits(value / 10.0**power) for value in band)
    return f"{low if low == high else f'{low}–{high}'} {_PREFIXES[power]}{unit}"  # noqa: RUF001  a range's own dash


def _digits(value: float) -> str:
    """Three digits that count, without an exponent."""
    if value == 0:
        return "0"
    places = max(0, 2 - math.floor(math.log10(abs(value))))
    return f"{value:,.{places}f}"
