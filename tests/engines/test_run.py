"""What can be read off a run."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from neuro.description import Phases
from neuro.engines import Difference, Run, Stimulus, first_difference
from neuro.engines.numpy import NumpyEngine
from tests.small import alternating, clamped, classifier


def recorded(*samples, readout=None, steps_taken=None):
    """A run whose states are given as texts: one text a sample, one word a step."""
    states = np.array([[[{"+": 1, "-": -1, "0": 0}[c] for c in word] for word in s.split()] for s in samples], np.int8)
    steps = states.shape[1] - 1
    return Run(
        engine="none",
        code="flips",
        network="none",
        states=states,
        readout=np.zeros((len(states), 2)) if readout is None else np.array(readout),
        steps_taken=np.array([steps] * len(states) if steps_taken is None else steps_taken),
        activity=NumpyEngine().run(classifier(), clamped()).activity,
        setup_s=0.0,
        wall_s=0.0,
    )


def test_the_first_of_equal_fields_is_the_answer():
    assert recorded("0 +", "0 +", "0 -", readout=[[2, 2], [1, 2], [-3, -4]]).predictions.tolist() == [0, 1, 0]


@pytest.mark.parametrize(
    ("trajectory", "step", "period"),
    [
        ("++ ++ ++", 0, 1),
        ("00 -- ++ ++ ++", 2, 1),
        ("00 +- -+ +- -+", 1, 2),
        ("+- -+ +- -+", 0, 2),
        ("-- +- -+ ++ +- -+ ++", 1, 3),
        ("-- -+ +- ++", -1, 0),
        ("++ -- ++ ++", 2, 1),
        ("++ ++ --", -1, 0),
    ],
)
def test_settling(trajectory, step, period):
    run = recorded(trajectory)
    assert [a.tolist() for a in run.settling()] == [[step], [period]]


def test_settling_looks_only_at_steps_taken():
    run = recorded("00 +- -+ -+ -+", "00 ++ ++ ++ ++", steps_taken=[2, 2])
    assert [a.tolist() for a in run.settling()] == [[-1, 1], [0, 1]]


def test_settling_of_stopped_runs_equals_that_of_full_ones():
    stimulus = Stimulus(
        samples=2, phases=Phases(0, 0, 9), initial=np.array([[1, -1, 1], [-1, -1, -1]], np.int8), stop="cycle"
    )
    whole = NumpyEngine().run(alternating(), replace(stimulus, stop="never"))
    short = NumpyEngine().run(alternating(), stimulus)
    assert [a.tolist() for a in whole.settling()] == [[0, 0], [2, 1]]
    assert [a.tolist() for a in short.settling()] == [[0, 0], [2, 1]]


def test_first_difference_goes_by_step_then_sample_then_unit():
    one = recorded("00 ++ ++ ++", "00 ++ ++ ++", "00 ++ ++ ++")
    assert first_difference(one, one) is None
    other = recorded("00 ++ ++ --", "00 ++ +- ++", "00 ++ -- ++")
    assert first_difference(one, other) == Difference(sample=1, step=2, unit=1)
    assert first_difference(other, one) == Difference(sample=1, step=2, unit=1)


def test_runs_of_other_shapes_cannot_be_compared():
    with pytest.raises(ValueError, match=r"shapes \(1, 2, 2\) and \(1, 3, 2\)"):
        first_difference(recorded("++ ++"), recorded("++ ++ ++"))


def test_the_last_change_is_that_of_any_unit_of_each_sample():
    run = recorded("+- +- ++ ++ -+ -+", "++ ++ ++ ++ ++ ++", "-- -+ -+ -+ -+ -+", "++ -- ++ -- ++ --")
    assert run.last_change.tolist() == [4, 0, 1, 5]
    stopped = recorded("+- ++ ++ ++", "++ -- ++ --", steps_taken=[3, 2])
    assert stopped.last_change.tolist() == [1, 2]


def test_spikes_are_up_after_a_step_and_flips_are_changes():
    run = recorded("+- +- -+", "00 ++ ++", steps_taken=[2, 1])
    assert run.spikes.tolist() == [[[True, False], [False, True]], [[True, True], [False, False]]]
    assert run.flips.tolist() == [[[False, False], [True, True]], [[True, True], [False, False]]]
