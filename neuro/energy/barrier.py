"""How long the cores of a chip wait for each other between two steps."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any, final

import numpy as np

from ..errors import FieldError
from ..fields import AbstractDeclared, choice, citation, text, value
from .quantities import BASES


@final
@dataclass(frozen=True)
class Barrier(AbstractDeclared):
    """Time of the barrier against the number of tiles that take part.

    Raises
    ------
    FieldError
        When the points don't ascend, a time is negative, or `between` is unknown.
    """

    points: tuple[tuple[int, float], ...] = value(help="published pairs [tiles, ns], tiles ascending from 1")
    unit: str = text(help="ns")
    between: str = choice(
        "linear", "steps", help="``linear`` joins the points by straight lines, ``steps`` keeps the last one reached"
    )
    basis: str = choice(*BASES, help="how its authors came by it")
    citation: str = citation()
    conditions: str | None = text(None, help="under which it holds, and how to go between the points")

    def __post_init__(self) -> None:
        super().__post_init__()
        points: Any = self.points
        pairs = isinstance(points, (list, tuple)) and all(isinstance(p, (list, tuple)) and len(p) == 2 for p in points)
        if not pairs or not all(type(n) is int and type(t) in (int, float) for n, t in points):
            raise FieldError("points", f"got {points!r}, expected pairs [tiles, ns].")
        object.__setattr__(self, "points", tuple((tiles, float(time)) for tiles, time in points))
        tiles, times = list(self.tiles), list(self.times_ns)
        if not tiles or tiles[0] != 1 or any(later <= earlier for earlier, later in pairwise(tiles)):
            raise FieldError("points", f"got tiles {tiles}, expected them to ascend from 1.")
        if not all(np.isfinite(t) and t >= 0 for t in times):
            raise FieldError("points", f"got times {times}, expected numbers of at least 0 (ns).")

    @property
    def tiles(self) -> tuple[int, ...]:
        """Tiles of each point, ascending."""
        return tuple(tiles for tiles, _ in self.points)

    @property
    def times_ns(self) -> tuple[float, ...]:
        """Nanoseconds of each point."""
        return tuple(time for _, time in self.points)

    def time_ns(self, tiles: int) -> float:
        """Nanoseconds per step when `tiles` tiles are in use, at least 1; beyond the last point, its value."""
        if tiles < 1:
            raise FieldError("tiles", f"got {tiles}, expected at least 1.")
        if self.between == "linear":
            return float(np.interp(tiles, self.tiles, self.times_ns))
        return self.times_ns[int(np.searchsorted(self.tiles, tiles, side="right")) - 1]
