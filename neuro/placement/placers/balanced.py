"""The fewest cores, about equally full: the slowest core of a step has less to do."""

from __future__ import annotations

from typing import ClassVar, final

from ..demand import Connections
from ..limits import Chip
from .base import AbstractRangePlacer, Segments, fill

# The search ends where the fullest core is within so much of the best that is left.
_CLOSE = 0.01


@final
class BalancedPlacer(AbstractRangePlacer):
    """As many cores as filling takes, with ranges such that the most couplings on one core are as few as can be."""

    name: ClassVar[str] = "balanced"

    def cut(self, connections: Connections, chip: Chip, most: int) -> Segments:
        """Ranges whose heaviest is lighter and lighter, as long as the cores suffice."""
        upto = connections.loads
        best = fill(connections, 0, connections.neurons, chip, most)

        def heaviest(segments: Segments) -> int:
            return max((int(upto[stop] - upto[start]) for start, stop in segments), default=0)

        cores, high = len(best), heaviest(best)
        low = -(-int(upto[-1]) // max(cores, 1))
        while high - low > _CLOSE * low:
            middle = (low + high) // 2
            found = fill(connections, 0, connections.neurons, chip, most, middle)
            if len(found) <= cores and heaviest(found) <= middle:
                best, high = found, heaviest(found)
            else:
                low = middle + 1
        return best
