"""What learning costs: the phases before a change, and the changes themselves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ..engines import Activity
from ..errors import NeuroError
from ..placement import Traffic
from .band import Band, band_of
from .estimate import Energy, check_prices, estimate_energy
from .profile import Profile
from .timing import StepTime, barrier_s, estimate_time

# What the published price of a weight update is of, in every profile that has one.
NEAREST_RULE = "pairwise STDP, the nearest published figure; the local rule here is another"
# What the time of learning takes for granted beside ASSUMPTIONS.
LEARNING_ASSUMPTIONS = (
    "the weight updates of recurrent couplings, of input weights and of readout weights are each spread evenly over "
    "those couplings, wherever they lie",
    "a learning step lasts as long as the weight updates of its busiest core, done one after another, and the barrier "
    "after it",
)


def estimate_learning_energy(
    activity: Activity, weight_updates: int, profile: Profile, traffic: Traffic | None = None
) -> Energy:
    """Price the phases of all training samples in one code, and the changes of weights.

    Parameters
    ----------
    activity
        Counts of the phases, over every stored coupling.
    weight_updates
        Updates of couplings executed.
    profile
        What an event costs. Without a price of weight updates the energy is not complete.
    traffic
        What a placement counts; without one all is taken to lie on one core, as in :func:`estimate_energy`.

    Raises
    ------
    NeuroError
        When the profile has no energy of a synaptic operation or of a unit's update.
    """
    check_prices(profile, "learning")
    phases = estimate_energy(activity, profile, traffic)
    if weight_updates == 0:
        return phases
    price = profile.energy_J("weight_update")
    if price is None:
        return replace(phases, left_out=(*phases.left_out, "weight_update"))
    return replace(phases, by_event={**phases.by_event, "weight_update": weight_updates * price})


def learning_band(
    activity: Activity, weight_updates: int, profiles: Iterable[Profile], traffic: Traffic | None = None
) -> Band[Energy]:
    """Price learning under several profiles of one chip family.

    Parameters
    ----------
    activity, weight_updates, traffic
        As in :func:`estimate_learning_energy`.
    profiles
        All of one family, see :func:`profiles_of`.

    Returns
    -------
    band
        In joules, over all training samples.

    Raises
    ------
    NeuroError
        When the profiles are of different families, or none of them can price it.
    """

    def estimate(profile: Profile) -> Energy:
        return estimate_learning_energy(activity, weight_updates, profile, traffic)

    return band_of(estimate, profiles, "energy of learning")


def estimate_learning_time(
    activity: Activity, traffic: Traffic, profile: Profile, samples: int, updates_busiest: float
) -> StepTime:
    """Seconds of the steps of all phases, and of one learning step a sample; see :data:`LEARNING_ASSUMPTIONS`.

    Parameters
    ----------
    activity, traffic
        Of the phases of all samples.
    profile
        How long an event takes.
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
    by_event = dict(steps.by_event)
    if updates_busiest:
        seconds = profile.time_s("weight_update")
        if seconds is None:
            raise NeuroError(
                f"profile '{profile.name}' ({profile.chip}) has no time of weight_update, so it can't time learning."
            )
        by_event["weight_update"] = updates_busiest * seconds
    if profile.barrier is not None:
        by_event["barrier"] = by_event.get("barrier", 0.0) + barrier_s(samples, profile.barrier, traffic)
    return replace(steps, by_event=by_event, timesteps=steps.timesteps + samples)


def learning_time_band(
    activity: Activity, traffic: Traffic, profiles: Iterable[Profile], samples: int, updates_busiest: float
) -> Band[StepTime]:
    """Time learning under several profiles of one chip family.

    Parameters
    ----------
    activity, traffic, samples, updates_busiest
        As in :func:`estimate_learning_time`.
    profiles
        All of one family, see :func:`profiles_of`.

    Returns
    -------
    band
        In seconds, over all training samples.

    Raises
    ------
    NeuroError
        When the profiles are of different families, or none of them can time it.
    """

    def estimate(profile: Profile) -> StepTime:
        return estimate_learning_time(activity, traffic, profile, samples, updates_busiest)

    return band_of(estimate, profiles, "time of learning")
