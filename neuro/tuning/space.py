"""What a search goes over: lists of values and ranges, and candidates drawn from them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, final

import numpy as np

from ..errors import NeuroError
from ..grids import Axis, grid, parse_axis
from ..grids.axes import check_number
from ..numerals import number, whole

_FORM = "expected low..high, as 0.1..2 or log:0.01..1"
_LOG = "log:"


@final
@dataclass(frozen=True)
class Range:
    """A setting between two ends, both included.

    Parameters
    ----------
    key
        A setting of :func:`~neuro.grids.apply_settings`.
    low, high
        The ends; whole numbers give whole numbers.
    log
        Whether equal ratios, not equal differences, are equally likely.

    Raises
    ------
    NeuroError
        When there is no key, the ends don't ascend, or a logarithm is asked of one that isn't above 0.
    """

    key: str
    low: int | float
    high: int | float
    log: bool = False

    def __post_init__(self) -> None:
        if not self.key:
            raise NeuroError("a range has no key; expected the name of a setting, as in plasticity.margin=1..3.")
        if not (math.isfinite(self.low) and math.isfinite(self.high) and self.low < self.high):
            raise NeuroError(f"range '{self.key}': got {self.low} to {self.high}, expected two ends that ascend.")
        if self.log and self.low <= 0:
            raise NeuroError(f"range '{self.key}': got {self.low}, expected more than 0 for a logarithm.")

    def at(self, share: float) -> int | float:
        """The value that so large a `share`, from 0 to 1, of all others lies below."""
        if self.log:
            value = math.exp(math.log(self.low) + share * (math.log(self.high) - math.log(self.low)))
        else:
            value = self.low + share * (self.high - self.low)
        if isinstance(self.low, int) and isinstance(self.high, int):
            return min(max(round(value), self.low), self.high)
        # Four digits say all that a search can tell, and can be typed again.
        return float(f"{value:.4g}")


def parse_dimension(text: str) -> Axis | Range:
    """A range from ``key=low..high`` or ``key=log:low..high``; anything else is read as an axis of a grid.

    Parameters
    ----------
    text
        For instance ``plasticity.margin=1.0..3.0``.

    Raises
    ------
    NeuroError
        When the text has another form.

    Examples
    --------
    >>> parse_dimension("plasticity.input_rate=log:0.01..1.0")
    Range(key='plasticity.input_rate', low=0.01, high=1.0, log=True)
    >>> parse_dimension("size=100,200")
    Axis(key='size', values=(100, 200))
    """
    key, _, values = text.partition("=")
    if ".." not in values:
        return parse_axis(text)
    low, _, high = values.strip().removeprefix(_LOG).partition("..")
    return Range(key.strip(), _number(key, low), _number(key, high), values.strip().startswith(_LOG))


def candidates(dimensions: Sequence[Axis | Range], count: int | None, seed: int) -> list[dict[str, Any]]:
    """Settings to try: every combination of lists, or so many spread over lists and ranges.

    Spread by a Latin hypercube (McKay, Beckman and Conover, Technometrics 21, 1979): of every dimension each part is
    tried alike.

    Parameters
    ----------
    dimensions
        At least one, each of another key.
    count
        How many; None for every combination, which ranges don't have.
    seed
        From which they are drawn.

    Raises
    ------
    NeuroError
        When there are none, a key comes twice, or the number is missing or beyond a million.

    Examples
    --------
    >>> candidates([Axis("size", (100, 200))], None, 0)
    [{'size': 100}, {'size': 200}]
    >>> len(candidates([Axis("size", (100, 200)), Range("plasticity.margin", 1.0, 3.0)], 8, 0))
    8
    """
    keys = [dimension.key for dimension in dimensions]
    if not keys:
        raise NeuroError("got nothing to go over; expected at least one setting, as plasticity.margin=1..3.")
    if twice := next((key for key in keys if keys.count(key) > 1), None):
        raise NeuroError(f"'{twice}' is given twice; expected all its values in one.")
    if count is None:
        axes = [dimension for dimension in dimensions if isinstance(dimension, Axis)]
        if len(axes) < len(dimensions):
            raise NeuroError("a range has no end of values; say how many candidates are to be drawn.")
        return [dict(settings) for settings in grid(axes)]
    check_number(count)
    # Imported here: it takes a third of a second.
    from scipy.stats import qmc

    shares = qmc.LatinHypercube(len(keys), seed=np.random.default_rng([seed, 0x74756E65])).random(count)
    drawn = [
        {dimension.key: _value(dimension, share) for dimension, share in zip(dimensions, row, strict=True)}
        for row in shares
    ]
    # Lists alone may give the same settings twice.
    return list({str(sorted(settings.items())): settings for settings in drawn}.values())


def _value(dimension: Axis | Range, share: float) -> Any:
    if isinstance(dimension, Range):
        return dimension.at(share)
    return dimension.values[min(int(share * len(dimension.values)), len(dimension.values) - 1)]


def _number(key: str, text: str) -> int | float:
    for read in (whole, number):
        try:
            return read(text.strip())
        except ValueError:
            continue
    raise NeuroError(f"range '{key}': got '{text}'; {_FORM}.")
