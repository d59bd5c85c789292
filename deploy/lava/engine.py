"""The two Lava engines: what each can do, and how it opens a network."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, final

from neuro.engines import AbstractEngine, AbstractLearner, AbstractSession
from neuro.network import Network

from .importing import import_lava, lava_obstacle

_ONE_BY_ONE = (
    "the float rule sums batches and lets weights decay, and the connections of the graph learn from one sample at a "
    "time; learn in whole numbers (neuro train --regime integer, or train(..., integer=True)), or with numpy."
)
_FIXED_STEPS = "a compiled graph runs a number of steps fixed beforehand; nothing in it can end a sample early."
_NO_MASKS = "stock LIF units update at every step; the flip code has a port that holds units back."
_WHOLE_NUMBERS = "Lava's fixed-point processes hold whole numbers; make the network integer first."


class AbstractLavaEngine(AbstractEngine):
    """Runs a network as a graph of Lava processes, each an operating-system process of its own."""

    package: ClassVar[str] = "lava-nc"
    records: ClassVar[tuple[str, ...]] = ("readouts",)
    not_recorded: ClassVar[str] = "its units send their states alone"
    fixed: ClassVar[bool]

    def limits(self, code: str) -> Mapping[str, str]:
        """Early stops and the float rule always; random updates under spikes; float networks in fixed point."""
        limits = {"early-stop": _FIXED_STEPS, "learn-float": _ONE_BY_ONE}
        if code == "spikes":
            limits["random-subset"] = limits["module-by-module"] = _NO_MASKS
        if self.fixed:
            limits["float-network"] = _WHOLE_NUMBERS
        return limits

    def obstacle(self) -> str | None:
        """Why Lava can't be imported here; None when it can."""
        return lava_obstacle()

    def _open(self, network: Network, code: str) -> AbstractSession:
        import_lava()
        from .session import LavaSession

        return LavaSession(self, network, code, fixed=self.fixed)

    def _teach(self, network: Network) -> AbstractLearner:
        import_lava()
        from .learner import LavaLearner

        return LavaLearner(network, self.name, fixed=self.fixed)


@final
class LavaFloatEngine(AbstractLavaEngine):
    """Lava's floating-point process models: runs float and integer networks, teaches integer ones."""

    name: ClassVar[str] = "lava-float"
    fixed: ClassVar[bool] = False


@final
class LavaFixedEngine(AbstractLavaEngine):
    """Lava's fixed-point process models, bit-accurate to the chip's arithmetic: integer networks only."""

    name: ClassVar[str] = "lava-fixed"
    fixed: ClassVar[bool] = True
