"""Chips with a crossbar: what a row takes, one core to send to, few weights a neuron, one sign a sender."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from neuro.description import Phases
from neuro.energy import estimate_energy, estimate_time, load_profile
from neuro.engines import Stimulus, load_engine
from neuro.errors import FieldError, NeuroError
from neuro.placement import load_chip, place
from tests.small import small_network

from .small_chip import four_units, small_chip

_LISTS = dict.fromkeys(("word_bits", "list_header_bits", "list_couplings", "index_bits"))


def crossbar(**changes: Any) -> Any:
    """Eight cores of four neurons and six rows, three bits for each crosspoint."""
    limits = {"neurons": 4, "in_axons": 6, "synapse_bits": 4 * 6 * 3, "cell_bits": 3, "out_axons": None}
    return small_chip(**{**_LISTS, **limits, **changes})


def test_a_row_is_taken_whole() -> None:
    # Unit 0 is heard by all, the others by none: one row of four crosspoints.
    star = np.zeros((4, 4), int)
    star[1:, 0] = 1
    (core,) = place(small_network(star), crossbar()).utilisation()
    assert (core.used["in_axons"], core.used["synapse_bits"]) == (1, 4 * 3)
    ring = small_network(np.roll(np.eye(4, dtype=int), 1, axis=0))
    (core,) = place(ring, crossbar()).utilisation()
    assert (core.used["in_axons"], core.used["synapse_bits"]) == (4, 4 * 4 * 3)


def test_couplings_stand_in_lists_or_in_a_crossbar() -> None:
    with pytest.raises(FieldError, match="got neither; expected word_bits, list_header_bits"):
        small_chip(**_LISTS)
    with pytest.raises(FieldError, match="or cell_bits alone"):
        small_chip(cell_bits=4)
    with pytest.raises(FieldError, match="got list_header_bits, list_couplings, index_bits; expected"):
        small_chip(word_bits=None)


def test_a_neuron_that_sends_to_one_core_alone() -> None:
    # Two pairs that know each other fit; a chain over both cores doesn't.
    pairs = np.kron(np.eye(4, dtype=int), 1 - np.eye(2, dtype=int))
    chip = crossbar(fan_out=1)
    assert place(small_network(pairs), chip, "sequential").cores == 2
    with pytest.raises(NeuroError, match=r"unit \d+ sends to 2 cores, and a neuron of Small sends to 1 at most"):
        place(small_network(pairs + np.eye(8, k=-4, dtype=int)), chip, "sequential")


def test_few_weights_a_neuron() -> None:
    chip = crossbar(weight_values=2)
    weights = [[0, 5, -5, 5], [1, 0, 0, 0], [0, 0, 0, 0], [3, 0, 4, 0]]
    assert place(small_network(weights), chip).cores == 1
    weights[0][3] = 6
    with pytest.raises(NeuroError, match="unit 0 hears couplings of 3 different weights, and a neuron of Small has 2"):
        place(small_network(weights), chip)
    # A unit's coupling to itself is one of them.
    weights[0][3] = 5
    with pytest.raises(NeuroError, match="unit 3 hears couplings of 3 different weights"):
        place(small_network(weights, self_coupling=[0, 0, 0, 2]), chip)


def test_one_sign_a_sender() -> None:
    chip = crossbar(signs=1)
    assert place(small_network([[0, 1, -1], [2, 0, -3], [0, 0, 0]]), chip).cores == 1
    with pytest.raises(NeuroError, match="unit 2 excites some and inhibits others"):
        place(small_network([[0, 1, -1], [2, 0, 3], [0, 0, 0]]), chip)
    # The readout counts: unit 3 excites itself's class and inhibits the other.
    with pytest.raises(NeuroError, match="unit 3 excites some and inhibits others"):
        place(four_units(), replace(chip, neurons=6, synapse_bits=10_000))


def test_known_numbers() -> None:
    truenorth, odin = load_chip("truenorth"), load_chip("odin")
    assert (truenorth.cores, truenorth.neurons, truenorth.in_axons, truenorth.fan_out) == (4096, 256, 256, 1)
    assert truenorth.neurons * truenorth.in_axons * truenorth.cell_bits == truenorth.synapse_bits
    assert (odin.cores, odin.neurons, odin.cell_bits) == (1, 256, 4)
    assert odin.neurons * odin.in_axons * odin.cell_bits == odin.synapse_bits


@pytest.mark.parametrize("name", ["truenorth", "odin"])
def test_a_network_that_fits_and_what_it_costs(name: str) -> None:
    chip, profile = load_chip(name), load_profile(f"{name}-{2015 if name == 'truenorth' else 2019}")
    network = small_network(np.roll(np.eye(40, dtype=int), 1, axis=0), bits=4)
    placed = place(network, chip)
    assert placed.cores == 1
    stimulus = Stimulus(1, Phases(0, 0, 3), initial=np.ones((1, 40), np.int8))
    run = load_engine("numpy").run(network, stimulus, "spikes")
    traffic = placed.traffic(network, stimulus, run)
    energy = estimate_energy(run.activity, profile, traffic)
    if name == "truenorth":
        assert energy.total == pytest.approx(run.activity.synops * 2.297e-12)
        with pytest.raises(NeuroError, match="has no time of synop"):
            estimate_time(run.activity, traffic, profile)
    else:
        # All forty units speak in each of three steps, and each message is 256 operations.
        assert energy.total == pytest.approx(traffic.packets * 256 * 8.43e-12)
        assert estimate_time(run.activity, traffic, profile).total == pytest.approx(traffic.packets * 6840e-9)
    assert not {"neuron_update_active", "neuron_update_inactive", "synop"} & set(energy.left_out)
