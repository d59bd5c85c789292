"""Brian2 in its two modes: what they can do, what they need, and how they open a network."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, final

from ...network import Network
from ..contract import AbstractEngine
from .library import installed
from .session import RuntimeSession

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
