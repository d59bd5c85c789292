"""Bands of energy and time of one run, and what follows from both."""

from __future__ import annotations

from ..energy import Band, Energy, Profile, StepTime, energy_band, load_profile, profiles_of, static_energy, time_band
from ..engines import Run
from ..errors import NeuroError
from ..placement import Traffic


def price(run: Run, profiles: tuple[Profile, ...], traffic: Traffic | None) -> tuple[Band[Energy] | None, str | None]:
    """Energy over all samples, or the sentence that says why it isn't known."""
    try:
        return energy_band(run.activity, profiles, traffic), None
    except NeuroError as reason:
        return None, str(reason)


def price_unplaced(run: Run) -> Band[Energy]:
    """Energy over all samples under all profiles of the default one's family, as if on one core."""
    return energy_band(run.activity, profiles_of(load_profile().family))


def time(run: Run, profiles: tuple[Profile, ...], traffic: Traffic | None) -> Band[StepTime] | None:
    """Time over all samples; None without a placement or without known times."""
    if traffic is None:
        return None
    try:
        return time_band(run.activity, traffic, profiles)
    except NeuroError:
        return None


def energy_delay(energy: Band[Energy] | None, taken: Band[StepTime] | None, samples: int) -> tuple[float, float] | None:
    """Lowest and highest energy-delay product of one sample, in joule-seconds, profile by profile."""
    if energy is None or taken is None:
        return None
    products = [
        one.total / samples * other.total / samples
        for one in energy.estimates
        if (other := taken.under(one.profile)) is not None
    ]
    return (min(products), max(products)) if products else None


def static_energies(profiles: tuple[Profile, ...], taken: Band[StepTime] | None) -> dict[str, float | None]:
    """Joules of static power while the modelled time lasts, over all samples; None where the power isn't known."""
    if taken is None:
        return {}
    times = {profile.name: taken.under(profile.name) for profile in profiles}
    return {p.name: static_energy(p, step) for p in profiles if (step := times[p.name]) is not None}
