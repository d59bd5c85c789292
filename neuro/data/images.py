"""From whole grey levels to inputs, a block at a time, so that little memory is needed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
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
