"""What is done to a network, and what is refused before any engine starts."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from neuro.description import Phases
from neuro.engines import Stimulus, check_run
from neuro.engines.numpy import NumpyEngine
from neuro.errors import NeuroError
from tests.small import alternating, clamped, classifier, small_network

FREE = Stimulus(samples=2, phases=Phases(0, 0, 3))


def start(*states, **values):
    return replace(FREE, samples=len(states), initial=np.array(states), **values)


REFUSALS = {
    "no samples": (FREE, {"samples": 0}, "got 0 samples of 3 steps, expected at least one of each"),
    "no steps": (FREE, {"phases": Phases(0, 0, 0)}, "got 2 samples of 0 steps"),
    "stop": (FREE, {"stop": "soon"}, "stop: got 'soon', expected one of never, fixed-point, cycle"),
    "probability 0": (FREE, {"update_probability": 0.0}, "update_probability: got 0.0, expected more than 0"),
    "probability 2": (FREE, {"update_probability": 2.0}, "update_probability: got 2.0, expected more than 0"),
    "probability nan": (FREE, {"update_probability": float("nan")}, "update_probability: got nan"),
    "cycle of random": (FREE, {"stop": "cycle", "update_probability": 0.5}, "'cycle' needs synchronous updates"),
    "initial": (FREE, {"initial": np.ones((2, 3))}, r"initial: got shape \(2, 3\), expected \(2, 4\)"),
    "initial level": (FREE, {"initial": np.full((2, 4), 2)}, r"initial: expected states -1, 0 \(silent\) and \+1 only"),
    "initial wraps": (FREE, {"initial": np.full((2, 4), 257)}, "initial: expected states"),
    "initial half": (FREE, {"initial": np.full((2, 4), 0.5)}, "initial: expected states"),
    "inputs": (FREE, {"inputs": np.ones((2, 2), int)}, r"inputs: got shape \(2, 2\), expected \(2, 1\)"),
    "inputs flat": (FREE, {"inputs": np.ones(2, int)}, r"inputs: got shape \(2,\), expected \(2, 1\)"),
    "inputs nan": (FREE, {"inputs": np.full((2, 1), np.nan)}, "inputs: hold NaN or infinity"),
    "inputs half": (FREE, {"inputs": np.full((2, 1), 0.5)}, "whole-number payloads; make them with network.encode"),
    "no labels": (FREE, {"phases": Phases(1, 1, 1)}, "the clamped phase needs labels"),
    "labels": (
        clamped(),
        {"labels": np.array([0, 1])},
        r"labels: got shape \(2,\) of int64, expected 1 whole numbers",
    ),
    "labels float": (clamped(), {"labels": np.array([0.0])}, "of float64, expected 1 whole numbers"),
    "labels large": (clamped(), {"labels": np.array([2])}, "labels: got 2 to 2, expected 0 to 1"),
    "labels negative": (clamped(), {"labels": np.array([-1])}, "labels: got -1 to -1, expected 0 to 1"),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_refusals_name_the_part(case):
    stimulus, changes, message = REFUSALS[case]
    with pytest.raises(NeuroError, match=message):
        NumpyEngine().run(classifier(), replace(stimulus, **changes))
    with NumpyEngine().open(classifier()) as session, pytest.raises(NeuroError, match=message):
        session.run(replace(stimulus, **changes))


def test_labels_without_classes_and_an_unknown_code():
    with pytest.raises(NeuroError, match=r"a network with \[classes\]"):
        NumpyEngine().run(alternating(), Stimulus(1, Phases(0, 1, 0), labels=np.array([0])))
    with pytest.raises(NeuroError, match="code: got 'bits', expected one of flips, spikes"):
        NumpyEngine().run(alternating(), FREE, "bits")


def test_float_networks_take_any_finite_input():
    network = small_network([[0.0]], inputs=[[1.0]], unit=None)
    stimulus = Stimulus(1, Phases(1, 0, 0), inputs=np.array([[0.25]]))
    assert NumpyEngine().run(network, stimulus).states[0, 1, 0] == 1


def test_two_levels_cannot_say_silent_beside_a_state():
    engine = NumpyEngine()
    for stimulus in (start([1, 0, 1]), start([0, 0, 0], [1, 1, 1]), start([0, 0, 0], update_probability=0.5)):
        engine.run(alternating(), stimulus, "flips")
        with pytest.raises(NeuroError, match="the spike code has two levels"):
            engine.run(alternating(), stimulus, "spikes")
    engine.run(alternating(), start([0, 0, 0]), "spikes")
    engine.run(alternating(), FREE, "spikes")


def test_clamped_steps():
    stimulus = Stimulus(1, Phases(2, 3, 1))
    assert [stimulus.clamped(step) for step in range(1, 7)] == [False, False, True, True, True, False]
    assert stimulus.steps == 6


def test_masks_are_part_of_the_stimulus():
    stimulus = Stimulus(50, Phases(0, 0, 40), update_probability=0.3, seed=5)
    masks = stimulus.masks(30)
    assert masks.shape == (50, 40, 30)
    np.testing.assert_array_equal(masks, replace(stimulus).masks(30))
    assert (masks != replace(stimulus, seed=6).masks(30)).any()
    assert abs(masks.mean() - 0.3) < 5 * np.sqrt(0.3 * 0.7 / masks.size)
    assert replace(stimulus, update_probability=1.0).masks(30) is None


def test_masks_never_move():
    """Three steps of four units, seed 0, at one half."""
    masks = Stimulus(1, Phases(0, 0, 3), update_probability=0.5).masks(4)
    assert "".join("x" if m else "." for m in masks.ravel()) == "..xxxx.xx..x"


@pytest.mark.parametrize("chosen", [slice(0, 1), slice(1, 3), slice(None), slice(4, 9)])
def test_a_part_holds_the_same_samples(chosen):
    stimulus = Stimulus(
        5,
        Phases(1, 1, 1),
        inputs=np.arange(5)[:, None],
        labels=np.array([0, 1, 0, 1, 1]),
        initial=np.ones((5, 4), np.int8),
        stop="cycle",
    )
    part = stimulus.part(chosen)
    assert part.samples == len(np.arange(5)[chosen])
    assert part.inputs[:, 0].tolist() == np.arange(5)[chosen].tolist()
    assert part.labels.tolist() == stimulus.labels[chosen].tolist()
    assert (part.phases, part.stop) == (stimulus.phases, "cycle")
    assert part.initial.shape == (part.samples, 4)


def test_a_part_of_random_updates_is_refused():
    with pytest.raises(NeuroError, match="can't be cut into parts"):
        replace(FREE, update_probability=0.5).part(slice(0, 1))


def test_a_silent_start_is_all_zero():
    assert FREE.start(3).tolist() == [[0, 0, 0], [0, 0, 0]]
    assert FREE.start(3).dtype == np.int8


def test_a_run_larger_than_memory_is_refused_before_it_begins(monkeypatch):
    asked = []
    monkeypatch.setattr("neuro.engines.stimulus.check_memory", lambda what, needed, instead: asked.append(needed))
    network = classifier()
    check_run(7, 9, network)
    # A start and nine steps; each unit's state takes one byte and its field, in turn, up to nineteen.
    assert asked == [7 * 10 * (20 * network.units + network.lines)]
