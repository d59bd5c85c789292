"""The dynamics of many starts side by side, those that are over left out."""

from __future__ import annotations

from typing import final

import numpy as np
from numpy.typing import NDArray

from ..network import Network, dense
from .states import at_rest, fields_in


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
        self.network, self._fields = network, fields_in(network, constant)
        self.states = starts.astype(float)
        self.live = np.arange(len(starts))
        self.taken = np.zeros(len(starts), np.int64)
        self.cycle_length = np.zeros(len(starts), np.int64)

    def restless(self) -> NDArray[np.float64]:
        """Take those at rest out of the run; fields of the others, (live, N)."""
        fields = self._fields(self.states[self.live])
        resting = at_rest(fields, self.states[self.live])
        self.end(resting, 1)
        return fields[~resting]

    def move(self, states: NDArray[np.float64]) -> None:
        """Go on, after one sweep, from these states of the live ones."""
        self.states[self.live] = states
        self.taken[self.live] += 1

    def end(self, over: NDArray[np.bool_], length: NDArray[np.int64] | int) -> None:
        """Take those live ones that are over out of the run, with the period that was found."""
        self.cycle_length[self.live[over]] = length
        self.live = self.live[~over]


def simultaneous(runs: Trajectories, sweeps: int, probability: float, rng: np.random.Generator) -> None:
    """All units at once or, below probability 1, a random subset; only the former has cycles to recognise."""
    first_seen: list[dict[bytes, int]] = [{} for _ in runs.states]
    # One sweep more is looked at than taken, to see whether the last one ended in a fixed point.
    for sweep in range(sweeps + 1):
        wanted = np.where(runs.restless() > 0, 1.0, -1.0)
        if probability == 1.0:
            periods = _periods(runs, first_seen, sweep)
            runs.end(periods > 0, periods[periods > 0])
            wanted = wanted[periods == 0]
        if sweep == sweeps or not len(runs.live):
            return
        if probability < 1.0:
            wanted = np.where(rng.random(wanted.shape) < probability, wanted, runs.states[runs.live])
        runs.move(wanted)


def sequential(runs: Trajectories, sweeps: int, rng: np.random.Generator) -> None:
    """One unit after the other, each once in a sweep; a flip adds its couplings to the fields."""
    columns = np.ascontiguousarray(dense(runs.network.couplings).T, dtype=float)
    units = runs.network.units
    for sweep in range(sweeps + 1):
        # Computed afresh once a sweep, so that rounding doesn't pile up.
        fields = runs.restless()
        if sweep == sweeps or not len(runs.live):
            return
        states = runs.states[runs.live]
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
        runs.move(states)


def _periods(runs: Trajectories, first_seen: list[dict[bytes, int]], sweep: int) -> NDArray[np.int64]:
    """Sweeps since each live state was there before, 0 if it is new; (live,)."""
    periods = np.zeros(len(runs.live), np.int64)
    keys = np.packbits(runs.states[runs.live] > 0, axis=1)
    for place, (start, key) in enumerate(zip(runs.live, keys, strict=True)):
        periods[place] = sweep - first_seen[start].setdefault(key.tobytes(), sweep)
        if periods[place]:
            first_seen[start].clear()
    return periods
