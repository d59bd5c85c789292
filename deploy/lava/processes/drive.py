"""What acts on a network from outside, played from shared memory."""

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
from numpy.typing import NDArray


class Drive(AbstractProcess):  # type: ignore[misc]
    """In step t sends rows[which[t - 1]] on each of its two ports; starts over after the last step.

    On a chip: no; ours, the host's work. The engine loihi2 keeps it there, behind the extension's adapters.

    Parameters
    ----------
    line_rows, line_which
        Payloads of the input and label lines, (rows, lines), and the row of each step, (steps,). Shared arrays.
    start_rows, start_which
        The same for the messages that set the units' starts, one line a unit.
    """

    def __init__(
        self,
        *,
        line_rows: NDArray[Any],
        line_which: NDArray[np.int64],
        start_rows: NDArray[Any],
        start_which: NDArray[np.int64],
    ) -> None:
        super().__init__(line_rows=line_rows, line_which=line_which, start_rows=start_rows, start_which=start_which)
        # Lava wants every port of a model; one without lines stays unconnected.
        self.lines_out = OutPort(shape=(max(line_rows.shape[1], 1),))
        self.start_out = OutPort(shape=(start_rows.shape[1],))


class AbstractDriveModel(PyLoihiProcessModel):  # type: ignore[misc]
    """Both number formats send the same rows."""

    lines_out: Any = None
    start_out: Any = None

    def __init__(self, proc_params: Any) -> None:
        super().__init__(proc_params)
        self.line_rows, self.line_which = proc_params["line_rows"], proc_params["line_which"]
        self.start_rows, self.start_which = proc_params["start_rows"], proc_params["start_which"]

    def run_spk(self) -> None:
        """Send this step's rows."""
        step = (self.time_step - 1) % len(self.start_which)
        self.start_out.send(self.start_rows[self.start_which[step]])
        if self.line_rows.shape[1]:
            self.lines_out.send(self.line_rows[self.line_which[step]])


@implements(proc=Drive, protocol=LoihiProtocol)
@requires(CPU)
@tag("floating_pt")
class DriveModelFloat(AbstractDriveModel):
    """Sends floating-point payloads."""

    lines_out: PyOutPort = LavaPyType(PyOutPort.VEC_DENSE, float)
    start_out: PyOutPort = LavaPyType(PyOutPort.VEC_DENSE, float)


@implements(proc=Drive, protocol=LoihiProtocol)
@requires(CPU)
@tag("bit_accurate_loihi", "fixed_pt")
class DriveModelFixed(AbstractDriveModel):
    """Sends whole-number payloads of at most 24 bits."""

    lines_out: PyOutPort = LavaPyType(PyOutPort.VEC_DENSE, np.int32, precision=24)
    start_out: PyOutPort = LavaPyType(PyOutPort.VEC_DENSE, np.int32, precision=24)
