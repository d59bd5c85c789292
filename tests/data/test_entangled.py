"""Entangled data: signs of random projections, the same on every machine."""

from __future__ import annotations

import hashlib

import numpy as np

from neuro.data import load_data
from neuro.data.images import signs

from .archives import images, real_folder


def test_entangled_digits_are_a_hundred_signs_of_the_same_samples() -> None:
    plain, entangled = load_data("digits"), load_data("entangled-digits")
    assert (entangled.name, entangled.classes) == ("entangled-digits", 10)
    for name in ("train", "validation", "test"):
        part = entangled.split(name)
        assert part.inputs.shape == (len(plain.split(name)), 100)
        assert set(np.unique(part.inputs)) == {-1.0, 1.0}
        np.testing.assert_array_equal(part.labels, plain.split(name).labels)


def test_signs_never_move() -> None:
    digest = hashlib.sha256((load_data("entangled-digits").test.inputs > 0).tobytes()).hexdigest()
    assert digest[:12] == "7f458eedef01"


def test_signs_are_exact_and_of_one_projection() -> None:
    pixels = images(7).reshape(7, -1)
    whole = signs(pixels)
    for row in range(7):
        np.testing.assert_array_equal(signs(pixels[row : row + 1])[0], whole[row])
    np.testing.assert_array_equal(signs(pixels // 2 * 2), signs(pixels // 2))
    assert (signs(np.zeros((1, 784), np.uint8)) == -1).all()


def test_entangled_real_files() -> None:
    data = load_data("entangled-mnist", real_folder())
    assert data.train.inputs.shape == (55000, 100)
    assert data.test.inputs.shape == (10000, 100)
    assert set(np.unique(data.test.inputs)) == {-1.0, 1.0}
    # As many up as down in each direction over all images would be .5; the mean image shifts it either way.
    assert np.ptp((data.test.inputs > 0).mean(axis=0)) > 0.5
