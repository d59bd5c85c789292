"""Binary units that judge their own stability and tell the connections that end at them."""

from typing import Any

import numpy as np
from lava.magma.core.model.py.model import PyLoihiProcessModel
from lava.magma.core.model.py.ports import PyInPort, PyOutPort
from lava.magma.core.process.ports.ports import InPort, OutPort
from lava.magma.core.process.process import AbstractProcess
from lava.magma.core.process.variable import Var
from neuro_deploy.lava.formats import fixed_point, floating_point, holds, receives, sends
from neuro_deploy.lava.learning_schedule import UnitAction
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
