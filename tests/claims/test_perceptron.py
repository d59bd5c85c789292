"""Perceptrons by backpropagation: gradients, both kinds of units, and the samples of the networks beside them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from neuro import load_model
from neuro.claims import perceptron_parameters, perceptron_width, train_perceptron
from neuro.claims.perceptron import _Layers
from neuro.data import load_data
from neuro.description import Augmentation


def loss(net: _Layers, inputs: np.ndarray, labels: np.ndarray) -> float:
    answers = net._layers(inputs)[0][-1].astype(float)
    answers -= answers.max(axis=1, keepdims=True)
    return float(np.mean(np.log(np.exp(answers).sum(axis=1)) - answers[np.arange(len(labels)), labels]))


def test_gradients_are_those_of_the_cross_entropy() -> None:
    rng = np.random.default_rng(0)
    inputs, labels = rng.random((20, 6)), rng.integers(0, 3, 20)
    net = _Layers((6, 7, 5, 3), 1, binary=False)
    net.weights = [w.astype(float) for w in net.weights]
    net.biases = [rng.standard_normal(b.shape) for b in net.biases]
    held, fields = net._layers(inputs)
    error = np.exp(held[-1]) / np.exp(held[-1]).sum(axis=1, keepdims=True)
    error[np.arange(20), labels] -= 1
    gradients = net._gradients(held, fields, error / 20)
    for array, gradient in zip((*net.weights, *net.biases), gradients, strict=True):
        for place in [tuple(rng.integers(0, side) for side in array.shape) for _ in range(5)]:
            kept, step = array[place], 1e-6
            array[place] = kept + step
            above = loss(net, inputs, labels)
            array[place] = kept - step
            below = loss(net, inputs, labels)
            array[place] = kept
            assert gradient[place] == pytest.approx((above - below) / (2 * step), abs=1e-7)


def test_binary_units_are_signs_and_gradients_pass_where_fields_are_small() -> None:
    net = _Layers((2, 3, 2), 1, binary=True)
    net.weights[0] = np.array([[0.5, 3.0, -0.2], [0.0, 0.0, 0.0]], np.float32)
    held, fields = net._layers(np.array([[1.0, 0.0]], np.float32))
    assert held[1].tolist() == [[1.0, 1.0, -1.0]]
    gradients = net._gradients(held, fields, np.ones((1, 2), np.float32))
    through = net.weights[1].sum(axis=1)
    np.testing.assert_allclose(gradients[0][0], [through[0], 0.0, through[2]], rtol=1e-6)


@pytest.mark.parametrize(("binary", "layers", "least"), [(False, 1, 0.95), (False, 2, 0.95), (True, 1, 0.9)])
def test_digits_are_learned(binary: bool, layers: int, least: float) -> None:
    came = train_perceptron(load_data("digits"), load_model("digits"), [60] * layers, 15, binary=binary)
    assert came.test_accuracy > least
    assert came.rate in (3e-4, 1e-3, 3e-3)


def test_it_sees_the_shifts_that_a_network_sees_and_the_same_seed_gives_the_same() -> None:
    digits, data = load_model("digits"), load_data("digits")
    shaped = replace(digits, input=replace(digits.input, shape=(8, 8)))
    shifted = replace(shaped, augmentation=Augmentation(1))
    plain, moved, again = (train_perceptron(data, one, [20], 2) for one in (shaped, shifted, shifted))
    assert moved == again != plain


@pytest.mark.parametrize("layers", [1, 2, 3])
@pytest.mark.parametrize("classes", [2, 3, 10])
@pytest.mark.parametrize("parameters", [1, 47, 48, 500, 12345])
def test_width_is_the_closest(parameters: int, classes: int, layers: int) -> None:
    width = perceptron_width(parameters, 12, classes, layers)
    distances = {w: abs(perceptron_parameters([w] * layers, 12, classes) - parameters) for w in range(1, 1200)}
    assert distances[width] == min(distances.values())


def test_the_formula_counts_what_there_is() -> None:
    net = _Layers((12, 7, 5, 3), 0, binary=False)
    assert sum(w.size for w in (*net.weights, *net.biases)) == perceptron_parameters([7, 5], 12, 3)
