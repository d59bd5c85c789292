"""What leaves a network: the messages of its units and the fields of its readout, written to shared memory."""

from typing import Any

import numpy as np
from lava.magma.core.model.py.model import PyLoihiProcessModel
from lava.magma.core.model.py.ports import PyInPort
from lava.magma.core.process.ports.ports import InPort
from lava.magma.core.process.process import AbstractProcess
from lava.magma.core.process.variable import Var
from neuro_deploy.lava.formats import fixed_point, floating_point, holds, receives
from numpy.typing import NDArray


class Recorder(AbstractProcess):  # type: ignore[misc]
    """Readout units, y = bias + [y +] arriving, and a record of them and of the messages arriving.

    On a chip: no; ours, the host's work. The engine loihi2 keeps it there, behind the extension's adapters.

    Parameters
    ----------
    messages, fields
        Shared arrays to write to, (steps, units) and (steps, classes); written over from the first after the last.
    clock
        Shared array of one number: the steps done.
    bias
        Constant field of each readout unit, (classes,).
    period
        0 for readout units without memory; else they add up what arrives and forget it in step 2 of each period,
        the first in which what is sent in step 1 arrives.
    """

    def __init__(
        self,
        *,
        messages: NDArray[np.int8],
        fields: NDArray[Any],
        clock: NDArray[np.int64],
        bias: NDArray[Any],
        period: int,
    ) -> None:
        super().__init__(messages=messages, fields=fields, clock=clock, period=period)
        self.messages_in = InPort(shape=(messages.shape[1],))
        # Lava wants every port of a model; one without classes stays unconnected.
        classes = max(fields.shape[1], 1)
        self.fields_in = InPort(shape=(classes,))
        self.y = Var(shape=(classes,), init=0)
        self.bias = Var(shape=(classes,), init=bias if len(bias) else 0)


@fixed_point(Recorder, "bit_accurate_loihi")
class RecorderModelFixed(PyLoihiProcessModel):  # type: ignore[misc]
    """Messages of 8 bits, readout fields of 24."""

    messages_in: PyInPort = receives(8)
    fields_in: PyInPort = receives(24)
    y: NDArray[Any] = holds(24)
    bias: NDArray[Any] = holds(24)

    def __init__(self, proc_params: Any) -> None:
        super().__init__(proc_params)
        self.messages, self.fields = proc_params["messages"], proc_params["fields"]
        self.clock, self.period = proc_params["clock"], proc_params["period"]

    def run_spk(self) -> None:
        """Take in one step's messages and fields."""
        step = (self.time_step - 1) % len(self.messages)
        self.messages[step] = self.messages_in.recv()
        if self.fields.shape[1]:
            if not self.period or step % self.period == 1:
                self.y[:] = 0
            self.y += self.fields_in.recv()
            self.fields[step] = self.y + self.bias
        self.clock[0] += 1


RecorderModelFloat = floating_point(RecorderModelFixed)
