"""Changes of weights at the end of a batch, from all its lanes.

States are +1 or -1 by then, so what a coupling learns from them is counted in bits: lanes that agree less those that
don't.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .compiling import kernel
from .lanes import number_of
from .wiring import Rows


class Rates(NamedTuple):
    """Of each row of a projection: the step that one sample makes by itself, and the share of a weight that decays."""

    step: NDArray[np.float64]
    decay: NDArray[np.float64]


@kernel()
def learn_states(rows: Rows, receiving: Any, sign: Any, up: Any, rates: Rates, share: float, loss: float) -> int:
    """Couplings from units: each decays, then takes a step for each lane that learns, along the sender or against it.

    `receiving` and `sign` are masks of the rows that learn and of what they should be, `up` of the senders; `share`
    and `loss` are factors on steps and decays. How many updates that took.
    """
    updates = 0
    for receiver in range(len(receiving)):
        row = np.uint64(receiver)
        start, stop, kept = rows.starts[row], rows.starts[row + np.uint64(1)], 1.0 - loss * rates.decay[row]
        learns, size = receiving[row], share * rates.step[row]
        if size == 0.0 and kept == 1.0:
            continue
        if learns:
            lanes, wanted = number_of(learns), sign[row]
            for k in range(start, stop):
                agreed = lanes - 2 * number_of(learns & (wanted ^ up[np.uint64(rows.senders[k])]))
                rows.weights[k] = rows.weights[k] * kept + size * agreed
            if size != 0.0:
                updates += lanes * np.int64(stop - start)
        elif kept != 1.0:
            for k in range(start, stop):
                rows.weights[k] *= kept
    return updates


@kernel()
def learn_payloads(rows: Rows, receiving: Any, sign: Any, inputs: Any, rates: Rates, share: float, loss: float) -> int:
    """The same for couplings from lines, from the `inputs` of each lane, (samples, M)."""
    updates = 0
    for receiver in range(len(receiving)):
        row = np.uint64(receiver)
        start, stop, kept = rows.starts[row], rows.starts[row + np.uint64(1)], 1.0 - loss * rates.decay[row]
        learns, size = receiving[row], share * rates.step[row]
        if kept != 1.0:
            for k in range(start, stop):
                rows.weights[k] *= kept
        if size != 0.0:
            lane = np.uint64(0)
            while learns:
                if learns & 1:
                    gate = size if (sign[row] >> lane) & 1 else -size
                    heard = 0
                    for k in range(start, stop):
                        payload = inputs[lane, rows.senders[k]]
                        rows.weights[k] += gate * payload
                        heard += payload != 0.0
                    updates += heard
                learns >>= 1
                lane += np.uint64(1)
    return updates


@kernel()
def take_over(learned: Rows, places: Any, beside: Any, total: Rows, receiving: Any, rates: Rates, loss: float) -> None:
    """Bring the learned weights of the rows that changed into the sums of all that acts on a pair of units."""
    for receiver in range(len(receiving)):
        row = np.uint64(receiver)
        if (receiving[row] and rates.step[row] != 0.0) or loss * rates.decay[row] != 0.0:
            for k in range(learned.starts[row], learned.starts[row + np.uint64(1)]):
                total.weights[np.uint64(places[k])] = learned.weights[k] + beside[k]
