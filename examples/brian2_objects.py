"""A network's Brian2 objects beside a user's own: neurons that hear its flips and drive it, and a monitor.

Run: python examples/brian2_objects.py [brian2_objects.png]
"""

import sys

import brian2
import numpy as np
from matplotlib.figure import Figure

from neuro import Stimulus, build_network, load_model
from neuro.description import Phases
from neuro.engines.brian2 import brian2_objects


def main(path="brian2_objects.png", steps=20, target="numpy"):
    brian2.prefs.codegen.target = target
    network = build_network(load_model("chain"))
    start = np.random.default_rng(0).choice([-1, 1], (1, network.units)).astype(np.int8)
    made = brian2_objects(network, Stimulus(1, Phases(0, 0, steps), initial=start))
    units = made.objects["units"]

    # Each of ten leaky neurons hears a tenth of the units flip; when it spikes, it lowers their fields for good.
    watchers = brian2.NeuronGroup(
        10, "dv/dt = -v/(5*second) : 1", threshold="v > 3", reset="v = 0", clock=made.clock, method="exact"
    )
    listening = brian2.Synapses(units, watchers, on_pre="v_post += 0.02", on_event="message", clock=made.clock)
    listening.connect("int(10*i/N_pre) == j")
    speaking = brian2.Synapses(watchers, units, on_pre="h_post -= 1", clock=made.clock)
    speaking.connect("i == int(10*j/N_post)")
    voltage = brian2.StateMonitor(watchers, "v", record=True, clock=made.clock, name="voltage")
    flips = brian2.EventMonitor(units, "message", name="flips")
    made.network.add(watchers, listening, speaking, voltage, flips)
    made.run()
    run = made.result()

    figure = Figure(figsize=(8, 5), layout="constrained")
    above, below = figure.subplots(2, sharex=True)
    above.plot(flips.t / made.clock.dt, flips.i, ".", ms=1.5, color="#1b6ca8")
    above.set(ylabel="unit that flips")
    below.plot(voltage.t / made.clock.dt, voltage.v.T, lw=0.8)
    below.set(xlabel="time step", ylabel="voltage of the user's neurons")
    figure.suptitle(f"{run.activity.flips:,} flips of 'chain' as ten leaky neurons of Brian2 hear them")
    figure.savefig(path)
    print(f"wrote {path}")


if __name__ == "__main__":
    main(*sys.argv[1:])
