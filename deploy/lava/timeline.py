"""What is sent in each step of a run of a graph."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, final

import numpy as np
from numpy.typing import DTypeLike, NDArray

from .shared import shared_array


@final
@dataclass(frozen=True, eq=False)
class Timeline:
    """rows[which[t]] is sent in step t.

    Parameters
    ----------
    rows
        Distinct messages, (rows, width); row 0 is silent.
    which
        Row of each step, (steps,).
    """

    rows: NDArray[Any]
    which: NDArray[np.int64]

    @staticmethod
    def shared(rows: int, width: int, steps: int, dtype: DTypeLike) -> Timeline:
        """A silent one in memory that the processes of a graph share."""
        return Timeline(shared_array((rows, width), dtype), shared_array((steps,), np.int64))

    def like(self, dtype: DTypeLike) -> Timeline:
        """A silent one of the same size in shared memory."""
        rows, width = self.rows.shape
        return Timeline.shared(rows, width, len(self.which), dtype)

    def write(self, other: Timeline) -> None:
        """Take over what another one of the same size sends."""
        self.rows[:], self.which[:] = other.rows, other.which
