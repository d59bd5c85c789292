"""Brian2 in its two modes: what they can do, what they need, and how they open a network."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, final

from ...network import Network
from ..contract import AbstractEngine
from ..learner import AbstractLearner
from .compiling import missing_tool
from .learner import AbstractEventLearner, Brian2IntegerLearner, Brian2Learner
from .library import installed
from .runtime import RuntimeSession
from .standalone import StandaloneSession

_LIMITS = {"early-stop": "the number of steps is fixed before a run starts; use stop = 'never'."}
_INSTALL = "Brian2 is not installed; install it with: pip install 'brian2>=2.9'"


@final
class Brian2Engine(AbstractEngine):
    """Event-driven simulation in Brian2's runtime mode.

    With a C++ compiler every part of a step is compiled code, called from Python once per step; without one
    Brian2 generates NumPy code instead: same results, slower.
    """

    name: ClassVar[str] = "brian2"

    def limits(self, code: str) -> Mapping[str, str]:
        """Runs can't end early."""
        return _LIMITS

    def obstacle(self) -> str | None:
        """Brian2 missing."""
        return None if installed() else _INSTALL

    def _open(self, network: Network, code: str) -> RuntimeSession:
        return RuntimeSession(self, network, code)

    def _teach(self, network: Network) -> AbstractLearner:
        # The compiled program of the other mode: thousands of samples would be a call from Python per step.
        return Brian2StandaloneEngine().teach(network)


@final
class Brian2StandaloneEngine(AbstractEngine):
    """Event-driven simulation in a compiled C++ program that Brian2 writes.

    Compiling takes some ten seconds, once per shape of network: programs are kept in a cache folder and take
    new weights, stimuli, batch sizes and numbers of steps as data.
    """

    name: ClassVar[str] = "brian2-standalone"

    def limits(self, code: str) -> Mapping[str, str]:
        """Runs can't end early."""
        return _LIMITS

    def obstacle(self) -> str | None:
        """Brian2, a C++ compiler or `make` missing."""
        if not installed():
            return _INSTALL
        if (tool := missing_tool()) is not None:
            return (
                f"'{tool}' is not installed; brian2-standalone needs make and a C++ compiler "
                "(Debian, Ubuntu: apt install build-essential; macOS: xcode-select --install)."
            )
        return None

    def _open(self, network: Network, code: str) -> StandaloneSession:
        return StandaloneSession(self, network, code)

    def _teach(self, network: Network) -> AbstractEventLearner:
        return Brian2IntegerLearner(network) if network.is_integer else Brian2Learner(network)
