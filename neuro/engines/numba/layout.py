"""Which way the couplings of a network are laid out."""

from __future__ import annotations

from ...network import Network
from .dense import Dense, dense_of
from .sparse import Sparse
from .wiring import check_layout, columns_of, rows_of


def laid_out(network: Network, blocks: int = 1) -> Dense | Sparse:
    """A weight for every pair of units where more than half of them have one, else one by one.

    Parameters
    ----------
    network
        Float or integer.
    blocks
        How many are worked on at once.

    Raises
    ------
    NeuroError
        When memory can't hold them.
    """
    if check_layout(network, blocks) and (dense := dense_of(network.couplings)) is not None:
        return dense
    return Sparse(rows_of(network.couplings), columns_of(network.couplings))
