"""The 8x8 handwritten digits that come with scikit-learn: 1,797 samples of 17 grey levels."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from .images import Images

GREYS = 16
# Shuffled once, always alike: 1,077 to learn from, 180 for choices, 540 for the one look at the end.
_SHUFFLE, _TRAIN, _VALIDATION = 20250905, 1077, 180


def digit_images() -> Iterator[Images]:
    """Train, validation and test split of the digits (Alpaydin and Kaynak, UCI repository 1998)."""
    from sklearn.datasets import load_digits  # slow to import, and needed here alone

    bunch = load_digits()
    labels = bunch.target.astype(np.int64)
    order = np.random.default_rng(_SHUFFLE).permutation(len(labels))
    for first, end in pairwise((0, _TRAIN, _TRAIN + _VALIDATION, len(order))):
        yield Images(bunch.data, labels, order[first:end])
