"""Record the field of every unit as a network settles: the further it goes, the fewer units are close to turning.

Run: python examples/recording.py [recording.png]
"""

import sys

import numpy as np
from matplotlib.figure import Figure

from neuro import load_engine
from neuro.workload import make_workload


def main(path="recording.png", model="core", steps=15, engine="numpy"):
    workload = make_workload(model, samples=1, steps=steps)
    with load_engine(engine).open(workload.network) as session:
        run = session.run(workload.stimulus, record=["fields"])
    # How safe a state is: positive where the field agrees with the state that the unit has before the step.
    stability = run.recorded["fields"][0] * run.states[0, :-1]
    wrong = (stability <= 0).sum(axis=1)

    figure = Figure(figsize=(8, 4.5), layout="constrained")
    axis = figure.subplots()
    edges = np.linspace(*np.quantile(stability, (0.001, 0.999)), 80)
    for step, shade in zip((1, 3, 6, steps), ("0.75", "0.55", "0.3", "#1b6ca8"), strict=True):
        label = f"step {step}: {wrong[step - 1]} turn"
        axis.hist(stability[step - 1], edges, histtype="step", color=shade, label=label)
    axis.axvline(0, color="0.4", lw=0.8)
    axis.set(xlabel="field times state", ylabel="units")
    axis.set_title(f"'{model}': {wrong[0]} of {stability.shape[1]} units turn in step 1, {wrong[-1]} in step {steps}")
    axis.legend()
    figure.savefig(path)
    print(f"wrote {path}")


if __name__ == "__main__":
    main(*sys.argv[1:])
