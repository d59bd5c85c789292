"""Images seen by a moving eye: pixels that say when it gets lighter or darker."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, final

import numpy as np
from numpy.typing import NDArray

from ..description import Input
from ..errors import NeuroError
from ..events import InputEvents, stacked
from .dataset import DataSet, Split
from .images import Images
from .streams import AbstractStreams, laid_out

# Contrast, as a share of the greys, at which a pixel says that it changed; how far an eye may start from the centre.
_THRESHOLD, _START = 0.25, 1
# Three movements, a third of the steps each, one pixel in each: rows, columns.
_MOVEMENTS = np.array([(1, 1), (-1, 1), (0, -1)])
_SEED = 2509
# Samples that are made at once; and steps for each pixel of the side, of which a movement takes a third.
_BLOCK, _STEPS = 1024, 3


@final
class Saccades(AbstractStreams):
    """Images under the movements of an eye, which are drawn once, from a seed of their own.

    A pixel compares the grey it sees with that at its last event (at first: with that before the first movement), and
    has an ON or OFF event where they differ by more than a quarter of full scale.

    Parameters
    ----------
    pixels
        Grey levels, (images, side * side).
    rows
        Which of the images, (S,).
    greys
        Grey level of full scale.
    shape
        ``(side, side)``: lines stay at the polarity of their pixel's last event; ``(side, side, 2)``: a line each for
        OFF and ON events.
    steps
        Time steps T.
    """

    def __init__(
        self, pixels: NDArray[Any], rows: NDArray[np.int64], greys: int, shape: tuple[int, ...], steps: int
    ) -> None:
        super().__init__(len(rows), steps, int(np.prod(shape)))
        self._pixels, self._rows, self._greys, self._lines = pixels, rows, greys, shape
        self._path = np.cumsum(_MOVEMENTS[np.arange(steps) * len(_MOVEMENTS) // steps], axis=0)

    def _made(self, samples: NDArray[np.int64]) -> InputEvents:
        # In blocks: before they are events, values are dense.
        blocks = [samples[first : first + _BLOCK] for first in range(0, max(1, len(samples)), _BLOCK)]
        return stacked([self._seen(block) for block in blocks])

    def _seen(self, samples: NDArray[np.int64]) -> InputEvents:
        chosen, side, reach = self._rows[samples], self._lines[0], int(np.abs(self._path).max()) + _START
        images = self._pixels[chosen].reshape(-1, side, side).astype(np.float32) / np.float32(self._greys)
        images = np.pad(images, ((0, 0), (reach, reach), (reach, reach)))
        # Of the image, not of its place in a split: the same image is always seen alike.
        starts = np.random.default_rng(_SEED).integers(-_START, _START + 1, (len(self._pixels), 2))[chosen]
        seen = _seen(images, starts + reach, side)
        lines = np.zeros((len(chosen), self.shape[1], *self._lines), np.int8)
        for step, moved in enumerate(self._path):
            now = _seen(images, starts + reach + moved, side)
            lighter, darker = now - seen > _THRESHOLD, seen - now > _THRESHOLD
            seen = np.where(lighter | darker, now, seen)
            if len(self._lines) == 3:
                lines[:, step, :, :, 0], lines[:, step, :, :, 1] = darker, lighter
            else:
                before = lines[:, step - 1] if step else np.int8(0)
                lines[:, step] = np.where(lighter, 1, np.where(darker, -1, before))
        return InputEvents.from_dense(lines.reshape(len(chosen), *self.shape[1:]))


def _seen(images: NDArray[np.float32], corners: NDArray[np.int64], side: int) -> NDArray[np.float32]:
    """The part of each image that lies under the eye."""
    rows, columns = (corners[:, axis, None] + np.arange(side) for axis in (0, 1))
    return images[np.arange(len(images))[:, None, None], rows[:, :, None], columns[:, None, :]]


def saccades(name: str, splits: Iterable[Images], greys: int, like: Input | None, classes: int = 10) -> DataSet:
    """The data set of images under a moving eye.

    Raises
    ------
    NeuroError
        When there is no model to lay them out for, or its shape isn't that of the images.
    """
    like = laid_out(name, like)
    shape, steps, found = like.shape or (), like.steps or 1, []
    for split in splits:
        side = int(np.sqrt(split.pixels.shape[1]))
        if shape not in ((side, side), (side, side, 2)):
            raise NeuroError(
                f"data set '{name}' has images of {side} x {side}, and the model's shape is {list(shape)}; expected "
                f"[{side}, {side}] or [{side}, {side}, 2]."
            )
        if steps > _STEPS * side:
            raise NeuroError(
                f"data set '{name}' of images of {side} x {side}: got {steps} steps, in which the eye leaves the "
                f"image; expected at most {_STEPS * side}."
            )
        inputs = Saccades(split.pixels, split.rows, greys, shape, steps)
        found.append(Split(inputs, split.labels[split.rows]))
    train, validation, test = found
    return DataSet(name, train, validation, test, classes)
