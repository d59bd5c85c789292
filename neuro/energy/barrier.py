"""How long the cores of a chip wait for each other between two steps."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import final

import numpy as np

from ..errors import FieldError

_BETWEEN = ("linear", "steps")


@final
@dataclass(frozen=True)
class Barrier:
    """Time of the barrier against the number of tiles that take part.

    Parameters
    ----------
    tiles, times_ns
        The published points, tiles ascending.
    between
        ``linear`` joins the points by straight lines, ``steps`` keeps the value of the last point reached.
    citation, conditions, basis
        As in :class:`Entry`; how to go between the points is part of the conditions.

    Raises
    ------
    FieldError
        When the points don't ascend, a time is negative, or `between` is unknown.
    """

    tiles: tuple[int, ...]
    times_ns: tuple[float, ...]
    between: str
    citation: str
    conditions: str
    basis: str

    def __post_init__(self) -> None:
        if self.between not in _BETWEEN:
            raise FieldError("between", f"got {self.between!r}, expected one of {', '.join(_BETWEEN)}.")
        if not self.tiles or len(self.tiles) != len(self.times_ns):
            raise FieldError("points", f"got {len(self.tiles)}, expected at least one pair [tiles, ns].")
        if self.tiles[0] != 1 or any(later <= earlier for earlier, later in pairwise(self.tiles)):
            raise FieldError("points", f"got tiles {list(self.tiles)}, expected them to ascend from 1.")
        if not all(np.isfinite(t) and t >= 0 for t in self.times_ns):
            raise FieldError("points", f"got times {list(self.times_ns)}, expected numbers of at least 0 (ns).")

    def time_ns(self, tiles: int) -> float:
        """Nanoseconds per step when `tiles` tiles are in use; beyond the last point, its value."""
        if tiles < 1:
            raise FieldError("tiles", f"got {tiles}, expected at least 1.")
        if self.between == "linear":
            return float(np.interp(tiles, self.tiles, self.times_ns))
        return self.times_ns[int(np.searchsorted(self.tiles, tiles, side="right")) - 1]
