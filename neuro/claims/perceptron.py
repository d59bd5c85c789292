"""A multilayer perceptron trained by backpropagation, for comparison."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, final

import numpy as np

from ..data import DataSet, Split
from ..progress import Progress, silent

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
