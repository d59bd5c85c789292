"""A multilayer perceptron trained by backpropagation, with as many parameters as a network learns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, final

import numpy as np

from ..data import DataSet, Split
from ..network import Network, values_of
from ..progress import Progress, silent


def learned_parameters(network: Network) -> int:
    """Couplings of a `network` that exist (are not zero) in the matrices whose learning rate is not zero."""
    rule = network.description.plasticity
    matrices = (
        (network.recurrent, rule.recurrent_rate),
        (network.input_weights, rule.input_rate),
        (network.readout_weights, rule.readout_rate),
    )
    return sum(int((values_of(matrix) != 0).sum()) for matrix, rate in matrices if rate > 0.0)


def perceptron_parameters(width: int, lines: int, classes: int) -> int:
    """Weights and biases of a perceptron of `lines` inputs, one layer of `width` units, and `classes` answers."""
    answers = _answers(classes)
    return width * (lines + 1) + answers * (width + 1)


def perceptron_width(parameters: int, lines: int, classes: int) -> int:
    """The width of the perceptron whose number of parameters is closest; the smaller one of two equally close.

    Parameters
    ----------
    parameters
        How many there should be.
    lines, classes
        Inputs and answers.

    Returns
    -------
    int
        At least 1.
    """
    answers = _answers(classes)
    below = max(1, (parameters - answers) // (lines + 1 + answers))
    return min((below, below + 1), key=lambda width: abs(perceptron_parameters(width, lines, classes) - parameters))


def _answers(classes: int) -> int:
    # Two classes take one logistic unit.
    return classes if classes > 2 else 1


BATCH, PATIENCE = 32, 10
# One epoch of a perceptron costs little: it may take so many times those of the full model.
EPOCH_FACTOR = 10


@final
@dataclass(frozen=True)
class Perceptron:
    """What came of it: the epoch kept, by validation, and both accuracies of that epoch."""

    epoch: int
    validation_accuracy: float
    test_accuracy: float


def train_perceptron(data: DataSet, width: int, epochs: int, seed: int, progress: Progress = silent) -> Perceptron:
    """Train on the training split, keep the epoch that is best on validation, look at test once.

    Parameters
    ----------
    data
        The same three splits the networks see.
    width
        Units of the one hidden layer.
    epochs
        At most so many; training ends sooner when validation has not improved for 10 epochs.
    seed
        Draws the first weights and the order of samples.
    progress
        Called as each epoch ends.
    """
    from sklearn.neural_network import MLPClassifier  # slow to import, and needed here alone

    samples = len(data.train)
    model: Any = MLPClassifier((width,), batch_size=min(BATCH, samples), shuffle=False, random_state=seed)
    # Shuffled here: continued training would start its own order anew in each epoch.
    order = np.random.default_rng([seed, 0x6D6C70])
    best, best_epoch = -1.0, 0
    kept: tuple[list[Any], list[Any]] = ([], [])
    for epoch in range(1, epochs + 1):
        chosen = order.permutation(samples)
        model.partial_fit(data.train.inputs[chosen], data.train.labels[chosen], classes=np.arange(data.classes))
        accuracy = _accuracy(model, data.validation)
        if accuracy > best:
            best, best_epoch = accuracy, epoch
            kept = ([w.copy() for w in model.coefs_], [b.copy() for b in model.intercepts_])
        progress(f"epoch {epoch}/{epochs}", epoch, epochs)
        if epoch - best_epoch >= PATIENCE:
            break
    model.coefs_, model.intercepts_ = kept
    return Perceptron(best_epoch, best, _accuracy(model, data.test))


def _accuracy(model: Any, split: Split) -> float:
    return float((model.predict(split.inputs) == split.labels).mean())
