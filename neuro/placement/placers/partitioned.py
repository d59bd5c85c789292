"""Units that talk to each other on one core: the graph of couplings, cut by METIS where the fewest messages cross.

G. Karypis, V. Kumar, A fast and high quality multilevel scheme for partitioning irregular graphs, SIAM Journal on
Scientific Computing 20(1), 1998; through PyMetis.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
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
# METIS adds all weights up in whole numbers of 32 bits.
_FINEST, _MOST = 100, 2**30


@final
class PartitionedPlacer(AbstractPlacer):
    """As few messages between cores as METIS finds ways for, on the fewest cores that were tried.

    Where a run says how often each sender speaks, its couplings weigh so much. Input and label lines count as senders
    that take no room. METIS balances couplings, and knows no other limit: what
    doesn't fit a core is halved.
    """

    name: ClassVar[str] = "metis"
    weighs: ClassVar[bool] = True

    def groups(self, connections: Connections, chip: Chip, most: int) -> list[NDArray[np.int64]]:
        """The rows of each core."""
        metis, graph = _metis(), _graph(connections)
        filled = len(fill(connections, 0, connections.neurons, chip, most))

        def fits(rows: NDArray[np.int64]) -> bool:
            return len(rows) <= most and demand_of_rows(connections, rows, chip).fits(chip)

        best: list[NDArray[np.int64]] = []
        for cores in dict.fromkeys(min(int(np.ceil(filled * factor)), connections.neurons) for factor in _TRIES):
            cut = _cut(metis, graph, connections, cores)
            found = [piece for rows in cut for piece in _halved(rows, fits)]
            if not best or len(found) < len(best):
                best = found
            if len(found) == len(cut):
                break
        return best


def _halved(rows: NDArray[np.int64], fits: Callable[[NDArray[np.int64]], bool]) -> Iterator[NDArray[np.int64]]:
    """The rows in as many halves of halves as fit; a single row always does."""
    if len(rows) == 1 or fits(rows):
        yield rows
        return
    middle = len(rows) // 2
    yield from _halved(rows[:middle], fits)
    yield from _halved(rows[middle:], fits)


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
