"""A network under the flip code, as one Lava process, and its units, which speak only when their state changes."""

from typing import Any

import numpy as np
from lava.magma.core.decorator import implements
from lava.magma.core.model.py.model import PyLoihiProcessModel
from lava.magma.core.model.py.ports import PyInPort, PyOutPort
from lava.magma.core.model.sub.model import AbstractSubProcessModel
from lava.magma.core.process.ports.ports import InPort, OutPort
from lava.magma.core.process.process import AbstractProcess
from lava.magma.core.process.variable import Var
from neuro_deploy.lava.building_blocks import connect, fixed_point, floating_point, holds, line_weights, receives, sends
from numpy.typing import NDArray

from neuro.network import Network


class FlipUnits(AbstractProcess):  # type: ignore[misc]
    """field += arriving; s = +1 if field + bias > 0, else -1; sends the change of s, which is 0 at most steps.

    Field and bias are doubled (2h), so that couplings enter as 2J and stay even. Each unit gets one action a step:
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
        self.action_in = InPort(shape=bias.shape)
        self.s_out = OutPort(shape=bias.shape)
        self.field = Var(shape=bias.shape, init=0)
        self.s = Var(shape=bias.shape, init=0)
        self.bias = Var(shape=bias.shape, init=bias)


@fixed_point(FlipUnits, "bit_accurate_loihi")
class FlipUnitsModelFixed(PyLoihiProcessModel):  # type: ignore[misc]
    """Fields of 24 bits, messages of 8."""

    a_in: PyInPort = receives(24)
    action_in: PyInPort = receives(8)
    s_out: PyOutPort = sends(8)
    field: NDArray[Any] = holds(24)
    s: NDArray[Any] = holds(2)
    bias: NDArray[Any] = holds(24)

    def run_spk(self) -> None:
        """One step of every unit."""
        actions, arriving = self.action_in.recv(), self.a_in.recv()
        self.field += arriving
        s = np.where(self.field + self.bias > 0, 1, -1)
        message = s - self.s
        if actions.any():
            keeps, starts = actions == 1, actions > 1
            s = np.where(starts, actions - 3, np.where(keeps, self.s, s))
            message = np.where(starts, s, s - self.s)
            self.field[starts] = 0
        self.s[:] = s
        self.s_out.send(message)


FlipUnitsModelFloat = floating_point(FlipUnitsModelFixed)


class FlipNetwork(AbstractProcess):  # type: ignore[misc]
    """FlipUnits whose messages travel along twice the couplings; lines along twice their weights.

    On a chip: no, for its units are ours; its connections are Lava's stock Dense and Sparse, as in SpikeNetwork.

    Ports, each a vector of whole numbers in fixed point:

    * ``lines_in`` (M + C): what each input line changes by, and each label's, from 0 before a sample; left out where
      the network has neither.
    * ``start_in`` (N): an action for each unit and step: 0 runs, 1 keeps the state, 2, 3 and 4 start from -1, 0 and +1.
      It acts in the step in which it is sent. Left unconnected, units run from silence.
    * ``s_out`` (N): what the state of each unit changed by, 0 for most; a start is sent as a change from 0.
    * ``y_out`` (C): the readout's weights times these changes: added up since the start they are its fields.

    Timing: along ``lines_in``, between units and to ``y_out`` a message takes a step. If the first of a sample's inputs
    is sent in step t, with the start, its step k is seen on ``s_out`` in step t + k.

    Parameters
    ----------
    network, fixed
        As for SpikeNetwork.
    """

    def __init__(self, *, network: Network, fixed: bool) -> None:
        super().__init__(network=network, fixed=fixed)
        self.start_in = InPort(shape=(network.units,))
        self.s_out = OutPort(shape=(network.units,))
        if network.lines + network.classes:
            self.lines_in = InPort(shape=(network.lines + network.classes,))
        if network.classes:
            self.y_out = OutPort(shape=(network.readouts,))


@implements(proc=FlipNetwork)
class FlipNetworkModel(AbstractSubProcessModel):  # type: ignore[misc]
    """Units, recurrent couplings, lines and readout."""

    def __init__(self, proc: Any) -> None:
        network, fixed = proc.proc_params["network"], proc.proc_params["fixed"]
        self.units = FlipUnits(bias=2 * network.bias)
        proc.start_in.connect(self.units.action_in)
        self.units.s_out.connect(proc.s_out)
        self.recurrent = connect(self.units.s_out, network.couplings, self.units.a_in, fixed=fixed, factor=2)
        if network.lines + network.classes:
            self.lines = connect(proc.lines_in, line_weights(network), self.units.a_in, fixed=fixed, factor=2)
        if network.classes:
            self.readout = connect(self.units.s_out, network.readout_weights, proc.y_out, fixed=fixed, factor=1)
