"""How many fixed points a network has, or has around a state, that is too large for looking at every state."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, final

import numpy as np
from numpy.typing import NDArray

from ..errors import NeuroError
from ..network import Network
from .arguments import array, whole
from .cooling import AbstractMoves, AnyFlips, AtDistance, Cooled, Cooling
from .states import check_states, check_states_fit, constant_field

LARGEST_SAMPLED = 1000
# More than anybody waits for.
MOST_TEMPERATURES = MOST_RUNS = 10**6


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
    key = [whole("seed", seed), 0x636F6F6C]
    return _estimate(network, field, AnyFlips(network.units), particles, temperatures, runs, key)


def sample_around(
    network: Network,
    centre: NDArray[Any],
    distance: int,
    field: NDArray[Any] | None = None,
    *,
    particles: int = 500,
    temperatures: int = 40,
    runs: int = 8,
    seed: int = 0,
) -> Estimate:
    """Estimate the number of fixed points that differ from a state in exactly so many units.

    As :func:`sample_count`, among the binomial(N, d) states at that distance: particles move by letting one unit
    return to its state in the centre while another one leaves it.

    Parameters
    ----------
    network, field, particles, temperatures, runs, seed
        As there.
    centre
        (N,) of -1 and +1; a fixed point or any other state.
    distance
        d, 0 to N.

    Raises
    ------
    NeuroError
        When the network is too large, the centre is no state of it, or a number is out of range.

    Examples
    --------
    >>> from neuro import build_network
    >>> from neuro.description import Description, Gaussian, Population
    >>> from neuro.manifold import enumerate_fixed_points
    >>> module = Population("module", 12, self_coupling=1.0)
    >>> network = build_network(Description("mine", (module,), (Gaussian("module", "module"),), seed=1))
    >>> fixed_points = enumerate_fixed_points(network)
    >>> exact = int((((fixed_points != fixed_points[0]).sum(axis=1)) == 3).sum())
    >>> found = sample_around(network, fixed_points[0], 3, seed=1)
    >>> exact, round(math.exp(found.log_count))
    (31, 32)
    """
    centre = array("centre", centre)
    if centre.shape != (network.units,):
        raise NeuroError(f"centre: got shape {centre.shape}, expected ({network.units},), one state.")
    (state,) = check_states(centre[None], name="centre")
    distance = whole("distance", distance, 0, network.units, "the number of units")
    seed = whole("seed", seed)
    moves = AtDistance(state, distance)
    return _estimate(network, field, moves, particles, temperatures, runs, [seed, 0x61726F75, distance])


def sample_fixed_points(
    network: Network,
    number: int,
    field: NDArray[Any] | None = None,
    *,
    particles: int = 500,
    temperatures: int = 40,
    runs: int = 8,
    seed: int = 0,
) -> NDArray[np.int8]:
    """Draw fixed points, all of a network's as likely, from the particles that :func:`sample_count` ends with.

    The more particles, and the slower they are cooled, the closer the chances are to equal.

    Parameters
    ----------
    network, field, particles, temperatures, runs, seed
        As there.
    number
        K, at least 1.

    Returns
    -------
    numpy.ndarray
        States (K, N), with repetition; (0, N) where no run found any.

    Raises
    ------
    NeuroError
        When the network is too large or a number is too small.
    """
    number, seed = whole("number", number, 1), whole("seed", seed)
    particles, temperatures, runs = check_runs(particles, temperatures, runs)
    check_states_fit(number, network.units, "fixed points")
    key = [seed, 0x64726177]
    cooled = _cooled(network, field, AnyFlips(network.units), particles, temperatures, runs, key)
    best = max(run.log_count for run in cooled)
    if best == -math.inf:
        return np.empty((0, network.units), np.int8)
    # A run that found more of them stands for more.
    shares = np.concatenate([run.shares * math.exp(run.log_count - best) for run in cooled])
    states = np.concatenate([run.fixed_points for run in cooled])
    chosen = np.random.default_rng([*key, runs]).choice(len(states), size=number, p=shares / shares.sum())
    return np.asarray(states[chosen], np.int8)


def _estimate(
    network: Network,
    field: NDArray[Any] | None,
    moves: AbstractMoves,
    particles: int,
    temperatures: int,
    runs: int,
    seed: list[int],
) -> Estimate:
    cooled = _cooled(network, field, moves, particles, temperatures, runs, seed)
    return Estimate(np.array([run.log_count for run in cooled]))


def _cooled(
    network: Network,
    field: NDArray[Any] | None,
    moves: AbstractMoves,
    particles: int,
    temperatures: int,
    runs: int,
    seed: list[int],
) -> list[Cooled]:
    check_sampled(network.units)
    particles, temperatures, runs = check_runs(particles, temperatures, runs)
    check_states_fit(particles, network.units, "particles")
    walk = Cooling(network, constant_field(network, field))
    return [walk.run(moves, particles, temperatures, np.random.default_rng([*seed, run])) for run in range(runs)]


def check_runs(particles: int, temperatures: int, runs: int) -> tuple[int, int, int]:
    """Particles, temperatures and runs as whole numbers; others are refused."""
    return (
        whole("particles", particles, 2),
        whole("temperatures", temperatures, 1, MOST_TEMPERATURES),
        whole("runs", runs, 2, MOST_RUNS),
    )


def check_sampled(units: int) -> None:
    """Refuse networks that are too large for an estimate."""
    if units > LARGEST_SAMPLED:
        raise NeuroError(
            f"got a network of {units} units, expected at most {LARGEST_SAMPLED}: the estimate takes N^2 work "
            "for each particle and temperature; ask for the theory of the mean instead."
        )
