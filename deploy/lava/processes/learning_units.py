"""Binary units that judge their own stability and tell the connections that end at them."""

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
from neuro_deploy.lava.orders import UnitOrder
from numpy.typing import NDArray


class LearningUnits(AbstractProcess):  # type: ignore[misc]
    """field += arriving; s = +1 if field + bias > 0, else -1; sends the change of s, as its UnitOrder allows.

    A unit told to judge keeps s and sends s as its post factor if s * (field + bias - excluded * s) <= margin, else
    0; in other steps the post factor is 0. A unit told to start drops what arrives and is silent, s = 0.

    On a chip: no; ours, with models for Lava's CPU alone. There it takes microcode of its own: Lava's stock LearningLIF
    never sends on the ports of its traces, which rules of three factors wait for.

    Parameters
    ----------
    bias
        The constant field of each unit, (units,).
    excluded
        Self-coupling of each unit that its margin leaves out, (units,).
    margin
        Largest field against the threshold that still counts as unstable.
    flips
        Shared array to count in: changes of state of each unit, (units,).
    """

    def __init__(self, *, bias: NDArray[Any], excluded: NDArray[Any], margin: int, flips: NDArray[np.int64]) -> None:
        super().__init__(bias=bias, flips=flips)
        self.a_in = InPort(shape=bias.shape)
        self.order_in = InPort(shape=bias.shape)
        self.s_out = OutPort(shape=bias.shape)
        self.post_out = OutPort(shape=bias.shape)
        self.field = Var(shape=bias.shape, init=0)
        self.s = Var(shape=bias.shape, init=0)
        self.bias = Var(shape=bias.shape, init=bias)
        self.excluded = Var(shape=bias.shape, init=excluded)
        self.margin = Var(shape=(1,), init=margin)


class AbstractLearningUnitsModel(PyLoihiProcessModel):  # type: ignore[misc]
    """Both number formats step and judge alike."""

    a_in: Any = None
    order_in: Any = None
    s_out: Any = None
    post_out: Any = None
    field: Any = None
    s: Any = None
    bias: Any = None
    excluded: Any = None
    margin: Any = None

    def __init__(self, proc_params: Any) -> None:
        super().__init__(proc_params)
        self.flips: NDArray[np.int64] = proc_params["flips"]

    def run_spk(self) -> None:
        """One step of every unit."""
        orders, arriving = self.order_in.recv(), self.a_in.recv()
        self.field += arriving
        h = self.field + self.bias
        steps = orders == UnitOrder.STEP
        judges = (orders == UnitOrder.JUDGE) | (orders == UnitOrder.JUDGE_AND_OFFER)
        offers = (orders == UnitOrder.HOLD_AND_OFFER) | (orders == UnitOrder.JUDGE_AND_OFFER)
        starts = orders == UnitOrder.START
        s = np.where(steps, np.where(h > 0, 1, -1), np.where(starts, 0, self.s))
        unstable = judges & (s * (h - self.excluded * s) <= self.margin[0])
        message = np.where(offers, s, np.where(steps, s - self.s, 0))
        self.flips += steps & (message != 0)
        self.field[starts] = 0
        self.s[:] = s
        self.s_out.send(message)
        self.post_out.send(np.where(unstable, s, 0))


@implements(proc=LearningUnits, protocol=LoihiProtocol)
@requires(CPU)
@tag("floating_pt")
class LearningUnitsModelFloat(AbstractLearningUnitsModel):
    """Whole numbers in double precision, exact below 2^53."""

    a_in: PyInPort = LavaPyType(PyInPort.VEC_DENSE, float)
    order_in: PyInPort = LavaPyType(PyInPort.VEC_DENSE, float)
    s_out: PyOutPort = LavaPyType(PyOutPort.VEC_DENSE, float)
    post_out: PyOutPort = LavaPyType(PyOutPort.VEC_DENSE, float)
    field: NDArray[Any] = LavaPyType(np.ndarray, float)
    s: NDArray[Any] = LavaPyType(np.ndarray, float)
    bias: NDArray[Any] = LavaPyType(np.ndarray, float)
    excluded: NDArray[Any] = LavaPyType(np.ndarray, float)
    margin: NDArray[Any] = LavaPyType(np.ndarray, float)


@implements(proc=LearningUnits, protocol=LoihiProtocol)
@requires(CPU)
@tag("fixed_pt")
class LearningUnitsModelFixed(AbstractLearningUnitsModel):
    """Fields of 24 bits, messages of 8."""

    a_in: PyInPort = LavaPyType(PyInPort.VEC_DENSE, np.int32, precision=24)
    order_in: PyInPort = LavaPyType(PyInPort.VEC_DENSE, np.int32, precision=8)
    s_out: PyOutPort = LavaPyType(PyOutPort.VEC_DENSE, np.int32, precision=8)
    post_out: PyOutPort = LavaPyType(PyOutPort.VEC_DENSE, np.int32, precision=2)
    field: NDArray[Any] = LavaPyType(np.ndarray, np.int32, precision=24)
    s: NDArray[Any] = LavaPyType(np.ndarray, np.int32, precision=2)
    bias: NDArray[Any] = LavaPyType(np.ndarray, np.int32, precision=24)
    excluded: NDArray[Any] = LavaPyType(np.ndarray, np.int32, precision=8)
    margin: NDArray[Any] = LavaPyType(np.ndarray, np.int32, precision=24)
