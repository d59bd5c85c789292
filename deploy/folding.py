"""The spike code as hardware without payloads takes it: what doesn't come by spikes is folded into one drive a unit.

States are s = 2 x - 1, with x = 1 for a spike, so that ``sum_j J_ij s_j = sum_j 2 J_ij x_j - sum_j J_ij``: couplings
are 2 J, and a drive holds bias, inputs and feedback less the sum of couplings. A start isn't sent: the drive of step 1
holds what it exerts, while no spike arrives.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from neuro.engines import Stimulus
from neuro.engines.numpy import Fields
from neuro.network import Network


def drives(network: Network, stimulus: Stimulus) -> list[tuple[NDArray[np.int64], int]]:
    """Drives (S, N) of an integer network in turn, each with the number of steps it holds for.

    Parameters
    ----------
    network, stimulus
        What is to run, and on what.
    """
    fields = Fields(network)
    external = fields.external(stimulus)
    feedback = fields.feedback(stimulus) if stimulus.phases.clamped else None
    start = fields.recurrent(stimulus.start(network.units).astype(float))
    found: list[tuple[NDArray[np.int64], int]] = []
    for step in range(1, stimulus.steps + 1):
        if stimulus.streams and step > 1:
            external = fields.external(stimulus, step)
        drive = external if feedback is None or not stimulus.clamped(step) else external + feedback
        if step > 2 and stimulus.clamped(step) == stimulus.clamped(step - 1) and not stimulus.streams:
            values, steps = found[-1]
            found[-1] = (values, steps + 1)
        else:
            whole = drive + start if step == 1 else drive - network.coupling_sums
            found.append((np.broadcast_to(whole, (stimulus.samples, network.units)).astype(np.int64), 1))
    return found
