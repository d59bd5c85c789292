"""Counted events times published energies: joules, modelled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import final

from ..engines import Activity
from ..errors import NeuroError
from ..placement.traffic import Traffic
from .profile import Profile

# Which quantities make up each cause.
CAUSES: Mapping[str, tuple[str, ...]] = {
    "synapse": ("synop",),
    "neuron": ("neuron_update_active", "neuron_update_inactive", "spike_out"),
    "network": ("packet_within_tile", "axon_out", "axon_in", "hop_east_west", "hop_north_south"),
}
_NEEDED = ("synop", "neuron_update_active", "neuron_update_inactive")


def check_prices(profile: Profile, what: str = "a run") -> None:
    """Refuse a profile that can't price `what`.

    Raises
    ------
    NeuroError
        When it has no energy of a synaptic operation or of a unit's update.
    """
    absent = [quantity for quantity in _NEEDED if quantity not in profile.energies]
    if absent:
        remedy = "add them, or take another profile" if profile.energies else "; ".join(profile.missing)
        raise NeuroError(
            f"profile '{profile.name}' ({profile.chip}) has no energy of {', '.join(absent)}, so it can't price "
            f"{what}; {remedy}."
        )


@final
@dataclass(frozen=True)
class Energy:
    """Dynamic energy of a run, in joules. Basis: modelled, from `profile`.

    Static power, the barrier between steps, loading of states, the updates of readout units and the host are not in
    it.

    Parameters
    ----------
    profile
        Name of the profile.
    parts
        Joules by quantity.
    left_out
        Quantities that occur in the run but have no known energy here, or need a placement: unknown, not zero.
    """

    profile: str
    parts: Mapping[str, float]
    left_out: tuple[str, ...] = ()

    @property
    def synapse(self) -> float:
        """Synaptic operations, in joules."""
        return self._of("synapse")

    @property
    def neuron(self) -> float:
        """Updates of units and their sending, in joules."""
        return self._of("neuron")

    @property
    def network(self) -> float:
        """Delivery of messages, in joules."""
        return self._of("network")

    @property
    def total(self) -> float:
        """All causes together, in joules."""
        return self.synapse + self.neuron + self.network

    def _of(self, cause: str) -> float:
        return sum((self.parts.get(quantity, 0.0) for quantity in CAUSES[cause]), 0.0)


def estimate_energy(activity: Activity, profile: Profile, traffic: Traffic | None = None) -> Energy:
    """Price a run's events.

    Parameters
    ----------
    traffic
        What a placement counts. Without one all is taken to lie on one core: a packet a message and no hops; what a
        unit pays for sending is then left out.

    Raises
    ------
    NeuroError
        When the profile has no energy of a synaptic operation or of a unit's update.
    """
    check_prices(profile)
    parts: dict[str, float] = {}
    left_out = []
    for quantity, count in _events(activity, traffic).items():
        price = profile.energy_J(quantity)
        if count == 0 and price is None:
            continue
        if count is None or price is None:
            # A quantity that is neither counted nor priced is nobody's loss.
            if count is not None or price is not None:
                left_out.append(quantity)
        else:
            parts[quantity] = count * price
    return Energy(profile.name, parts, tuple(left_out))


def _events(activity: Activity, traffic: Traffic | None) -> dict[str, int | None]:
    """How often each quantity occurs; None where only a placement tells."""
    within = activity.packets if traffic is None else traffic.packets_within_tile
    packets = activity.packets if traffic is None else traffic.packets
    return {
        "synop": activity.synops,
        "neuron_update_active": activity.neuron_updates_active,
        "neuron_update_inactive": activity.neuron_updates_inactive,
        "spike_out": None if traffic is None else traffic.messages,
        "packet_within_tile": within,
        "axon_out": packets,
        "axon_in": packets,
        "hop_east_west": 0 if traffic is None else traffic.hops_east_west,
        "hop_north_south": 0 if traffic is None else traffic.hops_north_south,
    }
