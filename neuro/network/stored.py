"""Couplings that learn exist at weight 0 too: where they are, and the wiring that stays while weights change."""

from __future__ import annotations

from dataclasses import replace
from typing import final

import numpy as np
from scipy import sparse

from ..errors import NeuroError
from .arrays import LEARNED, Matrix, Network, existing
from .shares import readout_senders, readout_shares


def stored(network: Network, name: str) -> sparse.csr_matrix:
    """Where a projection that learns has couplings: a CSR matrix of ones, row by row.

    What a sparse matrix stores exists, in its order; in an array what is not 0, and each readout unit's coupling from
    every unit of its share that :func:`readout_senders` names.

    Parameters
    ----------
    network
        Float or integer.
    name
        One of :data:`LEARNED`.
    """
    weights = getattr(network, name)
    if sparse.issparse(weights):
        return sparse.csr_matrix((np.ones(weights.nnz, np.int32), weights.indices, weights.indptr), weights.shape)
    exists = weights != 0
    if name == "readout_weights":
        heard = readout_shares(network.description) & readout_senders(network.description)
        exists |= np.repeat(heard, network.classes, axis=0)
    return sparse.csr_matrix(exists, dtype=np.int32)


@final
class StoredCouplings:
    """What hardware stores of a network that learns: couplings that learn are there at weight 0 too.

    Parameters
    ----------
    network
        The network as learning begins.
    """

    def __init__(self, network: Network) -> None:
        self._hash = network.hash
        self._network = replace(network, **{name: _ones(network, name) for name in LEARNED})

    @property
    def network(self) -> Network:
        """The network with weight 1 wherever a coupling that learns is stored: for its wiring, not to be run."""
        return self._network

    def check(self, network: Network) -> None:
        """Refuse a network that can't have come of this one by learning.

        Raises
        ------
        NeuroError
            When more than its learned weights is another, or it has a coupling that is not stored.
        """
        wired = self._network
        if network.description == wired.description:
            learned = {name: getattr(wired, name) for name in LEARNED}
            fixed_alike = replace(network, **learned).hash == wired.hash
            if fixed_alike and all(_within(getattr(network, name), getattr(wired, name)) for name in LEARNED):
                return
        raise NeuroError(
            f"the placement was made for network {self._hash} and what it becomes by learning, got network "
            f"{network.hash} ('{network.description.name}'), which is wired otherwise; place this one anew."
        )


def _ones(network: Network, name: str) -> Matrix:
    """A projection with weight 1 where it is stored, in the format and number type it came in."""
    places, weights = stored(network, name), getattr(network, name)
    return places.astype(weights.dtype) if sparse.issparse(weights) else places.toarray().astype(weights.dtype)


def _within(weights: Matrix, stored: Matrix) -> bool:
    exists = existing(weights)
    return bool(exists.multiply(existing(stored)).nnz == exists.nnz)
