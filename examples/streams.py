"""A ring of receptive fields watches a bar that moves: inputs that change from step to step, in two codes.

Run: python examples/streams.py [streams.png]
"""

import sys

import numpy as np
from matplotlib.figure import Figure

from neuro import Stimulus, build_network, load_engine
from neuro.description import Description, Input, InputCoupling, Phases, Population
from neuro.events import InputEvents


def main(path="streams.png", lines=64, steps=40, width=6):
    watching = InputCoupling("units", strength=4.0, pattern="patch", patch=8)
    description = Description(
        "ring", (Population("units", 200, self_coupling=0.6),), (watching,), Input(lines, shape=(lines,)), seed=1
    )
    network = build_network(description)
    # The bar's events: which line is on in which step of the one sample.
    step, line = np.repeat(np.arange(1, steps + 1), width), np.arange(steps * width) % width
    line = (line + step) % lines
    events = InputEvents.of(np.zeros_like(step), step, line, np.ones(len(step)), (1, steps, lines))
    stimulus = Stimulus(1, Phases(0, 0, steps), events)
    runs = {code: load_engine("numpy").run(network, stimulus, code) for code in ("flips", "spikes")}

    figure = Figure(figsize=(8, 6), layout="constrained")
    above, below = figure.subplots(2, sharex=True, height_ratios=(2, 1))
    order = np.argsort(runs["flips"].states[0, 1:].argmax(axis=0), kind="stable")
    above.imshow(runs["flips"].states[0, :, order], aspect="auto", cmap="Blues", interpolation="none")
    above.set(ylabel="units, by when they turn up")
    for code, run in runs.items():
        messages = (run.flips if code == "flips" else run.spikes)[0].sum(axis=1)
        below.plot(np.arange(1, steps + 1), messages, label=f"{code}: {run.activity.synops:,} synops in all")
    below.set(xlabel="time step", ylabel="messages of units")
    below.legend()
    saved = 1 - runs["flips"].activity.packets / runs["spikes"].activity.packets
    figure.suptitle(f"A moving bar: flips take {saved:.0%} fewer messages than spikes, for the same states")
    figure.savefig(path)
    print(f"wrote {path}")


if __name__ == "__main__":
    main(*sys.argv[1:])
