"""Runs in Brian2: chunk by chunk, the same in both modes but for what executes a chunk."""

from __future__ import annotations

import time
from abc import abstractmethod
from typing import final

import numpy as np

from ...network import Network
from ..contract import AbstractEngine, AbstractSession
from ..run import Run
from ..stimulus import Stimulus
from .counting import Record, activity_of, states_of, total
from .flips import FLIPS
from .library import borrowed, load
from .program import Program
from .spikes import SPIKES
from .timeline import Timeline
from .wiring import Wiring

MODELS = {"flips": FLIPS, "spikes": SPIKES}


class AbstractBrian2Session(AbstractSession):
    """Lays a batch out on timelines and puts the records together again."""

    def __init__(self, engine: AbstractEngine, network: Network, code: str) -> None:
        super().__init__(engine, network, code)
        self.model = MODELS[code]
        self.wiring = Wiring(network, self.model)
        self.setup_s = 0.0

    @abstractmethod
    def _execute(self, timeline: Timeline, chunk: slice) -> Record:
        """Run one chunk."""

    def _run(self, stimulus: Stimulus) -> Run:
        timeline = Timeline(self.network, stimulus, self.code)
        states, answers, activities, wall_s = [], [], [], 0.0
        for chunk in timeline.chunks():
            record = self._execute(timeline, chunk)
            states.append(states_of(record, timeline.starts(chunk), timeline.period))
            answers.append(record.answers)
            activities.append(activity_of(record, chunk.stop - chunk.start, stimulus.steps, self.network.lines))
            wall_s += record.wall_s
        readout = np.concatenate(answers)
        return Run(
            engine=self.engine.name,
            code=self.code,
            network=self.network.hash,
            states=np.concatenate(states),
            readout=np.rint(readout).astype(np.int64) if self.network.is_integer else readout,
            steps_taken=np.full(stimulus.samples, stimulus.steps),
            activity=total(activities),
            setup_s=self.setup_s,
            wall_s=wall_s,
        )


@final
class RuntimeSession(AbstractBrian2Session):
    """Brian2 objects in this process, put back to their beginning before every chunk."""

    def __init__(self, engine: AbstractEngine, network: Network, code: str, target: str = "auto") -> None:
        super().__init__(engine, network, code)
        self._target = target
        began = time.perf_counter()
        load()
        with borrowed("runtime", self._target):
            self._program = Program(self.wiring, self.model)
            self._program.network.store()
        self.setup_s = time.perf_counter() - began

    def _execute(self, timeline: Timeline, chunk: slice) -> Record:
        program, samples = self._program, chunk.stop - chunk.start
        with borrowed("runtime", self._target) as brian2:
            program.network.restore()
            program.sampling.dt = timeline.period * brian2.second
            for name, values in timeline.tables(chunk).items():
                program.tables[name].values = values
            began = time.perf_counter()
            program.network.run(samples * timeline.period * brian2.second, namespace={})
            wall_s = brian2.device._last_run_time
            # What a run needs beside its simulation loop is code generation.
            self.setup_s += time.perf_counter() - began - wall_s
            return _record(program, samples, wall_s)


def _record(program: Program, samples: int, wall_s: float) -> Record:
    units, lines, events = program.units, program.lines, program.events
    names = ("sent", "loaded", "active", "up", "flips")
    counters = {f"units.{name}": np.array(getattr(units, name)[:]) for name in names if name in units.variables}
    if lines is not None:
        counters["lines.sent"] = np.array(lines.sent[:])
    answers = np.zeros((samples, 0))
    if program.answers is not None:
        # The last sample's answer has no load slot behind it: it still stands in the accumulators.
        answers = np.vstack([np.asarray(program.answers.r)[:, 1:].T, np.asarray(program.accumulators.r[:])[None]])
    return Record(
        units=np.asarray(events.i[:]),
        slots=np.asarray(events.t_[:]),
        changes=np.asarray(events.ds[:]) if program.units.variables.get("ds") else None,
        counters=counters,
        fan_out={name: np.array(synapses.N_outgoing[:]) for name, synapses in program.synapses.items()},
        answers=answers,
        wall_s=wall_s,
    )
