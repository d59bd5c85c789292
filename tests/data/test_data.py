"""Data sets: whole, in three parts that share no sample."""

from __future__ import annotations

import numpy as np
import pytest

from neuro.data import load_data
from neuro.description import load_model
from neuro.errors import NeuroError


def test_digits_are_split_without_overlap() -> None:
    data = load_data("digits")
    assert (len(data.train), len(data.validation), len(data.test)) == (1077, 180, 540)
    rows = [row.tobytes() for part in (data.train, data.validation, data.test) for row in part.inputs]
    assert len(set(rows)) == len(rows) == 1797
    for part in (data.train, data.validation, data.test):
        assert set(part.labels) == set(range(10))


def test_digits_are_seventeen_levels() -> None:
    inputs = load_data("digits").train.inputs
    np.testing.assert_array_equal(inputs * 16, np.rint(inputs * 16))
    assert inputs.min() == 0.0
    assert inputs.max() == 1.0


def test_split_by_name_and_size() -> None:
    data = load_data("digits")
    assert len(data.split("test").first(7)) == 7
    with pytest.raises(NeuroError, match="expected one of train, validation, test"):
        data.split("exam")
    with pytest.raises(NeuroError, match="expected 1 to 540"):
        data.test.first(541)


def test_unknown_and_unfit_data() -> None:
    with pytest.raises(NeuroError, match="did you mean 'digits'"):
        load_data("digit")
    with pytest.raises(NeuroError, match="64 inputs and 10 classes"):
        load_data("digits").fits(load_model("mnist"))
