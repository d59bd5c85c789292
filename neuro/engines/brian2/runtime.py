"""Runs in Brian2's runtime mode: Python calls each compiled part of a step."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from typing import final

import numpy as np

from ...errors import NeuroError
from ...network import Network
from ..contract import AbstractEngine
from .counting import Record
from .library import borrowed, load, runtime_target
from .program import Program
from .session import AbstractBrian2Session
from .timeline import Timeline


@final
class RuntimeSession(AbstractBrian2Session):
    """Brian2 objects in this process, put back to their beginning before every chunk.

    Parameters
    ----------
    target
        Language Brian2 generates: ``cython`` or ``numpy``; None takes Cython where it can be compiled.
    """

    def __init__(self, engine: AbstractEngine, network: Network, code: str, target: str | None = None) -> None:
        super().__init__(engine, network, code)
        began = time.perf_counter()
        load()
        self.target = target or runtime_target()
        # What is done only once, such as creating synapses, isn't worth compiling.
        with borrowed("runtime", "numpy"), _sentences():
            self._program = Program(self.wiring, self.model)
            self._program.network.store()
        self.setup_s = time.perf_counter() - began

    def _execute(self, timeline: Timeline, chunk: slice) -> Record:
        program, samples = self._program, chunk.stop - chunk.start
        with borrowed("runtime", self.target) as brian2, _sentences():
            program.network.restore()
            program.sampling.dt = timeline.period * brian2.second
            for name, values in timeline.tables(chunk).items():
                program.tables[name].values = values
            began = time.perf_counter()
            program.network.run(samples * timeline.period * brian2.second, namespace={})
            wall_s = brian2.device._last_run_time
            # What a run needs beside its simulation loop is code generation.
            self.setup_s += time.perf_counter() - began - wall_s
            results = {name: np.array(variable.get_value()) for name, variable in program.results.items()}
            return Record(results, samples, wall_s)


@contextlib.contextmanager
def _sentences() -> Iterator[None]:
    """Brian2's own errors as a sentence that names the cause."""
    from brian2.core.base import BrianObjectException

    try:
        yield
    except BrianObjectException as problem:
        raise NeuroError(f"Brian2 can't run this network: {problem.__cause__ or problem}") from problem
