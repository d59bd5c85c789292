"""Workloads: what a command runs when little is said."""

from __future__ import annotations

import numpy as np
import pytest

from neuro.errors import NeuroError
from neuro.workload import make_workload


def test_a_model_without_input_gets_random_starts() -> None:
    workload = make_workload("core", samples=3, steps=5)
    assert workload.stimulus.start(1600).shape == (3, 1600)
    assert set(np.unique(workload.stimulus.start(1600))) == {-1, 1}
    assert workload.stimulus.steps == 5
    assert workload.network.is_integer


def test_a_model_with_data_gets_its_test_split_and_no_feedback() -> None:
    workload = make_workload("digits")
    assert workload.stimulus.samples == 100
    assert workload.stimulus.phases.clamped == 0
    assert workload.stimulus.steps == 6
    assert workload.labels is not None


def test_integer_payloads_are_the_grey_levels() -> None:
    workload = make_workload("digits", samples=10)
    assert workload.inputs is not None
    levels = np.rint(4 * workload.inputs)
    np.testing.assert_array_equal(workload.stimulus.inputs, workload.network.input_gain * levels)


def test_regime_and_seed() -> None:
    assert not make_workload("digits", regime="float", samples=1).network.is_integer
    assert make_workload("core", seed=5).network.hash != make_workload("core").network.hash
    with pytest.raises(NeuroError, match="expected one of float, integer"):
        make_workload("core", regime="fixed")
    with pytest.raises(NeuroError, match="steps: got 0"):
        make_workload("core", steps=0)
    with pytest.raises(NeuroError, match=r"no \[input\]"):
        make_workload("core", data="digits")
