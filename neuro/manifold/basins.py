"""Which share of all states leads to each fixed point of a small network, exactly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, final

import numpy as np
from numpy.typing import NDArray

from ..engines.numba.spreading import Spreading
from ..errors import NeuroError
from ..machine.memory import check_memory
from ..network import Network
from .arguments import MOST_STEPS, one_of, whole, within_one
from .states import constant_field, fields_in, states_of

# Units of the largest network for each order of updates: what one step takes grows with the ways that lead on.
LARGEST_BASINS = {"synchronous": 26, "module-by-module": 26, "one-at-a-time": 22, "random-subset": 18}
# States whose fields are held at once.
_BLOCK = 1 << 14
# Chance that may be under way when the rest has settled.
_CLOSE = 1e-9
# What one state takes: what its units want, where it leads, and both again while they are counted.
_BYTES = 32


@final
@dataclass(frozen=True, eq=False)
class Basins:
    """Where all 2^N states lead.

    Parameters
    ----------
    fixed_points
        All of them, (K, N), in the order of :func:`enumerate_fixed_points`.
    shares
        Chance that a state drawn at random leads to each, (K,).
    unsettled
        Share of the states that lead to a cycle or, where chance decides, that is still under way.
    alone
        Whether no state but itself leads to each, with whatever chance; (K,).
    """

    fixed_points: NDArray[np.int8]
    shares: NDArray[np.float64]
    unsettled: float
    alone: NDArray[np.bool_]

    @property
    def entropy(self) -> float:
        """Of where a start that settles ends, -sum p ln p, in nats; 0 where none does."""
        chances = self.shares[self.shares > 0.0] / max(self.shares.sum(), 1e-300)
        return float(-(chances * np.log(chances)).sum())

    @property
    def effective(self) -> float | None:
        """Number of fixed points that equal chances would need for two starts to meet as often; None without any."""
        total = float(self.shares.sum())
        return total**2 / float((self.shares**2).sum()) if total > 0.0 else None


def basins(
    network: Network,
    update: str = "one-at-a-time",
    *,
    update_probability: float = 0.5,
    sweeps: int = 1000,
    field: NDArray[Any] | None = None,
) -> Basins:
    """Follow all 2^N states at once until they settle.

    Where updates are certain every state has one successor, and following it twice as far again and again finds where
    each ends. Where chance decides, the chance of all states is carried on from step to step: no start is drawn.

    Parameters
    ----------
    network
        Float or integer, of at most 26 units; 22 for ``one-at-a-time``, 18 for ``random-subset``.
    update
        ``synchronous``; ``module-by-module``, the units of each module at once, the modules in turn; ``one-at-a-time``,
        a unit drawn at random each time; ``random-subset``, each with a probability, at once.
    update_probability
        Of ``random-subset``.
    sweeps
        Where chance decides: the most changes, in changes a unit.
    field
        A constant field on top of the bias, in the network's own units; (N,). Whole numbers in an integer network.

    Raises
    ------
    NeuroError
        When the network is too large for these updates or for memory, or an argument is out of range.

    Examples
    --------
    >>> from neuro import build_network
    >>> from neuro.description import Description, Gaussian, Population
    >>> module = Population("module", 10, self_coupling=0.5)
    >>> network = build_network(Description("mine", (module,), (Gaussian("module", "module"),), seed=1))
    >>> found = basins(network, "synchronous")
    >>> len(found.fixed_points), float(found.shares.sum() + found.unsettled)
    (20, 1.0)
    """
    one_of("update", update, LARGEST_BASINS)
    update_probability = within_one("update_probability", update_probability)
    sweeps = whole("sweeps", sweeps, 1, MOST_STEPS)
    if network.units > LARGEST_BASINS[update]:
        raise NeuroError(
            f"got a network of {network.units} units, expected at most {LARGEST_BASINS[update]} for the basins of "
            f"{update} updates; sample starts by reach()."
        )
    check_memory(f"the basins of {network.units} units", _BYTES << network.units, "choose a smaller network")
    unstable = _unstable(network, field)
    fixed = np.flatnonzero(unstable == 0)
    if update in ("synchronous", "module-by-module"):
        # Sums of whole numbers over a power of two.
        shares = _by_following(network, unstable, fixed, update)
        alone = shares == 0.5**network.units
    else:
        probability = update_probability if update == "random-subset" else 0.0
        shares = _by_spreading(unstable, fixed, probability, sweeps * network.units)
        alone = _without_predecessor(unstable, fixed, probability)
    return Basins(states_of(fixed, network.units), shares, max(0.0, 1.0 - float(shares.sum())), alone)


def _unstable(network: Network, field: NDArray[Any] | None) -> NDArray[np.uint32]:
    """Units of each state, by its code, that want to change, a bit for each; (2^N,)."""
    units = network.units
    fields_of = fields_in(network, constant_field(network, field))
    unstable, bits = np.empty(1 << units, np.uint32), np.uint32(1) << np.arange(units, dtype=np.uint32)
    for first in range(0, 1 << units, _BLOCK):
        codes = np.arange(first, min(first + _BLOCK, 1 << units))
        states = states_of(codes, units)
        unstable[codes] = ((fields_of(states) > 0) != (states > 0)) @ bits
    return unstable


def _by_following(
    network: Network, unstable: NDArray[np.uint32], fixed: NDArray[np.int64], update: str
) -> NDArray[np.float64]:
    """Shares where each state has one successor."""
    ends, first = np.arange(len(unstable), dtype=np.uint32), 0
    modules = network.description.populations if update == "module-by-module" else ()
    for module in modules:
        turn = np.uint32(((1 << module.size) - 1) << first)
        ends ^= unstable[ends] & turn
        first += module.size
    if not modules:
        ends ^= unstable
    # The longest way visits every state once; most are short, and then following further changes nothing.
    for _ in range(network.units):
        ends, before = ends[ends], ends
        if np.array_equal(ends, before):
            break
    return np.bincount(ends, minlength=len(unstable))[fixed] / len(unstable)


def _by_spreading(
    unstable: NDArray[np.uint32], fixed: NDArray[np.int64], probability: float, steps: int
) -> NDArray[np.float64]:
    """Shares where chance decides."""
    moving, arriving = np.full(len(unstable), 1.0 / len(unstable)), np.empty(len(unstable))
    shares, spreading = moving[fixed], Spreading(unstable, probability)
    moving[fixed] = 0.0
    for _ in range(steps):
        if 1.0 - float(shares.sum()) <= _CLOSE:
            break
        spreading.step(moving, arriving)
        shares += arriving[fixed]
        arriving[fixed] = 0.0
        moving, arriving = arriving, moving
    return shares


def _without_predecessor(
    unstable: NDArray[np.uint32], fixed: NDArray[np.int64], probability: float
) -> NDArray[np.bool_]:
    """Whether no other state has each fixed point among its successors, (K,).

    By a step from everywhere in which every successor gets a chance that no rounding makes 0; sums of shares lose ways
    that are hardly ever taken.
    """
    arriving = np.empty(len(unstable))
    Spreading(unstable, 0.5 if probability else 0.0).step((unstable != 0).astype(float), arriving)
    return np.asarray(arriving[fixed] == 0.0)
