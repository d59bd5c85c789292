"""The 8x8 handwritten digits that come with scikit-learn: 1,797 samples of 17 grey levels."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from sklearn.datasets import load_digits

from .dataset import DataSet, Split

# Shuffled once, always alike: 1,077 to learn from, 180 for choices, 540 for the one look at the end.
_SHUFFLE, _TRAIN, _VALIDATION = 20250905, 1077, 180


def digits() -> DataSet:
    """The digits (Alpaydin and Kaynak, UCI repository 1998), pixel values divided by 16."""
    bunch = load_digits()
    order = np.random.default_rng(_SHUFFLE).permutation(len(bunch.target))
    inputs, labels = bunch.data[order] / 16.0, bunch.target[order].astype(np.int64)
    ends = (0, _TRAIN, _TRAIN + _VALIDATION, len(order))
    train, validation, test = (Split(inputs[a:b], labels[a:b]) for a, b in pairwise(ends))
    return DataSet("digits", train, validation, test, classes=10)
