"""What a run's messages do on the mesh of a chip: packets, hops, and the work of the busiest core."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any, final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ..engines import Run, Stimulus
from ..engines.activity import AbstractCounts, external_events
from ..errors import NeuroError
from ..network import Network
from .demand import Connections, onto_cores
from .limits import Chip

# Where messages of input and label lines enter the mesh.
ENTRY_TILE = 0


@final
@dataclass(frozen=True)
class Traffic(AbstractCounts):
    """Counts over all samples of a run on a placed network. Basis: derived from its states.

    Parameters
    ----------
    messages
        Messages of units with at least one receiver.
    packets
        (message, destination core) pairs, those of input and label lines included.
    packets_within_tile
        Packets whose destination lies in the tile they start from.
    hops_east_west, hops_north_south
        Tiles crossed along rows and along columns of the mesh, over all packets that stay on their chip.
    tiles, cores
        Tiles and cores in use.
    synops_busiest, neuron_updates_busiest, messages_busiest, packets_in_busiest
        Summed over the steps, the largest count that any one core has in that step: synaptic operations, unit
        updates, messages its own units send, packets that arrive. A step lasts as long as its slowest core.
    packets_between_chips
        Packets whose destination lies on another chip than they start from.
    chips
        Chips in use.

    Raises
    ------
    NeuroError
        When one of them isn't a whole number of at least 0.
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
    packets_between_chips: int = 0
    chips: int = 1

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
        return replace(super().__add__(other), chips=self.chips, tiles=self.tiles, cores=self.cores)


def count_traffic(
    connections: Connections, network: Network, stimulus: Stimulus, run: Run, core: NDArray[np.int64], chip: Chip
) -> Traffic:
    """Count a run's messages over couplings that were placed, whatever the network's weights are by now.

    A message makes one packet for each core on which it has a receiver (the sender's own core included). A packet
    goes along its row first, then along its column, one hop a tile; those of input and label lines start at tile 0.
    One that leaves its chip is counted as such, without hops: where links between chips begin is not published.
    """
    cores, onto = onto_cores(connections, core)
    couplings = sparse.csr_matrix(onto.T)
    reach = couplings.copy()
    reach.data = np.ones_like(reach.data)
    sent, executed = messages_of(network, stimulus, run)
    speaks = reach.getnnz(axis=1)[: connections.units] > 0
    home = core[: connections.units]
    at_home = sparse.csr_matrix(
        (speaks.astype(np.int32), (np.arange(connections.units), np.searchsorted(cores, home))),
        shape=(connections.units, len(cores)),
    )
    by_sender = _totals(sent)
    within, between, east_west, north_south = _paths(by_sender, reach, connections, core, cores, chip)
    largest = int(np.bincount(np.searchsorted(cores, core)).max())
    return Traffic(
        messages=int(by_sender[: connections.units] @ speaks),
        packets=int(by_sender @ reach.getnnz(axis=1)),
        packets_within_tile=within,
        packets_between_chips=between,
        hops_east_west=east_west,
        hops_north_south=north_south,
        chips=len(np.unique(chip.chip_of(chip.tile(cores)))),
        tiles=len(np.unique(chip.tile(cores))),
        cores=len(cores),
        synops_busiest=_busiest(sent @ couplings),
        neuron_updates_busiest=executed * largest,
        messages_busiest=_busiest(sent[:, : connections.units] @ at_home),
        packets_in_busiest=_busiest(sent @ reach),
    )


def messages_of(network: Network, stimulus: Stimulus, run: Run) -> tuple[sparse.csr_matrix, int]:
    """Who speaks in which step of which sample, (S T, senders), and the steps executed."""
    spoken = run.flips if run.code == "flips" else run.spikes
    sent = [spoken, *external_events(network, stimulus, run.code, run.executed)]
    flat = [sparse.csr_matrix(by.reshape(run.executed.size, by.shape[2]), dtype=np.int64) for by in sent]
    return sparse.hstack(flat, format="csr"), int(run.executed.sum())


def sent_by(network: Network, stimulus: Stimulus, run: Run) -> NDArray[np.int64]:
    """Messages of each unit, input line and label line in a whole run, (N + M + C,)."""
    return _totals(messages_of(network, stimulus, run)[0])


def _totals(sent: sparse.csr_matrix) -> NDArray[np.int64]:
    return np.asarray(sent.sum(axis=0), np.int64).ravel()


def _paths(
    by_sender: NDArray[np.int64],
    reach: Any,
    connections: Connections,
    core: NDArray[np.int64],
    cores: NDArray[np.int64],
    chip: Chip,
) -> tuple[int, int, int, int]:
    """Packets that stay in their tile, those that leave their chip, hops along rows, hops along columns."""
    start = np.full(connections.senders, ENTRY_TILE, np.int64)
    start[: connections.units] = chip.tile(core[: connections.units])
    pairs = reach.tocoo()
    packets = by_sender[pairs.row]
    here, there = start[pairs.row], chip.tile(cores)[pairs.col]
    (column, row), (other_column, other_row) = chip.position(here), chip.position(there)
    leaves = chip.chip_of(here) != chip.chip_of(there)
    staying = np.where(leaves, 0, packets)
    return (
        int(packets[here == there].sum()),
        int(packets[leaves].sum()),
        int(staying @ np.abs(column - other_column)),
        int(staying @ np.abs(row - other_row)),
    )


def _busiest(by_step: Any) -> int:
    """The largest core's count in each step, summed over the steps; (S T, cores)."""
    return int(np.asarray(by_step.max(axis=1).sum()))
