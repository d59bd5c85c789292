"""How long a placed network's steps would take on a chip: a model, with what it assumes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import final

from ..engines import Activity
from ..errors import NeuroError
from ..placement import Traffic
from .band import AbstractEstimate, Band, band_of
from .barrier import Barrier
from .profile import Profile

ASSUMPTIONS = (
    "a step lasts as long as the work of its busiest core, done one event after another, and the barrier after it",
    "the largest counts of a step are added up even where they are of different cores",
    "every update of a unit takes the time of an active one",
    "messages on their way overlap with the work of cores; input, output and the host take no time",
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
    def total(self) -> float:
        """Seconds of all steps."""
        return sum(self.by_event.values(), 0.0)

    @property
    def per_step(self) -> float:
        """Mean seconds of a step."""
        return self.total / self.timesteps if self.timesteps else 0.0


def estimate_time(activity: Activity, traffic: Traffic, profile: Profile) -> StepTime:
    """Seconds of a run's steps.

    Parameters
    ----------
    activity, traffic
        Counts over all samples, the latter on the chip.
    profile
        How long an event takes.

    Raises
    ------
    NeuroError
        When the profile has no time of a synaptic operation or of a unit's update.
    """
    absent = [event for event in _NEEDED if event not in profile.times]
    if absent:
        raise NeuroError(
            f"profile '{profile.name}' ({profile.chip}) has no time of {', '.join(absent)}, so it can't time a run."
        )
    by_event: dict[str, float] = {}
    left_out = []
    for event, name in _SERIAL.items():
        seconds = profile.time_s(event)
        if seconds is not None:
            by_event[event] = getattr(traffic, name) * seconds
        elif getattr(traffic, name):
            left_out.append(event)
    left_out += [event for event in _UNCOUNTED if event in profile.times]
    if profile.barrier is None:
        left_out.append("barrier")
    elif activity.timesteps:
        by_event["barrier"] = barrier_s(activity.timesteps, profile.barrier, traffic)
    return StepTime(profile.name, by_event, tuple(left_out), activity.timesteps)


def barrier_s(steps: int, barrier: Barrier, traffic: Traffic) -> float:
    """Seconds of the barriers after some steps."""
    return steps * barrier.time_ns(max(traffic.tiles, 1)) * 1e-9


def time_band(activity: Activity, traffic: Traffic, profiles: Iterable[Profile]) -> Band[StepTime]:
    """Time a run under several profiles of one chip family.

    Parameters
    ----------
    activity, traffic
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
        When the profiles are of different families, or none of them can time it.
    """
    return band_of(lambda profile: estimate_time(activity, traffic, profile), profiles, "time")


def static_energy(profile: Profile, time: StepTime) -> float | None:
    """Joules a whole chip draws while the steps last, even if nothing happens.

    Never part of a dynamic energy: static power and modelled time are of different operating points.

    Parameters
    ----------
    profile
        Whose static power is taken.
    time
        How long the steps last under the same profile.

    Returns
    -------
    energy
        None when the profile has no static power.

    Raises
    ------
    NeuroError
        When the time is of another profile.
    """
    if time.profile != profile.name:
        raise NeuroError(f"the time is of profile '{time.profile}', got profile '{profile.name}'; use one for both.")
    return None if profile.static_power is None else profile.static_power.value * 1e-3 * time.total
