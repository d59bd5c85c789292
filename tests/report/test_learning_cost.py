"""Learning counted on the network of each moment, in both codes, with and without a chip."""

from __future__ import annotations

import numpy as np
import pytest

from neuro.energy import load_profile, profiles_of
from neuro.engines import load_engine
from neuro.placement import load_chip
from neuro.report import as_json, compare
from neuro.report.learning_cost import LearningCost, learning_cost, price_learning
from neuro.report.on_chip import OnChip
from neuro.workload import make_workload
from tests.small import classifier

_PROFILES = tuple(profiles_of("loihi1"))


def agrees(cost: LearningCost) -> None:
    """The trajectories of the moment hold what the learner itself counted."""
    flips, spikes = cost.codes
    learned = cost.activity
    for name in ("flips", "input_events", "feedback_events", "synops", "neuron_updates"):
        assert getattr(flips.activity, name) == getattr(learned, name), name
    assert flips.activity.synops_readout == learned.synops_readout
    assert flips.activity.timesteps == learned.timesteps - learned.samples
    assert (spikes.activity.flips, spikes.activity.neuron_updates) == (learned.flips, learned.neuron_updates)


def test_counts_agree_with_the_learner_in_whole_numbers() -> None:
    workload = make_workload("digits", samples=1)
    cost = learning_cost(workload, 4, _PROFILES, chip=load_chip())
    agrees(cost)
    assert cost.on_chip.placed is not None
    for one in cost.codes:
        assert one.traffic is not None
        assert one.energy is not None
        assert one.time is not None
        # 2018: seconds of both cores' work, the updates among them, and a barrier for each step.
        assert one.time.estimates[0].timesteps == cost.activity.timesteps
        assert 0 < one.time.estimates[0].by_event["weight_update"] <= cost.activity.weight_updates * 6.1e-9
        assert one.energy.of("learning") == (
            pytest.approx(cost.activity.weight_updates * 120e-12),
            pytest.approx(cost.activity.weight_updates * 120e-12),
        )


def test_counts_agree_with_the_learner_batch_by_batch() -> None:
    workload = make_workload("digits", samples=1, regime="float")
    size = workload.network.description.plasticity.batch_size
    cost = learning_cost(workload, size + 1, _PROFILES, chip=load_chip())
    agrees(cost)
    # Loihi holds whole numbers: priced, but as if on one core.
    for one in cost.codes:
        assert (one.traffic, one.time) == (None, None)
        assert one.energy is not None
        assert one.unplaced is not None
        assert "is a float network" in one.unplaced


def test_looking_at_each_moment_changes_nothing() -> None:
    network = classifier()
    inputs, labels = np.array([[1], [0], [1], [1]]), np.array([0, 1, 1, 0])
    with load_engine("numpy").teach(network) as learner:
        activity = learner.learn(inputs, labels).activity
    cost = price_learning(network, inputs, labels, OnChip(_PROFILES))
    assert cost.activity == activity
    agrees(cost)


def test_each_code_stands_in_the_data() -> None:
    data = as_json(compare(make_workload("digits", samples=1), ["numpy"], learning_samples=1))["learning"]
    assert list(data["codes"]) == ["flips", "spikes"]
    assert data["by_profile"] == data["codes"]["flips"]["by_profile"]
    spikes = data["codes"]["spikes"]
    assert spikes["traffic"]["packets"] > data["traffic"]["packets"]
    assert spikes["energy_J_per_sample"][0] > data["energy_J_per_sample"][0]
    assert spikes["time_s_per_sample"][0] > 0
    alone = compare(make_workload("digits", samples=1), ["numpy"], ["spikes"], load_profile(), learning_samples=1)
    assert as_json(alone)["learning"]["code"] == "spikes"
