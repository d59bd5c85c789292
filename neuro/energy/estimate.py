"""Counted events times published energies: joules, modelled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

from ..engines import Activity
from .profile import Profile

_PICO = 1e-12


@final
@dataclass(frozen=True)
class Energy:
    """Dynamic energy of a run by cause, in joules. Basis: modelled, from `profile`.

    Static power, the barrier between steps, loading of states and the host are not in it.
    """

    profile: str
    synapse: float
    neuron: float
    network: float

    @property
    def total(self) -> float:
        """All causes together, in joules."""
        return self.synapse + self.neuron + self.network


def estimate_energy(activity: Activity, profile: Profile) -> Energy:
    """Price a run's events: synops, active and inactive neuron updates, packets that stay within one tile."""
    price = profile.energy_pJ
    return Energy(
        profile=profile.name,
        synapse=activity.synops * price.synop * _PICO,
        neuron=_PICO
        * (
            activity.neuron_updates_active * price.neuron_update_active
            + activity.neuron_updates_inactive * price.neuron_update_inactive
        ),
        network=activity.packets * price.packet_within_tile * _PICO,
    )
