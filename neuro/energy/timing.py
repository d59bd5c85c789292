"""How long a placed network's steps would take on a chip: a model, with what it assumes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import final

from ..engines import Activity
from ..errors import NeuroError
from ..placement.traffic import Traffic
from .band import sorted_family
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
# What each part of the time is: the quantity whose time is taken, and the count of Traffic.
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
class StepTime:
    """Modelled seconds of a run on a placed network. Basis: modelled, from `profile`, see :data:`ASSUMPTIONS`.

    Parameters
    ----------
    profile
        Name of the profile.
    parts
        Seconds over all steps by quantity, the barrier among them as ``barrier``.
    timesteps
        Steps executed.
    left_out
        What takes time but is not known or not counted here; the real time is longer by it.
    """

    profile: str
    parts: Mapping[str, float]
    timesteps: int
    left_out: tuple[str, ...] = ()

    @property
    def total(self) -> float:
        """Seconds of all steps."""
        return sum(self.parts.values(), 0.0)

    @property
    def per_step(self) -> float:
        """Mean seconds of a step."""
        return self.total / self.timesteps if self.timesteps else 0.0


@final
@dataclass(frozen=True)
class TimeBand:
    """Times of one run under the profiles of a chip family that can tell. Basis: modelled."""

    family: str
    times: tuple[StepTime, ...]
    left_out: tuple[tuple[str, str], ...] = ()

    @property
    def low(self) -> float:
        """Shortest time of all steps, in seconds."""
        return min(time.total for time in self.times)

    @property
    def high(self) -> float:
        """Longest time of all steps, in seconds."""
        return max(time.total for time in self.times)

    def under(self, profile: str) -> StepTime | None:
        """The time under one profile; None when it can't tell."""
        return next((time for time in self.times if time.profile == profile), None)


def estimate_time(activity: Activity, traffic: Traffic, profile: Profile) -> StepTime:
    """Seconds of a run's steps.

    Raises
    ------
    NeuroError
        When the profile has no time of a synaptic operation or of a unit's update.
    """
    absent = [quantity for quantity in _NEEDED if quantity not in profile.times]
    if absent:
        raise NeuroError(
            f"profile '{profile.name}' ({profile.chip}) has no time of {', '.join(absent)}, so it can't time a run."
        )
    parts: dict[str, float] = {}
    left_out = []
    for quantity, name in _SERIAL.items():
        seconds = profile.time_s(quantity)
        if seconds is not None:
            parts[quantity] = getattr(traffic, name) * seconds
        elif getattr(traffic, name):
            left_out.append(quantity)
    left_out += [quantity for quantity in _UNCOUNTED if quantity in profile.times]
    if profile.barrier is None:
        left_out.append("barrier")
    elif activity.timesteps:
        parts["barrier"] = activity.timesteps * profile.barrier.time_ns(max(traffic.tiles, 1)) * 1e-9
    return StepTime(profile.name, parts, activity.timesteps, tuple(left_out))


def estimate_learning_time(
    activity: Activity, traffic: Traffic, profile: Profile, samples: int, updates_busiest: float
) -> StepTime:
    """Seconds of a lesson: the steps of its phases, and one learning step a sample; see :data:`LEARNING_ASSUMPTIONS`.

    Parameters
    ----------
    activity, traffic
        Of the phases of all samples.
    samples
        Training samples, each with a learning step of its own.
    updates_busiest
        Weight updates of the busiest core, summed over the learning steps.

    Raises
    ------
    NeuroError
        When the profile can't time a run, or has no time of a weight update and there are some.
    """
    steps = estimate_time(activity, traffic, profile)
    parts = dict(steps.parts)
    if updates_busiest:
        seconds = profile.time_s("weight_update")
        if seconds is None:
            raise NeuroError(
                f"profile '{profile.name}' ({profile.chip}) has no time of weight_update, so it can't time learning."
            )
        parts["weight_update"] = updates_busiest * seconds
    if profile.barrier is not None:
        parts["barrier"] = parts.get("barrier", 0.0) + samples * profile.barrier.time_ns(max(traffic.tiles, 1)) * 1e-9
    return StepTime(profile.name, parts, steps.timesteps + samples, steps.left_out)


def learning_time_band(
    activity: Activity, traffic: Traffic, profiles: Iterable[Profile], samples: int, updates_busiest: float
) -> TimeBand:
    """Time a lesson under several profiles of one chip family.

    Raises
    ------
    NeuroError
        When the profiles are of different families, or none of them can time it.
    """

    def estimate(profile: Profile) -> StepTime:
        return estimate_learning_time(activity, traffic, profile, samples, updates_busiest)

    return _band(estimate, profiles, "time of learning")


def time_band(activity: Activity, traffic: Traffic, profiles: Iterable[Profile]) -> TimeBand:
    """Time a run under several profiles of one chip family.

    Raises
    ------
    NeuroError
        When the profiles are of different families, or none of them can time it.
    """
    return _band(lambda profile: estimate_time(activity, traffic, profile), profiles, "time")


def _band(estimate: Callable[[Profile], StepTime], profiles: Iterable[Profile], what: str) -> TimeBand:
    """The times of the profiles that have one."""
    ordered = sorted_family(profiles)
    times, left_out = [], []
    for profile in ordered:
        try:
            times.append(estimate(profile))
        except NeuroError as reason:
            left_out.append((profile.name, str(reason)))
    if not times:
        raise NeuroError(f"no {what} for '{ordered[0].family}': {left_out[0][1]}")
    return TimeBand(ordered[0].family, tuple(times), tuple(left_out))


def static_energy(profile: Profile, time: StepTime) -> float | None:
    """Joules a whole chip draws while the steps last, even if nothing happens; None when its power is unknown.

    Never part of a dynamic energy: static power and modelled time are of different operating points.
    """
    if time.profile != profile.name:
        raise NeuroError(f"the time is of profile '{time.profile}', got profile '{profile.name}'; use one for both.")
    return None if profile.static_power is None else profile.static_power.value * 1e-3 * time.total
