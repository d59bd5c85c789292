"""Numbers and sentences as people read them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from ..energy import Band, Baseline

# What has a lowest and a highest figure: a band, one number, or several of which some may be unknown.
Spanning: TypeAlias = Band[Any] | Baseline | float | Iterable[float | None] | Mapping[str, float | None] | None
_PREFIXES = {-15: "f", -12: "p", -9: "n", -6: "µ", -3: "m", 0: "", 3: "k"}


def span(value: Spanning) -> tuple[float, float] | None:
    """Lowest and highest; None when nothing is known."""
    if isinstance(value, (Band, Baseline)):
        return value.low, value.high
    if isinstance(value, (int, float)):
        return value, value
    several = value.values() if isinstance(value, Mapping) else value or ()
    known = [one for one in several if one is not None]
    return (min(known), max(known)) if known else None


def band_text(value: Spanning, unit: str, samples: int = 1, unknown: str = "unknown") -> str:
    """Lowest and highest in three digits and one unit, as in ``12.3-18.0 nJ``; one figure where both read alike.

    Parameters
    ----------
    value
        What is shown: a band, a number, a pair, or figures by profile. A lower bound is called one.
    unit
        Its unit without a prefix, such as ``J``.
    samples
        What it is divided by.
    unknown
        The text where nothing is known.
    """
    found = span(value)
    if found is None:
        return unknown
    ends = [end / samples for end in found]
    largest = max(abs(end) for end in ends)
    power = 0 if largest == 0 else min(3, max(-15, 3 * math.floor(math.log10(largest) / 3)))
    low, high = (_digits(end / 10.0**power) for end in ends)
    bound = "at least " if isinstance(value, Band) and value.at_least else ""
    return f"{bound}{low if low == high else f'{low}–{high}'} {_PREFIXES[power]}{unit}"  # noqa: RUF001  a range's dash


def ratio_band(low: float, high: float) -> str:
    """Factors, such as ``2.1 to 3.4``."""
    ends = [f"{value:,.3g}" if value < 100 else f"{value:,.0f}" for value in (low, high)]
    return ends[0] if ends[0] == ends[1] else " to ".join(ends)


def per_sample(total: float, samples: int) -> str:
    """A count divided by the samples: whole where it is large, one decimal where that says more."""
    value = total / samples
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:,.1f}"


def sentence(text: str) -> str:
    """The words with a capital in front and a full stop behind."""
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else ".")


def plural(number: int, noun: str) -> str:
    """Such as ``1 core`` and ``2 cores``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _digits(value: float) -> str:
    """Three digits that count, without an exponent."""
    if value == 0:
        return "0"
    places = max(0, 2 - math.floor(math.log10(abs(value))))
    return f"{value:,.{places}f}"


_SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def in_words(number: int) -> str:
    """A small number as a word, others in figures."""
    return _SMALL[number] if 0 <= number < len(_SMALL) else f"{number:,}"


def listed(names: Sequence[str]) -> str:
    """Names as a sentence has them, such as ``a, b and c``."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
