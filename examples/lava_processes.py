"""A network as a Lava process between a user's own: a source, a layer of stock LIF units, and monitors.

Run: python examples/lava_processes.py [lava_processes.png]      (Python 3.10, the one that Lava runs on)
"""

import sys

import numpy as np
from neuro_deploy.lava import import_lava, start_messages

from neuro.workload import make_workload

import_lava()  # without the warnings of what Lava depends on

from lava.magma.core.run_conditions import RunSteps  # noqa: E402
from lava.magma.core.run_configs import Loihi2SimCfg  # noqa: E402
from lava.proc.dense.process import Dense  # noqa: E402
from lava.proc.io.source import RingBuffer  # noqa: E402
from lava.proc.lif.process import LIF  # noqa: E402
from lava.proc.monitor.process import Monitor  # noqa: E402
from matplotlib.figure import Figure  # noqa: E402
from neuro_deploy.lava.processes.spike_network import SpikeNetwork  # noqa: E402


def main(path="lava_processes.png", steps=6):
    workload = make_workload("digits", samples=1, steps=steps)
    network, length = workload.network, steps + 3
    lines, start = np.zeros((network.lines + network.classes, length), int), np.zeros((network.units, length), int)
    lines[: network.lines, 1 : 1 + steps] = workload.stimulus.inputs[0][:, None]
    start[:, :2] = start_messages(network, "spikes").T
    source, starter = RingBuffer(data=lines), RingBuffer(data=start)
    net = SpikeNetwork(network=network, fixed=True)
    listen = Dense(weights=np.kron(np.eye(2, dtype=int), np.ones((1, network.units // 2), int)))
    layer, spikes, voltage = LIF(shape=(2,), du=4095, dv=400, vth=400), Monitor(), Monitor()
    source.s_out.connect(net.lines_in)
    starter.s_out.connect(net.start_in)
    net.s_out.connect(listen.s_in)
    listen.a_out.connect(layer.a_in)
    spikes.probe(net.s_out, length)
    voltage.probe(layer.v, length)
    net.run(RunSteps(length), Loihi2SimCfg(select_tag="fixed_pt"))
    found = [next(iter(next(iter(monitor.get_data().values())).values())) for monitor in (spikes, voltage)]
    net.stop()
    # The first inputs are sent in step 2, so that step 1 of the sample is seen in step 3.
    sent = found[0][2 : 2 + steps] > 0

    figure = Figure(figsize=(8, 5), layout="constrained")
    above, below = figure.subplots(2, sharex=True)
    above.imshow(sent.T, aspect="auto", cmap="Greys", interpolation="none", extent=(0.5, steps + 0.5, 0, network.units))
    above.set(ylabel="unit of the network", title=f"{sent.sum():,} spikes of a network drive two LIF units of Lava")
    below.step(np.arange(1, steps + 1), found[1][3 : 3 + steps] / 64, where="mid", label=["first half", "second half"])
    below.set(xlabel="time step of the sample", ylabel="voltage of the LIF units (weights)")
    below.legend()
    figure.savefig(path)
    print(f"wrote {path}")
    return sent


if __name__ == "__main__":
    main(*sys.argv[1:])
