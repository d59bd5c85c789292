"""Where the dynamics go: which starts settle on a fixed point, how soon, and which fixed points they find."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Any, final

import numpy as np
from numpy.typing import NDArray

from ..description import UPDATES as TOGETHER
from ..description import Phases
from ..engines import CODES, FASTEST, Stimulus, engine_names, load_engine
from ..errors import NeuroError
from ..network import Network
from .arguments import MOST_STEPS, finite, one_of, whole, within_one
from .dynamics import sequential
from .states import check_states, constant_field, is_fixed_point

# Those of every engine, and one that only the functions here have.
UPDATES = (*TOGETHER, "sequential")


@final
@dataclass(frozen=True, eq=False)
class Reach:
    """What became of S starts.

    Parameters
    ----------
    final
        States at the end, (S, N); where a start settled, its fixed point.
    settled
        Whether the state is a fixed point, (S,).
    sweeps
        Sweeps after which the state no longer changed; for the others the sweeps that were run, (S,).
    cycle_length
        Period of the states: 1 for a fixed point, 2 or more for a cycle of synchronous updates, 0 when none
        was recognised, (S,).
    """

    final: NDArray[np.int8]
    settled: NDArray[np.bool_]
    sweeps: NDArray[np.int64]
    cycle_length: NDArray[np.int64]

    @property
    def settled_share(self) -> float:
        """Share of starts that end in a fixed point."""
        return float(self.settled.mean())

    @property
    def cycle_share(self) -> float:
        """Share of starts that end in a cycle of two states or more."""
        return float((self.cycle_length > 1).mean())

    @property
    def mean_sweeps(self) -> float | None:
        """Mean sweeps to the fixed point, over the starts that settled; None when there are none."""
        return float(self.sweeps[self.settled].mean()) if self.settled.any() else None

    @property
    def median_sweeps(self) -> float | None:
        """Sweeps within which half of all starts have settled; None when fewer than half of them did.

        A start that has not settled counts as one that takes longer, so longer runs don't change it.
        """
        longest = np.where(self.settled, self.sweeps.astype(float), np.inf)
        middle = float(np.sort(longest)[(len(longest) - 1) // 2])
        return middle if np.isfinite(middle) else None

    @cached_property
    def _distinct(self) -> tuple[NDArray[np.int8], NDArray[np.int64]]:
        points, visits = np.unique(self.final[self.settled], axis=0, return_counts=True)
        return points, visits.astype(np.int64)

    @property
    def fixed_points(self) -> NDArray[np.int8]:
        """The different fixed points that were reached, (K, N)."""
        return self._distinct[0]

    @property
    def visits(self) -> NDArray[np.int64]:
        """Starts that reached each of them, (K,)."""
        return self._distinct[1]


def reach(
    network: Network,
    starts: NDArray[Any],
    update: str = "synchronous",
    *,
    engine: str = FASTEST,
    update_probability: float = 0.5,
    sweeps: int = 200,
    seed: int = 0,
    field: NDArray[Any] | None = None,
) -> Reach:
    """Run the dynamics from each start until it settles, is seen to cycle, or the sweeps are over.

    Parameters
    ----------
    network
        Float or integer; bias and links act, input does by way of `field`.
    starts
        (S, N) of -1 and +1, for instance from :func:`~neuro.manifold.random_states`.
    update
        What a sweep is: ``synchronous`` updates all units at once, ``random-subset`` each with a probability, at once;
        ``module-by-module`` the units of each module at once, the modules in turn, which takes a step each;
        ``sequential`` all units one after the other, in an order drawn anew for each start and sweep.
    engine
        Name of the engine that takes the steps. Random subsets are drawn as part of the stimulus, so that every engine
        updates the same units.
    update_probability
        Of ``random-subset``; more than 0 and less than 1.
    sweeps
        Longest runs.
    seed
        From which subsets and orders are drawn; the same starts and seed give the same result.
    field
        A constant field on top of the bias, in the network's own units; (N,). Whole numbers in an integer network.

    Raises
    ------
    NeuroError
        When an argument is out of range or doesn't fit the network, or the engine isn't there or can't run it so.

    Examples
    --------
    >>> from neuro import build_network
    >>> from neuro.description import Description, Gaussian, Population
    >>> from neuro.manifold import random_states
    >>> module = Population("module", 100, self_coupling=1.0)
    >>> network = build_network(Description("mine", (module,), (Gaussian("module", "module"),)))
    >>> found = reach(network, random_states(10, 100, seed=0), "sequential")
    >>> found.settled_share
    1.0
    """
    check_dynamics(engine, update, update_probability, network.is_integer)
    sweeps, seed = whole("sweeps", sweeps, 1, MOST_STEPS), whole("seed", seed)
    starts, constant = check_states(starts, network.units, name="starts"), constant_field(network, field)
    if not len(starts):
        raise NeuroError("starts: got 0 starts, expected at least one.")
    # A constant field is a bias, which every engine has; the sum was checked, so that 32 bits hold whole numbers.
    kind = np.int32 if network.is_integer else np.float64
    held = network if field is None else replace(network, bias=constant.astype(kind))
    if update == "sequential":
        found = sequential(network, constant, starts, sweeps, np.random.default_rng(seed))
    else:
        modules = tuple(population.size for population in network.description.populations)
        turns = modules if update == "module-by-module" else ()
        stimulus = Stimulus(
            samples=len(starts),
            phases=Phases(0, 0, sweeps * max(1, len(turns))),
            initial=starts,
            update_probability=update_probability if update == "random-subset" else 1.0,
            turns=turns,
            seed=seed,
            stop="cycle" if update == "synchronous" else "fixed-point",
        )
        with load_engine(engine).open(held, code_for(engine, update, network.is_integer)) as session:
            found = session.settle(stimulus)
    periods, unseen = found.period, found.period == 0
    if unseen.any():
        # The last step of a run may have led to a fixed point.
        periods[unseen] = is_fixed_point(held, found.final[unseen])
    settled = periods == 1
    steps = np.where(settled, found.last_change, found.steps_taken)
    in_sweep = len(network.description.populations) if update == "module-by-module" else 1
    return Reach(found.final, settled, -(-steps // in_sweep), periods)


def check_dynamics(engine: str, update: str, update_probability: float, whole_numbers: bool) -> None:
    """Refuse dynamics that don't exist, or that the engine can't run."""
    one_of("update", update, UPDATES)
    if str(engine) != engine:
        # Other names are refused where they are looked up.
        one_of("engine", engine, engine_names())
    finite("update_probability", update_probability, 0.0, 1.0)
    if update == "sequential" and engine != FASTEST:
        raise NeuroError(
            f"engine '{engine}': engines update units together, not one after the other; ask for update 'synchronous' "
            "or 'random-subset', or leave the engine out."
        )
    if update == "random-subset":
        within_one("update_probability", update_probability)
    if update != "sequential":
        code_for(engine, update, whole_numbers)


# Asked for every point of a grid; looking engines up takes milliseconds.
@cache
def code_for(engine: str, update: str, whole_numbers: bool) -> str:
    """A code in which an engine runs these dynamics; the states are the same in all.

    Raises
    ------
    NeuroError
        When there is none, with the engine's reason.
    """
    chosen, reason = load_engine(engine), ""
    for code in CODES:
        limits = chosen.limits(code)
        if code in limits:
            continue
        if "float-network" in limits and not whole_numbers:
            reason = f"it runs no float networks ({limits['float-network'].rstrip('.')}); ask for regime 'integer'."
        elif update in limits:
            reason = f"it has no {update} updates ({limits[update].rstrip('.')}); ask for update 'synchronous'."
        else:
            return code
    raise NeuroError(f"engine '{engine}': {reason}")
