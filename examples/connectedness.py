"""How fixed points become one connected set as the self-coupling rises: clusters and neighbours within d flips.

Run: python examples/connectedness.py [out/connectedness.png]
"""

import sys

import numpy as np
from matplotlib.figure import Figure

from neuro import load_model
from neuro.grids import apply_settings
from neuro.manifold.measures import clusters
from neuro.report import average, save_figure

SIZE, COUPLINGS = 14, np.linspace(0, 1.5, 11)


def main(path="out/connectedness.png", networks=20, couplings=COUPLINGS):
    figure = Figure(figsize=(10, 4), layout="constrained")
    left, right = figure.subplots(1, 2)
    for distance, colour in ((1, "#8ab6d6"), (2, "#1b6ca8"), (3, "#123f5e")):
        shares, neighbours, theory = [], [], []
        for self_coupling in couplings:
            rows = []
            for seed in range(networks):
                settings = {"size": SIZE, "self_coupling": float(self_coupling), "seed": seed}
                rows += clusters(apply_settings(load_model("core"), settings), {"distance": distance})
            found = [average(rows, "largest_share"), average(rows, "neighbours", weight="fixed_points")]
            shares.append((found[0].mean, found[0].standard_error))
            neighbours.append((found[1].mean, found[1].standard_error))
            # A logarithmic scale has no place for 0.
            theory.append(rows[0]["neighbours_theory"] or np.nan)
        label = f"{distance} flip{'s' if distance > 1 else ''}"
        left.errorbar(couplings, *np.transpose(shares), fmt="o-", ms=4, capsize=3, color=colour, label=label)
        right.errorbar(
            couplings, *np.transpose(neighbours), fmt="o", ms=4, capsize=3, color=colour, label=f"within {label}"
        )
        right.plot(couplings, theory, color=colour, lw=1)
    left.set(ylabel="share of fixed points in the largest cluster", ylim=(0, 1.04))
    right.set(ylabel="neighbours of a fixed point, mean", yscale="log", ylim=(0.1, None))
    for axis, title in ((left, "moves of up to"), (right, "counted; lines: theory")):
        axis.set_xlabel(r"self-coupling $J_D$")
        axis.spines[["top", "right"]].set_visible(False)
        axis.legend(title=title, frameon=False, loc="lower right")
    figure.suptitle(f"all fixed points of {networks} networks of {SIZE} units; bars: standard error", fontsize=10)
    print(f"wrote {save_figure(figure, path)}")


if __name__ == "__main__":
    main(*sys.argv[1:])
