"""What the start lines of a network process are sent, so that a sample begins as it should."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from neuro.engines import CODES
from neuro.errors import NeuroError
from neuro.network import Network

from .ranges import start_payloads


def start_messages(network: Network, code: str, start: NDArray[Any] | None = None) -> NDArray[Any]:
    """What is sent to ``start_in`` in the step before a sample's first inputs, and in that of those inputs; (2, N).

    In all other steps it is sent 0.

    Parameters
    ----------
    network
        Of a SpikeNetwork or FlipNetwork.
    code
        ``spikes`` or ``flips``. The flip code acts at once: its first row is empty, the second holds the actions.
    start
        States before step 1, -1 or +1, (N,); None for silence.

    Raises
    ------
    NeuroError
        When the code or a state is another.

    Examples
    --------
    >>> from neuro import build_network, load_model
    >>> from neuro.network import integer_network
    >>> start_messages(integer_network(build_network(load_model("digits"))), "flips").max(axis=1)
    array([0, 3])
    """
    if code not in CODES:
        raise NeuroError(f"code: got '{code}', expected one of {', '.join(CODES)}.")
    states = np.zeros(network.units, int) if start is None else np.asarray(start)
    if states.shape != (network.units,) or not np.isin(states, (-1, 1) if start is not None else (0,)).all():
        raise NeuroError(f"start: got shape {states.shape}, expected a state of -1 or +1 for each of {network.units}.")
    if code == "flips":
        return np.stack([np.zeros_like(states), states + 3])
    reach = start_payloads(network)
    # Units that are down exert less than silent ones, by the sum of their couplings.
    lift = network.coupling_sums if start is None else np.zeros_like(reach)
    return np.stack([np.where(states > 0, reach, -reach), lift])
