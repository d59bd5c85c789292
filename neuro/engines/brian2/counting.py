"""What a program recorded, as states and counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, final

import numpy as np
from numpy.typing import NDArray

from ..activity import Activity


@final
@dataclass(frozen=True)
class Record:
    """What a program has written down in one chunk.

    Parameters
    ----------
    units, slots
        Sender and time slot of every message a unit sent, loading a start included.
    changes
        Payloads of these messages; None where messages are spikes.
    counters
        Counters by ``group.variable``, one entry per unit or line.
    fan_out
        Synapses per sender, by name of the synapses, as Brian2 keeps them.
    answers
        Readout fields at the end of every sample, (S, C).
    wall_s
        Seconds in the simulation loop, by Brian2's own watch.
    """

    units: NDArray[Any]
    slots: NDArray[Any]
    changes: NDArray[Any] | None
    counters: dict[str, NDArray[Any]]
    fan_out: dict[str, NDArray[Any]]
    answers: NDArray[np.float64]
    wall_s: float


def states_of(record: Record, starts: NDArray[np.int8], period: int) -> NDArray[np.int8]:
    """States rebuilt from events alone (spikes can't tell a silent start from a low one), (S, T + 1, N)."""
    samples, units = starts.shape
    slots = np.rint(record.slots).astype(np.int64)
    if record.changes is None:
        states = np.full((samples * period, units), -1, np.int8)
        states[slots, record.units] = 1
        states = states.reshape(samples, period, units)
        states[:, 0][starts == 0] = 0
        return states
    changes = np.zeros((samples * period, units), np.int8)
    changes[slots, record.units] = np.rint(record.changes).astype(np.int8)
    return changes.reshape(samples, period, units).cumsum(axis=1, dtype=np.int8)


def activity_of(record: Record, samples: int, steps: int, lines: int) -> Activity:
    """All counts of a chunk; synaptic operations are messages times the synapses of their sender.

    Parameters
    ----------
    lines
        Number of input lines; those behind them are label lines.
    """
    counters, executed = record.counters, samples * steps
    sent, loaded = counters["units.sent"], counters["units.loaded"]
    by_line = counters.get("lines.sent", np.zeros(0, np.int64))
    couplings = _fan_out(record, "couplings", sent)
    readout, external = _fan_out(record, "readout", sent), _fan_out(record, "external", by_line)
    active = int(counters["units.active"].sum())
    flip_code = record.changes is not None
    return Activity(
        timesteps=executed,
        spikes=int(counters["units.up"].sum() if flip_code else sent.sum()),
        flips=int(sent.sum() if flip_code else counters["units.flips"].sum()),
        input_events=int(by_line[:lines].sum()),
        feedback_events=int(by_line[lines:].sum()),
        synops_recurrent=int(sent @ couplings),
        synops_input=int(by_line[:lines] @ external[:lines]),
        synops_feedback=int(by_line[lines:] @ external[lines:]),
        synops_readout=int(sent @ readout),
        synops_loading=int(loaded @ couplings),
        neuron_updates_active=active,
        neuron_updates_inactive=executed * len(sent) - active,
        packets=int(sent @ ((couplings + readout) > 0) + by_line @ (external > 0)),
    )


def total(parts: list[Activity]) -> Activity:
    """Counts of several chunks together."""
    names = parts[0].__dataclass_fields__
    return Activity(**{name: sum(getattr(part, name) for part in parts) for name in names})


def _fan_out(record: Record, name: str, senders: NDArray[Any]) -> NDArray[np.int64]:
    return record.fan_out.get(name, np.zeros(len(senders))).astype(np.int64)
