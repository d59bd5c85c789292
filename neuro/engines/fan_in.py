"""How many learned couplings a unit is expected to have: what the float rule scales its steps by."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..description import Gaussian, InputCoupling
from ..network import Network


def fan_in(network: Network, kind: type[Gaussian] | type[InputCoupling]) -> NDArray[np.float64]:
    """Expected number of learned couplings of a kind onto each unit; (N,)."""
    description = network.description
    sizes = {p.name: p.size for p in description.populations}
    expected = np.zeros(network.units)
    for coupling in description.couplings:
        if isinstance(coupling, kind):
            senders = sizes[coupling.source] if isinstance(coupling, Gaussian) else network.lines
            expected[description.slices[coupling.target]] += coupling.density * senders
    return expected
