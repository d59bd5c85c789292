"""A batch on one timeline: one load slot and T steps per sample, sample after sample."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, final

import numpy as np
from numpy.typing import NDArray

from ....network import Network
from ...messages import line_messages
from ...stimulus import Stimulus
from ..compiled.data import as_tables

MOST_SAMPLES = 1024
MOST_SLOTS = 8192
MOST_GATES = 2**22
MOST_PAYLOADS = 2**21
# Different messages of a line in one sample of constant inputs: the input, and a label that comes and goes.
_MESSAGES = 3
# Bounds the events a chunk can record, which are held in memory until it ends.
_MOST_STATES = 2**24


@final
class Timeline:
    """Turns a stimulus under a code into the tables a program looks up, in chunks a program has room for."""

    def __init__(self, network: Network, stimulus: Stimulus, code: str) -> None:
        self.network, self.stimulus, self.code = network, stimulus, code
        self.period, self.masked = stimulus.steps + 1, stimulus.masked
        self._starts, self._masks = stimulus.start(network.units), stimulus.masks(network.units)
        # Masks belong to the whole batch: they are drawn once and cut beside its samples.
        self._inputs = replace(stimulus, update_probability=1.0, turns=())

    def chunks(self) -> Iterator[slice]:
        """Samples that are run together."""
        by_events = _MOST_STATES // (self.network.units * self.period)
        by_gates = (MOST_GATES // self.network.units - 1) // self.stimulus.steps if self.masked else MOST_SAMPLES
        width = max(1, self.network.lines + self.network.classes)
        by_payloads = (MOST_PAYLOADS // width - 1) // (self.stimulus.steps if self.stimulus.streams else _MESSAGES)
        size = max(1, min(MOST_SAMPLES, MOST_SLOTS // self.period, by_events, by_gates, by_payloads))
        for first in range(0, self.stimulus.samples, size):
            yield slice(first, min(first + size, self.stimulus.samples))

    def starts(self, chunk: slice) -> NDArray[np.int8]:
        """States before step 1 of a chunk's samples."""
        return self._starts[chunk]

    def tables(self, chunk: slice) -> dict[str, NDArray[Any]]:
        """Values of every table for a chunk."""
        samples, period, units = chunk.stop - chunk.start, self.period, self.network.units
        step = np.tile(np.arange(period), samples)
        # Row 0 updates every unit; a run with random updates has one more row per step.
        row, gates = np.zeros(samples * period, int), np.ones((1, units), bool)
        if self._masks is not None:
            row[step > 0] = 1 + np.arange(samples * self.stimulus.steps)
            gates = np.concatenate([gates, self._masks[chunk].reshape(-1, units)])
        said, payloads = self._messages(chunk)
        named = {
            "step_of": step,
            "sample_of": np.repeat(np.arange(samples), period),
            "is_last": step == self.stimulus.steps,
            "gate_row": row,
            "message_row": said,
            "start_of": self._starts[chunk],
            "gate_of": gates,
            "payload_of": payloads,
        }
        return as_tables(named)

    def _messages(self, chunk: slice) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """What lines say: for each slot a row, and the rows, (R, M + C); row 0 is silence."""
        messages, samples = line_messages(self.network, self._inputs.part(chunk), self.code), chunk.stop - chunk.start
        rows, said = [np.zeros((1, self.network.lines + self.network.classes))], np.zeros((samples, self.period), int)
        first: dict[int, int] = {}
        for step, table in enumerate(messages):
            if table is None:
                continue
            if id(table) not in first:
                first[id(table)] = 1 + samples * (len(rows) - 1)
                rows.append(table)
            # What is said in one slot acts in the next.
            said[:, step] = first[id(table)] + np.arange(samples)
        return said.ravel(), np.concatenate(rows)


def capacities(units: int, lines: int, period: int, masked: bool) -> dict[str, int]:
    """How many values each table of a compiled program holds at most; only very long samples need more room."""
    slots, gates, payloads = MOST_SLOTS, MOST_GATES, MOST_PAYLOADS
    while slots < period:
        slots *= 2
    while gates < (period if masked else 1) * units:
        gates *= 2
    while payloads < (period + 1) * lines:
        payloads *= 2
    return {
        **dict.fromkeys(("step_of", "sample_of", "is_last", "gate_row", "message_row"), slots),
        "start_of": MOST_SAMPLES * units,
        "gate_of": gates,
        "payload_of": payloads,
    }
