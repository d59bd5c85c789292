"""What rounding changed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from neuro.description import Phases
from neuro.engines import Stimulus, load_engine
from neuro.network import integer_network, rounding_effect
from tests.small import small_network


def start(*states, steps=2):
    return Stimulus(samples=len(states), phases=Phases(0, 0, steps), initial=np.array(states, np.int8))


def judge(network, integer, stimulus, natural, truth=None):
    """Run both networks on the same samples, each in its own form, and compare them."""
    networks = (network, integer)
    payloads = [None if natural is None else version.encode(natural) for version in networks]
    runs = [
        load_engine("numpy").run(version, replace(stimulus, inputs=inputs))
        for version, inputs in zip(networks, payloads, strict=True)
    ]
    return rounding_effect(networks, tuple(run.states for run in runs), truth)


def test_couplings_lost_are_counted_and_shown_in_the_states():
    """0.003 is less than half a unit of 1/127: unit 1, which lives from it, falls to -1 at step 1."""
    network = small_network([[0, 1.0], [0.003, 0]], unit=None)
    effect = judge(network, integer_network(network), start([1, 1], [-1, -1]), None)
    assert (effect.couplings, effect.couplings_lost, effect.signs_changed) == (2, 1, 0)
    assert effect.first_step == 1
    assert (effect.units_changed, effect.units, effect.samples) == (2, 4, 2)
    assert effect.predictions_changed is None
    assert effect.accuracy_float is None
    assert effect.sentence() == "1 of 2 couplings rounded to zero, 0 signs changed; 2 of 4 final states differ."


def test_nothing_changed():
    network = small_network([[0, 2.0], [1.0, 0]], unit=None)
    effect = judge(network, integer_network(network), start([1, 1], [1, -1], steps=5), None)
    assert (effect.couplings_lost, effect.first_step, effect.units_changed) == (0, None, 0)


def test_signs_are_compared_weight_by_weight():
    network = small_network([[0, 2.0], [1.0, 0]], unit=None)
    integer = integer_network(network)
    effect = judge(network, replace(integer, recurrent=-integer.recurrent), start([1, 1]), None)
    assert effect.signs_changed == 2


@pytest.mark.parametrize("truth", [None, np.array([0, 1, 1])])
def test_answers_and_accuracy(truth):
    """Two units copy the input, two classes read them; the second sample's lead of 0.002 is lost, and 0 wins a draw."""
    network = small_network(
        np.zeros((2, 2)),
        self_coupling=0.001,
        inputs=[[1.0, 0.0], [0.0, 1.0]],
        readout=[[1.0, 0.5], [0.5, 1.0]],
        margin=0.0,
        unit=None,
    )
    samples = np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 1.0]])
    stimulus = Stimulus(samples=3, phases=Phases(1, 0, 1))
    integer = integer_network(network)
    unchanged = judge(network, integer, stimulus, samples, truth)
    assert unchanged.predictions_changed == 0
    assert unchanged.accuracy_float == unchanged.accuracy_integer == (None if truth is None else 1.0)
    deaf = replace(integer, input_weights=integer.input_weights * 0)
    effect = judge(network, deaf, stimulus, samples, truth)
    assert effect.predictions_changed == 2
    assert "2 of 3 answers differ" in effect.sentence()
    if truth is not None:
        assert (effect.accuracy_float, effect.accuracy_integer) == (1.0, pytest.approx(1 / 3))
        assert "(accuracy 1.0000 float, 0.3333 integer)" in effect.sentence()


def test_the_networks_get_the_same_samples_each_in_its_own_form():
    """Inputs of 16 levels: the float network hears x, the integer one round(16 x)."""
    network = small_network([[0.0]], self_coupling=0.01, inputs=[[1.0]], bias=-0.5, levels=16, unit=None)
    samples = np.linspace(0, 1, 17)[:, None]
    effect = judge(network, integer_network(network), Stimulus(samples=17, phases=Phases(1, 0, 1)), samples)
    assert effect.first_step is None
