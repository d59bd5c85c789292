"""Handwritten digits seen by a moving eye, beside the same network that looks at still images: accuracy and cost.

Both are trained in full, some minutes each. Run: python examples/saccades.py [saccades.png]
"""

import sys
from dataclasses import replace

from matplotlib.figure import Figure

from neuro import Stimulus, integer_network, load_engine, load_model
from neuro.data import load_data
from neuro.grids import apply_settings
from neuro.learning import train


def descriptions(**settings):
    moving = apply_settings(load_model("saccade-mnist"), settings)
    still = replace(moving.input, steps=None, levels=15, data="mnist")
    return {"moving eye": moving, "still images": replace(moving, input=still)}


def answers(description, data, images):
    """Which answers of the trained network are right, by step, (S, T), and what an image takes, by code."""
    for epoch, learned in train(description, data):
        print(f"{data.name}: epoch {epoch.number}, accuracy {epoch.validation_accuracy:.4f} on the validation samples")
        network = integer_network(learned)
    labels = data.test.labels[:images]
    phases = replace(description.phases, warmup=description.phases.steps, clamped=0, free=0)
    stimulus = Stimulus(len(labels), phases, network.encode(data.test.inputs[:images]))
    runs = {code: load_engine("numba").run(network, stimulus, code) for code in ("flips", "spikes")}
    with load_engine("numpy").open(network) as session:
        readouts = session.run(stimulus, record=["readouts"]).recorded["readouts"]
    costs = {code: run.activity.synops / len(labels) for code, run in runs.items()}
    return (readouts.argmax(axis=2) == labels[:, None]).mean(axis=0), costs


def main(path="saccades.png", images=1000, **settings):
    figure = Figure(figsize=(11, 4), layout="constrained")
    left, right = figure.subplots(1, 2, width_ratios=(3, 2))
    found = {}
    for name, one in descriptions(**settings).items():
        accuracy, costs = found[name] = answers(one, load_data(one.input.data, like=one.input), images)
        left.plot(range(1, len(accuracy) + 1), accuracy, "o-", label=f"{name}: {accuracy[-1]:.3f} after the last step")
        right.bar_label(right.bar([f"{name},\n{code}" for code in costs], costs.values()), fmt="{:,.0f}")
        print(f"{name}: accuracy {accuracy[-1]:.4f}, synops an image {costs}")
    left.set(xlabel="time step", ylabel=f"accuracy, first {images} test images", ylim=(0, 1))
    left.legend()
    right.set(ylabel="synaptic operations an image")
    right.tick_params(axis="x", labelsize=7)
    (eye, costs), (still, less) = found.values()
    told = f"({eye[-1]:.3f}, {still[-1]:.3f}), for {costs['flips'] / less['flips']:.1f} times the operations in flips"
    figure.suptitle(f"A moving eye ends as right as still images {told}")
    figure.savefig(path)
    print(f"wrote {path}")


if __name__ == "__main__":
    main(*sys.argv[1:])
