"""The reference engine: what it can do, and how it runs a network."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import ClassVar, final

from ...network import Network
from ..contract import AbstractEngine, AbstractSession
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
        return self._counted(stimulus, states, steps_taken, self._setup_s, began)


@final
class NumpyEngine(AbstractEngine):
    """Every step evaluated in full, for all samples at once. It is the contract the others are held to."""

    name: ClassVar[str] = "numpy"

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
