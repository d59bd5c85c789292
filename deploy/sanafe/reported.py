"""What SANA-FE itself counts and prices in a run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, final


@final
@dataclass(frozen=True)
class Reported:
    """Sums over the steps SANA-FE executed, in its own words. Basis: modelled, by SANA-FE.

    Parameters
    ----------
    timesteps
        Steps executed, those between samples included.
    spikes
        Synaptic events.
    neurons_fired
        Neurons that fired; input and label lines are neurons there.
    neurons_updated
        Neurons that a message reached or that fired; so every line that fired.
    packets_sent, hops
        (message, destination core) pairs; tiles crossed, rows and columns together.
    synapse, dendrite, soma, network
        Energies in joules.
    """

    timesteps: int = 0
    spikes: int = 0
    neurons_fired: int = 0
    neurons_updated: int = 0
    packets_sent: int = 0
    hops: int = 0
    synapse: float = 0.0
    dendrite: float = 0.0
    soma: float = 0.0
    network: float = 0.0

    @property
    def total(self) -> float:
        """All causes together, in joules."""
        return self.synapse + self.dendrite + self.soma + self.network

    def plus(self, result: Mapping[str, Any]) -> Reported:
        """With what one call of ``SpikingChip.sim`` returned, its performance trace included."""
        totals = {"timesteps": result["timesteps_executed"], "hops": sum(result["perf_trace"]["hops"])}
        found = {**result, **result["energy"], **totals}
        return Reported(*(getattr(self, field.name) + found[field.name] for field in fields(self)))
