"""Brian2 in its two modes: what they can do, what they need, and how they open a network."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, final

from ...network import Network
from ..contract import RECORDS, AbstractEngine
from ..learner import AbstractLearner
from .compiled.compiler import missing_compiler
from .compiled.library import brian2_obstacle
from .learning.learner import Brian2Learner
from .running.sessions import RuntimeSession, StandaloneSession


class AbstractBrian2Engine(AbstractEngine):
    """What both modes have in common."""

    package: ClassVar[str] = "brian2"

    def limits(self, code: str) -> Mapping[str, str]:
        """Runs can't end early; without a compiler nothing is learned.

        Parameters
        ----------
        code
            ``flips`` or ``spikes``; the limits are the same.
        """
        limits = {"early-stop": "the number of steps is fixed before a run starts; use stop = 'never'."}
        if (missing := _no_compiler()) is not None:
            limits |= {"learn-float": missing, "learn-integer": missing}
        return limits


@final
class Brian2Engine(AbstractBrian2Engine):
    """Event-driven simulation in Brian2's runtime mode.

    With a C++ compiler every action of a step is compiled code, called from Python once per step; without one
    Brian2 generates NumPy code instead: same results, slower. Learning always runs in the compiled programs of
    :class:`Brian2StandaloneEngine`: thousands of samples would be a call from Python per step.
    """

    name: ClassVar[str] = "brian2"
    no_rules: ClassVar[str | None] = None
    records: ClassVar[tuple[str, ...]] = RECORDS

    def obstacle(self) -> str | None:
        """Brian2 missing, or broken."""
        return brian2_obstacle(imported=True)

    def _open(self, network: Network, code: str) -> RuntimeSession:
        return RuntimeSession(self, network, code)

    def _teach(self, network: Network) -> AbstractLearner:
        return Brian2StandaloneEngine().teach(network)


@final
class Brian2StandaloneEngine(AbstractBrian2Engine):
    """Event-driven simulation in a compiled C++ program that Brian2 writes.

    Compiling takes some seconds, once per shape of network: programs are kept in a cache folder and take
    new weights, stimuli, batch sizes and numbers of steps as data.
    """

    name: ClassVar[str] = "brian2-standalone"
    compiles_each: ClassVar[bool] = True
    no_rules: ClassVar[str | None] = None
    records: ClassVar[tuple[str, ...]] = RECORDS

    def obstacle(self) -> str | None:
        """Brian2 missing or broken, or a C++ compiler missing."""
        return brian2_obstacle() or _no_compiler()

    def _open(self, network: Network, code: str) -> StandaloneSession:
        return StandaloneSession(self, network, code)

    def _teach(self, network: Network) -> AbstractLearner:
        return Brian2Learner(network)


def _no_compiler() -> str | None:
    """Why programs can't be compiled here; None when they can."""
    if (compiler := missing_compiler()) is None:
        return None
    return (
        f"'{compiler}' is not installed; brian2-standalone needs a C++ compiler "
        "(Debian, Ubuntu: apt install g++; macOS: xcode-select --install)."
    )
