"""Which way the couplings of a network are laid out, and the layout that was made last."""

from __future__ import annotations

import threading
import weakref

from ...network import Network
from .dense import Dense, dense_of
from .sparse import Sparse
from .wiring import check_layout, columns_of, rows_of

# One network is often run many times over; others would only fill memory.
_last: list[tuple[weakref.ref[Network], Dense | Sparse]] = []
_lock = threading.Lock()


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
    with _lock:
        if _last and _last[0][0]() is network:
            return _last[0][1]
        _last.clear()
        layout = _made(network, blocks)
        _last.append((weakref.ref(network, _forget), layout))
        return layout


def _forget(gone: weakref.ref[Network]) -> None:
    if _last and _last[0][0] is gone:
        _last.clear()


def _made(network: Network, blocks: int) -> Dense | Sparse:
    if check_layout(network, blocks) and (dense := dense_of(network.couplings)) is not None:
        return dense
    return Sparse(rows_of(network.couplings), columns_of(network.couplings))
