"""The fast engine: compiled by Numba, sixteen samples at a time, on all cores."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, final

from ...network import Network
from ..contract import AbstractEngine
from ..learner import AbstractLearner
from ..rule import own_rule
from .ahead import compile_all
from .batches import NumbaBatchLearner
from .own_rule import NumbaOwnRuleLearner
from .sessions import NumbaSession
from .singles import NumbaFloatLearner, NumbaIntegerLearner


@final
class NumbaEngine(AbstractEngine):
    """A field evaluated whole once, then only what flips; compiled the first time it is used."""

    name: ClassVar[str] = "numba"
    package: ClassVar[str] = "numba"
    no_rules: ClassVar[str | None] = None
    not_recorded: ClassVar[str] = "it evaluates a field only where it may have changed its sign"

    def limits(self, code: str) -> Mapping[str, str]:
        """None."""
        return {}

    def obstacle(self) -> str | None:
        """None: Numba is installed with this package."""
        return None

    def compile_ahead(self) -> None:
        """Compile every kernel."""
        compile_all(self)

    def _teach(self, network: Network) -> AbstractLearner:
        if (own := own_rule(network)) is not None:
            return NumbaOwnRuleLearner(network, own)
        if network.is_integer:
            return NumbaIntegerLearner(network)
        online = network.description.plasticity.batch_size == 1
        return NumbaFloatLearner(network) if online else NumbaBatchLearner(network)

    def _open(self, network: Network, code: str) -> NumbaSession:
        return NumbaSession(self, network, code)
