"""Local entropy: how many fixed points lie within some flips of a state."""

from __future__ import annotations

import math
from dataclasses import dataclass
from math import comb
from typing import Any, final

import numpy as np
from numpy.typing import NDArray

from ..engines.numba.surroundings import Surroundings
from ..errors import NeuroError
from ..network import Network, dense
from .arguments import whole
from .sampling import LARGEST_SAMPLED, Estimate, check_runs, sample_around
from .states import check_states, constant_field, fields_in, is_fixed_point

# States that are looked at for one centre and distance: about a second.
MOST_LOOKED_AT = 50_000_000
# Numbers that are worked on at once.
_BLOCK = 1 << 22


@final
@dataclass(frozen=True, eq=False)
class LocalEntropy:
    """Fixed points within some flips of K centres, a centre that is fixed among them.

    Parameters
    ----------
    log_numbers
        Natural logarithm of their number within 0, 1, .. D flips, -inf where there is none; (K, D + 1).
    errors
        Standard error of each number, relative to it: 0 where all states were looked at, NaN where an estimate found
        none at a distance; (K, D + 1).
    units
        N.
    """

    log_numbers: NDArray[np.float64]
    errors: NDArray[np.float64]
    units: int

    @property
    def per_unit(self) -> NDArray[np.float64]:
        """Local entropy in nats per unit, (K, D + 1)."""
        return self.log_numbers / self.units


def local_entropy(
    network: Network,
    centres: NDArray[Any],
    distance: int,
    field: NDArray[Any] | None = None,
    *,
    most: int = MOST_LOOKED_AT,
    particles: int = 500,
    temperatures: int = 40,
    runs: int = 4,
    seed: int = 0,
) -> LocalEntropy:
    """Count the fixed points around each centre, or estimate their number.

    At each distance with no more than `most` states all are looked at; beyond, :func:`sample_around` estimates.

    Parameters
    ----------
    network, field
        As for :func:`~neuro.manifold.count_fixed_points`; at most 1000 units where it has to be estimated.
    centres
        (K, N) of -1 and +1.
    distance
        The most flips D, 1 to N.
    most
        States that are looked at, at most, for each centre and distance.
    particles, temperatures, runs, seed
        Of the estimates, as for :func:`sample_around`; each centre and distance draws its own.

    Raises
    ------
    NeuroError
        When a number is out of range, or the network is too large for an estimate.

    Examples
    --------
    >>> from neuro import build_network
    >>> from neuro.description import Description, Gaussian, Population
    >>> from neuro.manifold import enumerate_fixed_points, local_entropy
    >>> module = Population("module", 12, self_coupling=1.0)
    >>> network = build_network(Description("mine", (module,), (Gaussian("module", "module"),), seed=1))
    >>> found = local_entropy(network, enumerate_fixed_points(network)[:1], 3)
    >>> np.exp(found.log_numbers[0]).round().astype(int).tolist()
    [1, 6, 16, 47]
    """
    centres, units = check_states(centres, network.units, name="centres"), network.units
    most, seed = whole("most", most, 1), whole("seed", seed)
    distance = check_looked_at(units, distance, most)
    particles, temperatures, runs = check_runs(particles, temperatures, runs)
    couplings, constant = dense(network.couplings).astype(float), constant_field(network, field)
    # Sums of N + 1 numbers in two orders differ by no more than this, once for each flip.
    rounding = 4 * (units + 1) * np.finfo(float).eps * (np.abs(couplings).sum(axis=1) + np.abs(constant))
    exact = Surroundings(np.ascontiguousarray(couplings.T), (distance + 1) * rounding)
    fields = fields_in(network, constant)(centres)
    # Of the states at each distance; numbers of large networks leave what a float can hold.
    logs, errors = np.full((len(centres), distance + 1), -np.inf), np.zeros((len(centres), distance + 1))
    for place, centre in enumerate(centres):
        for apart in range(distance + 1):
            if comb(units, apart) <= most:
                count, doubtful = exact.count(centre.astype(float), fields[place], apart)
                count += _fixed(network, centre, doubtful, field)
                logs[place, apart] = math.log(count) if count else -math.inf
                continue
            found = _estimated(network, centre, apart, field, particles, temperatures, runs, [seed, place])
            error = found.standard_error
            logs[place, apart], errors[place, apart] = found.log_count, math.nan if error is None else error
    within = np.logaddexp.accumulate(logs, axis=1)
    # Of each distance's number, as a share of all within.
    shares = np.exp(logs[:, None, :] - np.where(np.isfinite(within), within, 0.0)[:, :, None])
    upto = np.tri(distance + 1, dtype=bool)
    total = np.where(upto, errors[:, None, :] * shares, 0.0)
    return LocalEntropy(within, np.sqrt((total**2).sum(axis=2)), units)


def _fixed(network: Network, centre: NDArray[np.int8], doubtful: NDArray[np.int64], field: NDArray[Any] | None) -> int:
    """How many of the states that differ from a centre in these units, (M, d), are fixed points by the reference."""
    found, step = 0, max(1, _BLOCK // network.units)
    for first in range(0, len(doubtful), step):
        units = doubtful[first : first + step]
        states = np.repeat(centre[None], len(units), axis=0)
        np.put_along_axis(states, units, -centre[units], axis=1)
        found += int(is_fixed_point(network, states, field).sum())
    return found


def check_looked_at(units: int, distance: int, most: int = MOST_LOOKED_AT) -> int:
    """The distance, a whole number; refused where there are too many states to look at, and to make an estimate."""
    distance = whole("distance", distance, 1, units, "the number of units")
    if units > LARGEST_SAMPLED and (far := first_estimated(units, distance, most)) is not None:
        raise NeuroError(
            f"distance: got {distance} in a network of {units} units, expected less than {far}, at which there are "
            f"{comb(units, far):,} states: too many to look at, and estimates are made of networks of at most "
            f"{LARGEST_SAMPLED} units."
        )
    return distance


def first_estimated(units: int, distance: int, most: int = MOST_LOOKED_AT) -> int | None:
    """The first distance up to D at which there are more states than are looked at; None where there is none."""
    return next((apart for apart in range(1, distance + 1) if comb(units, apart) > most), None)


def _estimated(
    network: Network,
    centre: NDArray[np.int8],
    apart: int,
    field: NDArray[Any] | None,
    particles: int,
    temperatures: int,
    runs: int,
    seed: list[int],
) -> Estimate:
    drawn = int(np.random.SeedSequence(seed).generate_state(1)[0])
    return sample_around(
        network, centre, apart, field, particles=particles, temperatures=temperatures, runs=runs, seed=drawn
    )
