"""What few bits cost a network that learns in them: accuracy against the bits of a coupling and the density of masks.

Each point is a network trained from the start in whole numbers; about five minutes on two cores, and a run that was
stopped goes on. Run: python examples/precision.py [out/precision.png]
"""

import sys

import numpy as np
from matplotlib.figure import Figure

from neuro import load_model
from neuro.grids import Point, apply_settings, run_points
from neuro.report import save_figure

BITS, SHARES, SEEDS = (4, 6, 8), (0.1, 0.25, 0.5, 1.0), (17, 18, 19)
COLOURS = ("#8ab6d6", "#1b6ca8", "#123a5c")


def point(regime, seed, **settings):
    description = apply_settings(load_model("digits"), {**settings, "seed": seed})
    return Point("train", description, options={"engine": "brian2-standalone", "regime": regime, "test": True})


def thinned(bits, share):
    rule = load_model("digits").integer_plasticity
    names = [f"{kind}_density" for kind in ("recurrent", "input", "readout")]
    densities = {f"integer_plasticity.{name}": share * getattr(rule, name) for name in names}
    return {"numbers.weight_bits": bits, **densities}


if __name__ == "__main__":
    points = [point("integer", seed, **thinned(bits, share)) for bits in BITS for share in SHARES for seed in SEEDS]
    points += [point("float", seed) for seed in SEEDS]
    results = run_points(
        points, "out/precision", progress=lambda what, done, total: print(f"{done} of {total} trained")
    )
    accuracy = np.array([result.rows[-1]["test_accuracy"] for result in results])
    whole, float_accuracy = accuracy[: -len(SEEDS)].reshape(len(BITS), len(SHARES), -1), accuracy[-len(SEEDS) :].mean()
    mean, error = whole.mean(axis=2), whole.std(axis=2, ddof=1) / np.sqrt(len(SEEDS))
    figure = Figure(figsize=(10, 4), layout="constrained")
    left, right = figure.subplots(1, 2, sharey=True)
    best = np.arange(len(BITS)), mean.argmax(axis=1)
    left.errorbar(BITS, mean[best], error[best], fmt="o-", capsize=3, color=COLOURS[1], label="best density")
    left.errorbar(BITS, mean[:, -1], error[:, -1], fmt="s--", capsize=3, color=COLOURS[0], label="the model's density")
    for bits, colour, values, bars in zip(BITS, COLOURS, mean, error, strict=True):
        right.errorbar(SHARES, values, bars, fmt="o-", capsize=3, color=colour, label=f"{bits} bits")
    left.set(xlabel="bits of a coupling", ylabel="test accuracy", xticks=BITS)
    right.set(xlabel="density of the masks, in units of the model's", xscale="log")
    right.set_xticks(SHARES, [str(share) for share in SHARES])
    right.minorticks_off()
    for axis in (left, right):
        axis.axhline(float_accuracy, color="#d9822b", linestyle=":", label=f"learned in floats: {float_accuracy:.3f}")
        axis.spines[["top", "right"]].set_visible(False)
        axis.legend(frameon=False, loc="lower right" if axis is left else "lower left")
    figure.suptitle(f"8x8 digits, 500 units, mean of {len(SEEDS)} seeds; bars: standard error", fontsize=10)
    print(f"wrote {save_figure(figure, sys.argv[1] if len(sys.argv) > 1 else 'out/precision.png')}")
    for bits, values in zip(BITS, mean, strict=True):
        print(f"{bits} bits: {dict(zip(SHARES, np.round(values, 3), strict=True))}")
