"""Readout units that are taught, and a record of their answers."""

from typing import Any

import numpy as np
from lava.magma.core.model.py.model import PyLoihiProcessModel
from lava.magma.core.model.py.ports import PyInPort, PyOutPort
from lava.magma.core.process.ports.ports import InPort, OutPort
from lava.magma.core.process.process import AbstractProcess
from lava.magma.core.process.variable import Var
from neuro_deploy.lava.formats import fixed_point, floating_point, holds, receives, sends
from neuro_deploy.lava.learning_schedule import ReadoutAction
from numpy.typing import NDArray


class LearningReadout(AbstractProcess):  # type: ignore[misc]
    """y += arriving; when taught, sends the teacher's sign as post factor where teacher * y <= margin, else 0.

    What arrives while it is taught or forgets is dropped: it comes from units that offered their states to learning.

    On a chip: no; ours, with models for Lava's CPU alone. The units it stands for would be like LearningUnits; the
    record it writes is the host's work.

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
        self.action_in = InPort(shape=(classes,))
        self.unstable_in = InPort(shape=(units,))
        self.post_out = OutPort(shape=(classes,))
        self.y = Var(shape=(classes,), init=0)
        self.margin = Var(shape=(1,), init=margin)


@fixed_point(LearningReadout)
class LearningReadoutModelFixed(PyLoihiProcessModel):  # type: ignore[misc]
    """Fields of 24 bits."""

    a_in: PyInPort = receives(24)
    action_in: PyInPort = receives(8)
    unstable_in: PyInPort = receives(2)
    post_out: PyOutPort = sends(2)
    y: NDArray[Any] = holds(24)
    margin: NDArray[Any] = holds(24)

    def __init__(self, proc_params: Any) -> None:
        super().__init__(proc_params)
        self.fields, self.unstable = proc_params["fields"], proc_params["unstable"]
        self.corrected: NDArray[np.int64] = proc_params["corrected"]
        self.clock, self.period = proc_params["clock"], proc_params["period"]

    def run_spk(self) -> None:
        """Add up, or be taught."""
        sample = (self.time_step - 1) // self.period % len(self.fields)
        actions, arriving, posts = self.action_in.recv(), self.a_in.recv(), self.unstable_in.recv()
        taught = (actions == ReadoutAction.TEACH_UP) | (actions == ReadoutAction.TEACH_DOWN)
        wrong = taught & (actions * self.y <= self.margin[0])
        if taught.any():
            self.fields[sample], self.corrected[sample] = self.y, np.count_nonzero(wrong)
        if posts.any():
            self.unstable[sample] = np.count_nonzero(posts)
        self.y += np.where(actions == ReadoutAction.ADD, arriving, 0)
        self.y[actions == ReadoutAction.FORGET] = 0
        self.post_out.send(np.where(wrong, actions, 0))
        self.clock[0] += 1


LearningReadoutModelFloat = floating_point(LearningReadoutModelFixed)
