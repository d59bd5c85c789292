"""The fewest cores, equally full: the slowest core of a step has less to do."""

from __future__ import annotations

from itertools import pairwise
from typing import ClassVar, final

import numpy as np

from ..demand import Connections, demand_of
from ..limits import Chip
from .base import AbstractRangePlacer, Segments, fill


@final
class BalancedPlacer(AbstractRangePlacer):
    """As many cores as filling takes, or a few more, with ranges whose couplings number about the same."""

    name: ClassVar[str] = "balanced"

    def cut(self, connections: Connections, chip: Chip, most: int) -> Segments:
        """Equal shares of the couplings, on the first number of cores that holds them."""
        filled = fill(connections, 0, connections.neurons, chip, most)
        for cores in range(len(filled), min(chip.all_cores, connections.neurons) + 1):
            segments = _shares(connections, cores)
            short = all(stop - start <= most for start, stop in segments)
            if short and all(demand_of(connections, start, stop, chip).fits(chip) for start, stop in segments):
                return segments
        return filled


def _shares(connections: Connections, cores: int) -> Segments:
    """Cut where the running sum of couplings passes equal shares; a unit without couplings weighs as one."""
    weight = np.cumsum(np.maximum(connections.fan_in, 1))
    cuts = np.searchsorted(weight, weight[-1] * np.arange(1, cores) / cores)
    # At least one row a core.
    bounds = [0]
    for number, cut in enumerate(cuts.tolist(), start=1):
        bounds.append(min(max(cut, bounds[-1] + 1), connections.neurons - (cores - number)))
    bounds.append(connections.neurons)
    return list(pairwise(bounds))
