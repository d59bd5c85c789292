"""Samples as a compiled program takes them: chunks it has room for, and the tables it looks up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...rule import Masks
from ..compiled.tables import as_tables

MOST_SAMPLES = 10_000
# Inputs of a chunk stay below 256 MiB.
_MOST_PAYLOADS = 2**25


def most_samples(lines: int, batch_size: int) -> int:
    """Samples a compiled program has room for."""
    samples = max(1, min(MOST_SAMPLES, _MOST_PAYLOADS // max(lines, 1)))
    # A batch larger than that: the next power of two, so that few programs serve all sizes.
    return samples if batch_size <= samples else 1 << (batch_size - 1).bit_length()


def table_room(units: int, lines: int, samples: int, masked: bool) -> dict[str, int]:
    """How many values each table of a compiled program holds at most."""
    # After the last sample one more time step comes, in which it is learned and an empty one begins.
    rows = samples + 1
    room = {"payload_of": rows * lines, "label_of": rows + 1, "batch_scale_of": rows}
    if masked:
        room |= {"recurrent_mask_of": rows * units, "readout_mask_of": rows * units, "input_mask_of": rows * lines}
    return room


def chunks(samples: int, batch_size: int, most_batches: int, room: int) -> Iterator[slice]:
    """Samples that are run together: whole batches, except for the last one."""
    size = batch_size * max(1, min(room // batch_size, most_batches))
    for first in range(0, samples, size):
        yield slice(first, min(first + size, samples))


def sample_tables(inputs: NDArray[Any], labels: NDArray[np.int64], batch_size: int) -> dict[str, NDArray[Any]]:
    """Payloads (S, M), labels (S,) and ends of batches of one chunk."""
    samples = len(labels)
    # Entry k of labels and scales belongs to the k-th sample, counted from 1; entry 0 is before the first.
    label_of = np.zeros(samples + 2)
    label_of[1:-1] = labels
    batch_scale_of, ends = np.zeros(samples + 1), np.append(np.arange(batch_size, samples, batch_size), samples)
    batch_scale_of[ends] = 1 / np.sqrt(np.diff(ends, prepend=0))
    payload_of = np.concatenate([inputs, np.zeros((1, inputs.shape[1]))])
    return as_tables({"payload_of": payload_of, "label_of": label_of, "batch_scale_of": batch_scale_of})


def mask_tables(masks: Masks) -> dict[str, NDArray[Any]]:
    """The masks of the same samples."""
    before = {"recurrent_mask_of": masks.recurrent, "readout_mask_of": masks.readout}
    # Units look theirs up when a sample has ended, lines when it begins: one row more in front, or behind.
    named = {name: np.concatenate([np.zeros_like(mask[:1]), mask]) for name, mask in before.items()}
    named["input_mask_of"] = np.concatenate([masks.inputs, np.zeros_like(masks.inputs[:1])])
    return as_tables(named)
