"""A network under the flip code, as one Lava process."""

from typing import Any

from lava.magma.core.decorator import implements
from lava.magma.core.model.sub.model import AbstractSubProcessModel
from lava.magma.core.process.ports.ports import InPort, OutPort
from lava.magma.core.process.process import AbstractProcess
from neuro_deploy.lava.processes.flip_units import FlipUnits

from neuro.network import Network

from ..connections import connection, line_weights


class FlipNetwork(AbstractProcess):  # type: ignore[misc]
    """FlipUnits whose messages travel along twice the couplings; lines along twice their weights.

    On a chip: no, for its units are ours; its connections are Lava's stock Dense and Sparse, as in SpikeNetwork.

    Parameters
    ----------
    network
        The weights.
    fixed
        Whether it will run in fixed point.
    """

    def __init__(self, *, network: Network, fixed: bool) -> None:
        super().__init__(network=network, fixed=fixed)
        self.start_in = InPort(shape=(network.units,))
        self.s_out = OutPort(shape=(network.units,))
        if network.lines + network.classes:
            self.lines_in = InPort(shape=(network.lines + network.classes,))
        if network.classes:
            self.y_out = OutPort(shape=(network.classes,))


@implements(proc=FlipNetwork)
class FlipNetworkModel(AbstractSubProcessModel):  # type: ignore[misc]
    """Units, recurrent couplings, lines and readout."""

    def __init__(self, proc: Any) -> None:
        network, fixed = proc.proc_params["network"], proc.proc_params["fixed"]
        self.units = FlipUnits(bias=2 * network.bias)
        proc.start_in.connect(self.units.action_in)
        self.units.s_out.connect(proc.s_out)
        self.recurrent = connection(network.couplings, fixed=fixed, factor=2)
        self.units.s_out.connect(self.recurrent.s_in)
        self.recurrent.a_out.connect(self.units.a_in)
        if network.lines + network.classes:
            self.lines = connection(line_weights(network), fixed=fixed, factor=2)
            proc.lines_in.connect(self.lines.s_in)
            self.lines.a_out.connect(self.units.a_in)
        if network.classes:
            self.readout = connection(network.readout_weights, fixed=fixed, factor=1)
            self.units.s_out.connect(self.readout.s_in)
            self.readout.a_out.connect(proc.y_out)
