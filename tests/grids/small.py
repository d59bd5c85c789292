"""Small points."""

from __future__ import annotations

from typing import Any

from neuro.description import Description, Gaussian, Population
from neuro.grids import Axis, Point, apply_settings, grid

from .works import HERE

MODEL = Description("small", (Population("module", 10),), (Gaussian("module", "module"),))


def points(work: str, seeds: int, **options: Any) -> list[Point]:
    """One point a seed, 1 to `seeds`."""
    settings = grid([Axis("seed", tuple(range(1, seeds + 1)))])
    return [Point(HERE + work, apply_settings(MODEL, one), one, options) for one in settings]
