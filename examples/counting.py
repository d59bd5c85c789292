"""How many fixed points there are, all counted against theory, and how the number that is reached grows with size.

Run: python examples/counting.py [out/counting.png]
"""

import sys

import numpy as np
from matplotlib.figure import Figure

from neuro import build_network, load_model
from neuro.grids import apply_settings
from neuro.manifold import count_fixed_points, expected_fixed_points, random_states, reach
from neuro.report import save_figure

STARTS = 20_000


def measured(measure, networks, **settings):
    """Mean over networks, and its standard error."""
    drawn = (build_network(apply_settings(load_model("core"), {**settings, "seed": k})) for k in range(networks))
    values = np.array([measure(network) for network in drawn], float)
    return values.mean(), values.std(ddof=1) / np.sqrt(networks)


def reached(network):
    return len(reach(network, random_states(STARTS, network.units, 1), "sequential").fixed_points)


def main(path="out/counting.png", counted=50, followed=20):
    figure = Figure(figsize=(10, 4), layout="constrained")
    left, right = figure.subplots(1, 2)
    couplings, sizes = np.linspace(0, 1.5, 7), np.arange(8, 19, 2)
    for size, colour in ((8, "#8ab6d6"), (12, "#1b6ca8"), (16, "#123f5e")):
        found = [measured(count_fixed_points, counted, size=size, self_coupling=float(j)) for j in couplings]
        mean, error = np.transpose(found)
        left.errorbar(couplings, mean, error, fmt="o", ms=4, capsize=3, color=colour, label=f"{size} units, counted")
        fine = np.linspace(0, 1.5, 60)
        left.plot(fine, [expected_fixed_points(size, float(j)) for j in fine], color=colour, lw=1)
    left.set(yscale="log", xlabel=r"self-coupling $J_D$", ylabel="fixed points")
    left.set_title(f"all of {counted} networks; lines: theory")
    mean, error = np.transpose([measured(reached, followed, size=int(size), self_coupling=0.5) for size in sizes])
    fit, covariance = np.polyfit(sizes, np.log(mean), 1, w=mean / error, cov="unscaled")
    band = 1.96 * np.sqrt(np.einsum("ni,ij,nj->n", (x := np.vander(sizes, 2)), covariance, x))
    right.errorbar(
        sizes, mean, error, fmt="o", ms=4, capsize=3, color="#d9822b", label=f"reached from {STARTS:,} starts"
    )
    rate = rf"fit: $e^{{({fit[0]:.3f} \pm {1.96 * covariance[0, 0] ** 0.5:.3f})\,N}}$, 95 % band"
    right.plot(sizes, np.exp(x @ fit), color="#d9822b", label=rate)
    right.fill_between(sizes, np.exp(x @ fit - band), np.exp(x @ fit + band), color="#d9822b", alpha=0.25, lw=0)
    right.plot(sizes, [expected_fixed_points(int(n), 0.5) for n in sizes], "k--", lw=1, label="all there are, theory")
    right.set(yscale="log", xlabel="units N", ylabel="fixed points", title=r"sequential dynamics at $J_D$ = 0.5")
    for axis in (left, right):
        axis.spines[["top", "right"]].set_visible(False)
        axis.legend(frameon=False)
    print(f"wrote {save_figure(figure, path)}")


if __name__ == "__main__":
    main(*sys.argv[1:])
