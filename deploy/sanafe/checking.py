"""Our counts and energy held against SANA-FE's for one run on one placement: what differs, and by which cause."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from neuro.energy import Energy, Profile, estimate_energy, load_profile
from neuro.engines import Difference, Run, Stimulus, first_difference, load_engine
from neuro.engines.activity import external_events
from neuro.errors import NeuroError
from neuro.network import Network
from neuro.placement import Chip, PlacedNetwork
from neuro.placement.demand import connections_of
from neuro.placement.placed import Placement

from .chip import Reported
from .engine import SanafeEngine

PROFILE = "loihi1-sanafe"


@final
@dataclass(frozen=True)
class Count:
    """One kind of event: what we count in the run, what SANA-FE does beyond the run, and what it reports."""

    name: str
    ours: int
    extra: int
    theirs: int

    @property
    def identical(self) -> bool:
        """Whether SANA-FE reports exactly what it should."""
        return self.ours + self.extra == self.theirs


@final
@dataclass(frozen=True)
class Cause:
    """Energy of one cause in joules, ours and SANA-FE's, and what makes SANA-FE's larger (smaller when negative)."""

    name: str
    ours: float
    theirs: float
    reasons: Mapping[str, float]

    @property
    def difference(self) -> float:
        """SANA-FE's minus ours, in joules."""
        return self.theirs - self.ours

    @property
    def unexplained(self) -> float:
        """What is left of the difference when all reasons are taken off, in joules; rounding aside, 0."""
        return self.difference - sum(self.reasons.values())


@final
@dataclass(frozen=True, eq=False)
class CrossCheck:
    """A run on the reference engine and the same run on SANA-FE, both under one placement.

    Parameters
    ----------
    run, energy
        SANA-FE's trajectory; our energy from the reference's events, modelled under the profile `loihi1-sanafe`.
    reported, placement
        What SANA-FE reports; where units are.
    difference
        Where the states first part; None when all are identical.
    counts, causes
        Events and energies, each in both.
    """

    run: Run
    energy: Energy
    reported: Reported
    placement: Placement
    difference: Difference | None
    counts: tuple[Count, ...]
    causes: tuple[Cause, ...]

    @property
    def share(self) -> float:
        """SANA-FE's total minus ours, as a share of ours."""
        return (self.reported.total - self.energy.total) / self.energy.total

    @property
    def unexplained_share(self) -> float:
        """Sum of what no reason explains, cause by cause without cancelling, as a share of SANA-FE's total."""
        return sum(abs(cause.unexplained) for cause in self.causes) / self.reported.total


@final
@dataclass(frozen=True)
class Extra:
    """Active updates over a run of the spike code.

    Parameters
    ----------
    readout
        Of readout units, in all steps.
    between
        Of units, in the step after each sample, in which its last spikes arrive.
    unreached
        Of units that fire though no message reached them.
    started
        Of units in step 1 that nothing but a given start reached: counted by us, absent there.
    lines
        Of input and label lines, one for each message they send; they cost nothing.
    """

    readout: int
    between: int
    unreached: int
    started: int
    lines: int

    @property
    def updates(self) -> int:
        """What SANA-FE counts beyond our active updates."""
        return self.readout + self.between + self.unreached - self.started + self.lines


def crosscheck(
    network: Network, stimulus: Stimulus, placement: Placement | None = None, chip: Chip | None = None
) -> CrossCheck:
    """Run a batch on the reference engine and on SANA-FE, and compare.

    Parameters
    ----------
    network, stimulus
        What to run: an integer network and samples of a fixed number of steps.
    placement
        On that chip; None for one by the sequential placer.
    chip
        Loihi 1, or a board of several; None for one Loihi 1.

    Raises
    ------
    NeuroError
        When SANA-FE is missing, or can't run this network, stimulus, placement or chip.
    """
    run, reported, placed = SanafeEngine().measure(network, stimulus, placement, chip)
    reference = load_engine("numpy").run(network, stimulus, "spikes")
    traffic, there = placed.traffic(network, stimulus, reference), _as_one_chip(placed)
    wide = there.traffic(network, stimulus, reference)
    east_west = wide.hops_east_west - traffic.hops_east_west
    north_south = wide.hops_north_south - traffic.hops_north_south
    activity, extra = reference.activity, count_extra(network, stimulus, reference)
    profile = load_profile(PROFILE)
    energy = estimate_energy(activity, profile, traffic)
    fired = activity.spikes + activity.input_events + activity.feedback_events
    counts = (
        Count("synaptic events", activity.synops, 0, reported.spikes),
        Count("spikes of units and lines", fired, 0, reported.neurons_fired),
        Count("packets", traffic.packets, 0, reported.packets_sent),
        Count("hops", traffic.hops_east_west + traffic.hops_north_south, east_west + north_south, reported.hops),
        Count("active updates", activity.neuron_updates_active, extra.updates, reported.neurons_updated),
    )
    causes = (
        Cause("synapse", energy.synapse, reported.synapse, {}),
        Cause("dendrite", 0.0, reported.dendrite, {}),
        Cause(
            "soma",
            energy.neuron,
            reported.soma,
            _soma_reasons(profile, network, stimulus, extra, activity.spikes - traffic.messages),
        ),
        Cause("network", energy.network, reported.network, _network_reasons(profile, east_west, north_south)),
    )
    return CrossCheck(run, energy, reported, placed.placement, first_difference(run, reference), counts, causes)


def _as_one_chip(placed: PlacedNetwork) -> PlacedNetwork:
    """The same placement where all chips lie side by side on one mesh."""
    board = placed.chip
    wide = replace(board, chips=1, cores=board.all_cores, mesh_columns=board.chips * board.mesh_columns)
    return PlacedNetwork(placed.network, placed.placement, wide)


def _network_reasons(profile: Profile, east_west: int, north_south: int) -> dict[str, float]:
    """What packets between chips cost there; no reason where there are none."""
    prices = {"hop_east_west": east_west, "hop_north_south": north_south}
    joules = sum(hops * _price(profile, quantity) for quantity, hops in prices.items())
    return {"packets between chips cross a mesh there": joules} if joules else {}


def _soma_reasons(
    profile: Profile, network: Network, stimulus: Stimulus, extra: Extra, unheard: int
) -> dict[str, float]:
    """What SANA-FE's somas do beyond what we count, in joules; reasons that don't occur are left out."""
    access, active, spike = (
        _price(profile, quantity) for quantity in ("neuron_update_inactive", "neuron_update_active", "spike_out")
    )
    update = active - access
    between = stimulus.samples + 1
    executed = stimulus.samples * stimulus.steps + between
    readout = executed * network.readouts * access + extra.readout * update
    reasons = {
        "readout units are neurons there": readout,
        "a step before, between and after samples": between * network.units * access + extra.between * update,
        "a unit that fires though nothing reached it is active there": extra.unreached * update,
        "a given start is not sent there, so it makes nobody active": -extra.started * update,
        "a spike that nobody hears is paid for there": unheard * spike,
    }
    return {reason: joules for reason, joules in reasons.items() if joules}


def _price(profile: Profile, quantity: str) -> float:
    price = profile.energy_J(quantity)
    if price is None:
        raise NeuroError(f"profile '{profile.name}' has no energy of {quantity}; the cross-check needs it.")
    return price


def count_extra(network: Network, stimulus: Stimulus, run: Run) -> Extra:
    """Count them; the run is one of the spike code with a fixed number of steps."""
    units, pattern = network.units, connections_of(network).pattern
    up = run.spikes
    before = np.zeros_like(up)
    before[:, 1:] = up[:, :-1]
    inputs, labels = external_events(network, stimulus, "spikes", np.ones(up.shape[:2], bool))
    reached = _reached(pattern, np.concatenate([before, inputs, labels], axis=2))
    after = _reached(pattern[:, :units], up[:, -1:])
    return Extra(
        readout=int(reached[..., units:].sum() + after[..., units:].sum()),
        between=int(after[..., :units].sum()),
        unreached=int((up & ~reached[..., :units]).sum()),
        started=run.activity.neuron_updates_active - int(reached[..., :units].sum()),
        lines=int(inputs.sum() + labels.sum()),
    )


def _reached(pattern: sparse.csr_matrix, events: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Who hears a message, (S, T, receivers), of who sends one, (S, T, senders)."""
    flat = sparse.csr_matrix(events.reshape(-1, events.shape[2]), dtype=np.int32)
    arrived: NDArray[np.int32] = np.asarray((flat @ pattern.T).toarray())
    return arrived.reshape(*events.shape[:2], pattern.shape[0]) > 0
