"""The dynamics of many starts side by side, those that are over left out."""

from __future__ import annotations

from typing import final

import numpy as np
from numpy.typing import NDArray

from ..engines.numpy import Fields
from ..network import Network, dense


@final
class Trajectories:
    """The states of S starts while they run.

    Parameters
    ----------
    network, constant
        What they run in, and the part of the field (N,) that doesn't change.
    starts
        (S, N) of -1 and +1.
    """

    def __init__(self, network: Network, constant: NDArray[np.float64], starts: NDArray[np.int8]) -> None:
        self.network, self._constant, self._fields = network, constant, Fields(network)
        self.states = starts.astype(float)
        self.live = np.arange(len(starts))
        self.taken = np.zeros(len(starts), np.int64)
        self.cycle_length = np.zeros(len(starts), np.int64)

    def fields(self) -> NDArray[np.float64]:
        """Fields of the live states, (live, N)."""
        return self._fields.recurrent(self.states[self.live]) + self._constant

    def end(self, over: NDArray[np.bool_], length: NDArray[np.int64] | int) -> None:
        """Take those live ones that are over out of the run, with the period that was found."""
        self.cycle_length[self.live[over]] = length
        self.live = self.live[~over]


def simultaneous(runs: Trajectories, sweeps: int, probability: float, rng: np.random.Generator) -> None:
    """All units at once or, below probability 1, a random subset; only the former has cycles to recognise."""
    first_seen: list[dict[bytes, int]] = [{} for _ in runs.states]
    # One sweep more is looked at than taken, to see whether the last one ended in a fixed point.
    for sweep in range(sweeps + 1):
        wanted = np.where(runs.fields() > 0, 1.0, -1.0)
        resting = (wanted == runs.states[runs.live]).all(axis=1)
        runs.end(resting, 1)
        wanted = wanted[~resting]
        if probability == 1.0:
            periods = _periods(runs, first_seen, sweep)
            runs.end(periods > 0, periods[periods > 0])
            wanted = wanted[periods == 0]
        if sweep == sweeps or not len(runs.live):
            return
        if probability < 1.0:
            wanted = np.where(rng.random(wanted.shape) < probability, wanted, runs.states[runs.live])
        runs.states[runs.live] = wanted
        runs.taken[runs.live] += 1


def sequential(runs: Trajectories, sweeps: int, rng: np.random.Generator) -> None:
    """One unit after the other, each once in a sweep; a flip adds its couplings to the fields."""
    columns = np.ascontiguousarray(dense(runs.network.couplings).T, dtype=float)
    units = runs.network.units
    for sweep in range(sweeps + 1):
        # Computed afresh once a sweep, so that rounding doesn't pile up.
        fields = runs.fields()
        resting = ((fields > 0) == (runs.states[runs.live] > 0)).all(axis=1)
        runs.end(resting, 1)
        if sweep == sweeps or not len(runs.live):
            return
        fields, states = fields[~resting], runs.states[runs.live]
        rows = np.arange(len(states))
        orders = rng.permuted(np.tile(np.arange(units), (len(states), 1)), axis=1)
        for turn in orders.T:
            wanted = np.where(fields[rows, turn] > 0, 1.0, -1.0)
            change = wanted - states[rows, turn]
            flipped = np.flatnonzero(change)
            if not flipped.size:
                continue
            who = turn[flipped]
            states[flipped, who] = wanted[flipped]
            fields[flipped] += change[flipped, None] * columns[who]
        runs.states[runs.live] = states
        runs.taken[runs.live] += 1


def _periods(runs: Trajectories, first_seen: list[dict[bytes, int]], sweep: int) -> NDArray[np.int64]:
    """Sweeps since each live state was there before, 0 if it is new; (live,)."""
    periods = np.zeros(len(runs.live), np.int64)
    keys = np.packbits(runs.states[runs.live] > 0, axis=1)
    for place, (start, key) in enumerate(zip(runs.live, keys, strict=True)):
        periods[place] = sweep - first_seen[start].setdefault(key.tobytes(), sweep)
        if periods[place]:
            first_seen[start].clear()
    return periods
