"""How self-coupling lets a random asymmetric network settle: units that still change, step by step.

Run: python examples/settling.py [settling.png]
"""

import sys
from dataclasses import replace

import numpy as np
from matplotlib.figure import Figure

from neuro import Stimulus, build_network, load_engine, load_model
from neuro.description import Phases
from neuro.report import save_figure


def main(path="settling.png", steps=100):
    model = load_model("core")
    starts = np.random.default_rng(0).choice(np.array([-1, 1], np.int8), size=(10, model.units))
    stimulus = Stimulus(samples=10, phases=Phases(0, 0, steps), initial=starts)
    figure = Figure(figsize=(7, 4), layout="constrained")
    axis = figure.subplots()
    for self_coupling in (0.0, 0.4, 0.6, 0.8, 1.0):
        population = replace(model.populations[0], self_coupling=self_coupling)
        network = build_network(replace(model, populations=(population,)))
        run = load_engine("numpy").run(network, stimulus)
        changing = (run.states[:, 1:] != run.states[:, :-1]).mean(axis=(0, 2))
        axis.plot(np.arange(1, steps + 1), changing, label=f"{self_coupling:.1f}")
    axis.set_yscale("log")
    axis.set(xlabel="time step", ylabel="share of units that change", xlim=(0, steps))
    axis.set_title(f"N = {model.units}, synchronous updates, mean of 10 random starts", fontsize=10)
    axis.legend(title="self-coupling", frameon=False, loc="upper left", bbox_to_anchor=(1.0, 1.0))
    print(f"wrote {save_figure(figure, path)}")


if __name__ == "__main__":
    main(*sys.argv[1:])
