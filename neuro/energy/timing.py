"""How long a placed network's steps would take on a chip: a model, with what it assumes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias, final

import numpy as np

from ..engines import Activity
from ..errors import NeuroError
from ..placement import Traffic
from .band import AbstractEstimate, Band, band_of, own_figures, priced
from .profile import Profile

ASSUMPTIONS = (
    "a step lasts as long as the work of its busiest core, done one event after another, and the barrier after it",
    "the largest counts of a step are added up even where they are of different cores",
    "every update of a unit takes the time of an active one",
    "messages on their way overlap with the work of cores; input, output and the host take no time",
)
# What the time of learning takes for granted beside these.
LEARNING_ASSUMPTIONS = (
    "the weight updates of recurrent couplings, of input weights and of readout weights are each spread evenly over "
    "those couplings, wherever they lie",
    "a learning step lasts as long as the weight updates of its busiest core, done one after another, and the barrier "
    "after it",
)
# The count of Traffic that each event's time is taken for.
_SERIAL: Mapping[str, str] = {
    "synop": "synops_busiest",
    "neuron_update_active": "neuron_updates_busiest",
    "spike_out": "messages_busiest",
    "axon_in": "packets_in_busiest",
}
# Take time of their own but are not counted for the busiest core, so they can't be added.
_UNCOUNTED = ("axon_out", "packet_within_tile", "hop_east_west", "hop_north_south")
# The barrier of several chips: published pairs [chips, ns].
BoardBarrier: TypeAlias = tuple[tuple[int, float], ...]
_NEEDED = ("synop", "neuron_update_active")


@final
@dataclass(frozen=True)
class StepTime(AbstractEstimate):
    """Modelled seconds of a run on a placed network. Basis: modelled, from `profile`, see :data:`ASSUMPTIONS`.

    Parameters
    ----------
    profile, by_event, left_out
        As in every estimate; `by_event` in seconds over all steps, the barrier among them as ``barrier``. The real
        time is longer by what is left out.
    timesteps
        Steps executed.
    """

    timesteps: int = 0

    @property
    def per_step(self) -> float:
        """Mean seconds of a step."""
        return self.total / self.timesteps if self.timesteps else 0.0


def estimate_time(
    activity: Activity,
    traffic: Traffic,
    profile: Profile,
    learning_steps: int = 0,
    updates_busiest: float = 0.0,
    board: BoardBarrier = (),
) -> StepTime:
    """Seconds of a run's steps, or of learning: of the steps of all phases and of the learning steps after them.

    Parameters
    ----------
    activity, traffic
        Counts over all samples, the latter on the chip.
    profile
        How long an event takes.
    learning_steps
        One for each sample that is learned; see :data:`LEARNING_ASSUMPTIONS`.
    updates_busiest
        Weight updates of the busiest core, summed over the learning steps.
    board
        Published times of the barrier over several chips. Without one for as many as are in use the barrier is left
        out: that of a single chip says nothing of it.

    Raises
    ------
    NeuroError
        When the profile has no time of a synaptic operation, of a unit's update, or of a weight update where there are
        some.
    """
    absent = [event for event in _NEEDED if event not in profile.times and event not in profile.within]
    if absent:
        raise NeuroError(
            f"profile '{profile.name}' ({profile.chip}) has no time of {', '.join(absent)}, so it can't time a run."
        )
    counts = {event: getattr(traffic, name) for event, name in _SERIAL.items()}
    by_event, left_out = priced(own_figures({**counts, **dict.fromkeys(_UNCOUNTED)}, profile), profile.time_s)
    if traffic.packets_between_chips:
        # How long one takes, and how many there are on a link at once, is not known.
        left_out += ("packet_between_chips",)
    if (barrier_ns := _barrier_ns(profile, traffic, board)) is None:
        left_out += ("barrier",)
    elif activity.timesteps or learning_steps:
        by_event["barrier"] = activity.timesteps * barrier_ns * 1e-9 + learning_steps * barrier_ns * 1e-9
    if updates_busiest:
        seconds = profile.time_s("weight_update")
        if seconds is None:
            raise NeuroError(
                f"profile '{profile.name}' ({profile.chip}) has no time of weight_update, so it can't time learning."
            )
        by_event["weight_update"] = updates_busiest * seconds
    return StepTime(profile.name, by_event, left_out, activity.timesteps + learning_steps)


def _barrier_ns(profile: Profile, traffic: Traffic, board: BoardBarrier) -> float | None:
    if traffic.chips > 1:
        known = bool(board) and traffic.chips >= board[0][0]
        chips, times = [point[0] for point in board], [point[1] for point in board]
        return float(np.interp(traffic.chips, chips, times)) if known else None
    return None if profile.barrier is None else profile.barrier.time_ns(max(traffic.tiles, 1))


def time_band(
    activity: Activity,
    traffic: Traffic,
    profiles: Iterable[Profile],
    learning_steps: int = 0,
    updates_busiest: float = 0.0,
    board: BoardBarrier = (),
) -> Band[StepTime]:
    """Time a run, or learning, under several profiles of one chip family.

    Parameters
    ----------
    activity, traffic, learning_steps, updates_busiest, board
        As in :func:`estimate_time`.
    profiles
        All of one family, see :func:`profiles_of`.

    Returns
    -------
    band
        In seconds, over all samples.

    Raises
    ------
    NeuroError
        When the profiles are of different families, or none of them can time this.
    """
    return band_of(
        lambda profile: estimate_time(activity, traffic, profile, learning_steps, updates_busiest, board),
        profiles,
        "time of learning" if learning_steps else "time",
    )


def static_energy(profile: Profile, time: StepTime) -> float | None:
    """Joules a whole chip draws while the steps last, even if nothing happens; None without a static power.

    Never part of a dynamic energy: static power and modelled time are of different operating points. `profile` gives
    the power, `time` says how long the steps last under the same profile.

    Raises
    ------
    NeuroError
        When the time is of another profile.
    """
    if time.profile != profile.name:
        raise NeuroError(f"the time is of profile '{time.profile}', got profile '{profile.name}'; use one for both.")
    return None if profile.static_power is None else profile.static_power.value * 1e-3 * time.total
