"""A sender that goes wrong in the way it is told to."""

import os
import time
from typing import Any

import numpy as np
from lava.magma.core.decorator import implements, requires, tag
from lava.magma.core.model.py.model import PyLoihiProcessModel
from lava.magma.core.model.py.ports import PyOutPort
from lava.magma.core.model.py.type import LavaPyType
from lava.magma.core.process.ports.ports import OutPort
from lava.magma.core.process.process import AbstractProcess
from lava.magma.core.resources import CPU
from lava.magma.core.sync.protocols.loihi_protocol import LoihiProtocol


class Unpicklable(Exception):
    """Can be sent, but not read again on the other side."""

    def __init__(self, one: str, two: str) -> None:
        super().__init__(one + two)


class Faulty(AbstractProcess):  # type: ignore[misc]
    """Sends zeros for three steps; then does what `fault` says."""

    def __init__(self, fault: str) -> None:
        super().__init__(fault=fault)
        self.out = OutPort(shape=(4,))


@implements(proc=Faulty, protocol=LoihiProtocol)
@requires(CPU)
@tag("floating_pt")
class FaultyModel(PyLoihiProcessModel):  # type: ignore[misc]
    """Builds, or doesn't; runs, or doesn't."""

    out: PyOutPort = LavaPyType(PyOutPort.VEC_DENSE, float)

    def __init__(self, proc_params: Any) -> None:
        super().__init__(proc_params)
        self.fault = proc_params["fault"]
        if self.fault == "no build":
            raise ValueError("cannot be built on purpose")
        if self.fault == "killed in build":
            os._exit(3)

    def run_spk(self) -> None:
        """One step."""
        if self.time_step <= 3 or self.fault == "none":
            self.out.send(np.zeros(4))
        elif self.fault == "raises":
            raise ValueError("raised on purpose in step 4")
        elif self.fault == "raises unpicklable":
            raise Unpicklable("a", "b")
        elif self.fault == "wrong shape":
            self.out.send(np.zeros(3))
        elif self.fault == "dies":
            os._exit(7)
        elif self.fault == "slow":
            time.sleep(0.01)
            self.out.send(np.zeros(4))
        # "silent": whoever waits for the message waits for ever.
