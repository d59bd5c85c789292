"""The reference engine: what it can do, and how it opens a network."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, final

from ...network import Network
from ..contract import AbstractEngine
from ..learner import AbstractLearner
from .integer_plasticity import NumpyIntegerLearner
from .plasticity import NumpyLearner
from .session import NumpySession


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
        return NumpyIntegerLearner(network) if network.is_integer else NumpyLearner(network)

    def _open(self, network: Network, code: str) -> NumpySession:
        return NumpySession(self, network, code)
