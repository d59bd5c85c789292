"""Stands in for the chip's Sparse: Lava's fixed-point model; told so, with one coupling too small by one."""

import os
from typing import Any

from lava.magma.core.decorator import implements, requires, tag
from lava.magma.core.model.c.model import CLoihiProcessModel
from lava.magma.core.resources import Loihi2NeuroCore
from lava.magma.core.sync.protocols.loihi_protocol import LoihiProtocol
from lava.proc.sparse.models import PySparseModelBitAcc
from lava.proc.sparse.process import Sparse


@implements(proc=Sparse, protocol=LoihiProtocol)
@requires(Loihi2NeuroCore)
@tag("chip")
class NcModelSparse(PySparseModelBitAcc, CLoihiProcessModel):  # type: ignore[misc]
    """Sparse connections."""

    def __init__(self, proc_params: Any) -> None:
        super().__init__(proc_params)
        # Connections of spikes carry no payload.
        self.off = os.environ.get("STANDIN_FAULT") == "sparse" and proc_params["num_message_bits"] == 0

    def run_spk(self) -> None:
        if self.off:
            # Weights arrive doubled.
            self.weights.data[0] -= 2
        self.off = False
        super().run_spk()
