"""Multilayer perceptrons trained by backpropagation on the samples that networks learn from: smooth, or binary."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, final

import numpy as np
from numpy.typing import NDArray

from ..data import DataSet, Split
from ..description import Description
from ..learning import EpochStream
from ..progress import Progress, silent

RATES = (3e-4, 1e-3, 3e-3)
# Samples of a batch at most, and steps of an epoch at least, as far as there are samples.
_BATCH, _STEPS = 128, 50
# In the last third of its epochs the rate is so much of what it was.
_LATE = 0.3
# Adam (Kingma and Ba, ICLR 2015): decay of both moments, and what keeps a quotient finite.
_FIRST, _SECOND, _TINY = 0.9, 0.999, 1e-8
_Arrays = list[NDArray[np.float32]]


@final
@dataclass(frozen=True)
class Perceptron:
    """What came of it.

    Parameters
    ----------
    rate
        The learning rate chosen, by validation.
    epoch, validation_accuracy
        The epoch kept, by validation, and its accuracy there.
    test_accuracy
        Of the epoch kept.
    """

    rate: float
    epoch: int
    validation_accuracy: float
    test_accuracy: float


def train_perceptron(
    data: DataSet,
    description: Description,
    widths: Sequence[int],
    epochs: int,
    *,
    binary: bool = False,
    progress: Progress = silent,
) -> Perceptron:
    """Choose a learning rate by validation, each tried in a third of the epochs, then train with it.

    Parameters
    ----------
    data
        The same three splits that networks see.
    description
        Of such a network: its seed draws weights and orders, and samples are shifted as it says.
    widths
        Units of each hidden layer.
    epochs
        Passes over the training samples; the last third with a smaller rate.
    binary
        Hidden units of +1 and -1, whose gradient is that of the identity between -1 and 1 (straight-through: Hubara et
        al., NeurIPS 2016; the perceptron of arXiv 2509.05041); else rectified ones.
    progress
        Called as each epoch ends.
    """
    short = max(1, epochs // 3)
    total = len(RATES) * short + epochs

    def told(tried: int) -> Progress:
        return lambda what, done=0, _=0: progress(what, tried * short + done, total)

    found = [_train(data, description, widths, short, rate, binary, told(number)) for number, rate in enumerate(RATES)]
    best = max(found, key=lambda one: one.validation_accuracy)
    return _train(data, description, widths, epochs, best.rate, binary, told(len(RATES)), test=True)


def _train(
    data: DataSet,
    description: Description,
    widths: Sequence[int],
    epochs: int,
    rate: float,
    binary: bool,
    progress: Progress,
    test: bool = False,
) -> Perceptron:
    lines = data.train.inputs.shape[1]
    net = _Layers((lines, *widths, data.classes), description.seed, binary)
    kept, weights = Perceptron(rate, 0, -1.0, 0.0), net.copied()
    for epoch in range(1, epochs + 1):
        net.learn(EpochStream(description, data.train, epoch), rate * (_LATE if 3 * epoch > 2 * epochs else 1.0))
        accuracy = net.accuracy(data.validation)
        if accuracy > kept.validation_accuracy:
            kept, weights = Perceptron(rate, epoch, accuracy, 0.0), net.copied()
        progress(f"rate {rate:g}  epoch {epoch}/{epochs}  validation {accuracy:.3f}", epoch, epochs)
    if not test:
        return kept
    net.weights, net.biases = weights
    return replace(kept, test_accuracy=net.accuracy(data.test))


@final
class _Layers:
    """Weights and biases from layer to layer, in single precision, and the moments of their gradients."""

    def __init__(self, sizes: Sequence[int], seed: int, binary: bool) -> None:
        rng, self._binary = np.random.default_rng([seed, 0x6D6C70]), binary
        self.weights: _Arrays = [
            (rng.standard_normal((before, after)) * np.sqrt((1 if binary else 2) / before)).astype(np.float32)
            for before, after in pairwise(sizes)
        ]
        self.biases: _Arrays = [np.zeros(after, np.float32) for after in sizes[1:]]
        self._moments = [(np.zeros_like(array), np.zeros_like(array)) for array in (*self.weights, *self.biases)]
        self._steps = 0

    def copied(self) -> tuple[_Arrays, _Arrays]:
        return [array.copy() for array in self.weights], [array.copy() for array in self.biases]

    def accuracy(self, split: Split) -> float:
        right = 0
        for start in range(0, len(split), 5000):
            chosen = slice(start, start + 5000)
            answers = self._layers(split.inputs[chosen].astype(np.float32))[0][-1].argmax(axis=1)
            right += int((answers == split.labels[chosen]).sum())
        return right / len(split)

    def learn(self, stream: EpochStream, rate: float) -> None:
        """One pass over the samples, batch by batch."""
        size = max(1, min(_BATCH, len(stream) // _STEPS))
        for start in range(0, len(stream), size):
            batch = stream.row(slice(start, start + size))
            held, fields = self._layers(batch.inputs.astype(np.float32))
            # The gradient of the cross-entropy in the answers: the softmax less the label.
            error = np.exp(held[-1] - held[-1].max(axis=1, keepdims=True))
            error /= error.sum(axis=1, keepdims=True)
            error[np.arange(len(batch)), batch.labels] -= 1
            error /= len(batch)
            self._step(self._gradients(held, fields, error), rate)

    def _layers(self, inputs: NDArray[np.float32]) -> tuple[_Arrays, _Arrays]:
        """What each layer holds, the inputs first and the answers last, and the fields of the hidden ones."""
        held, fields = [inputs], []
        for number, (weights, bias) in enumerate(zip(self.weights, self.biases, strict=True), 1):
            field = held[-1] @ weights + bias
            if number == len(self.weights):
                held.append(field)
                break
            fields.append(field)
            held.append(np.where(field > 0, np.float32(1), np.float32(-1)) if self._binary else np.maximum(field, 0))
        return held, fields

    def _gradients(self, held: _Arrays, fields: _Arrays, error: NDArray[np.float32]) -> _Arrays:
        weights: _Arrays = []
        biases: _Arrays = []
        for number in range(len(self.weights) - 1, -1, -1):
            weights.insert(0, held[number].T @ error)
            biases.insert(0, error.sum(axis=0))
            if number:
                passes: Any = np.abs(fields[number - 1]) <= 1 if self._binary else fields[number - 1] > 0
                error = (error @ self.weights[number].T) * passes
        return [*weights, *biases]

    def _step(self, gradients: _Arrays, rate: float) -> None:
        self._steps += 1
        size = rate * np.sqrt(1 - _SECOND**self._steps) / (1 - _FIRST**self._steps)
        arrays = (*self.weights, *self.biases)
        for array, gradient, (mean, square) in zip(arrays, gradients, self._moments, strict=True):
            mean += (1 - _FIRST) * (gradient - mean)
            square += (1 - _SECOND) * (gradient * gradient - square)
            array -= np.float32(size) * mean / (np.sqrt(square) + np.float32(_TINY))
