"""What learning costs: the phases before a change, and the changes themselves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import final

from ..engines import Activity
from ..errors import NeuroError
from ..placement.traffic import Traffic
from .band import sorted_family
from .estimate import Energy, check_prices, estimate_energy
from .profile import Profile

# What the published price of a weight update is of, in every profile that has one.
NEAREST_RULE = "pairwise STDP, the nearest published figure; the local rule here is another"
LEARNING_CAUSES = ("synapse", "neuron", "network", "learning")


@final
@dataclass(frozen=True)
class LearningEnergy:
    """Dynamic energy of learning, in joules. Basis: modelled, from `profile`.

    Parameters
    ----------
    phases
        The steps before a change, priced as any run.
    learning
        Weight updates; None when the profile has no price for them: unknown, not zero.
    """

    phases: Energy
    learning: float | None

    @property
    def profile(self) -> str:
        """Name of the profile."""
        return self.phases.profile

    @property
    def synapse(self) -> float:
        """Synaptic operations of the phases, in joules."""
        return self.phases.synapse

    @property
    def neuron(self) -> float:
        """Updates of units and their sending, in joules."""
        return self.phases.neuron

    @property
    def network(self) -> float:
        """Delivery of messages, in joules."""
        return self.phases.network

    @property
    def left_out(self) -> tuple[str, ...]:
        """Quantities that occur but are unknown here."""
        return self.phases.left_out if self.complete else (*self.phases.left_out, "weight_update")

    @property
    def complete(self) -> bool:
        """Whether weight updates are priced; if not, the total is only what it takes at least."""
        return self.learning is not None

    @property
    def total(self) -> float:
        """All causes that are known, in joules."""
        return self.phases.total + (self.learning or 0.0)


@final
@dataclass(frozen=True)
class LearningBand:
    """Energies of learning under the profiles of one chip family. Basis: modelled.

    Parameters
    ----------
    family
        The chip family.
    energies
        One for each profile that can price the phases, by the names of the profiles.
    left_out
        (profile, reason) of those that can't.
    """

    family: str
    energies: tuple[LearningEnergy, ...]
    left_out: tuple[tuple[str, str], ...] = ()

    @property
    def incomplete(self) -> tuple[str, ...]:
        """Profiles without a price of a weight update."""
        return tuple(energy.profile for energy in self.energies if not energy.complete)

    @property
    def without_updates(self) -> tuple[tuple[str, float], ...]:
        """What those profiles come to at least, in joules: all but the weight updates."""
        return tuple((energy.profile, energy.total) for energy in self.energies if not energy.complete)

    @property
    def at_least(self) -> bool:
        """Whether no profile prices weight updates, so that the total is a lower bound and learning unknown."""
        return not any(energy.complete for energy in self.energies)

    @property
    def low(self) -> float:
        """Lowest total of the profiles that are complete; of all, when none is."""
        return min(energy.total for energy in self._counted())

    @property
    def high(self) -> float:
        """Highest total of the same profiles."""
        return max(energy.total for energy in self._counted())

    def of(self, cause: str) -> tuple[float, float] | None:
        """Lowest and highest of one of :data:`LEARNING_CAUSES` over the same profiles; None when unknown."""
        values = [value for energy in self._counted() if (value := getattr(energy, cause)) is not None]
        return (min(values), max(values)) if values else None

    @property
    def counted(self) -> tuple[str, ...]:
        """Profiles whose figures the band is made of."""
        return tuple(energy.profile for energy in self._counted())

    def _counted(self) -> tuple[LearningEnergy, ...]:
        return tuple(energy for energy in self.energies if energy.complete) or self.energies


def estimate_learning_energy(
    activity: Activity, weight_updates: int, profile: Profile, traffic: Traffic | None = None
) -> LearningEnergy:
    """Price the phases of a lesson in one code, and the changes of weights; over all its samples.

    Parameters
    ----------
    activity
        Of the phases, over every stored coupling.
    weight_updates
        Updates of couplings executed.
    traffic
        What a placement counts; without one all is taken to lie on one core, as in :func:`estimate_energy`.

    Raises
    ------
    NeuroError
        When the profile has no energy of a synaptic operation or of a unit's update.
    """
    check_prices(profile, "learning")
    price = profile.energy_J("weight_update")
    # Nothing costs nothing, whatever its price.
    learning = 0.0 if weight_updates == 0 else None if price is None else weight_updates * price
    return LearningEnergy(estimate_energy(activity, profile, traffic), learning)


def learning_band(
    activity: Activity, weight_updates: int, profiles: Iterable[Profile], traffic: Traffic | None = None
) -> LearningBand:
    """Price learning under several profiles of one chip family.

    Raises
    ------
    NeuroError
        When the profiles are of different families, or none of them can price it.
    """
    ordered = sorted_family(profiles)
    energies, left_out = [], []
    for profile in ordered:
        try:
            energies.append(estimate_learning_energy(activity, weight_updates, profile, traffic))
        except NeuroError as reason:
            left_out.append((profile.name, str(reason)))
    if not energies:
        raise NeuroError(f"no energy of learning for '{ordered[0].family}': {left_out[0][1]}")
    return LearningBand(ordered[0].family, tuple(energies), tuple(left_out))
