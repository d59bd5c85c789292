"""Units that talk to each other on one core: the graph of couplings, cut by METIS where the fewest messages cross.

G. Karypis, V. Kumar, A fast and high quality multilevel scheme for partitioning irregular graphs, SIAM Journal on
Scientific Computing 20(1), 1998; through PyMetis.
"""

from __future__ import annotations

from typing import Any, ClassVar, final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ...errors import NeuroError
from ..demand import Connections, demand_of_rows
from ..limits import Chip
from .base import AbstractPlacer, fill

# Numbers of cores that are tried, as multiples of those that filling takes.
_TRIES = (1.0, 1.03, 1.08, 1.15, 1.3, 1.5, 2.0)
_SEED = 1


@final
class PartitionedPlacer(AbstractPlacer):
    """As few messages between cores as METIS finds ways for, on the first number of cores on which all fits.

    Input and label lines count as senders that take no room. Where METIS finds nothing that fits, cores are filled in
    order.
    """

    name: ClassVar[str] = "metis"

    def groups(self, connections: Connections, chip: Chip, most: int) -> list[NDArray[np.int64]]:
        """The rows of each core."""
        metis = _metis()
        filled = fill(connections, 0, connections.neurons, chip, most)
        graph = _graph(connections)
        for cores in dict.fromkeys(int(np.ceil(len(filled) * factor)) for factor in _TRIES):
            if cores > min(chip.all_cores, connections.neurons):
                break
            found = _cut(metis, graph, connections, cores)
            short = all(len(rows) <= most for rows in found)
            if short and all(demand_of_rows(connections, rows, chip).fits(chip) for rows in found):
                return found
        return [np.arange(start, stop) for start, stop in filled]


def _metis() -> Any:
    try:
        import pymetis
    except ImportError as problem:
        raise NeuroError(
            "the placer 'metis' needs PyMetis, which is missing here; pip install 'neuro-engines[metis]', or take "
            "another placer."
        ) from problem
    return pymetis


def _graph(connections: Connections) -> sparse.csr_matrix:
    """Who talks to whom, and how much: symmetric, (N + R + M + C) square; lines come last."""
    rows, senders = connections.neurons, connections.senders
    heard = connections.pattern.tocoo()
    # Readout units send nothing: lines stand behind them.
    sender = np.where(heard.col < connections.units, heard.col, heard.col + rows - connections.units)
    said = np.ones(senders, np.int64) if connections.messages is None else 1 + connections.messages
    size = rows + senders - connections.units
    one_way = sparse.csr_matrix((said[heard.col], (heard.row, sender)), shape=(size, size))
    both = sparse.csr_matrix(one_way + one_way.T)
    both.setdiag(0)
    both.eliminate_zeros()
    return both


def _cut(metis: Any, graph: sparse.csr_matrix, connections: Connections, cores: int) -> list[NDArray[np.int64]]:
    """The rows of each of so many cores, equally many couplings on each; cores that would be empty are left out."""
    if cores == 1:
        return [np.arange(connections.neurons)]
    weights = np.zeros(graph.shape[0], np.int64)
    weights[: connections.neurons] = np.maximum(connections.fan_in, 1)
    _, member = metis.part_graph(
        cores,
        metis.CSRAdjacency(graph.indptr, graph.indices),
        vweights=weights,
        eweights=graph.data,
        recursive=False,
        options=metis.Options(seed=_SEED),
    )
    core = np.asarray(member[: connections.neurons])
    return [rows for number in range(cores) if len(rows := np.flatnonzero(core == number))]
