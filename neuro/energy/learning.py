"""What learning costs: the phases before a change, and the changes themselves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import final

from ..engines.learning_activity import LearningActivity
from ..errors import NeuroError
from .band import sorted_family
from .estimate import check_prices
from .profile import Profile

# What the published price of a weight update is of, in every profile that has one.
NEAREST_RULE = "pairwise STDP, the nearest published figure; the local rule here is another"
LEARNING_CAUSES = ("synapse", "neuron", "network", "learning")


@final
@dataclass(frozen=True)
class LearningEnergy:
    """Dynamic energy of learning, in joules. Basis: modelled, from `profile`.

    All is taken to lie on one core, each message being one packet; hops are not in it.

    Parameters
    ----------
    profile
        Name of the profile.
    synapse, network
        Synaptic operations of the phases, delivery of their messages.
    neuron
        Lowest and highest for the units: in learning, updates with and without an arriving message are not counted
        apart, so all are taken as inactive, then all as active. What units pay for sending is in both.
    learning
        Weight updates; None when the profile has no price for them: unknown, not zero.
    left_out
        Quantities without a price here.
    """

    profile: str
    synapse: float
    neuron: tuple[float, float]
    network: float
    learning: float | None
    left_out: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether weight updates are priced; if not, the totals are only what it takes at least."""
        return self.learning is not None

    @property
    def low(self) -> float:
        """All causes that are known, units inactive."""
        return self.synapse + self.neuron[0] + self.network + (self.learning or 0.0)

    @property
    def high(self) -> float:
        """All causes that are known, units active."""
        return self.synapse + self.neuron[1] + self.network + (self.learning or 0.0)


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
        return tuple((energy.profile, energy.low) for energy in self.energies if not energy.complete)

    @property
    def at_least(self) -> bool:
        """Whether no profile prices weight updates, so that the total is a lower bound and learning unknown."""
        return not any(energy.complete for energy in self.energies)

    @property
    def low(self) -> float:
        """Lowest total of the profiles that are complete; of all, when none is."""
        return min(energy.low for energy in self._counted())

    @property
    def high(self) -> float:
        """Highest total of the same profiles."""
        return max(energy.high for energy in self._counted())

    def of(self, cause: str) -> tuple[float, float] | None:
        """Lowest and highest of one of :data:`LEARNING_CAUSES` over the same profiles; None when unknown."""
        values: list[float] = []
        for energy in self._counted():
            value = getattr(energy, cause)
            if value is not None:
                values += value if isinstance(value, tuple) else [value]
        return (min(values), max(values)) if values else None

    @property
    def counted(self) -> tuple[str, ...]:
        """Profiles whose figures the band is made of."""
        return tuple(energy.profile for energy in self._counted())

    def _counted(self) -> tuple[LearningEnergy, ...]:
        return tuple(energy for energy in self.energies if energy.complete) or self.energies


def estimate_learning_energy(activity: LearningActivity, profile: Profile) -> LearningEnergy:
    """Price what an engine counted while it learned; over all its samples.

    Raises
    ------
    NeuroError
        When the profile has no energy of a synaptic operation or of a unit's update.
    """
    check_prices(profile, "learning")
    messages = activity.flips + activity.input_events + activity.feedback_events
    counts = {
        "synop": activity.synops,
        "spike_out": activity.flips,
        "packet_within_tile": messages,
        "axon_out": messages,
        "axon_in": messages,
        "weight_update": activity.weight_updates,
    }
    parts = {name: _joules(name, count, profile) for name, count in counts.items()}
    delivery = ("packet_within_tile", "axon_out", "axon_in")
    sending = parts["spike_out"] or 0.0
    bounds = [_joules(f"neuron_update_{kind}", activity.neuron_updates, profile) for kind in ("inactive", "active")]
    low, high = sorted((joules or 0.0) + sending for joules in bounds)
    return LearningEnergy(
        profile=profile.name,
        synapse=parts["synop"] or 0.0,
        neuron=(low, high),
        network=sum((parts[name] or 0.0 for name in delivery), 0.0),
        learning=parts["weight_update"],
        left_out=tuple(name for name, joules in parts.items() if joules is None and counts[name]),
    )


def _joules(quantity: str, count: int, profile: Profile) -> float | None:
    """Nothing costs nothing, whatever its price."""
    price = profile.energy_J(quantity)
    return 0.0 if count == 0 else None if price is None else count * price


def learning_band(activity: LearningActivity, profiles: Iterable[Profile]) -> LearningBand:
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
            energies.append(estimate_learning_energy(activity, profile))
        except NeuroError as reason:
            left_out.append((profile.name, str(reason)))
    if not energies:
        raise NeuroError(f"no energy of learning for '{ordered[0].family}': {left_out[0][1]}")
    return LearningBand(ordered[0].family, tuple(energies), tuple(left_out))
