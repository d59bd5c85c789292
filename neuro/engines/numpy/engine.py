"""The reference engine: what it can do, and how it runs a network."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from typing import ClassVar, final

import numpy as np

from ...machine.memory import check_memory
from ...network import Network
from ..contract import RECORDS, AbstractEngine, AbstractSession
from ..learner import AbstractLearner
from ..run import Run
from ..stimulus import Stimulus
from .dynamics import Fields, trajectory
from .plasticity import NumpyFloatLearner, NumpyIntegerLearner


@final
class NumpySession(AbstractSession):
    """A network with its fields, ready to run."""

    def __init__(self, engine: AbstractEngine, network: Network, code: str) -> None:
        super().__init__(engine, network, code)
        began = time.perf_counter()
        self._fields = Fields(network)
        self._setup_s = time.perf_counter() - began

    def _run(self, stimulus: Stimulus) -> Run:
        began = time.perf_counter()
        states, steps_taken = trajectory(self._fields, stimulus)
        return self._run_of_states(stimulus, states, steps_taken, self._setup_s, began)

    def _run_recording(self, stimulus: Stimulus, record: tuple[str, ...]) -> Run:
        began, network = time.perf_counter(), self.network
        shape = stimulus.samples, stimulus.steps, network.units
        check_memory(f"recording {' and '.join(record)}", 8 * math.prod(shape), "ask for fewer samples, steps or units")
        fields = np.full(shape, np.nan)
        states, steps_taken = trajectory(self._fields, stimulus, fields)
        fields, kind = fields[:, : states.shape[1] - 1], np.int64 if network.is_integer else float
        readouts = states[:, 1:].astype(kind) @ network.readout_weights.T
        found = {"fields": fields, "readouts": readouts}
        recorded = {name: found[name] for name in record}
        return self._run_of_states(stimulus, states, steps_taken, self._setup_s, began, recorded)


@final
class NumpyEngine(AbstractEngine):
    """Every step evaluated in full, for all samples at once. It is the contract the others are held to."""

    name: ClassVar[str] = "numpy"
    package: ClassVar[str] = "numpy"
    records: ClassVar[tuple[str, ...]] = RECORDS
    no_rules: ClassVar[str | None] = None

    def limits(self, code: str) -> Mapping[str, str]:
        """None."""
        return {}

    def obstacle(self) -> str | None:
        """None: NumPy is always there."""
        return None

    def _teach(self, network: Network) -> AbstractLearner:
        return NumpyIntegerLearner(network) if network.is_integer else NumpyFloatLearner(network)

    def _open(self, network: Network, code: str) -> NumpySession:
        return NumpySession(self, network, code)
