"""What acts on a network from outside, read from shared memory step by step."""

from typing import Any

from lava.magma.core.model.py.model import PyLoihiProcessModel
from lava.magma.core.model.py.ports import PyOutPort
from lava.magma.core.process.ports.ports import OutPort
from lava.magma.core.process.process import AbstractProcess
from neuro_deploy.lava.formats import fixed_point, floating_point, sends
from neuro_deploy.lava.timeline import Timeline


class Drive(AbstractProcess):  # type: ignore[misc]
    """Sends the rows of two timelines, each on a port of its own; starts over after the last step.

    On a chip: no; ours, the host's work. The engine loihi2 keeps it there, behind the extension's adapters.

    Parameters
    ----------
    lines
        Payloads of the input and label lines, in shared memory.
    starts
        The same for the messages that set the units' starts, one line a unit; as many steps.
    """

    def __init__(self, *, lines: Timeline, starts: Timeline) -> None:
        super().__init__(lines=lines, starts=starts)
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

    def run_spk(self) -> None:
        """Send this step's rows."""
        step = (self.time_step - 1) % len(self.starts.which)
        self.start_out.send(self.starts.rows[self.starts.which[step]])
        if self.lines.rows.shape[1]:
            self.lines_out.send(self.lines.rows[self.lines.which[step]])


DriveModelFloat = floating_point(DriveModelFixed)
