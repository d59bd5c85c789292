"""A row of samples on one timeline: chunks that fit a compiled program, and the tables it looks up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar, final

import numpy as np
from numpy.typing import NDArray

from ..masks import Masks
from .learned import Wires
from .lessons import Lessons
from .plan import AbstractPlan
from .tables import TABLES
from .updates import Update

MOST_SAMPLES = 10_000
# Inputs of a chunk stay below 256 MiB.
_MOST_PAYLOADS = 2**25


@final
class LearnPlan(AbstractPlan):
    """A network that learns: online or in batches, or in whole numbers.

    Parameters
    ----------
    wires, update
        Its numbers, and how they change.
    batch_size
        Whole batches have room in a chunk.
    """

    modules: ClassVar[tuple[str, ...]] = ("lessons.py", "parts.py", "rule.py", "updates.py")

    def __init__(self, wires: Wires, update: Update, batch_size: int = 1) -> None:
        self._wires, self._update = wires, update
        self.samples = most_samples(wires.lines, batch_size)
        self.equations, self.values = repr(self._update), wires.values
        self.sizes = {"units": wires.units, "lines": wires.lines, "classes": wires.classes}
        self.sizes |= {name: len(bundle) for name, bundle in wires.bundles.items()}
        # After the last sample comes one slot more, in which it is learned and an empty one begins.
        rows = self.samples + 1
        self.room = {"payload_of": rows * wires.lines, "label_of": rows + 1, "share_of": rows}
        if update.masked:
            by_units = {"recurrent_mask_of": rows * wires.units, "readout_mask_of": rows * wires.units}
            self.room |= {**by_units, "input_mask_of": rows * wires.lines}

    def program(self) -> Lessons:
        """The objects of the network and its rule."""
        return Lessons(self._wires, self._update)


def most_samples(lines: int, batch_size: int) -> int:
    """Samples a compiled program has room for."""
    samples = max(1, min(MOST_SAMPLES, _MOST_PAYLOADS // max(lines, 1)))
    # A batch larger than that: the next power of two, so that few programs serve all sizes.
    return samples if batch_size <= samples else 1 << (batch_size - 1).bit_length()


def chunks(samples: int, batch_size: int, most_batches: int, room: int) -> Iterator[slice]:
    """Samples that are run together: whole batches, but for the last one."""
    size = batch_size * max(1, min(room // batch_size, most_batches))
    for first in range(0, samples, size):
        yield slice(first, min(first + size, samples))


def mask_tables(masks: Masks) -> dict[str, NDArray[Any]]:
    """The masks of one chunk, for the same samples."""
    before = {"recurrent_mask_of": masks.recurrent, "readout_mask_of": masks.readout}
    # What units offer is looked up when a sample has ended, what lines offer when it begins: a row more at either end.
    named = {name: np.concatenate([np.zeros_like(mask[:1]), mask]) for name, mask in before.items()}
    named["input_mask_of"] = np.concatenate([masks.inputs, np.zeros_like(masks.inputs[:1])])
    return {name: np.ascontiguousarray(values, TABLES[name]).ravel() for name, values in named.items()}


def tables(inputs: NDArray[Any], labels: NDArray[np.int64], batch_size: int) -> dict[str, NDArray[Any]]:
    """Values of every table for one chunk."""
    samples = len(labels)
    # Entry k of labels and shares belongs to the k-th sample, counted from 1; entry 0 is before the first.
    label_of = np.zeros(samples + 2)
    label_of[1:-1] = labels
    share_of, ends = np.zeros(samples + 1), np.append(np.arange(batch_size, samples, batch_size), samples)
    share_of[ends] = 1 / np.sqrt(np.diff(ends, prepend=0))
    payload_of = np.concatenate([inputs, np.zeros((1, inputs.shape[1]))])
    named = {"payload_of": payload_of, "label_of": label_of, "share_of": share_of}
    return {name: np.ascontiguousarray(values, TABLES[name]).ravel() for name, values in named.items()}
