"""What a program recorded, as states and counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, final

import numpy as np
from numpy.typing import NDArray

from ...activity import Activity

_NONE = np.zeros(0, np.int64)


@final
@dataclass(frozen=True)
class Record:
    """What a program has recorded in one chunk."""

    values: dict[str, NDArray[Any]]  # by ``object.variable``, as in AbstractProgram.results
    samples: int  # number of samples S
    wall_s: float  # seconds in the simulation loop, by Brian2's own watch

    def states(self, starts: NDArray[np.int8], period: int) -> NDArray[np.int8]:
        """States rebuilt from the units' messages, (S, T + 1, N), where a sample takes `period` = T + 1 slots.

        Without a spike a silent start can't be told from a low one, hence `starts`, (S, N).
        """
        units = starts.shape[1]
        slots, senders = np.rint(self.values["events.t"]).astype(np.int64), self.values["events.i"]
        if "events.ds" in self.values:
            changes = np.zeros((self.samples * period, units), np.int8)
            changes[slots, senders] = np.rint(self.values["events.ds"]).astype(np.int8)
            return changes.reshape(self.samples, period, units).cumsum(axis=1, dtype=np.int8)
        states = np.full((self.samples * period, units), -1, np.int8)
        states[slots, senders] = 1
        states = states.reshape(self.samples, period, units)
        states[:, 0][starts == 0] = 0
        return states

    def answers(self) -> NDArray[np.float64]:
        """Fields of readout units at the end of every sample, (S, R)."""
        if "answers.r" not in self.values:
            return np.zeros((self.samples, 0))
        # The load slot of sample k shows the answer of sample k - 1; the last one still stands in the accumulators.
        last = self.values["accumulators.r"][None]
        return np.concatenate([self.values["answers.r"].reshape(self.samples, -1)[1:], last])

    def recorded(self, name: str, period: int) -> NDArray[np.float64]:
        """``fields`` or ``readouts`` in the steps of every sample, (S, T, N) or (S, T, R)."""
        values = self.values[{"fields": "fields.field", "readouts": "readouts.r"}[name]]
        # One row a slot; the first of a sample loads its start.
        found: NDArray[np.float64] = values.reshape(self.samples, period, -1)[:, 1:]
        return found

    def activity(self, steps: int, lines: int) -> Activity:
        """All counts after `steps` steps of each sample; the first `lines` lines are input lines, the others labels.

        Synaptic operations are messages times the synapses of their sender, as Brian2 keeps them.
        """
        sent, loaded, reached = (self._count(f"units.{name}") for name in ("sent", "loaded", "reached"))
        # Each code counts what isn't a message of its own.
        up, flips = (self._count(f"units.{name}", sent) for name in ("up", "flips"))
        by_line, none = self._count("lines.sent"), np.zeros_like(sent)
        couplings, readout = (self._count(f"{name}.N_outgoing", none) for name in ("couplings", "readout"))
        external = self._count("external.N_outgoing", np.zeros_like(by_line))
        executed, active = self.samples * steps, int(reached.sum())
        return Activity(
            timesteps=executed,
            spikes=int(up.sum()),
            flips=int(flips.sum()),
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

    def _count(self, name: str, default: NDArray[np.int64] = _NONE) -> NDArray[np.int64]:
        return self.values[name].astype(np.int64) if name in self.values else default
