"""Images as inputs: the 8x8 digits of scikit-learn, grey levels, and the entangled form of any images."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any, TypeAlias, final

import numpy as np
from numpy.typing import NDArray

from .dataset import DataSet, Split

# Rows of whole grey levels (B, P) -> inputs (B, M).
Change: TypeAlias = Callable[[NDArray[Any]], NDArray[Any]]
_BLOCK = 4096


@final
@dataclass(frozen=True, eq=False)
class Images:
    """Some of the images of a file: `rows` says which, and in which order.

    `pixels` are whole grey levels, (S, P), `labels` the classes of all S images.
    """

    pixels: NDArray[Any]
    labels: NDArray[np.int64]
    rows: NDArray[np.int64]


def greys(levels: int) -> Change:
    """Grey levels 0 to `levels` become 0 to 1, in single precision."""
    return lambda pixels: pixels.astype(np.float32) / np.float32(levels)


def prepare(name: str, splits: Iterable[Images], change: Change, classes: int = 10) -> DataSet:
    """Make the data set; `splits` are train, validation and test, taken one after the other."""
    train, validation, test = (_prepared(split, change) for split in splits)
    return DataSet(name, train, validation, test, classes)


def _prepared(images: Images, change: Change) -> Split:
    lines = change(images.pixels[:1]).shape[1]
    inputs = np.empty((len(images.rows), lines), np.float32)
    for first in range(0, len(images.rows), _BLOCK):
        chosen = images.rows[first : first + _BLOCK]
        inputs[first : first + _BLOCK] = change(images.pixels[chosen])
    return Split(inputs, images.labels[images.rows])


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


DIRECTIONS = 100
_SEED = 2509


def signs(pixels: NDArray[Any]) -> NDArray[np.float32]:
    """sign(x R), R Gaussian and the same for all samples; 100 directions as in the literature on arXiv 2509.05041.

    Inputs become -1 and +1; sign(0) counts as -1. Grey levels and R are whole numbers, R in steps of 2^-16, so no
    sum is rounded and the signs are the same on every machine.
    """
    return np.where(pixels.astype(np.float64) @ _directions(pixels.shape[1]) > 0, np.float32(1), np.float32(-1))


@cache
def _directions(pixels: int) -> NDArray[np.float64]:
    matrix = np.random.default_rng(_SEED).standard_normal((pixels, DIRECTIONS))
    return np.asarray(np.rint(matrix * 65536))
