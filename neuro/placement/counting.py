"""Packets and hops of a run on a placed network."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ..engines import Run, Stimulus
from ..engines.activity import external_events
from ..errors import NeuroError
from ..network import Network
from .demand import Wiring, onto_cores, wiring_of
from .limits import Chip
from .placement import Placement
from .traffic import Traffic

# Where messages of input and label lines enter the mesh.
ENTRY_TILE = 0


def count_traffic(network: Network, stimulus: Stimulus, run: Run, placement: Placement, chip: Chip) -> Traffic:
    """Count what a run's messages do on the mesh.

    A message makes one packet for each core on which it has a receiver (the sender's own core included). A packet
    goes along its row first, then along its column, one hop a tile; those of input and label lines start at tile 0.

    Raises
    ------
    NeuroError
        When the run or the placement is of another network, or the placement of another chip.
    """
    placement.check(network, chip)
    return traffic_over(wiring_of(network), network, stimulus, run, placement, chip)


def traffic_over(
    wiring: Wiring, network: Network, stimulus: Stimulus, run: Run, placement: Placement, chip: Chip
) -> Traffic:
    """Count a run's messages over couplings that were placed, whatever the network's weights are by now.

    Raises
    ------
    NeuroError
        When the run is of another network.
    """
    if run.network != network.hash:
        raise NeuroError(f"the run is of network {run.network}, got network {network.hash}; run this one.")
    cores, onto = onto_cores(wiring, placement.core)
    couplings = sparse.csr_matrix(onto.T)
    reach = couplings.copy()
    reach.data = np.ones_like(reach.data)
    sent, executed = _messages(network, stimulus, run)
    speaks = reach.getnnz(axis=1)[: wiring.units] > 0
    home = placement.core[: wiring.units]
    at_home = sparse.csr_matrix(
        (speaks.astype(np.int32), (np.arange(wiring.units), np.searchsorted(cores, home))),
        shape=(wiring.units, len(cores)),
    )
    by_sender = np.asarray(sent.sum(axis=0), np.int64).ravel()
    within, east_west, north_south = _paths(by_sender, reach, wiring, placement, cores, chip)
    largest = int(np.bincount(np.searchsorted(cores, placement.core)).max())
    return Traffic(
        messages=int(by_sender[: wiring.units] @ speaks),
        packets=int(by_sender @ reach.getnnz(axis=1)),
        packets_within_tile=within,
        hops_east_west=east_west,
        hops_north_south=north_south,
        tiles=len(np.unique(chip.tile(cores))),
        cores=len(cores),
        synops_busiest=_busiest(sent @ couplings),
        neuron_updates_busiest=executed * largest,
        messages_busiest=_busiest(sent[:, : wiring.units] @ at_home),
        packets_in_busiest=_busiest(sent @ reach),
    )


def _messages(network: Network, stimulus: Stimulus, run: Run) -> tuple[sparse.csr_matrix, int]:
    """Who speaks in which step of which sample, (S T, senders), and the steps executed."""
    steps = run.states.shape[1] - 1
    running = np.arange(1, steps + 1)[None, :] <= run.steps_taken[:, None]
    up = run.states[:, 1:] > 0
    spoken = (run.states[:, 1:] != run.states[:, :-1] if run.code == "flips" else up) & running[..., None]
    parts = [spoken, *external_events(network, stimulus, run.code, running)]
    flat = [sparse.csr_matrix(part.reshape(part.shape[0] * steps, part.shape[2]), dtype=np.int64) for part in parts]
    return sparse.hstack(flat, format="csr"), int(running.sum())


def _paths(
    by_sender: NDArray[np.int64],
    reach: Any,
    wiring: Wiring,
    placement: Placement,
    cores: NDArray[np.int64],
    chip: Chip,
) -> tuple[int, int, int]:
    """Packets that stay in their tile, hops along rows, hops along columns."""
    start = np.full(wiring.senders, ENTRY_TILE, np.int64)
    start[: wiring.units] = chip.tile(placement.core[: wiring.units])
    pairs = reach.tocoo()
    packets = by_sender[pairs.row]
    here, there = start[pairs.row], chip.tile(cores)[pairs.col]
    (column, row), (other_column, other_row) = chip.position(here), chip.position(there)
    return (
        int(packets[here == there].sum()),
        int(packets @ np.abs(column - other_column)),
        int(packets @ np.abs(row - other_row)),
    )


def _busiest(by_step: Any) -> int:
    """The largest core's count in each step, summed over the steps; (S T, cores)."""
    return int(np.asarray(by_step.max(axis=1).sum()))
