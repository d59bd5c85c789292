"""How self-coupling lets a random asymmetric network settle: units that still change, step by step.

Run: python examples/settling.py [settling.png]
"""

import sys
from dataclasses import replace

import numpy as np
from matplotlib import pyplot as plt

from neuro import Stimulus, build_network, load_engine, load_model
from neuro.description import Phases

model = load_model("core")
starts = np.random.default_rng(0).choice(np.array([-1, 1], np.int8), size=(10, model.units))
stimulus = Stimulus(samples=10, phases=Phases(0, 0, 100), initial=starts)

figure, axis = plt.subplots(figsize=(7, 4), layout="constrained")
for self_coupling in (0.0, 0.4, 0.6, 0.8, 1.0):
    population = replace(model.populations[0], self_coupling=self_coupling)
    network = build_network(replace(model, populations=(population,)))
    run = load_engine("numpy").run(network, stimulus)
    changing = (run.states[:, 1:] != run.states[:, :-1]).mean(axis=(0, 2))
    axis.plot(np.arange(1, 101), changing, label=f"{self_coupling:.1f}")
axis.set_yscale("log")
axis.set(xlabel="time step", ylabel="share of units that change", xlim=(0, 100))
axis.set_title(f"N = {model.units}, synchronous updates, mean of 10 random starts", fontsize=10)
axis.legend(title="self-coupling", frameon=False, loc="upper left", bbox_to_anchor=(1.0, 1.0))
path = sys.argv[1] if len(sys.argv) > 1 else "settling.png"
figure.savefig(path, dpi=150)
print(f"wrote {path}")
