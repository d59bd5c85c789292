"""What acts on a network from outside and what leaves it, read from and written to shared memory step by step."""

from typing import Any

import numpy as np
from lava.magma.core.model.py.model import PyLoihiProcessModel
from lava.magma.core.model.py.ports import PyInPort, PyOutPort
from lava.magma.core.process.ports.ports import InPort, OutPort
from lava.magma.core.process.process import AbstractProcess
from lava.magma.core.process.variable import Var
from neuro_deploy.lava.building_blocks import fixed_point, floating_point, holds, receives, sends
from neuro_deploy.lava.shared import Timeline
from numpy.typing import NDArray


class Drive(AbstractProcess):  # type: ignore[misc]
    """Sends the rows of two timelines, each on a port of its own; starts over after the last step.

    On a chip: no; ours, the host's work. The engine loihi2 keeps it there, behind the extension's adapters.

    Parameters
    ----------
    lines
        Payloads of the input and label lines, in shared memory.
    starts
        The same for the messages that set the units' starts, one line a unit; as many steps.
    sent
        Shared array of one number a line, which grows with each message that is not 0; None to count none.
    """

    def __init__(self, *, lines: Timeline, starts: Timeline, sent: NDArray[np.int64] | None = None) -> None:
        super().__init__(lines=lines, starts=starts, sent=sent)
        # Lava wants every port of a model; one without lines stays unconnected.
        self.lines_out = OutPort(shape=(max(lines.rows.shape[1], 1),))
        self.start_out = OutPort(shape=(starts.rows.shape[1],))


@fixed_point(Drive, "bit_accurate_loihi")
class DriveModelFixed(PyLoihiProcessModel):  # type: ignore[misc]
    """Sends payloads of at most 24 bits."""

    lines_out: PyOutPort = sends(24)
    start_out: PyOutPort = sends(24)

    def __init__(self, proc_params: Any) -> None:
        super().__init__(proc_params)
        self.lines: Timeline = proc_params["lines"]
        self.starts: Timeline = proc_params["starts"]
        self.sent: NDArray[np.int64] | None = proc_params["sent"]

    def run_spk(self) -> None:
        """Send this step's rows."""
        step = (self.time_step - 1) % len(self.starts.which)
        self.start_out.send(self.starts.rows[self.starts.which[step]])
        if self.lines.rows.shape[1]:
            row = self.lines.rows[self.lines.which[step]]
            self.lines_out.send(row)
            if self.sent is not None:
                self.sent += row != 0


DriveModelFloat = floating_point(DriveModelFixed)


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
