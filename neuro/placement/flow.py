"""Where a run's messages go: how many packets arrive at each core, and how many go from tile to tile."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ..engines import Run, Stimulus
from ..network import Network
from .demand import Connections, onto_cores
from .limits import Chip
from .traffic import messages_of


@final
@dataclass(frozen=True, eq=False)
class Flow:
    """Packets in a step, mean of all steps of a run. Basis: derived from its states.

    Parameters
    ----------
    code
        What units sent.
    into
        Packets that arrive at each core in use, cores ascending; those of input and label lines included.
    tiles
        Tiles in use, ascending.
    between
        Packets of units from tile to tile in use; a row for each tile that they start from.
    crossing
        Packets of units that go to another core than their own.
    """

    code: str
    into: NDArray[np.float64]
    tiles: NDArray[np.int64]
    between: sparse.csr_matrix
    crossing: float


def flow_of(
    connections: Connections, network: Network, stimulus: Stimulus, run: Run, core: NDArray[np.int64], chip: Chip
) -> Flow:
    """Follow a run's messages along couplings that were placed; arguments are those of :func:`count_traffic`."""
    cores, onto = onto_cores(connections, core)
    sent, executed = messages_of(network, stimulus, run)
    by_sender = np.asarray(sent.sum(axis=0), np.int64).ravel() / max(executed, 1)
    reached = onto.tocoo()
    packets = by_sender[reached.col]
    into = np.bincount(reached.row, packets, len(cores)).astype(float)
    tiles, place = np.unique(chip.tile(cores), return_inverse=True)
    units = reached.col < connections.units
    home = core[reached.col[units]]
    crossing = float(packets[units][home != cores[reached.row[units]]].sum())
    start = np.searchsorted(tiles, chip.tile(home))
    between = sparse.csr_matrix((packets[units], (start, place[reached.row[units]])), shape=(len(tiles), len(tiles)))
    return Flow(run.code, into, tiles, between, crossing)
