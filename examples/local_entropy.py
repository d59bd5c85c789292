"""How many fixed points lie around one that the dynamics reach, and around a typical one; and how many could, at most.

Three grid files beside this one say what is run; what is finished is kept, so that the same command goes on. All states
around each centre are looked at; in networks of more than 26 units typical centres are drawn by sequential Monte Carlo.
Their larger sizes are for a cluster: neuro grid --large does them, and this script then draws what is in the folder.

Run: python examples/local_entropy.py [out/local-entropy.png [out/local-entropy [large]]]
"""

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from scipy.optimize import brentq

from neuro.errors import NeuroError
from neuro.grids import read_grid, run_points, tidy_rows
from neuro.manifold import (
    chain_isolation_distance,
    chain_pair_entropy,
    densest_entropy,
    entropy_per_unit,
    isolation_distance,
    replica_entropy,
    replica_gap,
    typical_entropy,
)
from neuro.report import average, save_figure

GRIDS = ("exact", "four", "five")
SHOWN, COUPLINGS = (20, 60, 100), (0.5, 0.9)
SHADES = ("#7fb0d3", "#1b6ca8", "#0d3350")
COLOURS = {0.5: "#1b6ca8", 0.7: "#7a4ea3", 0.9: "#d9822b"}
MARKS = "o^sDv"
SHARES = (0.05, 0.1)
# Standard errors from which on a difference is called one.
SURE = 3.0
REPLICAS = (2, 3, 5, 10)
MANY = 5
LABEL = {"fontsize": 8, "ha": "right", "va": "center"}
ONE = 0.5
GREY, LIGHT, SAND, ORANGE = "0.35", "0.85", "#f0c89a", "#d9822b"


def rows_of(name, folder, large, most, networks, options, workers):
    """All rows of a grid; of its smaller networks, first seeds, and with other options where asked."""
    points = read_grid(Path(__file__).with_name(f"local-entropy-{name}.toml"), large=large)
    seeds = sorted({point.settings["seed"] for point in points})[:networks]
    points = [
        replace(point, options=point.options | {key: options[key] for key in options if name != "exact"})
        for point in points
        if point.settings["seed"] in seeds and (most is None or point.settings["size"] <= most)
    ]
    results = run_points(points, folder, workers=workers)
    for result in results:
        if result.error is not None:
            raise NeuroError(f"{name}: {result.error}")
    print(f"{name}: {len(results):,} points", flush=True)
    return tidy_rows(results)


def levels(rows, name):
    return sorted({row[name] for row in rows})


def of(rows, **fixed):
    return [row for row in rows if all(row[name] == value for name, value in fixed.items())]


def means(rows, along, column, scale=None):
    """At each level of a setting, over the networks: level by scale, mean and standard error."""
    found = ((level, average(of(rows, **{along: level}), column)) for level in levels(rows, along))
    return [(level / (scale or 1), one.mean, one.standard_error or 0.0) for level, one in found if one.networks]


def bars(axis, found, fmt, **style):
    if found:
        axis.errorbar(*zip(*found, strict=True), fmt=fmt, ms=4.5, lw=1.2, capsize=2, **style)


def show_entropies(axis, rows, coupling, first, places):
    farthest = 0.0
    for size, shade in zip((one for one in SHOWN if of(rows, size=one)), SHADES, strict=False):
        kept = of(rows, size=size, self_coupling=coupling)
        reached, typical = (means(kept, "flips", f"{name}_entropy", size) for name in ("reached", "typical"))
        bars(axis, reached, "o-", color=shade)
        bars(axis, typical, "o:", color=shade, mfc="white")
        farthest = max(farthest, reached[-1][0])
        (share, much, error), (_, any_one, other) = reached[-1], typical[-1]
        print(f"J_D {coupling}, {size} units, d/N {share:.3f}: {much:.4f} ± {error:.4f}, {any_one:.4f} ± {other:.4f}")
    shares = np.linspace(0.004, farthest, places)
    axis.plot(shares, np.maximum([typical_entropy(coupling, 1 - 2 * x) for x in shares], 0.0), color="black", lw=1)
    axis.set(xlabel="distance $d / N$", ylim=(0, None), xlim=(0, None))
    axis.set_ylabel("ln(fixed points within $d$ flips) / $N$, nats")
    limit = max(typical_entropy(coupling, 1.0 - 2.0 * share), 0.0)
    axis.set_title(
        f"$J_D$ = {coupling:g}: reached {much:.3f}, typical {any_one:.3f} at $d/N$ = {share:g},\n"
        f"{size} units; typical, $N \\to \\infty$: {limit:.3f}"
    )
    if first:
        sizes = [one for one in SHOWN if of(rows, size=one)]
        axis.legend(
            handles=[Line2D([], [], color=c, label=f"{n} units") for n, c in zip(sizes, SHADES, strict=False)],
            loc="lower right",
        )
    else:
        style = {"color": GREY, "marker": "o", "ms": 4.5}
        handles = [
            Line2D([], [], **style, label="around a reached one"),
            Line2D([], [], **style, mfc="white", ls=":", label="around a typical one"),
            Line2D([], [], color="black", lw=1, label=r"typical, theory, $N \to \infty$"),
        ]
        axis.legend(handles=handles, loc="lower right")


def show_means(axis, rows):
    """Measured means over those of the theory, which is exact at every size."""
    kept, worst = [row for row in rows if row["mean_number"] is not None], 0.0
    for size, filled in zip(levels(kept, "size"), (True, False), strict=False):
        for mark, coupling in zip(MARKS, levels(kept, "self_coupling"), strict=False):
            found = []
            for distance in levels(kept, "flips"):
                at = of(kept, size=size, self_coupling=coupling, flips=distance)
                one, theory = average(at, "mean_number", weight="fixed_points"), at[0]["mean_number_theory"]
                found.append((theory, one.mean / theory, one.standard_error / theory))
                away = (one.mean - theory) / one.standard_error
                worst = max(worst, abs(away))
                print(
                    f"J_D {coupling}, {size} units, {distance} flips: mean number {one.mean:.3f} ± "
                    f"{one.standard_error:.3f}, theory {theory:.3f}, {away:+.2f} standard errors"
                )
            label = f"$J_D$ = {coupling:g}, {size} units"
            bars(axis, found, mark, color=COLOURS[coupling], mfc=None if filled else "white", label=label)
    axis.axhline(1.0, color="black", lw=1)
    axis.set_xscale("log")
    axis.set(xlabel="mean number within 1 to 4 flips, annealed theory", ylabel="measured / theory")
    low, high = axis.get_ylim()
    axis.set_ylim(low, high + 0.35 * (high - low))
    axis.legend(loc="upper left")
    count = len(levels(kept, "seed"))
    what = "annealed theory holds" if worst < SURE else "means and annealed theory"
    axis.set_title(f"{what} at finite $N$: {count} networks\nwithin {worst:.1f} standard errors")


def show_excess(axis, rows, share):
    grows, sizes, ends = [], [0, 0], []
    for mark, coupling in zip(MARKS, levels(rows, "self_coupling"), strict=False):
        at = [row for row in of(rows, self_coupling=coupling) if abs(row["flips"] - share * row["size"]) < 1e-9]
        found = means(at, "size", "excess")
        bars(axis, found, f"{mark}-", color=COLOURS[coupling], label=f"$J_D$ = {coupling:g}")
        told = ", ".join(f"{size:.0f}: {mean:.4f} ± {error:.4f}" for size, mean, error in found)
        (_, first, error), (_, last, other) = found[0], found[-1]
        away = (last - first) / np.hypot(error, other) if len(found) > 1 else 0.0
        print(f"excess at d/N {share}, J_D {coupling}: {told}; grows by {away:.1f} standard errors", flush=True)
        sizes = [found[0][0], found[-1][0]]
        ends.append(last)
        grows += [f"{coupling:g}"] if away > SURE else []
    axis.axhline(0.0, color="0.7", lw=0.8)
    axis.set(xlabel="units $N$", ylabel="reached minus typical, nats per unit", xlim=(0, None))
    low, high = axis.get_ylim()
    axis.set_ylim(min(low, -0.002), high * 1.25)
    axis.legend(loc="upper left", ncols=3, columnspacing=0.8)
    verb = f"grows at $J_D$ = {', '.join(grows)}" if grows else "doesn't surely grow"
    axis.set_title(
        f"$d/N$ = {share:g}: from {sizes[0]:.0f} to {sizes[1]:.0f} units the excess\n"
        f"{verb}, to {min(ends):.3f}-{max(ends):.3f} nats"
    )


def show_clusters(axis, places):
    shares = np.geomspace(0.006, 0.5, places)
    overlaps = 1.0 - 2.0 * shares
    for replicas, shade in zip(REPLICAS, ("#b5d0e6", "#7fb0d3", "#3d84b8", "#14507d"), strict=True):
        axis.plot(shares, [replica_entropy(ONE, max(q, 0.0), replicas) for q in overlaps], color=shade, lw=1.2)
        end = replica_entropy(ONE, overlaps[0], replicas)
        axis.annotate(f"$y$ = {replicas}", (shares[0], end), xytext=(-3, 0), textcoords="offset points", **LABEL)

    def room(share):
        return densest_entropy(ONE, 1.0 - 2.0 * share) - typical_entropy(ONE, 1.0 - 2.0 * share)

    densest = [densest_entropy(ONE, max(q, 0.0)) for q in overlaps]
    typical = [typical_entropy(ONE, q) if q > 0.0 else entropy_per_unit(ONE) for q in overlaps]
    axis.plot(shares, densest, color=ORANGE, lw=2, label="cluster, all $d$ apart: at most")
    axis.plot(shares, typical, color="black", lw=1.2, label="around a typical one")
    axis.axhline(entropy_per_unit(ONE), color=GREY, lw=1, ls="--", label=r"all, $\ln 2\Phi(J_D)$")
    meet = brentq(room, 0.02, 0.45, xtol=1e-4)
    axis.axvline(meet, color="0.8", lw=0.8, zorder=0)
    print(f"clusters at J_D {ONE}: the bound meets the typical curve at d/N {meet:.4f}")
    for share in (0.01, 0.05, 0.1):
        bound = densest_entropy(ONE, 1 - 2 * share)
        print(f"d/N {share}: at most {bound:.4f}, typical {typical_entropy(ONE, 1 - 2 * share):.4f}")
    axis.set_xscale("log")
    axis.set(xlabel="distance $d / N$", ylabel="nats per unit", xlim=(0.0022, 0.6), ylim=(-0.015, None))
    axis.legend(loc="upper left", bbox_to_anchor=(0.0, 0.95))
    axis.set_title(f"$J_D$ = {ONE:g}: clusters may be denser than what\nis typical below $d/N$ = {meet:.2f}")


def show_isolation(axis, places):
    couplings, closes = np.geomspace(0.005, 1.5, places), {}
    axis.loglog(couplings, [isolation_distance(one) for one in couplings], color="black", lw=1.2)
    for replicas, colour, low, high in ((MANY, LIGHT, 0.055, 0.065), (2, SAND, 0.04, 0.045)):
        closes[replicas] = last = closing(replicas, low, high, places // 4)
        # Close together towards the tip.
        inside = last * (1.0 - np.geomspace(1.0 - couplings[0] / last, 1e-5, places))
        ends = [(1.0 - np.array(gap)) / 2.0 for one in inside if (gap := replica_gap(one, replicas)) is not None]
        upper, lower = zip(*ends, strict=True)
        axis.fill_between(inside[: len(ends)], lower, upper, color=colour, lw=0)
        print(f"gap of {replicas} closes at J_D {last:.4f}")
    axis.set(xlabel="self-coupling $J_D$", ylabel="distance $d / N$", xlim=(couplings[0], 2.0), ylim=(1e-4, 0.6))
    axis.text(0.0062, 0.01, f"no pairs, below\n$J_D$ = {closes[2]:.4f}", fontsize=8)
    axis.text(0.075, 4e-4, f"grey: no groups of {MANY},\nbelow $J_D$ = {closes[MANY]:.4f}", fontsize=8)
    axis.text(0.25, 0.09, "below this line: none\naround a typical one", fontsize=8)
    first, last = (isolation_distance(one) for one in (0.1, 1.0))
    axis.set_title(
        f"no gap above $J_D$ = {closes[MANY]:.2f}, but typical ones isolated:\n{first:.2f} at 0.1, {last:.1g} at 1"
    )


def show_chain(axis, places):
    strengths = np.geomspace(0.1, 2.0, places)
    shares = np.geomspace(1e-4, 0.5, 2 * places)
    for modules, shade in ((3, "#3d84b8"), (2, "black")):
        chosen = strengths[:: modules - 1]
        found = [chain_isolation_distance(modules, 0.0, one) for one in chosen]
        axis.loglog(chosen, found, color=shade, lw=1.2, label=f"{modules} modules")

    def least(strength):
        return min(chain_pair_entropy(2, 0.0, strength, 1.0 - 2.0 * share) for share in shares)

    closes = brentq(least, 0.3, 0.4, xtol=1e-4)
    finer = np.geomspace(strengths[0], closes * 1.1, places)
    table = [[chain_pair_entropy(2, 0.0, one, 1.0 - 2.0 * share) for one in finer] for share in shares]
    axis.contourf(finer, shares, table, levels=[-10.0, 0.0], colors=[SAND])
    axis.text(0.11, 0.01, f"no pairs, below\n$\\lambda$ = {closes:.2f} (2 modules)", fontsize=8)
    print(f"chain of 2: gap of pairs closes at link strength {closes:.4f}")
    axis.set(xlabel=r"link strength $\lambda$", ylabel="distance $d / N$ in every module", ylim=(1e-4, 0.6))
    axis.legend(loc="upper right")
    one, other = np.exp(np.interp(np.log([0.5, 1.0]), np.log(strengths), np.log(found)))
    axis.set_title(
        f"links alone do the same ($J_D$ = 0): isolated\nup to {one:.2f} at $\\lambda$ = 0.5, {other:.1g} at 1"
    )


def closing(replicas, low, high, steps):
    """The self-coupling at which the gap of so many replicas closes."""
    for _ in range(steps):
        middle = (low + high) / 2.0
        low, high = (middle, high) if replica_gap(middle, replicas) else (low, middle)
    return low


def main(
    path="out/local-entropy.png",
    folder="out/local-entropy",
    large=False,
    most=None,
    networks=None,
    options=None,
    places=40,
    workers=None,
):
    taken = (folder, large, most, networks, options or {}, workers)
    rows = [row for name in GRIDS for row in rows_of(name, *taken)]
    for row in rows:
        known = row["reached_entropy"] is not None and row["typical_entropy"] is not None
        row["excess"] = row["reached_entropy"] - row["typical_entropy"] if known else None
    figure = Figure(figsize=(17, 8.6), layout="constrained")
    (left, right, mean, close), (far, cluster, module, chain) = figure.subplots(2, 4)
    for axis, coupling in zip((left, right), COUPLINGS, strict=True):
        show_entropies(axis, rows, coupling, axis is left, places)
    show_means(mean, rows)
    for axis, share in zip((close, far), SHARES, strict=True):
        show_excess(axis, rows, share)
    show_clusters(cluster, places)
    show_isolation(module, places)
    show_chain(chain, places)
    for letter, axis in zip("abcdefgh", figure.axes, strict=True):
        axis.spines[["top", "right"]].set_visible(False)
        axis.title.set_fontsize(9.5)
        axis.text(-0.13, 1.09, letter, transform=axis.transAxes, fontweight="bold", ha="right")
        if (legend := axis.get_legend()) is not None:
            legend.set_frame_on(False)
            for text in legend.get_texts():
                text.set_fontsize(8)
    exact, others = (
        len(levels([row for row in rows if (row["method"] == "enumerate") is known], "seed")) for known in (True, False)
    )
    figure.suptitle(
        f"Fixed points around reached and around typical ones: {exact} networks of each kind where all are known, "
        f"{others} of larger ones; bars: standard error over networks",
        fontsize=11,
    )
    print(f"wrote {save_figure(figure, path)}")


if __name__ == "__main__":
    if sys.argv[3:] not in ([], ["large"]):
        raise SystemExit(f"after the folder: got '{' '.join(sys.argv[3:])}', expected 'large' or nothing.")
    main(*sys.argv[1:3], large=bool(sys.argv[3:]))
