"""Which model of each process is taken: one for the chip, or the run is refused."""

from __future__ import annotations

from typing import Any, final

from lava.magma.core.model.model import AbstractProcessModel
from lava.magma.core.process.process import AbstractProcess
from lava.magma.core.resources import Loihi2NeuroCore, NeuroCore
from lava.magma.core.run_configs import Loihi2HwCfg
from lava.proc.dense.process import Dense
from lava.proc.lif.process import LIFReset
from lava.proc.sparse.process import Sparse

from neuro.errors import NeuroError


@final
class OnChip(Loihi2HwCfg):  # type: ignore[misc]
    """Lava's hardware configuration, which would silently run on the CPU what has no model for the chip."""

    def select(self, process: AbstractProcess, proc_models: list[type[AbstractProcessModel]]) -> Any:
        """The model Lava chooses, unless it would leave a part of the network on the CPU."""
        model = super().select(process, proc_models)
        on_chip = {NeuroCore, Loihi2NeuroCore}.intersection(model.required_resources)
        if isinstance(process, (LIFReset, Dense, Sparse)) and not on_chip:
            raise NeuroError(
                f"Intel's Lava extension here has no model of {type(process).__name__} for the chip, and it would run "
                "on the CPU; use a version of the extension that has one, or the engine lava-fixed."
            )
        return model
