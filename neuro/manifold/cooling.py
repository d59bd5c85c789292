"""Sequential Monte Carlo over states: particles are cooled until no unit is unstable, and their weights count states.

P. Del Moral, A. Doucet, A. Jasra, Sequential Monte Carlo samplers, J. R. Stat. Soc. B 68, 2006.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from typing import Any, NamedTuple, final

import numpy as np
from numpy.typing import NDArray
from scipy import special

from ..engines.numba.metropolis import Metropolis
from ..network import Network, dense
from .states import fields_in

# A state with one unstable unit weighs e^-6 of a fixed point at the last temperature.
_LAST_COLDNESS = 6.0


class AbstractMoves(ABC):
    """A set of states, how to draw from it evenly, and small changes that stay within it."""

    log_number: float

    @abstractmethod
    def draw(self, particles: int, rng: np.random.Generator) -> NDArray[np.float64]:
        """States (P, N) of the set, each as likely."""

    @abstractmethod
    def propose(self, particles: int, rng: np.random.Generator) -> NDArray[np.int64]:
        """Units that change together in each particle, (P, k); the way back is as likely."""

    @abstractmethod
    def take(self, taken: NDArray[np.bool_]) -> None:
        """What was proposed happens in these particles, (P,)."""

    @abstractmethod
    def keep(self, chosen: NDArray[np.int64]) -> None:
        """Particles are replaced by those of these numbers, (P,)."""


@final
class AnyFlips(AbstractMoves):
    """All 2^N states, one unit at a time."""

    def __init__(self, units: int) -> None:
        self._units, self.log_number = units, units * math.log(2.0)

    def draw(self, particles: int, rng: np.random.Generator) -> NDArray[np.float64]:
        """Each unit -1 or +1."""
        return rng.choice(np.array([-1.0, 1.0]), size=(particles, self._units))

    def propose(self, particles: int, rng: np.random.Generator) -> NDArray[np.int64]:
        """Any unit."""
        return rng.integers(self._units, size=particles)[:, None]

    def take(self, taken: NDArray[np.bool_]) -> None:
        """Nothing has to be remembered."""

    def keep(self, chosen: NDArray[np.int64]) -> None:
        """Nor here."""


@final
class AtDistance(AbstractMoves):
    """All states that differ from a centre in exactly so many units: one unit returns while another one leaves.

    Parameters
    ----------
    centre
        (N,) of -1 and +1.
    distance
        0 to N.
    """

    def __init__(self, centre: NDArray[Any], distance: int) -> None:
        units = len(centre)
        self._centre, self._distance = np.asarray(centre, float), distance
        self.log_number = float(
            special.gammaln(units + 1) - special.gammaln(distance + 1) - special.gammaln(units - distance + 1)
        )
        # A row for each particle: first the units that differ, then the others.
        self._order = np.empty((0, units), np.int64)
        self._places = np.empty((0, 2), np.int64)

    def draw(self, particles: int, rng: np.random.Generator) -> NDArray[np.float64]:
        """The first few of a random order of the units differ."""
        self._order = rng.random((particles, len(self._centre))).argsort(axis=1)
        states = np.repeat(self._centre[None], particles, axis=0)
        differ = self._order[:, : self._distance]
        np.put_along_axis(states, differ, -self._centre[differ], axis=1)
        return states

    def propose(self, particles: int, rng: np.random.Generator) -> NDArray[np.int64]:
        """One that differs and one that doesn't; none where there is but one state."""
        units = len(self._centre)
        if self._distance in (0, units):
            return np.empty((particles, 0), np.int64)
        self._places = np.stack(
            [
                rng.integers(self._distance, size=particles),
                rng.integers(self._distance, units, size=particles),
            ],
            axis=1,
        )
        return np.take_along_axis(self._order, self._places, axis=1)

    def take(self, taken: NDArray[np.bool_]) -> None:
        """The two change their places in the order."""
        if len(self._places):
            rows, places = np.flatnonzero(taken)[:, None], self._places[taken]
            self._order[rows, places] = self._order[rows, places[:, ::-1]]

    def keep(self, chosen: NDArray[np.int64]) -> None:
        """Their orders go with them."""
        self._order = self._order[chosen]


class Cooled(NamedTuple):
    """What a run ends with: the logarithm of the estimate, the fixed points it is made of (K, N), with repetition, and
    their shares in it, (K,).
    """

    log_count: float
    fixed_points: NDArray[np.int8]
    shares: NDArray[np.float64]


@final
class Cooling:
    """One network, cooled from random states in any number of independent runs.

    Parameters
    ----------
    network, constant
        Whose fixed points are counted, and the part of the field (N,) that doesn't change.
    """

    def __init__(self, network: Network, constant: NDArray[np.float64]) -> None:
        self._fields, self._units = fields_in(network, constant), network.units
        self._metropolis = Metropolis(np.ascontiguousarray(dense(network.couplings).T, dtype=float))

    def run(self, moves: AbstractMoves, particles: int, temperatures: int, rng: np.random.Generator) -> Cooled:
        """One estimate of the number of fixed points in the set of the `moves`."""
        states = moves.draw(particles, rng)
        weights, total = np.zeros(particles), moves.log_number
        coldness = 0.0
        fields = self._fields(states)
        # The steps grow: near b = 0 the mean energy falls fastest.
        for after in _LAST_COLDNESS * (np.arange(1, temperatures + 1) / temperatures) ** 2:
            weights -= (after - coldness) * _unstable(states, fields)
            coldness = float(after)
            shares = np.exp(weights - weights.max())
            if shares.sum() ** 2 < particles / 2 * (shares**2).sum():
                total += float(weights.max()) + math.log(shares.mean())
                chosen = _resampled(shares, rng)
                states, fields, weights = states[chosen], fields[chosen], np.zeros(particles)
                moves.keep(chosen)
            self._move(moves, states, fields, coldness, rng)
            # Computed afresh at each temperature, so that rounding doesn't pile up.
            fields = self._fields(states)
        stable = _unstable(states, fields) == 0
        shares = np.exp(weights - weights.max()) * stable
        share = float(shares.mean())
        logarithm = total + float(weights.max()) + math.log(share) if share else -math.inf
        return Cooled(logarithm, states[stable].astype(np.int8), shares[stable] / max(float(shares.sum()), 1e-300))

    def _move(
        self,
        moves: AbstractMoves,
        states: NDArray[np.float64],
        fields: NDArray[np.float64],
        coldness: float,
        rng: np.random.Generator,
    ) -> None:
        """N moves, each accepted by Metropolis' rule; in place."""
        energies = _unstable(states, fields)
        for _ in range(self._units):
            units = moves.propose(len(states), rng)
            moves.take(self._metropolis.step(states, fields, energies, units, coldness, rng.random(len(states))))


def _unstable(states: NDArray[np.float64], fields: NDArray[np.float64]) -> NDArray[np.float64]:
    """Units whose state is not the sign of their field, a field of 0 counted as -1; one number for each state."""
    return np.asarray(((fields > 0) != (states > 0)).sum(axis=1), float)


def _resampled(shares: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.int64]:
    """As many particles as there are, by weight, with one random number for all (systematic resampling)."""
    places = (rng.random() + np.arange(len(shares))) / len(shares)
    upto = np.cumsum(shares / shares.sum())
    return np.minimum(np.searchsorted(upto, places), len(shares) - 1)
