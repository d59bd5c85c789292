"""Stands in for the adapters between host and chip: they hand on what they get, in the same step."""

from typing import Any

import numpy as np
from lava.magma.core.decorator import implements, requires
from lava.magma.core.model.py.model import PyLoihiProcessModel
from lava.magma.core.model.py.ports import PyInPort, PyOutPort
from lava.magma.core.model.py.type import LavaPyType
from lava.magma.core.process.ports.ports import InPort, OutPort
from lava.magma.core.process.process import AbstractProcess
from lava.magma.core.resources import CPU
from lava.magma.core.sync.protocols.loihi_protocol import LoihiProtocol


class AbstractAdapter(AbstractProcess):  # type: ignore[misc]
    """From `inp` to `out`."""

    def __init__(self, *, shape: tuple[int, ...], num_message_bits: int = 0) -> None:
        super().__init__(shape=shape, num_message_bits=num_message_bits)
        self.inp = InPort(shape=shape)
        self.out = OutPort(shape=shape)


class PyToNxAdapter(AbstractAdapter):
    """Towards the chip."""


class NxToPyAdapter(AbstractAdapter):
    """From the chip."""


class AbstractAdapterModel(PyLoihiProcessModel):  # type: ignore[misc]
    """Refuses payloads where none were announced, and wider ones than were."""

    inp: PyInPort = LavaPyType(PyInPort.VEC_DENSE, np.int32, precision=24)
    out: PyOutPort = LavaPyType(PyOutPort.VEC_DENSE, np.int32, precision=24)

    def __init__(self, proc_params: Any) -> None:
        super().__init__(proc_params)
        self.largest = 2 ** max(proc_params["num_message_bits"] - 1, 0)

    def run_spk(self) -> None:
        got = self.inp.recv()
        if np.abs(got).max() > self.largest:
            raise ValueError(f"payload {np.abs(got).max()} in messages that hold {self.largest}")
        self.out.send(got)


@implements(proc=PyToNxAdapter, protocol=LoihiProtocol)
@requires(CPU)
class PyToNxAdapterModel(AbstractAdapterModel):
    """Towards the chip."""


@implements(proc=NxToPyAdapter, protocol=LoihiProtocol)
@requires(CPU)
class NxToPyAdapterModel(AbstractAdapterModel):
    """From the chip."""
