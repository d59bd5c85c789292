"""Networks whose events and energies, as SANA-FE has them, are worked out on paper; picojoules of its own file."""

from __future__ import annotations

import numpy as np
import pytest
from neuro_deploy.sanafe import CrossCheck, crosscheck

from neuro.description import Phases
from neuro.engines import Stimulus
from neuro.network import Network
from neuro.placement.placed import Placement
from tests.small import small_network

pytestmark = pytest.mark.usefixtures("sanafe")

SYNAPSE, ACCESS, UPDATE, SPIKE, AXON, ROW, COLUMN = 35.5, 51.2, 21.6, 69.3, 111.0, 3.0, 4.2


def checked(network: Network, stimulus: Stimulus, cores: list[int]) -> CrossCheck:
    return crosscheck(network, stimulus, Placement("loihi1", "by hand", network.hash, np.array(cores)))


def picojoules(check: CrossCheck) -> dict[str, tuple[float, float]]:
    """Ours and SANA-FE's, by cause."""
    return {cause.name: (cause.ours * 1e12, cause.theirs * 1e12) for cause in check.causes}


def test_one_spike_goes_round_a_ring_of_four() -> None:
    # Each unit hears the one before; a given start has unit 0 up, then 1 is up, then 2.
    network = small_network(np.roll(np.eye(4, dtype=int), 1, axis=0))
    start = np.array([[1, -1, -1, -1]], np.int8)
    # Core 5 lies in tile 1, one row from tile 0; core 127 in tile 31, seven columns and two rows from tile 1.
    check = checked(network, Stimulus(samples=1, phases=Phases(0, 0, 2), initial=start), [0, 0, 5, 127])
    np.testing.assert_array_equal(check.run.states[0, 1:], [[-1, 1, -1, -1], [-1, -1, 1, -1]])
    assert check.difference is None
    reported = check.reported
    assert (reported.spikes, reported.neurons_fired, reported.packets_sent, reported.hops) == (2, 2, 2, 10)
    # Four steps: one before, two of the run, one after. Units 1 and 2 fire; the last message wakes unit 3.
    assert (reported.timesteps, reported.neurons_updated) == (4, 3)
    network_pj = 2 * AXON + 3 * COLUMN + 7 * ROW
    # For us units 1 and 2 are active, the former because of the start.
    ours = 2 * (ACCESS + UPDATE) + 6 * ACCESS + 2 * SPIKE
    theirs = 16 * ACCESS + 3 * UPDATE + 2 * SPIKE
    expected = {
        "synapse": (2 * SYNAPSE, 2 * SYNAPSE),
        "dendrite": (0.0, 0.0),
        "soma": (ours, theirs),
        "network": (network_pj, network_pj),
    }
    assert picojoules(check) == {cause: pytest.approx(pair) for cause, pair in expected.items()}
    (soma,) = (cause for cause in check.causes if cause.name == "soma")
    assert sorted(soma.reasons.values()) == pytest.approx(
        sorted(1e-12 * pj for pj in (8 * ACCESS + UPDATE, UPDATE, -UPDATE))
    )


def test_a_line_a_readout_and_a_tie() -> None:
    # The line lifts unit 0 alone; unit 1 has a field of exactly 0 and stays down.
    network = small_network(np.zeros((2, 2), int), inputs=[[3], [0]], readout=[[2, -1], [0, 5]])
    check = checked(network, Stimulus(samples=1, phases=Phases(0, 0, 2), inputs=np.array([[1]])), [0, 0, 0, 0])
    np.testing.assert_array_equal(check.run.states[0], [[0, 0], [1, -1], [1, -1]])
    assert check.run.readout.tolist() == [[3, -5]]
    reported = check.reported
    # In each step the line speaks to unit 0, and unit 0 to the first readout unit; a line that speaks is updated there.
    assert (reported.spikes, reported.neurons_fired, reported.packets_sent, reported.hops) == (4, 4, 4, 0)
    assert reported.neurons_updated == 2 + 2 + 2
    theirs = 4 * 4 * ACCESS + 4 * UPDATE + 2 * SPIKE
    ours = 2 * (ACCESS + UPDATE) + 2 * ACCESS + 2 * SPIKE
    expected = {
        "synapse": (4 * SYNAPSE, 4 * SYNAPSE),
        "dendrite": (0.0, 0.0),
        "soma": (ours, theirs),
        "network": (4 * AXON, 4 * AXON),
    }
    assert picojoules(check) == {cause: pytest.approx(pair) for cause, pair in expected.items()}


def test_a_unit_without_receivers_pays_for_its_spikes_there() -> None:
    network = small_network([[0]], bias=1)
    check = checked(network, Stimulus(samples=2, phases=Phases(0, 0, 3)), [9])
    soma = {cause.name: cause for cause in check.causes}["soma"]
    # Nothing ever reaches it, and it fires in each of six steps.
    assert 1e12 * soma.ours == pytest.approx(6 * ACCESS)
    assert 1e12 * soma.theirs == pytest.approx(9 * ACCESS + 6 * UPDATE + 6 * SPIKE)
    assert abs(soma.unexplained) < 1e-20
    assert check.share == pytest.approx((soma.theirs - soma.ours) / soma.ours)
