"""Readout units that are taught, and a tape of their answers."""

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
from neuro_deploy.lava.orders import ReadoutOrder
from numpy.typing import NDArray


class LearningReadout(AbstractProcess):  # type: ignore[misc]
    """y += arriving; when taught, sends the teacher's sign as post factor where teacher * y <= margin, else 0.

    What arrives while it is taught or forgets is dropped: it comes from units that offered their states to learning.

    On a chip: no; ours, with models for Lava's CPU alone. The units it stands for would be like LearningUnits; the
    tape it writes is the host's work.

    Parameters
    ----------
    fields, unstable, corrected
        Shared arrays to write to: y of each sample when taught, (samples, classes), how many units were unstable, and
        how many readouts were corrected, (samples,); written over from the first after the last.
    clock
        Shared array of one number: the steps done.
    period
        Steps of one sample.
    margin
        Largest field on the wrong side, or too little on the right one, that is still corrected.
    """

    def __init__(
        self,
        *,
        units: int,
        fields: NDArray[np.int64],
        unstable: NDArray[np.int64],
        corrected: NDArray[np.int64],
        clock: NDArray[np.int64],
        period: int,
        margin: int,
    ) -> None:
        super().__init__(fields=fields, unstable=unstable, corrected=corrected, clock=clock, period=period)
        classes = fields.shape[1]
        self.a_in = InPort(shape=(classes,))
        self.order_in = InPort(shape=(classes,))
        self.unstable_in = InPort(shape=(units,))
        self.post_out = OutPort(shape=(classes,))
        self.y = Var(shape=(classes,), init=0)
        self.margin = Var(shape=(1,), init=margin)


class AbstractLearningReadoutModel(PyLoihiProcessModel):  # type: ignore[misc]
    """Both number formats add up and are taught alike."""

    a_in: Any = None
    order_in: Any = None
    unstable_in: Any = None
    post_out: Any = None
    y: Any = None
    margin: Any = None

    def __init__(self, proc_params: Any) -> None:
        super().__init__(proc_params)
        self.fields, self.unstable = proc_params["fields"], proc_params["unstable"]
        self.corrected: NDArray[np.int64] = proc_params["corrected"]
        self.clock, self.period = proc_params["clock"], proc_params["period"]

    def run_spk(self) -> None:
        """Add up, or be taught."""
        sample = (self.time_step - 1) // self.period % len(self.fields)
        orders, arriving, posts = self.order_in.recv(), self.a_in.recv(), self.unstable_in.recv()
        taught = (orders == ReadoutOrder.TEACH_UP) | (orders == ReadoutOrder.TEACH_DOWN)
        wrong = taught & (orders * self.y <= self.margin[0])
        if taught.any():
            self.fields[sample], self.corrected[sample] = self.y, np.count_nonzero(wrong)
        if posts.any():
            self.unstable[sample] = np.count_nonzero(posts)
        self.y += np.where(orders == ReadoutOrder.ADD, arriving, 0)
        self.y[orders == ReadoutOrder.FORGET] = 0
        self.post_out.send(np.where(wrong, orders, 0))
        self.clock[0] += 1


@implements(proc=LearningReadout, protocol=LoihiProtocol)
@requires(CPU)
@tag("floating_pt")
class LearningReadoutModelFloat(AbstractLearningReadoutModel):
    """Whole numbers in double precision, exact below 2^53."""

    a_in: PyInPort = LavaPyType(PyInPort.VEC_DENSE, float)
    order_in: PyInPort = LavaPyType(PyInPort.VEC_DENSE, float)
    unstable_in: PyInPort = LavaPyType(PyInPort.VEC_DENSE, float)
    post_out: PyOutPort = LavaPyType(PyOutPort.VEC_DENSE, float)
    y: NDArray[Any] = LavaPyType(np.ndarray, float)
    margin: NDArray[Any] = LavaPyType(np.ndarray, float)


@implements(proc=LearningReadout, protocol=LoihiProtocol)
@requires(CPU)
@tag("fixed_pt")
class LearningReadoutModelFixed(AbstractLearningReadoutModel):
    """Fields of 24 bits."""

    a_in: PyInPort = LavaPyType(PyInPort.VEC_DENSE, np.int32, precision=24)
    order_in: PyInPort = LavaPyType(PyInPort.VEC_DENSE, np.int32, precision=8)
    unstable_in: PyInPort = LavaPyType(PyInPort.VEC_DENSE, np.int32, precision=2)
    post_out: PyOutPort = LavaPyType(PyOutPort.VEC_DENSE, np.int32, precision=2)
    y: NDArray[Any] = LavaPyType(np.ndarray, np.int32, precision=24)
    margin: NDArray[Any] = LavaPyType(np.ndarray, np.int32, precision=24)
