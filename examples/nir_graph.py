"""Export the digits to NIR, run the graph by its nodes alone, and read it back: equal spikes, the same network.

Run: python examples/nir_graph.py [nir_graph.png]      (with the extra nir)
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import nir
import numpy as np
from matplotlib.figure import Figure

from neuro import load_engine
from neuro.formats import format_of
from neuro.workload import make_workload


def main(path="nir_graph.png", samples=100):
    workload = make_workload("digits", samples=samples)
    with TemporaryDirectory() as folder:
        file = Path(folder) / "digits.nir"
        format_of(file).write(workload, file)
        graph, back = nir.read(file), format_of(file).read(file)
    nodes, stimulus = graph.nodes, workload.stimulus
    spikes, counts = np.zeros((samples, workload.network.units)), []
    for step in range(1, stimulus.steps + 1):
        # One more line than the network has: it is on in step 1, because a run starts silent.
        lines = np.append(stimulus.inputs, np.full((samples, 1), step == 1), axis=1)
        current = lines @ nodes["input_weights"].weight.T + nodes["input_weights"].bias
        current += spikes @ nodes["units.couplings"].weight.T
        spikes = (current > nodes["units.lif"].v_threshold).astype(float)
        counts.append(spikes.sum(axis=1))
    run = load_engine("numpy").run(workload.network, stimulus, "spikes")
    equal = (run.spikes.sum(axis=2) == np.array(counts).T).all() and (spikes == run.spikes[:, -1]).all()

    figure = Figure(figsize=(7, 4), layout="constrained")
    axis = figure.subplots()
    for sample, one in enumerate(np.array(counts).T):
        label = None if sample else "a digit"
        axis.plot(range(1, stimulus.steps + 1), one, color="#1b6ca8", alpha=0.2, label=label)
    axis.set(xlabel="time step", ylabel="spikes in the graph", ylim=(0, None))
    same = "the same network" if back.hash == workload.network.hash else "another network"
    words = "equal to" if equal else "unlike"
    axis.set_title(f"{len(nodes)} NIR nodes: spikes {words} the reference's for {samples} digits; read back, {same}")
    axis.legend()
    figure.savefig(path)
    print(f"wrote {path}")


if __name__ == "__main__":
    main(*sys.argv[1:])
