"""What a placement makes of a run's messages: all that pricing needs to know of where units are."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import final

from ..errors import NeuroError


@final
@dataclass(frozen=True)
class Traffic:
    """Counts over all samples of a run on a placed network. Basis: counted.

    Parameters
    ----------
    messages
        Messages of units with at least one receiver.
    packets
        (message, destination core) pairs, those of input and label lines included.
    packets_within_tile
        Packets whose destination lies in the tile they start from.
    hops_east_west, hops_north_south
        Tiles crossed along rows and along columns of the mesh, over all packets.
    tiles, cores
        Tiles and cores in use.
    synops_busiest, neuron_updates_busiest, messages_busiest, packets_in_busiest
        Summed over the steps, the largest count that any one core has in that step: synaptic operations, unit
        updates, messages its own units send, packets that arrive. A step lasts as long as its slowest core.
    """

    messages: int
    packets: int
    packets_within_tile: int
    hops_east_west: int
    hops_north_south: int
    tiles: int
    cores: int
    synops_busiest: int
    neuron_updates_busiest: int
    messages_busiest: int
    packets_in_busiest: int

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if type(value) is not int or value < 0:
                raise NeuroError(f"traffic {field.name}: got {value!r}, expected a whole number of at least 0.")

    def __add__(self, other: Traffic) -> Traffic:
        """Counts of two runs, one after the other, on one placement."""
        if (self.tiles, self.cores) != (other.tiles, other.cores):
            raise NeuroError(
                f"traffic on {self.cores} cores of {self.tiles} tiles and on {other.cores} of {other.tiles} can't be "
                "added; count both on one placement."
            )
        sums = {field.name: getattr(self, field.name) + getattr(other, field.name) for field in fields(self)}
        return Traffic(**{**sums, "tiles": self.tiles, "cores": self.cores})
