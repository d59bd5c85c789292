"""Every coupling a learning network keeps: its wiring, which stays while its weights change."""

from __future__ import annotations

from dataclasses import replace
from typing import final

import numpy as np
from scipy import sparse

from ..errors import NeuroError
from .arrays import LEARNED, Matrix, Network, existing


@final
class StoredCouplings:
    """What hardware stores of a network that learns: couplings that learn are there at weight 0 too.

    Parameters
    ----------
    network
        The network as learning begins. What a sparse matrix stores exists, in a dense one what is not 0; every
        readout hears every unit.
    """

    def __init__(self, network: Network) -> None:
        self._hash = network.hash
        self._network = replace(
            network,
            recurrent=_ones(network.recurrent),
            input_weights=_ones(network.input_weights),
            readout_weights=np.ones_like(network.readout_weights),
        )

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


def _ones(weights: Matrix) -> Matrix:
    if not sparse.issparse(weights):
        return (weights != 0).astype(weights.dtype)
    stored = sparse.csr_matrix(weights, copy=True)
    stored.data = np.ones_like(stored.data)
    return stored


def _within(weights: Matrix, stored: Matrix) -> bool:
    exists = existing(weights)
    return bool(exists.multiply(existing(stored)).nnz == exists.nnz)
