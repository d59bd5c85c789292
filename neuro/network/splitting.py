"""Readout units that hear too much for one core, as several that hear a share each; the host adds up their fields."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..errors import NeuroError
from ..machine.memory import check_memory
from .arrays import Network
from .shares import readout_senders, readout_shares


def split_readout(network: Network, readouts: int) -> Network:
    """The same network with so many readout units for each class; 1 makes one of several again.

    Its states, its answers and how it learns are those of the unsplit one; in floats, but for the order in which
    fields are added up. It has C readout units more with each share, and no message more: a unit sends to the readout
    units that hear it, as before.

    Parameters
    ----------
    network
        Float or integer, split or not.
    readouts
        P, from 1 to the number of units that the readout hears.

    Raises
    ------
    NeuroError
        When the network has no classes, `readouts` is out of range, or memory doesn't hold so many.

    Examples
    --------
    >>> from neuro import build_network, load_model
    >>> from neuro.network import split_readout
    >>> network = build_network(load_model("digits"))
    >>> split = split_readout(network, 2)
    >>> split.readout_weights.shape, split.readout_weights[:, 0].nonzero()[0].tolist()
    ((20, 500), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    """
    description, classes = network.description, network.description.classes
    if classes is None:
        raise NeuroError(f"network '{description.name}' has no [classes]; expected one with a readout to split.")
    most = int(readout_senders(description).sum())
    if type(readouts) is not int or not 1 <= readouts <= most:
        raise NeuroError(f"readouts: got {readouts!r}, expected a whole number from 1 to {most}, the units to share.")
    needed = readouts * classes.size * network.units * network.readout_weights.itemsize
    check_memory(f"a readout of {readouts:,} units for each class", needed, "give each class fewer")
    # A unit is heard by one readout unit of each class: the others add 0 to it.
    together = network.class_fields(network.readout_weights.T).T
    split = replace(description, classes=replace(classes, readouts=readouts))
    weights = np.where(readout_shares(split)[:, None], together, together.dtype.type(0))
    return replace(network, description=split, readout_weights=weights.reshape(-1, network.units))
