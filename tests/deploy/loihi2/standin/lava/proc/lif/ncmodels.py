"""Stands in for the chip's LIF: Lava's fixed-point model, whose voltages a state probe can see."""

import os
from typing import Any

from lava.magma.core.decorator import implements, requires, tag
from lava.magma.core.model.c.model import CLoihiProcessModel
from lava.magma.core.resources import Loihi2NeuroCore
from lava.magma.core.sync.protocols.loihi_protocol import LoihiProtocol
from lava.proc.lif.models import PyLifResetModelBitAcc
from lava.proc.lif.process import LIFReset

if os.environ.get("STANDIN_FAULT") != "no LIFReset":

    @implements(proc=LIFReset, protocol=LoihiProtocol)
    @requires(Loihi2NeuroCore)
    @tag("chip")
    class NcModelLifReset(PyLifResetModelBitAcc, CLoihiProcessModel):  # type: ignore[misc]
        """Writes its voltages to the shared memory of its probe, if it has one."""

        def __init__(self, proc_params: Any) -> None:
            super().__init__(proc_params)
            self.shared = proc_params.get("probed")

        def run_spk(self) -> None:
            super().run_spk()
            if self.shared is not None:
                count, series = self.shared
                series[count[0]] = self.v & 0xFFFFFF
                count[0] += 1
