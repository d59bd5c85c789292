"""Changes of weights at the end of a batch: float steps from all its lanes together, whole steps sample by sample.

States are +1 or -1 by then, so what a coupling learns from them is counted in bits: lanes that agree less those that
don't.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .compiling import kernel
from .lanes import load, number_of, only, signs, spread, sum_of_products, times
from .wiring import Rows


@kernel()
def learn_states(rows: Rows, receiving: Any, sign: Any, up: Any, step: Any, decay: Any) -> int:
    """Couplings from units: of row i, decayed by ``decay[i]``, then ``step[i]`` for each lane that learns and agrees.

    `receiving` and `sign` are masks of the rows that learn and of what they should be, `up` of the senders; how many
    updates that took.
    """
    updates = 0
    for receiver in range(len(receiving)):
        row = np.uint64(receiver)
        start, stop, kept = rows.starts[row], rows.starts[row + np.uint64(1)], decay[row]
        learns = receiving[row]
        if learns == 0:
            if kept != 1.0:
                for k in range(start, stop):
                    rows.weights[k] *= kept
            continue
        lanes, wanted, size = number_of(learns), sign[row], step[row]
        for k in range(start, stop):
            agreed = lanes - 2 * number_of(learns & (wanted ^ up[np.uint64(rows.senders[k])]))
            rows.weights[k] = rows.weights[k] * kept + size * agreed
        if size != 0.0:
            updates += lanes * np.int64(stop - start)
    return updates


@kernel()
def learn_payloads(rows: Rows, receiving: Any, sign: Any, payloads: Any, spoken: Any, step: Any, decay: Any) -> int:
    """The same for couplings from lines, whose `payloads` are lanes of any size, not 0 where `spoken` says so."""
    updates = 0
    for receiver in range(len(receiving)):
        row = np.uint64(receiver)
        start, stop, kept = rows.starts[row], rows.starts[row + np.uint64(1)], decay[row]
        learns = receiving[row]
        if learns == 0:
            if kept != 1.0:
                for k in range(start, stop):
                    rows.weights[k] *= kept
            continue
        gate = times(spread(step[row]), only(signs(sign[row]), learns))
        heard = 0
        for k in range(start, stop):
            line = np.uint64(rows.senders[k])
            rows.weights[k] = rows.weights[k] * kept + sum_of_products(gate, load(payloads, line))
            heard += number_of(learns & spoken[line])
        if step[row] != 0.0:
            updates += heard
    return updates


@kernel()
def take_over(learned: Rows, places: Any, beside: Any, total: Rows, receiving: Any, all_rows: bool) -> None:
    """Bring the learned weights of the rows that changed into the sums of all that acts on a pair of units."""
    for receiver in range(len(receiving)):
        row = np.uint64(receiver)
        if all_rows or receiving[row]:
            for k in range(learned.starts[row], learned.starts[row + np.uint64(1)]):
                total.weights[np.uint64(places[k])] = learned.weights[k] + beside[k]


@kernel()
def learn_whole(rows: Rows, receiving: Any, sign: Any, senders: Any, step: float, low: Any, high: Any) -> int:
    """Whole steps of one sample, the only lane, kept between the ends `low` and `high` of each coupling.

    `senders` are what each offers to learning, -1, 0 or +1; how many updates that took.
    """
    updates = 0
    for receiver in range(len(receiving)):
        row = np.uint64(receiver)
        if receiving[row] & 1 and step != 0.0:
            size = step if sign[row] & 1 else -step
            for k in range(rows.starts[row], rows.starts[row + np.uint64(1)]):
                offered = senders[np.uint64(rows.senders[k])]
                if offered != 0:
                    rows.weights[k] = min(max(rows.weights[k] + size * offered, low[k]), high[k])
                    updates += 1
    return updates
