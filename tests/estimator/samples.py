"""A classifier that learns in a blink, and samples for it."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.datasets import make_blobs

from neuro.estimator import DynamicalClassifier


def small(**changes: Any) -> DynamicalClassifier:
    """Learns in a blink, from few features: strong inputs, biases and low rates."""
    settings: dict[str, Any] = {
        "hidden_units": 100,
        "epochs": 4,
        "consolidation_epochs": 2,
        "batch_size": 8,
        "random_state": 1,
    }
    settings |= {"input_strength": 10.0, "bias_deviation": 5.0, "recurrent_rate": 0.02, "input_rate": 0.05}
    return DynamicalClassifier(**{**settings, **changes})


def blobs(classes: int = 3, samples: int = 90) -> tuple[Any, Any]:
    inputs, labels = make_blobs(samples, centers=classes, n_features=5, random_state=3)
    return inputs, np.array(["blue", "green", "red"])[labels]
