"""Where random networks begin to settle: as the self-coupling of a module rises, and as links between two modules do.

Updated all at once, linked units that disagree swap their states for ever: a chain needs another order of updates.

Run: python examples/transition.py [out/transition.png]
"""

import sys

import numpy as np
from matplotlib.figure import Figure

from neuro import build_network, load_model
from neuro.grids import apply_settings
from neuro.manifold import random_states, reach
from neuro.report import save_figure

SWEEPS = 150
COLOURS = {"synchronous": "#1b6ca8", "random-subset": "#8ab6d6", "sequential": "#d9822b"}
MODULE = "core", {"size": 500}, "self_coupling", np.linspace(0.5, 0.9, 9), r"self-coupling $J_D$, one module"
CHAIN = "chain", {"size": 250, "depth": 2}, "link_strength", np.linspace(0.75, 2.0, 6), r"link strength, two modules"


def main(path="out/transition.png", networks=4, starts=8, every=1):
    figure = Figure(figsize=(10, 4), layout="constrained")
    for axis, (model, fixed, key, values, label) in zip(figure.subplots(1, 2), (MODULE, CHAIN), strict=True):
        values = values[::every]
        for update, colour in COLOURS.items():
            shares = np.empty((len(values), networks))
            for row, value in enumerate(values):
                for seed in range(networks):
                    settings = {**fixed, key: float(value), "seed": seed}
                    network = build_network(apply_settings(load_model(model), settings))
                    drawn = random_states(starts, network.units, seed)
                    shares[row, seed] = reach(network, drawn, update, sweeps=SWEEPS, seed=seed).settled_share
            error = shares.std(axis=1, ddof=1) / np.sqrt(networks)
            axis.errorbar(values, shares.mean(axis=1), error, fmt="o-", ms=4, capsize=3, color=colour, label=update)
        axis.set(xlabel=label, ylabel=f"share of starts settled in {SWEEPS} sweeps", ylim=(-0.04, 1.04))
        axis.spines[["top", "right"]].set_visible(False)
        axis.legend(title="order of updates", frameon=False)
    figure.suptitle(
        f"500 units, {networks} networks, {starts} random starts in each; bars: standard error", fontsize=10
    )
    print(f"wrote {save_figure(figure, path)}")


if __name__ == "__main__":
    main(*sys.argv[1:])
