"""Units that talk to each other on one core: the graph of couplings, cut by METIS where the fewest messages cross.

G. Karypis, V. Kumar, A fast and high quality multilevel scheme for partitioning irregular graphs, SIAM Journal on
Scientific Computing 20(1), 1998; through PyMetis.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar, final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ...errors import NeuroError
from ..demand import Connections, onto_cores
from ..limits import Chip
from .base import AbstractPlacer, fill

# Pieces that the graph is cut into, as multiples of the cores that filling takes: finer ones keep neighbours of
# neighbours near each other.
_PIECES = (1, 4)
_SEED = 1
# METIS adds all weights up in whole numbers of 32 bits.
_FINEST, _MOST = 100, 2**30


@final
class PartitionedPlacer(AbstractPlacer):
    """Units in an order that METIS finds, in which who talks to each other stands together, onto the fewest cores.

    The graph is cut in halves, these again, and so on; the pieces in turn fill the cores. Of a few such orders, and the
    one that the units have anyway, the one that makes the fewest packets is taken. Where a run says how often each
    sender speaks, its couplings and packets weigh so much. Input and label lines count as senders that take no room.
    """

    name: ClassVar[str] = "metis"
    weighs: ClassVar[bool] = True

    def groups(self, connections: Connections, chip: Chip, most: int) -> list[NDArray[np.int64]]:
        """The rows of each core."""
        metis, graph = _metis(), _graph(connections)
        everyone = np.arange(connections.neurons)
        best = _filled(connections, everyone, chip, most)
        cores, fewest = len(best), _packets(connections, best)
        for pieces in dict.fromkeys(min(cores * factor, connections.neurons) for factor in _PIECES if cores > 1):
            order = np.argsort(_pieces(metis, graph, connections, pieces), kind="stable")
            found = _filled(connections, order, chip, most)
            if (packets := _packets(connections, found)) < fewest:
                best, fewest = found, packets
        return best


def _filled(connections: Connections, order: NDArray[np.int64], chip: Chip, most: int) -> list[NDArray[np.int64]]:
    """One core after the other, filled with rows in this order."""
    turned = replace(connections, pattern=connections.pattern[order])
    return [order[start:stop] for start, stop in fill(turned, 0, len(order), chip, most)]


def _packets(connections: Connections, groups: list[NDArray[np.int64]]) -> int:
    """Pairs of a sender and a core that it reaches; so many times as it spoke where that is known."""
    core = np.empty(connections.neurons, np.int64)
    for number, rows in enumerate(groups):
        core[rows] = number
    reached = np.bincount(onto_cores(connections, core)[1].indices, minlength=connections.senders)
    return int(reached.sum() if connections.messages is None else reached @ connections.messages)


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
    """Who talks to whom: symmetric, (N + R + M + C) square; lines come last."""
    rows, senders = connections.neurons, connections.senders
    heard = connections.pattern.tocoo()
    # Readout units send nothing: lines stand behind them.
    sender = np.where(heard.col < connections.units, heard.col, heard.col + rows - connections.units)
    size = rows + senders - connections.units
    each = np.ones(heard.nnz, np.int64)
    if connections.messages is not None:
        each = _weights(connections.messages, min(_FINEST, _MOST // (2 * heard.nnz + 1)))[heard.col]
    one_way = sparse.csr_matrix((each, (heard.row, sender)), shape=(size, size))
    both = sparse.csr_matrix(one_way + one_way.T)
    both.setdiag(0)
    both.eliminate_zeros()
    return both


def _weights(messages: NDArray[np.int64], finest: int) -> NDArray[np.int64]:
    """Of the couplings of each sender: 1 and up to `finest` more, for those that were silent may speak yet."""
    return 1 + np.round(finest * (messages / max(int(messages.max(initial=0)), 1))).astype(np.int64)


def _pieces(metis: Any, graph: sparse.csr_matrix, connections: Connections, pieces: int) -> NDArray[np.int64]:
    """The part of each row, equally many couplings in each; pieces with near numbers came of one piece."""
    weights = np.zeros(graph.shape[0], np.int64)
    weights[: connections.neurons] = np.maximum(connections.fan_in, 1)
    _, member = metis.part_graph(
        pieces,
        metis.CSRAdjacency(graph.indptr, graph.indices),
        vweights=weights,
        eweights=graph.data,
        recursive=True,
        options=metis.Options(seed=_SEED),
    )
    return np.asarray(member[: connections.neurons])
