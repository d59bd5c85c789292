"""How many fixed points a network has that is too large for looking at every state: an estimate with its error."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, final

import numpy as np
from numpy.typing import NDArray

from ..errors import NeuroError
from ..network import Network, dense
from .states import constant_field, fields_in

LARGEST_SAMPLED = 1000
# A state with one unstable unit weighs e^-6 of a fixed point at the last temperature.
_LAST_COLDNESS = 6.0


@final
@dataclass(frozen=True, eq=False)
class Estimate:
    """Independent estimates of one number, kept as logarithms.

    Parameters
    ----------
    log_runs
        Natural logarithm of each run's estimate, -inf where it found no fixed point; (R,).
    """

    log_runs: NDArray[np.float64]

    @property
    def log_count(self) -> float:
        """Logarithm of the mean over the runs: each is unbiased for the number, not for its logarithm."""
        return float(np.logaddexp.reduce(self.log_runs) - math.log(len(self.log_runs)))

    @property
    def standard_error(self) -> float | None:
        """Of the number, relative to it, which is that of its logarithm; None when no run found a fixed point."""
        if self.log_count == -math.inf:
            return None
        shares = np.exp(self.log_runs - self.log_count)
        return float(shares.std(ddof=1) / math.sqrt(len(shares)))


def sample_count(
    network: Network,
    field: NDArray[Any] | None = None,
    *,
    particles: int = 500,
    temperatures: int = 40,
    runs: int = 8,
    seed: int = 0,
) -> Estimate:
    """Estimate the number of fixed points by sequential Monte Carlo.

    The energy of a state is its number E of unstable units. Z(b) = sum over all states of e^(-b E) is 2^N at b = 0 and
    the number of fixed points at b = infinity. Particles are cooled step by step from random states: each step
    multiplies their weights by e^(-db E), resamples them by weight when few carry most of it, and moves each by N
    Metropolis flips. Products of mean weights estimate Z without bias, however well the moves mix (Del Moral, Doucet
    and Jasra, Sequential Monte Carlo samplers, J. R. Stat. Soc. B 68, 2006); how far independent runs differ gives the
    error. Few runs can miss rare places that hold many fixed points, and then both come out too small.

    Parameters
    ----------
    network, field
        As for :func:`~neuro.manifold.count_fixed_points`, with at most 1000 units.
    particles, temperatures
        Of each run; more of either make it more precise.
    runs
        Independent runs R, at least 2.
    seed
        The same seed gives the same estimate.

    Raises
    ------
    NeuroError
        When the network is too large or a number is too small.
    """
    if network.units > LARGEST_SAMPLED:
        raise NeuroError(
            f"got a network of {network.units} units, expected at most {LARGEST_SAMPLED}: the estimate takes N^2 work "
            "for each particle and temperature; ask for the theory of the mean instead."
        )
    for name, value, least in (("particles", particles, 2), ("temperatures", temperatures, 1), ("runs", runs, 2)):
        if value < least:
            raise NeuroError(f"{name}: got {value}, expected at least {least}.")
    walk = _Cooling(network, constant_field(network, field))
    rngs = [np.random.default_rng([seed, 0x636F6F6C, run]) for run in range(runs)]
    return Estimate(np.array([walk.run(particles, temperatures, rng) for rng in rngs]))


@final
class _Cooling:
    """One network, cooled from random states, in any number of independent runs."""

    def __init__(self, network: Network, constant: NDArray[np.float64]) -> None:
        self._fields, self._units = fields_in(network, constant), network.units
        # Row j is what unit j exerts on all others.
        self._senders = np.ascontiguousarray(dense(network.couplings).T, dtype=float)

    def run(self, particles: int, temperatures: int, rng: np.random.Generator) -> float:
        """Logarithm of one estimate."""
        states = rng.choice(np.array([-1.0, 1.0]), size=(particles, self._units))
        weights, total = np.zeros(particles), self._units * math.log(2.0)
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
            self._move(states, fields, coldness, rng)
            # Computed afresh at each temperature, so that rounding doesn't pile up.
            fields = self._fields(states)
        stable = _unstable(states, fields) == 0
        share = float((np.exp(weights - weights.max()) * stable).mean())
        return total + float(weights.max()) + math.log(share) if share else -math.inf

    def _move(
        self, states: NDArray[np.float64], fields: NDArray[np.float64], coldness: float, rng: np.random.Generator
    ) -> None:
        """N single flips, each accepted by Metropolis' rule; in place."""
        rows, energies = np.arange(len(states)), _unstable(states, fields)
        for _ in range(self._units):
            units = rng.integers(self._units, size=len(states))
            own = states[rows, units]
            moved = fields - 2.0 * own[:, None] * self._senders[units]
            states[rows, units] = -own
            after = _unstable(states, moved)
            taken = rng.random(len(states)) < np.exp(np.minimum(0.0, coldness * (energies - after)))
            states[rows[~taken], units[~taken]] = own[~taken]
            fields[taken], energies[taken] = moved[taken], after[taken]


def _unstable(states: NDArray[np.float64], fields: NDArray[np.float64]) -> NDArray[np.float64]:
    """Units whose state is not the sign of their field, a field of 0 counted as -1; one number for each state."""
    return np.asarray(((fields > 0) != (states > 0)).sum(axis=1), float)


def _resampled(shares: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.int64]:
    """As many particles as there are, by weight, with one random number for all (systematic resampling)."""
    places = (rng.random() + np.arange(len(shares))) / len(shares)
    upto = np.cumsum(shares / shares.sum())
    return np.minimum(np.searchsorted(upto, places), len(shares) - 1)
