"""Where the learned weights of two networks first part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ..network import LEARNED, Matrix, Network, dense, values_of

# Of the largest weight of a projection: what sums of floats in another order may differ by, with room to spare.
ROUNDING = 1e-9


@final
@dataclass(frozen=True)
class WeightDifference:
    """One weight that differs: receiver `row`, sender `column`, counted from 0, and both values."""

    projection: str
    row: int
    column: int
    expected: float
    got: float


def weight_gap(got: Network, expected: Network) -> tuple[WeightDifference | None, float]:
    """The first weight that differs by more than rounding, which is nothing in whole numbers, and the largest gap.

    Projections in the order recurrent, input, readout; each row by row.
    """
    first, largest = None, 0.0
    for name in LEARNED:
        one, other = getattr(got, name), getattr(expected, name)
        rows, columns, gaps = _gaps(one, other)
        if not len(gaps):
            continue
        largest = max(largest, float(gaps.max()))
        tolerance = 0.0 if expected.is_integer else ROUNDING * float(np.abs(values_of(other)).max(initial=0))
        beyond = np.flatnonzero(gaps > tolerance)
        if first is None and len(beyond):
            row, column = int(rows[beyond[0]]), int(columns[beyond[0]])
            first = WeightDifference(name, row, column, other[row, column].item(), one[row, column].item())
    return first, largest


def _gaps(one: Matrix, other: Matrix) -> tuple[NDArray[Any], NDArray[Any], NDArray[np.float64]]:
    """Rows, columns and sizes of all differences, row by row."""
    if sparse.issparse(one) and sparse.issparse(other) and _alike(one, other):
        gaps = np.abs(one.data.astype(float) - other.data)
        places = np.flatnonzero(gaps)
        rows = np.searchsorted(one.indptr, places, side="right") - 1
        return rows, one.indices[places], gaps[places]
    gaps = np.abs(dense(one).astype(float) - dense(other))
    rows, columns = np.nonzero(gaps)
    return rows, columns, gaps[rows, columns]


def _alike(one: Matrix, other: Matrix) -> bool:
    identical = np.array_equal(one.indptr, other.indptr) and np.array_equal(one.indices, other.indices)
    return identical and bool(one.has_sorted_indices)
