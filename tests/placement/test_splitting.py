"""A readout too wide for a core is split into the fewest units that fit, and lies on the chip so."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from neuro import load_engine, load_model
from neuro.errors import NeuroError
from neuro.learning import starting_network
from neuro.network import integer_network, split_readout
from neuro.placement import load_chip, place, split_to_fit
from neuro.workload import make_workload
from tests.small import small_network

LOIHI = load_chip("loihi1")


@pytest.fixture(scope="module")
def workload():
    return make_workload("digits", samples=5, regime="integer")


@pytest.mark.parametrize(("in_axons", "readouts"), [(4096, 1), (500, 1), (499, 2), (250, 2), (249, 3), (1, 500)])
def test_the_fewest_that_fit(workload, in_axons, readouts):
    chip = replace(LOIHI, in_axons=in_axons)
    network = split_to_fit(workload.network, chip)
    heard = int((network.readout_weights != 0).sum(axis=1).max())
    assert heard <= in_axons
    # Rounding has put some couplings at 0: then fewer may do.
    assert network.readouts <= 10 * readouts
    if network.readouts > 10:
        fewer = split_readout(workload.network, network.readouts // 10 - 1)
        assert int((fewer.readout_weights != 0).sum(axis=1).max()) > in_axons


def test_memory_splits_too(workload):
    chip = replace(LOIHI, synapse_bits=20_000)
    assert split_to_fit(workload.network, LOIHI) is workload.network
    assert split_to_fit(workload.network, chip).readouts > 10


def test_a_network_that_learns_needs_room_for_couplings_at_0():
    network = starting_network(load_model("digits"), integer=True)
    weights = network.readout_weights.copy()
    weights[:, ::2] = 0
    network = replace(network, readout_weights=weights)
    chip = replace(LOIHI, in_axons=300)
    assert split_to_fit(network, chip).readouts == 10
    assert split_to_fit(network, chip, learning=True).readouts == 20


def test_what_lies_on_the_chip_answers_as_the_network_does(workload):
    chip = replace(LOIHI, in_axons=200)
    with pytest.raises(NeuroError, match="alone needs 497 in-axons"):
        place(replace(workload.network, recurrent=0 * workload.network.recurrent), chip)
    fitted = workload.fitted(chip)
    assert fitted.network.readouts == 30
    assert fitted.source.readouts == 30
    expected = load_engine("numpy").run(workload.network, workload.stimulus)
    got = load_engine("numpy").run(fitted.network, fitted.stimulus)
    np.testing.assert_array_equal(got.states, expected.states)
    np.testing.assert_array_equal(got.readout, expected.readout)
    assert fitted.rounding() == workload.rounding()


def test_a_network_without_a_readout_stays_as_it_is():
    network = small_network(np.eye(4, k=1, dtype=int))
    assert split_to_fit(network, LOIHI) is network


def test_where_no_splitting_helps_placing_says_why():
    network = integer_network(starting_network(load_model("digits"), integer=False))
    chip = replace(LOIHI, weight_bits=9, synapse_bits=63)
    assert split_to_fit(network, chip).readouts == 10
    with pytest.raises(NeuroError, match="alone needs"):
        place(network, chip)
