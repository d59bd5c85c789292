"""Runs in Brian2, chunk by chunk: in this process, or in a compiled program."""

from __future__ import annotations

import contextlib
import time
from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import replace
from typing import final

import numpy as np
from numpy.typing import NDArray

from ....errors import NeuroError
from ....machine.notices import announced
from ....network import Network, values_of
from ...contract import AbstractEngine, AbstractSession
from ...run import Run
from ...stimulus import Stimulus
from ..compiled.build import ProgramSpec
from ..compiled.library import borrowed, load, runtime_target
from ..compiled.runner import ProgramRunner
from .codes import CODES
from .counting import Record
from .program import RunProgram, run_data
from .timeline import Timeline, capacities

# Seconds that NumPy code may take before compiling, which takes twenty or thirty, is worth it: as measured, for a step
# and for each coupling that an event crosses; under either code, the share of couplings that one crosses in a step.
_WORTH_COMPILING_S, _STEP_S, _CROSSED_S = 20.0, 3e-4, 1e-8
_CROSSED = {"flips": 0.02, "spikes": 0.5}
_COMPILING = "compiling for the engine 'brian2': about 30 s, kept for networks of this kind."


class AbstractBrian2Session(AbstractSession):
    """Lays a batch out on timelines and puts the records together again."""

    def __init__(self, engine: AbstractEngine, network: Network, code: str) -> None:
        super().__init__(engine, network, code)
        self._equations = CODES[code]
        self._data = run_data(network, self._equations)
        self.setup_s = 0.0

    @abstractmethod
    def _execute(self, timeline: Timeline, chunk: slice, keeps: bool) -> Record:
        """Run one chunk; whether the program keeps fields and readouts."""

    def _run(self, stimulus: Stimulus) -> Run:
        return self._run_recording(stimulus, ())

    def _run_recording(self, stimulus: Stimulus, record: tuple[str, ...]) -> Run:
        timeline = Timeline(self.network, stimulus, self.code)
        kept: dict[str, list[NDArray[np.float64]]] = {name: [] for name in record}
        states, answers, activities, wall_s = [], [], [], 0.0
        for chunk in timeline.chunks():
            one = self._execute(timeline, chunk, bool(record))
            states.append(one.states(timeline.starts(chunk), timeline.period))
            answers.append(one.answers())
            activities.append(one.activity(stimulus.steps, self.network.lines))
            for name, found in kept.items():
                found.append(one.recorded(name, timeline.period))
            wall_s += one.wall_s
        readout = np.concatenate(answers)
        recorded = {name: np.concatenate(found) for name, found in kept.items()}
        if "readouts" in recorded and self.network.is_integer:
            recorded["readouts"] = np.rint(recorded["readouts"]).astype(np.int64)
        return Run(
            engine=self.engine.name,
            code=self.code,
            network=self.network.hash,
            states=np.concatenate(states),
            readout=np.rint(readout).astype(np.int64) if self.network.is_integer else readout,
            steps_taken=np.full(stimulus.samples, stimulus.steps),
            activity=sum(activities[1:], start=activities[0]),
            derived=frozenset(),
            setup_s=self.setup_s,
            wall_s=wall_s,
            recorded=recorded,
        )


@final
class RuntimeSession(AbstractBrian2Session):
    """Brian2 objects in this process, put back to their beginning before every chunk; Python calls action by action.

    `target` is the language that Brian2 generates, ``cython`` or ``numpy``; None takes NumPy until so much is to be run
    that compiling is worth it, then Cython where it can be compiled. Both give the same results.
    """

    def __init__(self, engine: AbstractEngine, network: Network, code: str, target: str | None = None) -> None:
        super().__init__(engine, network, code)
        began = time.perf_counter()
        load()
        self.target, self._may_compile, self._expected_s = target or "numpy", target is None, 0.0
        self._programs: dict[bool, RunProgram] = {}
        self._program(keeps=False)
        self.setup_s = time.perf_counter() - began

    def _program(self, keeps: bool) -> RunProgram:
        """The objects, with or without monitors of fields and readouts."""
        if keeps not in self._programs:
            # What is done only once, such as creating synapses, isn't worth compiling.
            with borrowed("runtime", "numpy"), _sentences():
                program = self._programs[keeps] = RunProgram(self._data, replace(self._equations, keeps=keeps))
                program.network.store()
        return self._programs[keeps]

    def _run_recording(self, stimulus: Stimulus, record: tuple[str, ...]) -> Run:
        crossed = _CROSSED[self.code] * np.count_nonzero(values_of(self.network.couplings))
        self._expected_s += stimulus.samples * stimulus.steps * (_STEP_S + _CROSSED_S * crossed)
        if self._may_compile and self._expected_s > _WORTH_COMPILING_S:
            self.target, self._may_compile = runtime_target(), False
        return super()._run_recording(stimulus, record)

    def _execute(self, timeline: Timeline, chunk: slice, keeps: bool) -> Record:
        program, samples = self._program(keeps), chunk.stop - chunk.start
        with borrowed("runtime", self.target) as brian2, _sentences(), announced(_COMPILING):
            program.network.restore()
            program.clocks["sampling"].dt = timeline.period * brian2.second
            for name, values in timeline.tables(chunk).items():
                program.tables[name].values = values
            began = time.perf_counter()
            program.network.run(samples * timeline.period * brian2.second, namespace={})
            wall_s = brian2.device._last_run_time
            # What a run needs beside its simulation loop is code generation.
            self.setup_s += time.perf_counter() - began - wall_s
            results = {name: np.array(variable.get_value()) for name, variable in program.results.items()}
            return Record(results, samples, wall_s)


@final
class StandaloneSession(AbstractBrian2Session):
    """A compiled program, started once per chunk with new values."""

    def __init__(self, engine: AbstractEngine, network: Network, code: str) -> None:
        super().__init__(engine, network, code)
        began = time.perf_counter()
        self._closed = False
        self._runners: dict[bool, ProgramRunner] = {}
        self._runner(keeps=False)
        self.setup_s = time.perf_counter() - began

    def close(self) -> None:
        """Remove the session's values; the compiled program stays in the cache."""
        self._closed = True
        for runner in self._runners.values():
            runner.close()

    def _runner(self, keeps: bool) -> ProgramRunner:
        """Of the program with or without monitors of fields and readouts."""
        if keeps not in self._runners:
            self._runners[keeps] = ProgramRunner(self._spec(period=1, masked=False, keeps=keeps))
        return self._runners[keeps]

    def _spec(self, period: int, masked: bool, keeps: bool = False) -> ProgramSpec:
        groups = self._data.groups
        room = capacities(groups["units"], groups["lines"], period, masked)
        return ProgramSpec(RunProgram, self._data, replace(self._equations, keeps=keeps), room)

    def _execute(self, timeline: Timeline, chunk: slice, keeps: bool) -> Record:
        began, samples = time.perf_counter(), chunk.stop - chunk.start
        if self._closed:
            raise NeuroError("the session is closed; open the network again.")
        spec = self._spec(timeline.period, timeline.masked, keeps)
        settings = {"units.slots": samples * timeline.period, "units.period": timeline.period}
        values, wall_s = self._runner(keeps).execute(spec, timeline.tables(chunk), settings)
        # What a run needs beside its simulation loop is starting the program: it loads every synapse.
        self.setup_s += time.perf_counter() - began - wall_s
        return Record(values, samples, wall_s)


@contextlib.contextmanager
def _sentences() -> Iterator[None]:
    """Brian2's own errors as a sentence that names the cause."""
    from brian2.core.base import BrianObjectException

    try:
        yield
    except BrianObjectException as problem:
        raise NeuroError(f"Brian2 can't run this network: {problem.__cause__ or problem}") from problem
