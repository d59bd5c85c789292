"""A network under the spike code, as one Lava process made of stock processes."""

from typing import Any

from lava.magma.core.decorator import implements
from lava.magma.core.model.sub.model import AbstractSubProcessModel
from lava.magma.core.process.ports.ports import InPort, OutPort
from lava.magma.core.process.process import AbstractProcess
from lava.proc.lif.process import LIFReset
from neuro_deploy.lava.building_blocks import connect, folded_bias, line_weights
from scipy import sparse

from neuro.network import Network


class SpikeNetwork(AbstractProcess):  # type: ignore[misc]
    """LIF units that spike where s = +1: with x = (1 + s) / 2, h = J s + b = 2J x + (b - sum_j J_ij).

    A unit's current and voltage are reset before every step, which leaves it no memory; its threshold is 0.
    Each unit has a start line besides, which adds its payload to the field.

    On a chip: should be; made of Lava's stock LIFReset, Dense and Sparse alone, which public programs run on Loihi 2
    with Intel's extension. LIFReset has been seen there with longer reset intervals than the 1 of this network. The
    engine loihi2 refuses to run when the extension has no model of one of them.

    Ports, each a vector of whole numbers in fixed point:

    * ``lines_in`` (M + C): what the input lines are at, then the network's ``feedback_payload`` on the line of a label
      that is clamped, else 0; left out where the network has neither. Sent by the source in every step.
    * ``start_in`` (N): added to the fields; see :func:`~neuro_deploy.lava.starts.start_messages`. It may stay
      unconnected: then units begin by their bias alone.
    * ``s_out`` (N): 1 from each unit that spikes, else 0.
    * ``y_out`` (C): twice the readout's weights of the units that spike; left out where there are no classes.

    Timing: a message takes a step along its connection. What a source sends in step t acts on the units in step t + 1,
    in which they send their spikes; these act on the units, and are on ``y_out``, in step t + 2. So if the first of a
    sample's inputs is sent in step t, its step k is seen on ``s_out`` in step t + k, and its readout, less the sums of
    the readout's weights, on ``y_out`` a step later.

    Parameters
    ----------
    network
        An integer network in fixed point; a float one may run in floating point.
    fixed
        Whether the models are those of fixed point: ``Loihi2SimCfg(select_tag="fixed_pt")``, else ``"floating_pt"``.
    spike_bits
        Width of the payloads of spikes: 8 is the faster on a CPU, 0 tells a chip that they carry none.
    """

    def __init__(self, *, network: Network, fixed: bool, spike_bits: int = 8) -> None:
        super().__init__(network=network, fixed=fixed, spike_bits=spike_bits)
        self.start_in = InPort(shape=(network.units,))
        self.s_out = OutPort(shape=(network.units,))
        if network.lines + network.classes:
            self.lines_in = InPort(shape=(network.lines + network.classes,))
        if network.classes:
            self.y_out = OutPort(shape=(network.readouts,))


@implements(proc=SpikeNetwork)
class SpikeNetworkModel(AbstractSubProcessModel):  # type: ignore[misc]
    """Units, recurrent couplings, start lines, lines and readout."""

    def __init__(self, proc: Any) -> None:
        network, fixed = proc.proc_params["network"], proc.proc_params["fixed"]
        units, bits = network.units, proc.proc_params["spike_bits"]
        # bias_exp 6 puts the bias in units of weights: the fixed model shifts what arrives by 6 bits.
        self.units = LIFReset(
            shape=(units,), du=0, dv=0, vth=0, bias_mant=folded_bias(network), bias_exp=6, reset_interval=1
        )
        self.units.s_out.connect(proc.s_out)
        self.recurrent = connect(self.units.s_out, network.couplings, self.units.a_in, fixed=fixed, factor=2, bits=bits)
        self.starts = connect(
            proc.start_in,
            sparse.identity(units, dtype=int, format="csr"),
            self.units.a_in,
            fixed=fixed,
            factor=1,
            bits=24,
        )
        if network.lines + network.classes:
            self.lines = connect(proc.lines_in, line_weights(network), self.units.a_in, fixed=fixed, factor=1, bits=24)
        if network.classes:
            self.readout = connect(
                self.units.s_out, network.readout_weights, proc.y_out, fixed=fixed, factor=2, bits=bits
            )
