"""Rows of a grid averaged over networks: means with their errors, groups by setting, and cells that show them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias, final

import numpy as np

Row: TypeAlias = Mapping[str, Any]


@final
@dataclass(frozen=True)
class Average:
    """A mean over networks; None where no network has a value.

    Parameters
    ----------
    mean, standard_error
        The latter None for a single network whose value has no error of its own.
    networks
        Those that have a value.
    """

    mean: float | None
    standard_error: float | None
    networks: int


def grouped(rows: Sequence[Row], keys: Sequence[str]) -> dict[tuple[Any, ...], list[Row]]:
    """Rows by their values of some columns, in the order in which these first appear."""
    groups: dict[tuple[Any, ...], list[Row]] = {}
    for row in rows:
        groups.setdefault(tuple(row[key] for key in keys), []).append(row)
    return groups


def average(rows: Sequence[Row], column: str, weight: str | None = None, error: str | None = None) -> Average:
    """Mean and standard error of a column.

    Parameters
    ----------
    rows
        One for each network; those whose value is None are left out.
    column
        What is averaged.
    weight
        Column by which each network counts: the mean is then a ratio of sums, its error that of a ratio.
    error
        Column with the relative error of a network's own value, taken where there is but one network.
    """
    known = [row for row in rows if row[column] is not None]
    values = np.array([float(row[column]) for row in known])
    weights = np.array([1.0 if weight is None else float(row[weight]) for row in known])
    if not len(values) or not weights.sum():
        return Average(None, None, len(values))
    mean = float(weights @ values / weights.sum())
    if len(values) == 1:
        own = known[0][error] if error is not None else None
        return Average(mean, own * abs(mean) if own else None, 1)
    spread = float((weights**2) @ (values - mean) ** 2) * len(values) / (len(values) - 1)
    return Average(mean, math.sqrt(spread) / float(weights.sum()), len(values))


def number_text(value: Any) -> str:
    """A value as a table shows it."""
    if value is None:
        return "-"
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def with_error(found: Average) -> str:
    """A mean and its standard error."""
    if found.mean is None:
        return "-"
    error = "" if found.standard_error is None else f" ± {found.standard_error:.2g}"
    return f"{found.mean:.4g}{error}"
