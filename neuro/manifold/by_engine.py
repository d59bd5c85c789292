"""The dynamics of many starts on any engine that runs networks."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..description import Phases
from ..engines import CODES, Run, Stimulus, load_engine
from ..errors import NeuroError, nearest
from ..network import Network
from .reach import UPDATES, Reach, reach
from .states import check_states, constant_field, is_fixed_point

# States kept at once: 64 MB of them, and eight times that of random numbers where a subset is updated.
_KEPT = 1 << 26


def reach_on(
    engine: str,
    network: Network,
    starts: NDArray[Any],
    update: str,
    *,
    update_probability: float = 0.5,
    sweeps: int = 200,
    seed: int = 0,
    field: NDArray[Any] | None = None,
) -> Reach:
    """As :func:`~neuro.manifold.reach`, with the states from an engine.

    On ``numpy`` synchronous and sequential dynamics go by :func:`~neuro.manifold.reach` itself, which leaves out
    starts that are over; its synchronous states are those of the engine. Random subsets are drawn as part of the
    stimulus, so that every engine updates the same units.

    Parameters
    ----------
    engine
        Name of an engine.
    network, starts, update, update_probability, sweeps, seed, field
        As for :func:`~neuro.manifold.reach`.

    Raises
    ------
    NeuroError
        When the engine isn't there, can't run the network, or is asked for one-at-a-time updates.
    """
    check_update(engine, update, update_probability)
    chosen, code = load_engine(engine), code_for(engine, update, network.is_integer)
    if engine == "numpy" and update != "random-subset":
        return reach(network, starts, update, sweeps=sweeps, seed=seed, field=field)
    starts = check_states(starts, network.units)
    if not len(starts) or sweeps < 1:
        raise NeuroError(f"got {len(starts)} starts and {sweeps} sweeps, expected at least one of each.")
    # A constant field is a bias, which every engine has.
    constant = constant_field(network, field)
    held = network if field is None else replace(network, bias=constant.astype(network.bias.dtype))
    step = max(1, _KEPT // ((sweeps + 1) * network.units))
    outcomes = []
    for number, first in enumerate(range(0, len(starts), step)):
        batch = starts[first : first + step]
        stimulus = Stimulus(
            samples=len(batch),
            phases=Phases(0, 0, sweeps),
            initial=batch,
            update_probability=update_probability if update == "random-subset" else 1.0,
            # Each batch has subsets of its own.
            seed=int(np.random.SeedSequence([seed, number]).generate_state(1)[0]),
        )
        outcomes.append(_outcome(chosen.run(held, stimulus, code), held, update))
    return Reach(*(np.concatenate(columns) for columns in zip(*outcomes, strict=True)))


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
        elif "random-subset" in limits and update == "random-subset":
            reason = (
                f"it updates no random subsets ({limits['random-subset'].rstrip('.')}); ask for update 'synchronous'."
            )
        else:
            return code
    raise NeuroError(f"engine '{engine}': {reason}")


def check_update(engine: str, update: str, update_probability: float) -> None:
    """Refuse dynamics that don't exist, or that the engine can't run."""
    if update not in UPDATES:
        raise NeuroError(f"update: got '{update}'; {nearest(update, UPDATES)}")
    if update == "sequential" and engine != "numpy":
        raise NeuroError(
            f"engine '{engine}': engines update units together, not one after the other; ask for update 'synchronous' "
            "or 'random-subset', or leave the engine out."
        )
    if update == "random-subset" and not 0.0 < update_probability < 1.0:
        raise NeuroError(f"update_probability: got {update_probability}, expected more than 0 and less than 1.")


def _outcome(
    run: Run, network: Network, update: str
) -> tuple[NDArray[np.int8], NDArray[np.bool_], NDArray[np.int64], NDArray[np.int64]]:
    """Final state, whether settled, sweeps and period of each start."""
    final = run.states[:, -1]
    settled = is_fixed_point(network, final)
    changes = (run.states[:, 1:] != run.states[:, :-1]).any(axis=2)
    last = np.where(changes.any(axis=1), changes.shape[1] - changes[:, ::-1].argmax(axis=1), 0)
    periods = settled.astype(np.int64)
    if update == "synchronous":
        periods = np.where(settled, 1, run.settling()[1])
    return final, settled, np.where(settled, last, run.steps_taken), periods
