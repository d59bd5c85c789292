"""The samples of an epoch in the order in which they are learned, varied as the description says."""

from __future__ import annotations

from typing import Any, final

import numpy as np
from numpy.typing import NDArray

from ..data import Split
from ..description import Description

_ORDER, _SHIFT, _PRESENTED = 0x6F72646572, 0x7368696674, 0x6F6674656E


@final
class EpochStream:
    """What one epoch learns from.

    Order and shifts are drawn from streams of the epoch's own, so that no state has to be kept between epochs, and the
    shifts belong to samples, so that rows may be cut anywhere.

    Parameters
    ----------
    description
        Gives seed and augmentation.
    split
        The training samples.
    epoch
        Its number, from 1.

    Examples
    --------
    >>> from neuro import load_model
    >>> from neuro.data import load_data
    >>> samples = EpochStream(load_model("digits"), load_data("digits").train, 1)
    >>> len(samples), len(samples.row(slice(0, 100)))
    (1077, 100)
    """

    def __init__(self, description: Description, split: Split, epoch: int) -> None:
        self._split, self._shape = split, description.input.shape if description.input else None
        samples = np.arange(len(split))
        if split.presented is not None:
            # What is left of a whole number is the chance of one time more.
            rng = np.random.default_rng([description.seed, _PRESENTED, epoch])
            times = np.floor(split.presented).astype(np.int64)
            samples = np.repeat(samples, times + (rng.random(len(split)) < split.presented - times))
        self._places = sample_order(description.seed, epoch, len(samples))
        self.order = samples[self._places]
        self._shifts: NDArray[np.int64] | None = None
        if (most := description.augmentation.shift) and description.input:
            rng = np.random.default_rng([description.seed, _SHIFT, epoch])
            self._shifts = rng.integers(-most, most + 1, (len(samples), len(description.input.sides)))
            self._silence = float(split.inputs.min())

    def __len__(self) -> int:
        return len(self.order)

    def row(self, chosen: slice) -> Split:
        """The samples at some places of the order."""
        samples = self.order[chosen]
        inputs, labels = self._split.inputs[samples], self._split.labels[samples]
        if self._shifts is not None and self._shape is not None:
            inputs = shifted(inputs, self._shape, self._shifts[self._places[chosen]], self._silence)
        return Split(inputs, labels)


def sample_order(seed: int, epoch: int, samples: int) -> NDArray[np.int64]:
    """The order of the training samples in an epoch, (S,).

    Parameters
    ----------
    seed
        Of the description.
    epoch
        Its number, from 1.
    samples
        Number of training samples S.
    """
    return np.random.default_rng([seed, _ORDER, epoch]).permutation(samples)


def shifted(
    inputs: NDArray[Any], shape: tuple[int, ...], shifts: NDArray[np.int64], silence: float = 0.0
) -> NDArray[Any]:
    """Samples moved along the sides of their shape.

    Parameters
    ----------
    inputs
        Samples, (S, M).
    shape
        How their lines lie.
    shifts
        By how many lines each is moved along each side, towards higher numbers; (S, sides).
    silence
        What comes in over the edge.

    Examples
    --------
    >>> import numpy as np
    >>> shifted(np.array([[1, 2, 3, 4]]), (2, 2), np.array([[0, 1]]))
    array([[0, 1, 0, 3]])
    """
    images, sides = inputs.reshape(len(inputs), *shape), shape[:2]
    moved = np.full_like(images, silence)
    for shift in np.unique(shifts, axis=0):
        which = (shifts == shift).all(axis=1)
        to, back = ((which, *map(_overlap, sides, by)) for by in (shift, -shift))
        moved[to] = images[back]
    return moved.reshape(inputs.shape)


def _overlap(side: int, by: int) -> slice:
    """Where along a side something lies that was moved along it."""
    return slice(min(max(by, 0), side), max(side + min(by, 0), 0))
