"""A readout that is too wide for any core of a chip, split until it fits."""

from __future__ import annotations

import math

from ..network import Network, StoredCouplings, readout_senders, split_readout
from .demand import connections_of, demand_of
from .limits import Chip


def split_to_fit(network: Network, chip: Chip, *, learning: bool = False) -> Network:
    """The network, its readout split into the fewest units of which each fits a core of the chip.

    A network whose readout fits as it is comes back as it is, and so does one that no splitting helps: placing it says
    why. Its other units are never split, since what they hear in a step has to be added up within the step.

    Parameters
    ----------
    network
        Of whole numbers.
    chip
        Whose cores are to hold it.
    learning
        Whether every stored coupling needs its place, at weight 0 too.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from neuro import build_network, load_model
    >>> from neuro.network import integer_network
    >>> from neuro.placement import load_chip, split_to_fit
    >>> network = integer_network(build_network(load_model("digits")))
    >>> split_to_fit(network, load_chip("loihi1")).readouts
    10
    >>> split_to_fit(network, replace(load_chip("loihi1"), in_axons=200)).readouts
    30
    """
    if not network.classes:
        return network
    whole, readouts = network, network.readouts // network.classes
    most = int(readout_senders(network.description).sum())
    while (short := _shortage(network, chip, learning)) > 1:
        if readouts >= most:
            return whole
        # All together hear as much as before; then one by one, for shares are not equally dense.
        at_least = math.ceil(readouts * short) if network is whole else readouts + 1
        readouts = min(at_least, most)
        network = split_readout(whole, readouts)
    return network


def _shortage(network: Network, chip: Chip, learning: bool) -> float:
    """How many times as much as a core has the readout unit that hears most asks for; at most 1 where it fits."""
    connections = connections_of(StoredCouplings(network).network if learning else network)
    widest = network.units + int(connections.fan_in[network.units :].argmax())
    demand = demand_of(connections, widest, widest + 1, chip)
    return max(getattr(demand, limit) / most for limit in demand._fields if (most := getattr(chip, limit)) is not None)
