"""A batch on one timeline: one load slot and T steps per sample, sample after sample."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, final

import numpy as np
from numpy.typing import NDArray

from ....network import Network
from ...stimulus import Stimulus
from ..compiled.data import as_tables

MOST_SAMPLES = 1024
MOST_SLOTS = 8192
MOST_GATES = 2**22
# Bounds the events a chunk can record, which are held in memory until it ends.
_MOST_STATES = 2**24


@final
class Timeline:
    """Turns a stimulus under a code into the tables a program looks up, in chunks a program has room for."""

    def __init__(self, network: Network, stimulus: Stimulus, code: str) -> None:
        self.network, self.stimulus, self.code = network, stimulus, code
        self.period, self.masked = stimulus.steps + 1, stimulus.masked
        self._starts, self._masks = stimulus.start(network.units), stimulus.masks(network.units)
        self._lines = _lines(network, stimulus)
        self._signals = _signals(stimulus, code)

    def chunks(self) -> Iterator[slice]:
        """Samples that are run together."""
        by_events = _MOST_STATES // (self.network.units * self.period)
        by_gates = (MOST_GATES // self.network.units - 1) // self.stimulus.steps if self.masked else MOST_SAMPLES
        size = max(1, min(MOST_SAMPLES, MOST_SLOTS // self.period, by_events, by_gates))
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
        named = {
            "step_of": step,
            "sample_of": np.repeat(np.arange(samples), period),
            "is_last": step == self.stimulus.steps,
            "gate_row": row,
            "signal_of": np.tile(self._signals, (samples, 1)),
            "start_of": self._starts[chunk],
            "gate_of": gates,
            "payload_of": self._lines[chunk],
        }
        return as_tables(named)


def capacities(units: int, lines: int, period: int, masked: bool) -> dict[str, int]:
    """How many values each table of a compiled program holds at most; only very long samples need more room."""
    slots, gates = MOST_SLOTS, MOST_GATES
    while slots < period:
        slots *= 2
    while gates < (period if masked else 1) * units:
        gates *= 2
    return {
        **dict.fromkeys(("step_of", "sample_of", "is_last", "gate_row"), slots),
        "signal_of": 2 * slots,
        "start_of": MOST_SAMPLES * units,
        "gate_of": gates,
        "payload_of": MOST_SAMPLES * max(lines, 1),
    }


def _lines(network: Network, stimulus: Stimulus) -> NDArray[np.float64]:
    """What each line carries in each sample: the inputs, then the label as one of C; (S, M + C)."""
    carried = np.zeros((stimulus.samples, network.lines + network.classes))
    if stimulus.inputs is not None:
        carried[:, : network.lines] = stimulus.inputs
    if stimulus.phases.clamped:
        carried[np.arange(stimulus.samples), network.lines + np.asarray(stimulus.labels)] = 1
    return carried


def _signals(stimulus: Stimulus, code: str) -> NDArray[np.int64]:
    """What input lines (column 0) and label lines (column 1) say in slots 0..T; it acts one step later."""
    signals = np.zeros((stimulus.steps + 1, 2), int)
    clamped = np.array([stimulus.clamped(step) for step in range(stimulus.steps + 1)], int)
    if code == "flips":
        signals[0, 0] = 1
        signals[:-1, 1] = np.diff(clamped)
    else:
        signals[:-1, 0] = 1
        signals[:-1, 1] = clamped[1:]
    return signals
