"""Placers: ways to lay a network out on a chip."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ...errors import NeuroError, nearest
from ...network import Network, StoredCouplings
from ..limits import Chip
from ..placed import PlacedNetwork
from ..weights import check_weights
from .balanced import BalancedPlacer as BalancedPlacer
from .base import AbstractPlacer as AbstractPlacer
from .filling import ModularPlacer as ModularPlacer
from .filling import SequentialPlacer as SequentialPlacer
from .partitioned import PartitionedPlacer as PartitionedPlacer

PLACERS: dict[str, type[AbstractPlacer]] = {
    p.name: p for p in (ModularPlacer, SequentialPlacer, BalancedPlacer, PartitionedPlacer)
}


def load_placer(name: str) -> AbstractPlacer:
    """The placer of that name.

    Raises
    ------
    NeuroError
        When there is none.
    """
    if name not in PLACERS:
        raise NeuroError(f"there is no placer '{name}'; {nearest(name, PLACERS)}")
    return PLACERS[name]()


def place(
    network: Network,
    chip: Chip,
    placer: str = "modular",
    *,
    learning: bool = False,
    messages: NDArray[np.int64] | None = None,
) -> PlacedNetwork:
    """Lay an integer network out on a chip.

    Parameters
    ----------
    network
        An integer network.
    chip
        The chip, see :func:`load_chip`.
    placer
        ``modular``, ``sequential``, ``balanced`` or ``metis``.
    learning
        Whether it will learn there, see :class:`PlacedNetwork`.
    messages
        How often each unit, input line and label line spoke in some run, (N + M + C,): ``metis`` weighs couplings so.

    Raises
    ------
    NeuroError
        When it is a float network, or doesn't fit: which limit, by how much, and what would make it fit.

    Examples
    --------
    >>> from neuro import build_network, load_model
    >>> from neuro.network import integer_network
    >>> from neuro.placement import load_chip, place
    >>> placed = place(integer_network(build_network(load_model("digits"))), load_chip("loihi1"))
    >>> placed.cores, placed.tiles
    (2, 1)
    >>> [dict(core.holds) for core in placed.utilisation()]
    [{'hidden': 500}, {'readout': 10}]
    """
    check_weights(network, chip)
    to_place = StoredCouplings(network).network if learning else network
    placement = load_placer(placer).place(to_place, chip, messages)
    return PlacedNetwork(network, replace(placement, network=network.hash), chip, learning=learning)
