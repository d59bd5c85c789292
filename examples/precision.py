"""What few bits cost a network that learns in them: accuracy against the bits of a coupling and the density of masks.

Each point is a network trained from the start in whole numbers; a minute or two, and a run that was
stopped goes on. Run: python examples/precision.py [out/precision.png]
"""

import sys
from itertools import product

import numpy as np
from matplotlib.figure import Figure

from neuro import load_model
from neuro.grids import Point, apply_settings, run_points
from neuro.report import save_figure

COLOURS = ("#8ab6d6", "#1b6ca8", "#123a5c")


def point(regime, seed, engine, **settings):
    description = apply_settings(load_model("digits"), {**settings, "seed": seed})
    return Point("train", description, options={"engine": engine, "regime": regime, "test": True})


def thinned(bits, share):
    rule = load_model("digits").integer_plasticity
    names = [f"{kind}_density" for kind in ("recurrent", "input", "readout")]
    densities = {f"integer_plasticity.{name}": share * getattr(rule, name) for name in names}
    # A margin asks for as many steps of each weight whatever its bits.
    margin = round(rule.readout_margin * (2 ** (bits - 1) - 1) / 127)
    return {"numbers.weight_bits": bits, "integer_plasticity.readout_margin": margin, **densities}


def main(
    path="out/precision.png",
    folder="out/precision",
    bits=(4, 6, 8),
    shares=(0.1, 0.25, 0.5, 1.0),
    seeds=(17, 18, 19),
    engine="numba",
    **settings,
):
    each = list(product(bits, shares, seeds))
    points = [point("integer", seed, engine, **thinned(b, share), **settings) for b, share, seed in each]
    points += [point("float", seed, engine, **settings) for seed in seeds]
    results = run_points(points, folder, progress=lambda what, done, total: print(f"{done} of {total} trained"))
    test, validation = (np.array([r.rows[-1][f"{kind}_accuracy"] for r in results]) for kind in ("test", "validation"))
    whole, chosen_by = (one[: len(each)].reshape(len(bits), len(shares), -1) for one in (test, validation))
    float_accuracy = test[len(each) :].mean()
    mean, error = whole.mean(axis=2), whole.std(axis=2, ddof=1) / np.sqrt(len(seeds))
    figure = Figure(figsize=(10, 4), layout="constrained")
    left, right = figure.subplots(1, 2, sharey=True)
    best = np.arange(len(bits)), chosen_by.mean(axis=2).argmax(axis=1)
    left.errorbar(bits, mean[best], error[best], fmt="o-", capsize=3, color=COLOURS[1], label="chosen by validation")
    left.errorbar(bits, mean[:, -1], error[:, -1], fmt="s--", capsize=3, color=COLOURS[0], label="the model's density")
    for b, colour, values, bars in zip(bits, COLOURS, mean, error, strict=False):
        right.errorbar(shares, values, bars, fmt="o-", capsize=3, color=colour, label=f"{b} bits")
    left.set(xlabel="bits of a coupling", ylabel="test accuracy", xticks=bits)
    right.set(xlabel="density of the masks, in units of the model's", xscale="log")
    right.set_xticks(shares, [str(share) for share in shares])
    right.minorticks_off()
    for axis in (left, right):
        axis.axhline(float_accuracy, color="#d9822b", linestyle=":", label=f"learned in floats: {float_accuracy:.3f}")
        axis.spines[["top", "right"]].set_visible(False)
        axis.legend(frameon=False, loc="lower right" if axis is left else "lower left")
    found = ", ".join(f"{b} bits {value:.3f}" for b, value in zip(bits, mean[best], strict=True))
    title = f"Accuracy at the density chosen by validation: {found}; in floats {float_accuracy:.3f}"
    figure.suptitle(f"{title}\n8x8 digits, 500 units, mean of {len(seeds)} seeds; bars: standard error", fontsize=10)
    print(f"wrote {save_figure(figure, path)}")
    for b, values in zip(bits, mean, strict=True):
        print(f"{b} bits: {dict(zip(shares, np.round(values, 3), strict=True))}")


if __name__ == "__main__":
    main(*sys.argv[1:])
