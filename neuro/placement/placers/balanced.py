"""The fewest cores, equally full: the slowest core of a step has less to do."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import ClassVar, final

import numpy as np

from ..demand import Wiring, demand_of
from ..limits import Chip
from .base import AbstractPlacer, Parts
from .filling import fill, fits


@final
class BalancedPlacer(AbstractPlacer):
    """As many cores as filling takes, or a few more, with ranges whose couplings number about the same."""

    name: ClassVar[str] = "balanced"

    def cut(self, wiring: Wiring, populations: Mapping[str, slice], chip: Chip, most: int) -> Parts:
        """Equal shares of the couplings, on the first number of cores that holds them."""
        filled = fill(wiring, 0, wiring.neurons, chip, most)
        for cores in range(len(filled), min(chip.cores, wiring.neurons) + 1):
            parts = _shares(wiring, cores)
            short = all(stop - start <= most for start, stop in parts)
            if short and all(fits(demand_of(wiring, start, stop, chip), chip) for start, stop in parts):
                return parts
        return filled

    def order(self, chip: Chip) -> list[int]:
        """By number."""
        return list(range(chip.cores))


def _shares(wiring: Wiring, cores: int) -> Parts:
    """Cut where the running sum of couplings passes equal shares; a unit without couplings weighs as one."""
    weight = np.cumsum(np.maximum(wiring.fan_in, 1))
    cuts = np.searchsorted(weight, weight[-1] * np.arange(1, cores) / cores)
    # At least one row a core.
    bounds = [0]
    for number, cut in enumerate(cuts.tolist(), start=1):
        bounds.append(min(max(cut, bounds[-1] + 1), wiring.neurons - (cores - number)))
    bounds.append(wiring.neurons)
    return list(pairwise(bounds))
