"""Counted events times published energies: joules, modelled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import final

from ..engines import Activity
from ..errors import NeuroError
from ..placement import Traffic
from .band import AbstractEstimate, Band, band_of, own_figures, priced
from .profile import Profile

# Which events make up each cause.
CAUSES: Mapping[str, tuple[str, ...]] = {
    "synapse": ("synop",),
    "neuron": ("neuron_update_active", "neuron_update_inactive", "spike_out"),
    "network": (
        "packet_within_tile",
        "axon_out",
        "axon_in",
        "hop_east_west",
        "hop_north_south",
        "packet_between_chips",
    ),
    "learning": ("weight_update",),
}
_NEEDED = ("synop", "neuron_update_active", "neuron_update_inactive")
# What the published price of a weight update is of, in every profile that has one.
NEAREST_RULE = "pairwise STDP, the nearest published figure; the local rule here is another"


def check_prices(profile: Profile, what: str = "a run") -> None:
    """Refuse a `profile` that can't price `what`, which is named in the message.

    Raises
    ------
    NeuroError
        When it has no energy of a synaptic operation or of a unit's update.
    """
    absent = [event for event in _NEEDED if event not in profile.energies and event not in profile.within]
    if absent:
        remedy = "add them, or take another profile" if profile.energies else "; ".join(profile.missing)
        raise NeuroError(
            f"profile '{profile.name}' ({profile.chip}) has no energy of {', '.join(absent)}, so it can't price "
            f"{what}; {remedy}."
        )


@final
@dataclass(frozen=True)
class Energy(AbstractEstimate):
    """Dynamic energy of a run or of learning, in joules. Basis: modelled, from `profile`.

    Static power, the barrier between steps, loading of states, the updates of readout units and the host are not in
    it. What a placement alone tells is left out without one.

    Parameters
    ----------
    profile, by_event, left_out
        As in every estimate; `by_event` in joules.
    """

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
    def learning(self) -> float | None:
        """Weight updates, in joules; None when there are some and the profile has no price for them."""
        return self._of("learning") if self.complete else None

    @property
    def total(self) -> float:
        """All causes that are known, in joules."""
        return self.synapse + self.neuron + self.network + (self.learning or 0.0)

    def _of(self, cause: str) -> float:
        return sum((self.by_event.get(event, 0.0) for event in CAUSES[cause]), 0.0)


def estimate_energy(
    activity: Activity, profile: Profile, traffic: Traffic | None = None, weight_updates: int = 0
) -> Energy:
    """Price the events of a run, or of learning: of all its phases and of the changes of weights.

    Parameters
    ----------
    activity
        Counts over all samples; when they learn, of their phases, over every stored coupling.
    profile
        What an event costs.
    traffic
        What a placement counts. Without one all is taken to lie on one core: a packet a message and no hops; what a
        unit pays for sending is then left out.
    weight_updates
        Couplings updated, summed over all learning steps.

    Raises
    ------
    NeuroError
        When the profile has no energy of a synaptic operation or of a unit's update. Without a price of weight updates
        the energy is not complete.
    """
    check_prices(profile, "learning" if weight_updates else "a run")
    events = own_figures(_events(activity, traffic, weight_updates), profile)
    return Energy(profile.name, *priced(events, profile.energy_J))


def energy_band(
    activity: Activity, profiles: Iterable[Profile], traffic: Traffic | None = None, weight_updates: int = 0
) -> Band[Energy]:
    """Price the events of a run, or of learning, under several profiles of one chip family.

    Parameters
    ----------
    activity, traffic, weight_updates
        As in :func:`estimate_energy`.
    profiles
        All of one family, see :func:`profiles_of`.

    Returns
    -------
    band
        In joules, over all samples.

    Raises
    ------
    NeuroError
        When the profiles are of different families, or none of them can price the events.

    Examples
    --------
    >>> from neuro import build_network, load_model
    >>> from neuro.description import Phases
    >>> from neuro.energy import energy_band, profiles_of
    >>> from neuro.engines import Stimulus, load_engine
    >>> stimulus = Stimulus(samples=1, phases=Phases(warmup=0, clamped=0, free=5))
    >>> run = load_engine("numpy").run(build_network(load_model("core")), stimulus)
    >>> band = energy_band(run.activity, profiles_of("loihi1"))
    >>> [energy.profile for energy in band.estimates]
    ['loihi1-2018', 'loihi1-sanafe']
    >>> 0 < band.low < band.high < 1e-3
    True
    """
    what = "energy of learning" if weight_updates else "energy band"
    return band_of(lambda profile: estimate_energy(activity, profile, traffic, weight_updates), profiles, what)


def _events(activity: Activity, traffic: Traffic | None, weight_updates: int) -> dict[str, int | None]:
    """How often each event occurs; None where only a placement tells."""
    packets = activity.packets if traffic is None else traffic.packets
    between = 0 if traffic is None else traffic.packets_between_chips
    return {
        "synop": activity.synops,
        "neuron_update_active": activity.neuron_updates_active,
        "neuron_update_inactive": activity.neuron_updates_inactive,
        "spike_out": None if traffic is None else traffic.messages,
        "packet_within_tile": activity.packets if traffic is None else traffic.packets_within_tile,
        "axon_out": packets,
        "axon_in": packets,
        "hop_east_west": 0 if traffic is None else traffic.hops_east_west,
        "hop_north_south": 0 if traffic is None else traffic.hops_north_south,
        # On one chip there are none, whatever they cost.
        **({"packet_between_chips": between} if between else {}),
        # A run without learning has no weight updates, whatever they cost.
        **({"weight_update": weight_updates} if weight_updates else {}),
    }
