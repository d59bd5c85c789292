"""One unit after the other, for many starts side by side: no engine's update, but one that settles more often."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..engines.numba import Sequential
from ..engines.outcome import Outcome
from ..network import Network
from .states import at_rest, fields_in


def sequential(
    network: Network,
    constant: NDArray[np.float64],
    starts: NDArray[np.int8],
    sweeps: int,
    rng: np.random.Generator,
) -> Outcome:
    """Each unit once in a sweep, in an order drawn anew for each start; a step is a sweep, and periods are 1 or 0.

    Parameters
    ----------
    network, constant
        What they run in, and the part of the field (N,) that doesn't change.
    starts
        (S, N) of -1 and +1.
    sweeps, rng
        The most sweeps, and where orders are drawn from.
    """
    units, exerted = Sequential(network), fields_in(network, np.zeros(network.units))
    states, left = starts.astype(float), np.full(len(starts), sweeps)
    streams, live = units.streams(len(starts), sweeps, rng), np.arange(len(starts))
    period = np.zeros(len(starts), np.int64)
    fields = exerted(states)
    while len(live):
        chosen = states[live], streams[live], left[live]
        units.run(constant, fields, *chosen)
        states[live], streams[live], left[live] = chosen
        # Rounding has piled up in the fields that followed every flip: the states themselves decide.
        fields = exerted(states[live])
        resting = at_rest(fields + constant, states[live])
        period[live[resting]] = 1
        going = ~resting & (left[live] > 0)
        live, fields = live[going], fields[going]
    taken = sweeps - left
    return Outcome(states.astype(np.int8), np.zeros((len(starts), 0)), taken, taken, period)
