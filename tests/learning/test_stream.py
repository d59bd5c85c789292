"""The samples of an epoch: each once, shifted as drawn, the same however they are cut."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neuro import load_model
from neuro.data import Split, load_data
from neuro.description import Augmentation, Consolidation, Description
from neuro.errors import FieldError
from neuro.learning import EpochStream, shifted, train
from neuro.workload import make_workload


def model(shift: int, epochs: int = 3) -> Description:
    digits = load_model("digits")
    return replace(
        digits,
        input=replace(digits.input, shape=(8, 8)),
        augmentation=Augmentation(shift),
        plasticity=replace(digits.plasticity, epochs=epochs),
        consolidation=Consolidation(1),
    )


@given(
    shape=st.lists(st.integers(1, 6), min_size=1, max_size=3).map(tuple),
    seed=st.integers(0, 1000),
)
def test_what_is_shifted_moves_and_silence_comes_in(shape, seed):
    rng = np.random.default_rng(seed)
    images = rng.random((5, *shape))
    shifts = rng.integers(-max(shape), max(shape) + 1, (5, len(shape[:2])))
    got = shifted(images.reshape(5, -1), shape, shifts, silence=-1.0).reshape(images.shape)
    for image, moved, shift in zip(images, got, shifts, strict=True):
        for place in np.ndindex(*shape):
            back = [p - s for p, s in zip(place, shift, strict=False)] + list(place[2:])
            inside = all(0 <= b < side for b, side in zip(back, shape, strict=True))
            assert moved[place] == (image[tuple(back)] if inside else -1.0)


def test_each_sample_comes_once_with_its_label_and_a_shift_of_each_epoch_s_own():
    split = load_data("digits").train
    numbered = Split(split.inputs, np.arange(len(split)))
    first, again, second = (EpochStream(model(2), numbered, epoch).row(slice(None)) for epoch in (1, 1, 2))
    np.testing.assert_array_equal(np.sort(first.labels), np.arange(len(split)))
    np.testing.assert_array_equal(first.inputs, again.inputs)
    plain = EpochStream(model(0), numbered, 1).row(slice(None))
    np.testing.assert_array_equal(plain.labels, first.labels)
    np.testing.assert_array_equal(plain.inputs, split.inputs[plain.labels])
    same = (first.inputs == plain.inputs).all(axis=1).mean()
    # 25 places, one of them where it was.
    assert same == pytest.approx(1 / 25, abs=0.02)
    by_sample = [one.inputs[np.argsort(one.labels)] for one in (first, second)]
    assert (by_sample[0] != by_sample[1]).any(axis=1).mean() > 0.9


@given(cuts=st.lists(st.integers(1, 400), min_size=3, max_size=3))
def test_rows_may_be_cut_anywhere(cuts):
    split = load_data("digits").train
    stream = EpochStream(model(1), split, 4)
    whole, ends = stream.row(slice(None)), np.cumsum([0, *cuts])
    rows = [stream.row(slice(a, b)) for a, b in pairwise(ends)]
    np.testing.assert_array_equal(np.concatenate([row.inputs for row in rows]), whole.inputs[: ends[-1]])


def test_signs_are_shifted_in_signs():
    signs = Split(np.random.default_rng(0).choice([-1.0, 1.0], (20, 64)), np.zeros(20, np.int64))
    assert set(EpochStream(model(3), signs, 1).row(slice(None)).inputs.ravel()) == {-1.0, 1.0}


@pytest.mark.parametrize("integer", [False, True])
def test_training_that_goes_on_sees_the_same_shifts(integer):
    data = load_data("digits")
    whole = [network.hash for _, network in train(model(1), data, integer=integer)]
    _, first = next(train(model(1), data, integer=integer))
    rest = [network.hash for _, network in train(model(1), data, integer=integer, start=(first, 1))]
    assert rest == whole[1:]
    assert next(train(model(0), data, integer=integer))[1].hash != whole[0]


def test_what_is_compared_while_learning_is_what_training_learns():
    workload = make_workload(model(1), samples=30, learning=True)
    wanted = EpochStream(model(1), load_data("digits").train, 1).row(slice(0, 30))
    np.testing.assert_array_equal(workload.inputs, wanted.inputs)
    np.testing.assert_array_equal(workload.labels, wanted.labels)


def test_shifts_need_a_shape_with_room_for_them():
    entangled = load_model("entangled-mnist")
    with pytest.raises(FieldError, match=r"augmentation.shift: got 1, but \[input\] gives no shape"):
        replace(entangled, augmentation=Augmentation(1))
    with pytest.raises(FieldError, match="got 8 in an input of 8 x 8, expected less than its shortest side"):
        model(8)
