"""The same events under every profile of a chip: a band, with each profile's figure kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import final

from ..engines import Activity
from ..errors import NeuroError
from ..placement.traffic import Traffic
from .estimate import Energy, estimate_energy
from .profile import Profile, load_profile, profile_names


@final
@dataclass(frozen=True)
class Band:
    """Lowest and highest of the modelled energies. Basis: modelled; the width is the profiles' disagreement.

    Parameters
    ----------
    family
        The chip family.
    energies
        One for each profile that can price the run, in the order of the profiles' names.
    left_out
        (profile, reason) of those that can't.
    """

    family: str
    energies: tuple[Energy, ...]
    left_out: tuple[tuple[str, str], ...] = ()

    @property
    def low(self) -> float:
        """Lowest total, in joules."""
        return self.of("total")[0]

    @property
    def high(self) -> float:
        """Highest total, in joules."""
        return self.of("total")[1]

    def of(self, cause: str) -> tuple[float, float]:
        """Lowest and highest of a cause (``synapse``, ``neuron``, ``network`` or ``total``), in joules."""
        values = [float(getattr(energy, cause)) for energy in self.energies]
        return min(values), max(values)


def profiles_of(family: str) -> list[Profile]:
    """All shipped profiles of a chip family.

    Raises
    ------
    NeuroError
        When there is none.
    """
    loaded = [load_profile(name) for name in profile_names()]
    found = [profile for profile in loaded if profile.family == family]
    if not found:
        families = sorted({profile.family for profile in loaded})
        raise NeuroError(f"there is no profile of the chip family '{family}'; known: {', '.join(families)}.")
    return found


def energy_band(activity: Activity, profiles: Iterable[Profile], traffic: Traffic | None = None) -> Band:
    """Price a run's events under several profiles of one chip family.

    Raises
    ------
    NeuroError
        When the profiles are of different families, or none of them can price the run.
    """
    ordered = sorted_family(profiles)
    family = ordered[0].family
    energies, left_out = [], []
    for profile in ordered:
        try:
            energies.append(estimate_energy(activity, profile, traffic))
        except NeuroError as reason:
            left_out.append((profile.name, str(reason)))
    if not energies:
        raise NeuroError(f"no energy band for '{family}': {left_out[0][1]}")
    return Band(family, tuple(energies), tuple(left_out))


def sorted_family(profiles: Iterable[Profile]) -> list[Profile]:
    """Profiles by name, held to be of one chip family.

    Raises
    ------
    NeuroError
        When there is none, or they are of several.
    """
    ordered = sorted(profiles, key=lambda profile: profile.name)
    families = sorted({profile.family for profile in ordered})
    if len(families) != 1:
        raise NeuroError(f"a band needs profiles of one chip family, got {', '.join(families) or 'no profile'}.")
    return ordered
