"""What a compiled program takes to learn: samples in chunks it has room for, tables of them, and the sizes of steps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, final

import numpy as np
from numpy.typing import NDArray

from ....description import Gaussian, InputCoupling
from ....network import Network
from ...rule import Masks, fan_in, margins, readout_fan_in
from ..compiled.data import as_tables

MOST_SAMPLES = 10_000
# Inputs of a chunk stay below 256 MiB.
_MOST_PAYLOADS = 2**25


def most_samples(lines: int, steps: int, batch_size: int) -> int:
    """Samples a compiled program has room for, where inputs are given for so many steps of each."""
    samples = max(1, min(MOST_SAMPLES, _MOST_PAYLOADS // max(lines * steps, 1)))
    # A batch larger than that: the next power of two, so that few programs serve all sizes.
    return samples if batch_size <= samples else 1 << (batch_size - 1).bit_length()


def table_room(units: int, lines: int, steps: int, samples: int, masked: bool) -> dict[str, int]:
    """How many values each table of a compiled program holds at most."""
    # After the last sample one more time step comes, in which it is learned and an empty one begins.
    rows = samples + 1
    room = {"payload_of": (samples * steps + 1) * lines, "label_of": rows + 1, "batch_scale_of": rows}
    if masked:
        room |= {"recurrent_mask_of": rows * units, "readout_mask_of": rows * units, "input_mask_of": rows * lines}
    return room


def chunks(samples: int, batch_size: int, most_batches: int, room: int) -> Iterator[slice]:
    """Samples that are run together: whole batches, except for the last one."""
    size = batch_size * max(1, min(room // batch_size, most_batches))
    for first in range(0, samples, size):
        yield slice(first, min(first + size, samples))


def sample_tables(inputs: NDArray[Any], labels: NDArray[np.int64], batch_size: int) -> dict[str, NDArray[Any]]:
    """Payloads by step, (S, T, M) or (S, 1, M), labels (S,) and ends of batches of one chunk."""
    samples = len(labels)
    # Entry k of labels and scales belongs to the k-th sample, counted from 1; entry 0 is before the first.
    label_of = np.zeros(samples + 2)
    label_of[1:-1] = labels
    batch_scale_of, ends = np.zeros(samples + 1), np.append(np.arange(batch_size, samples, batch_size), samples)
    batch_scale_of[ends] = 1 / np.sqrt(np.diff(ends, prepend=0))
    lines = inputs.shape[2]
    payload_of = np.concatenate([inputs.reshape(-1, lines), np.zeros((1, lines))])
    return as_tables({"payload_of": payload_of, "label_of": label_of, "batch_scale_of": batch_scale_of})


def mask_tables(masks: Masks) -> dict[str, NDArray[Any]]:
    """The masks of the same samples."""
    before = {"recurrent_mask_of": masks.recurrent, "readout_mask_of": masks.readout}
    # Units look theirs up when a sample has ended, lines when it begins: one row more in front, or behind.
    named = {name: np.concatenate([np.zeros_like(mask[:1]), mask]) for name, mask in before.items()}
    named["input_mask_of"] = np.concatenate([masks.inputs, np.zeros_like(masks.inputs[:1])])
    return as_tables(named)


@final
class StepSizes:
    """Steps, losses, margins and times of one network, by ``object.variable``.

    A float step is rate / sqrt(fan-in), and its loss is decay times as much. Integer steps are whole numbers, the same
    for all units and rates, and nothing is lost; there the schedule of rates thins the masks instead.
    """

    def __init__(self, network: Network) -> None:
        rule, integer = network.description.plasticity, network.description.integer_plasticity
        phases, largest = network.description.phases, network.description.numbers.largest
        self._is_integer, one, given = network.is_integer, np.ones(network.units), margins(network)
        self._fixed = {
            "units.period": phases.steps,
            "classes.on": phases.warmup,
            "classes.off": phases.warmup + phases.clamped,
            "units.margin": given.units,
            "classes.margin": given.readout,
        }
        if len(turns := network.description.turns) > 1:
            self._fixed["units.modules"] = len(turns)
        # Of each projection: the step or its rate, what either is multiplied or divided by, and the decay.
        self._units: dict[str, tuple[float, NDArray[np.float64], float]]
        self._readout: tuple[float, float, float]
        if self._is_integer:
            self._fixed |= {"units.largest": largest, "classes.largest": largest}
            self._units = {"recurrent": (integer.recurrent_step, one, 0.0), "input": (integer.input_step, one, 0.0)}
            self._readout = integer.readout_step, 1.0, 0.0
        else:
            roots = [1 / np.sqrt(np.maximum(fan_in(network, kind), 1.0)) for kind in (Gaussian, InputCoupling)]
            self._units = {
                "recurrent": (rule.recurrent_rate, roots[0], rule.recurrent_decay),
                "input": (rule.input_rate, roots[1], rule.input_decay),
            }
            self._readout = rule.readout_rate, np.sqrt(readout_fan_in(network)), rule.readout_decay

    def steps(self, rate: float) -> dict[str, NDArray[np.float64]]:
        """Step and loss of every unit under a factor on all rates."""
        steps, rate = {}, 1.0 if self._is_integer else rate
        for name, (size, inverse_root, decay) in self._units.items():
            steps[f"units.step_{name}"] = rate * size * inverse_root
            steps[f"units.loss_{name}"] = decay * steps[f"units.step_{name}"]
        return steps

    def settings(self, rate: float) -> dict[str, float]:
        """Single values: margins, when a label speaks, how long a sample lasts, and what the readouts share."""
        size, root, decay = self._readout
        step = float((1.0 if self._is_integer else rate) * size / root)
        return {**self._fixed, "classes.step_readout": step, "classes.loss_readout": decay * step}

    def largest_loss(self, rate: float) -> float:
        """Largest share that a batch takes off a weight."""
        losses = [float(values.max()) for name, values in self.steps(rate).items() if ".loss_" in name]
        return max(*losses, self.settings(rate)["classes.loss_readout"])
