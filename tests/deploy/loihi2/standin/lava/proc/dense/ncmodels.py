"""Stands in for the chip's Dense: Lava's fixed-point model; told so, with one coupling too small by one."""

import os
from typing import Any

from lava.magma.core.decorator import implements, requires, tag
from lava.magma.core.model.c.model import CLoihiProcessModel
from lava.magma.core.resources import Loihi2NeuroCore
from lava.magma.core.sync.protocols.loihi_protocol import LoihiProtocol
from lava.proc.dense.models import PyDenseModelBitAcc
from lava.proc.dense.process import Dense


@implements(proc=Dense, protocol=LoihiProtocol)
@requires(Loihi2NeuroCore)
@tag("chip")
class NcModelDense(PyDenseModelBitAcc, CLoihiProcessModel):  # type: ignore[misc]
    """Dense connections."""

    def __init__(self, proc_params: Any) -> None:
        super().__init__(proc_params)
        # Connections of spikes carry no payload, and those between units are square.
        self.off = os.environ.get("STANDIN_FAULT") == "dense" and proc_params["num_message_bits"] == 0

    def run_spk(self) -> None:
        if self.off and self.weights.shape[0] == self.weights.shape[1]:
            # Weights arrive doubled.
            self.weights[0, -1] -= 2
        self.off = False
        super().run_spk()
