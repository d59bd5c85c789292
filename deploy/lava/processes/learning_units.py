"""Units that judge their own stability, readouts that are taught, and both tell the connections that end at them."""

from typing import Any

import numpy as np
from lava.magma.core.model.py.model import PyLoihiProcessModel
from lava.magma.core.model.py.ports import PyInPort, PyOutPort
from lava.magma.core.process.ports.ports import InPort, OutPort
from lava.magma.core.process.process import AbstractProcess
from lava.magma.core.process.variable import Var
from neuro_deploy.lava.building_blocks import fixed_point, floating_point, holds, receives, sends
from neuro_deploy.lava.schedule import ReadoutAction, UnitAction
from numpy.typing import NDArray


class LearningUnits(AbstractProcess):  # type: ignore[misc]
    """field += arriving; s = +1 if field + bias > 0, else -1; sends the change of s, as its UnitAction allows.

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
        self.action_in = InPort(shape=bias.shape)
        self.s_out = OutPort(shape=bias.shape)
        self.post_out = OutPort(shape=bias.shape)
        self.field = Var(shape=bias.shape, init=0)
        self.s = Var(shape=bias.shape, init=0)
        self.bias = Var(shape=bias.shape, init=bias)
        self.excluded = Var(shape=bias.shape, init=excluded)
        self.margin = Var(shape=(1,), init=margin)


@fixed_point(LearningUnits)
class LearningUnitsModelFixed(PyLoihiProcessModel):  # type: ignore[misc]
    """Fields of 24 bits, messages of 8."""

    a_in: PyInPort = receives(24)
    action_in: PyInPort = receives(8)
    s_out: PyOutPort = sends(8)
    post_out: PyOutPort = sends(2)
    field: NDArray[Any] = holds(24)
    s: NDArray[Any] = holds(2)
    bias: NDArray[Any] = holds(24)
    excluded: NDArray[Any] = holds(8)
    margin: NDArray[Any] = holds(24)

    def __init__(self, proc_params: Any) -> None:
        super().__init__(proc_params)
        self.flips: NDArray[np.int64] = proc_params["flips"]

    def run_spk(self) -> None:
        """One step of every unit."""
        actions, arriving = self.action_in.recv(), self.a_in.recv()
        self.field += arriving
        h = self.field + self.bias
        steps = actions == UnitAction.STEP
        judges = (actions == UnitAction.JUDGE) | (actions == UnitAction.JUDGE_AND_OFFER)
        offers = (actions == UnitAction.HOLD_AND_OFFER) | (actions == UnitAction.JUDGE_AND_OFFER)
        starts = actions == UnitAction.START
        s = np.where(steps, np.where(h > 0, 1, -1), np.where(starts, 0, self.s))
        unstable = judges & (s * (h - self.excluded * s) <= self.margin[0])
        message = np.where(offers, s, np.where(steps, s - self.s, 0))
        self.flips += steps & (message != 0)
        self.field[starts] = 0
        self.s[:] = s
        self.s_out.send(message)
        self.post_out.send(np.where(unstable, s, 0))


LearningUnitsModelFloat = floating_point(LearningUnitsModelFixed)


class LearningReadout(AbstractProcess):  # type: ignore[misc]
    """y += arriving; when taught, sends the teacher's sign as post factor where teacher * y <= margin, else 0.

    Where readouts are competitive, the post factor is 0 for all but the one taught upwards and the strongest of the
    others, the first of equals, and for these too unless the one is less than the margin ahead of the other.

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
    competitive
        Whether it is the lead of one readout over another that the margin is of.
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
        competitive: bool,
    ) -> None:
        record = {"fields": fields, "unstable": unstable, "corrected": corrected, "clock": clock, "period": period}
        super().__init__(**record, competitive=competitive)
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
        self._wrong = self._behind if proc_params["competitive"] else self._inside

    def run_spk(self) -> None:
        """Add up, or be taught."""
        sample = (self.time_step - 1) // self.period % len(self.fields)
        actions, arriving, posts = self.action_in.recv(), self.a_in.recv(), self.unstable_in.recv()
        taught = (actions == ReadoutAction.TEACH_UP) | (actions == ReadoutAction.TEACH_DOWN)
        wrong = self._wrong(actions) & taught
        if taught.any():
            self.fields[sample], self.corrected[sample] = self.y, np.count_nonzero(wrong)
        if posts.any():
            self.unstable[sample] = np.count_nonzero(posts)
        self.y += np.where(actions == ReadoutAction.ADD, arriving, 0)
        self.y[actions == ReadoutAction.FORGET] = 0
        self.post_out.send(np.where(wrong, actions, 0))
        self.clock[0] += 1

    def _inside(self, actions: NDArray[Any]) -> NDArray[np.bool_]:
        """Which readouts are inside the margin."""
        inside: NDArray[np.bool_] = actions * self.y <= self.margin[0]
        return inside

    def _behind(self, actions: NDArray[Any]) -> NDArray[np.bool_]:
        """The readout taught upwards and its strongest rival, unless that one is far enough behind."""
        learns = np.zeros(len(self.y), bool)
        ranked = np.flatnonzero(actions == ReadoutAction.TEACH_DOWN)
        for true in np.flatnonzero(actions == ReadoutAction.TEACH_UP):
            rival = ranked[self.y[ranked].argmax()]
            learns[[true, rival]] = self.y[true] - self.y[rival] < self.margin[0]
        return learns


LearningReadoutModelFloat = floating_point(LearningReadoutModelFixed)
