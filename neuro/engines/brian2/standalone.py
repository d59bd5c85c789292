"""Runs in Brian2's C++ standalone mode: one compiled program, new values in every run."""

from __future__ import annotations

import time
from typing import final

from ...network import Network
from ..contract import AbstractEngine
from .counting import Record
from .plan import RunPlan
from .session import AbstractBrian2Session
from .timeline import Timeline, capacities
from .workplace import Workplace


@final
class StandaloneSession(AbstractBrian2Session):
    """A compiled program at a workplace of its own; it is started once per chunk."""

    def __init__(self, engine: AbstractEngine, network: Network, code: str) -> None:
        super().__init__(engine, network, code)
        began = time.perf_counter()
        self._workplace = Workplace(self._plan(period=1, masked=False))
        self.setup_s = time.perf_counter() - began

    def close(self) -> None:
        """Remove the session's values; the compiled program stays in the cache."""
        self._workplace.close()

    def _plan(self, period: int, masked: bool) -> RunPlan:
        lines = self.wiring.lines + self.wiring.classes
        return RunPlan(self.wiring, self.model, capacities(self.wiring.units, lines, period, masked))

    def _execute(self, timeline: Timeline, chunk: slice) -> Record:
        began, samples = time.perf_counter(), chunk.stop - chunk.start
        program = self._workplace.compiled(self._plan(timeline.period, timeline.masked))
        settings = {"units.slots": samples * timeline.period, "units.period": timeline.period}
        values, wall_s = self._workplace.execute(program, timeline.tables(chunk), settings)
        # What a run needs beside its simulation loop is starting the program: it loads every synapse.
        self.setup_s += time.perf_counter() - began - wall_s
        return Record(values, samples, wall_s)
