"""Events counted by hand, and laws that hold for any run."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import sparse

from neuro.conformance import random_case
from neuro.description import Phases
from neuro.engines import Stimulus
from neuro.engines.numpy import NumpyEngine
from neuro.network import dense
from tests.small import alternating, clamped, classifier, small_network

BY_HAND = {
    # States: (0000) (+---) (--+-) (--++) (+-++) (+-++). Fan-out: unit 2 -> 2, 3; input -> 0, 1; label 0 -> 0, 2;
    # readout of units 0, 2, 3: 1, 1, 2 classes. Flips by unit: 3, 1, 2, 2. Spikes by unit: 3, 0, 4, 3.
    "flips": {
        "timesteps": 5,
        "spikes": 10,
        "flips": 8,
        "input_events": 1,
        "feedback_events": 2,  # label on at step 2, off at step 4
        "synops_recurrent": 4,
        "synops_input": 2,
        "synops_feedback": 4,
        "synops_readout": 3 * 1 + 2 * 1 + 2 * 2,
        "synops_loading": 0,
        "neuron_updates_active": 2 + 3 + 2 + 2 + 0,  # {0,1} {0,2,3} {2,3} {0,2} {}
        "neuron_updates_inactive": 11,
        "packets": 7 + 1 + 2,  # unit 1 has no receiver
        "synops": 19,
        "neuron_updates": 20,
    },
    "spikes": {
        "timesteps": 5,
        "spikes": 10,
        "flips": 8,
        "input_events": 5,
        "feedback_events": 2,  # steps 2 and 3
        "synops_recurrent": 8,
        "synops_input": 10,
        "synops_feedback": 4,
        "synops_readout": 3 * 1 + 4 * 1 + 3 * 2,
        "synops_loading": 0,
        "neuron_updates_active": 2 + 3 + 4 + 4 + 4,  # {0,1} {0,1,2} {0,1,2,3} ...
        "neuron_updates_inactive": 3,
        "packets": 10 + 5 + 2,
        "synops": 35,
        "neuron_updates": 20,
    },
}


def count(network, stimulus, code):
    return NumpyEngine().run(network, stimulus, code).activity


@pytest.mark.parametrize("code", BY_HAND)
def test_by_hand(code):
    assert count(classifier(), clamped(), code).as_dict() == BY_HAND[code]


@pytest.mark.parametrize("code", BY_HAND)
def test_a_silent_input_line_says_nothing(code):
    activity = count(classifier(), clamped(inputs=np.array([[0]])), code)
    assert activity.input_events == activity.synops_input == 0
    assert count(classifier(), clamped(inputs=None), code) == activity


@pytest.mark.parametrize(
    ("phases", "flips", "spikes"),
    [(Phases(0, 3, 2), 2, 3), (Phases(2, 3, 0), 1, 3), (Phases(0, 1, 0), 1, 1), (Phases(1, 0, 2), 0, 0)],
)
def test_a_label_speaks_when_it_comes_and_when_it_goes(phases, flips, spikes):
    assert count(classifier(), clamped(phases=phases), "flips").feedback_events == flips
    assert count(classifier(), clamped(phases=phases), "spikes").feedback_events == spikes


def test_loading_a_start_is_told_apart():
    """Fan-outs with self-coupling 3, 2, 2. Under flips every unit speaks at the start, under spikes those up."""
    stimulus = Stimulus(samples=1, phases=Phases(0, 0, 2), initial=np.array([[1, -1, 1]], np.int8))
    flips, spikes = (count(alternating(), stimulus, code) for code in ("flips", "spikes"))
    fan_out = np.count_nonzero(dense(alternating().couplings), axis=0)
    assert fan_out.tolist() == [3, 2, 2]
    assert flips.synops_loading == 7
    assert spikes.synops_loading == 5
    # (+-+) -> (-+-) -> (+-+): all three flip twice; up are one, then two.
    assert (flips.flips, flips.spikes, flips.synops, flips.neuron_updates_active) == (6, 3, 14, 6)
    assert (spikes.flips, spikes.spikes, spikes.synops) == (6, 3, 2 + 5)
    # Step 1 hears units 0 and 2, which reach all; step 2 hears unit 1, which reaches 0 and 2.
    assert spikes.neuron_updates_active == 3 + 2


@pytest.mark.parametrize("masked", [False, True])
@pytest.mark.parametrize("seed", range(12))
def test_laws(seed, masked):
    case = random_case(seed, masked=masked)
    run = NumpyEngine().run(case.network, case.stimulus)
    flips, spikes = run.activity, count(case.network, case.stimulus, "spikes")
    states = run.states.astype(int)
    assert flips.timesteps == spikes.timesteps == case.stimulus.samples * case.stimulus.steps
    assert flips.spikes == spikes.spikes == (states[:, 1:] == 1).sum()
    assert flips.flips == spikes.flips == np.count_nonzero(np.diff(states, axis=1))
    for code, activity in (("flips", flips), ("spikes", spikes)):
        assert activity.neuron_updates == activity.timesteps * case.network.units
        assert activity.packets <= activity.input_events + activity.feedback_events + getattr(activity, code)
        assert activity.neuron_updates_inactive >= 0
        assert all(type(value) is int for value in activity.as_dict().values())
    assert flips.input_events <= spikes.input_events


@pytest.mark.parametrize("code", BY_HAND)
@pytest.mark.parametrize("seed", range(8))
def test_samples_add_up(seed, code):
    case = random_case(seed)
    whole = count(case.network, case.stimulus, code).as_dict()
    counted = [
        count(case.network, case.stimulus.part(slice(k, k + 1)), code).as_dict() for k in range(case.stimulus.samples)
    ]
    assert whole == {name: sum(part[name] for part in counted) for name in whole}


@pytest.mark.parametrize("code", BY_HAND)
def test_steps_not_taken_are_not_counted(code):
    """The resting sample stops after one step, the cycling one after three: counts of runs of that length."""
    start = np.array([[1, -1, 1], [-1, -1, -1]], np.int8)
    stimulus = Stimulus(samples=2, phases=Phases(0, 0, 9), initial=start, stop="cycle")
    counted = [
        count(alternating(), Stimulus(samples=1, phases=Phases(0, 0, steps), initial=start[k : k + 1]), code).as_dict()
        for k, steps in ((0, 3), (1, 1))
    ]
    assert count(alternating(), stimulus, code).as_dict() == {n: counted[0][n] + counted[1][n] for n in counted[0]}


def test_dense_and_sparse_networks_count_alike():
    network = classifier()
    thin = replace(
        network,
        recurrent=sparse.csr_matrix(network.recurrent),
        input_weights=sparse.csr_matrix(network.input_weights),
    )
    for code in BY_HAND:
        assert count(thin, clamped(), code).as_dict() == BY_HAND[code]


@pytest.mark.parametrize("code", BY_HAND)
def test_a_label_that_reaches_nobody_sends_no_packet(code):
    network = small_network([[0, 1], [1, 0]], feedback=[[2, 0], [0, 0]], readout=[[1, 0], [0, 1]])
    said = [clamped(labels=np.array([label]), inputs=None) for label in (0, 1)]
    counted = [count(network, stimulus, code) for stimulus in said]
    assert [activity.feedback_events for activity in counted] == [counted[0].feedback_events] * 2
    # Both units have receivers: every message of theirs is a packet, and label 0 sends one whenever it speaks.
    assert counted[1].packets == getattr(counted[1], code)
    assert counted[0].packets == getattr(counted[0], code) + counted[0].feedback_events
    assert counted[0].synops_feedback == counted[0].feedback_events
    assert counted[1].synops_feedback == 0


def test_a_unit_that_was_never_updated_is_not_up():
    network = small_network([[0, 1], [1, 0]], bias=[1, 1])
    run = NumpyEngine().run(network, Stimulus(4, Phases(0, 0, 3), update_probability=0.3, seed=1))
    assert (run.states[:, 1:] == 0).any()
    assert run.activity.spikes == (run.states == 1).sum()


@pytest.mark.parametrize("code", BY_HAND)
def test_labels_of_samples_that_stop_early(code):
    """The states of the worked case rest from step 4 on; step 5 shows it, and nothing more is counted."""
    longer = clamped(phases=Phases(1, 2, 9), stop="fixed-point")
    assert count(classifier(), longer, code).as_dict() == BY_HAND[code]
