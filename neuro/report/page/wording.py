"""Numbers as people read them."""

from __future__ import annotations

from ..bands import band_text


def quantity(value: float, unit: str) -> str:
    """Three digits with the prefix that suits, such as ``1.23 µJ``."""
    return band_text((value, value), unit)


def band(low: float, high: float, unit: str) -> str:
    """Both ends of a band under one prefix."""
    return band_text((low, high), unit)


def ratio_band(low: float, high: float) -> str:
    """Factors, such as ``2.1 to 3.4``."""
    ends = [f"{value:,.3g}" if value < 100 else f"{value:,.0f}" for value in (low, high)]
    return ends[0] if ends[0] == ends[1] else " to ".join(ends)


def per_sample(total: float, samples: int) -> str:
    """A count divided by the samples: whole where it is large, one decimal where that says more."""
    value = total / samples
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:,.1f}"


def share(value: float) -> str:
    """A share in per cent."""
    return f"{value:.1%}"


def sentence(text: str) -> str:
    """The words with a capital in front and a full stop behind."""
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else ".")


def plural(number: int, noun: str) -> str:
    """Such as ``1 core`` and ``2 cores``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
