"""Binary units that speak only when their state changes."""

from typing import Any

import numpy as np
from lava.magma.core.decorator import implements, requires, tag
from lava.magma.core.model.py.model import PyLoihiProcessModel
from lava.magma.core.model.py.ports import PyInPort, PyOutPort
from lava.magma.core.model.py.type import LavaPyType
from lava.magma.core.process.ports.ports import InPort, OutPort
from lava.magma.core.process.process import AbstractProcess
from lava.magma.core.process.variable import Var
from lava.magma.core.resources import CPU
from lava.magma.core.sync.protocols.loihi_protocol import LoihiProtocol
from numpy.typing import NDArray


class FlipUnits(AbstractProcess):  # type: ignore[misc]
    """field += arriving; s = +1 if field + bias > 0, else -1; sends the change of s, which is 0 at most steps.

    Field and bias are doubled (2h), so that couplings enter as 2J and stay even. Each unit gets one order a step:
    0 do as above; 1 keep s (the field still takes in what arrives); 2, 3, 4 start from s = -1, 0, +1: what arrives
    is dropped, the field is 0, and the new s itself is sent.

    On a chip: no; ours, with models for Lava's CPU alone. No stock unit adds up its field and speaks of changes only:
    on the chip that takes microcode of its own. Nearest comes NEBM, of the library lava-optimization.

    Parameters
    ----------
    bias
        Twice the constant field of each unit, (units,).
    """

    def __init__(self, *, bias: NDArray[Any]) -> None:
        super().__init__(bias=bias)
        self.a_in = InPort(shape=bias.shape)
        self.order_in = InPort(shape=bias.shape)
        self.s_out = OutPort(shape=bias.shape)
        self.field = Var(shape=bias.shape, init=0)
        self.s = Var(shape=bias.shape, init=0)
        self.bias = Var(shape=bias.shape, init=bias)


class AbstractFlipUnitsModel(PyLoihiProcessModel):  # type: ignore[misc]
    """Both number formats step alike."""

    a_in: Any = None
    order_in: Any = None
    s_out: Any = None
    field: Any = None
    s: Any = None
    bias: Any = None

    def run_spk(self) -> None:
        """One step of every unit."""
        orders, arriving = self.order_in.recv(), self.a_in.recv()
        self.field += arriving
        s = np.where(self.field + self.bias > 0, 1, -1)
        message = s - self.s
        if orders.any():
            keeps, starts = orders == 1, orders > 1
            s = np.where(starts, orders - 3, np.where(keeps, self.s, s))
            message = np.where(starts, s, s - self.s)
            self.field[starts] = 0
        self.s[:] = s
        self.s_out.send(message)


@implements(proc=FlipUnits, protocol=LoihiProtocol)
@requires(CPU)
@tag("floating_pt")
class FlipUnitsModelFloat(AbstractFlipUnitsModel):
    """Fields in floating point."""

    a_in: PyInPort = LavaPyType(PyInPort.VEC_DENSE, float)
    order_in: PyInPort = LavaPyType(PyInPort.VEC_DENSE, float)
    s_out: PyOutPort = LavaPyType(PyOutPort.VEC_DENSE, float)
    field: NDArray[Any] = LavaPyType(np.ndarray, float)
    s: NDArray[Any] = LavaPyType(np.ndarray, float)
    bias: NDArray[Any] = LavaPyType(np.ndarray, float)


@implements(proc=FlipUnits, protocol=LoihiProtocol)
@requires(CPU)
@tag("bit_accurate_loihi", "fixed_pt")
class FlipUnitsModelFixed(AbstractFlipUnitsModel):
    """Fields of 24 bits, messages of 8."""

    a_in: PyInPort = LavaPyType(PyInPort.VEC_DENSE, np.int32, precision=24)
    order_in: PyInPort = LavaPyType(PyInPort.VEC_DENSE, np.int32, precision=8)
    s_out: PyOutPort = LavaPyType(PyOutPort.VEC_DENSE, np.int32, precision=8)
    field: NDArray[Any] = LavaPyType(np.ndarray, np.int32, precision=24)
    s: NDArray[Any] = LavaPyType(np.ndarray, np.int32, precision=2)
    bias: NDArray[Any] = LavaPyType(np.ndarray, np.int32, precision=24)
