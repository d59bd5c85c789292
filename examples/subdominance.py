"""Of all fixed points, which share the dynamics reach, and how that share shrinks as networks grow.

Five grid files beside this one say what is run, one for each order of updates: all states are followed where they can
be, and random starts that meet tell the number beyond. What is finished is kept, so that the same command goes on.
Their larger sizes are for a cluster: neuro grid --large does them, and this script then draws what is in the folder.

Run: python examples/subdominance.py [out/subdominance.png [out/subdominance [large]]]
"""

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from neuro import load_model
from neuro.errors import NeuroError
from neuro.grids import apply_settings, read_grid, run_points, tidy_rows
from neuro.manifold import entropy_per_unit, expected_described_fixed_points
from neuro.report import average, save_figure

COLOURS = {
    "synchronous": "#1b6ca8",
    "random-subset": "#7a4ea3",
    "one-at-a-time": "#a63a1e",
    "sequential": "#e8973f",
    "module-by-module": "#3f8f5b",
}
MARKS = {"synchronous": "o", "random-subset": "D", "one-at-a-time": "s", "sequential": "^", "module-by-module": "v"}
NAMES = ("synchronous", "random-subset", "one-at-a-time", "sequential", "chain")
FIGURES = ("count_entropy", "reached_entropy", "shannon_entropy", "settled_share", "alone_share")
SHOWN = (0.5, 0.9)
LINKED = {"depth": 2, "link_strength": 1.0, "self_coupling": 0.3}
# Between orders of updates, so that none hides another.
SHIFT = 0.012
# Standard errors from which on a difference is called one, and what share is few.
SURE, FEW = 3.0, 0.15
# Too few starts met for a number where its error is more.
MOST_ERROR = 1 / 3


def rows_of(name, folder, large, networks, largest, starts, workers):
    """All rows of a grid; of its smaller networks, first seeds and fewer starts where asked."""
    points = read_grid(Path(__file__).with_name(f"subdominance-{name}.toml"), large=large)
    seeds = sorted({point.settings["seed"] for point in points})[:networks]
    points = [
        replace(point, options=point.options | ({"starts": starts} if starts and "starts" in point.options else {}))
        for point in points
        if point.settings["seed"] in seeds and (largest is None or point.description.units <= largest)
    ]
    results = run_points(points, folder, workers=workers)
    for result in results:
        if result.error is not None:
            raise NeuroError(f"{name}: {result.error}")
    rows = tidy_rows(results)
    print(f"{name}: {len(rows):,} networks", flush=True)
    return rows


def kept(rows, **fixed):
    return [row for row in rows if all(row[name] == value for name, value in fixed.items())]


def levels(rows, name):
    return sorted({row[name] for row in rows})


def series(rows):
    """Rows of each order of updates and self-coupling."""
    for update in dict.fromkeys(row["update"] for row in rows):
        for coupling in levels(kept(rows, update=update), "self_coupling"):
            yield update, coupling, kept(rows, update=update, self_coupling=coupling)


def curve(rows, column):
    """Sizes at which every network has a number that is known well enough; means and standard errors over these."""
    told = []
    for units in levels(rows, "units"):
        here = kept(rows, units=units)
        if any(row[column] is None or (row["relative_error"] or 0.0) > MOST_ERROR for row in here) or len(here) < 2:
            continue
        found = average(here, column)
        told.append((units, found.mean, found.standard_error))
    return np.array(told, float).reshape(-1, 3).T


def logs(rows, column, over=None):
    """Curve of the logarithm of a number that is there as entropy per unit; of its share of another one."""
    taken = [column] if over is None else [column, over]
    there = [all(row[name] is not None for name in taken) for row in rows]
    values = [
        row["units"] * (row[column] - (row[over] if over else 0.0)) if known else None
        for row, known in zip(rows, there, strict=True)
    ]
    return curve([row | {"log": value} for row, value in zip(rows, values, strict=True)], "log")


def straight(told):
    """Line g N + a by least squares that errors weigh: g, its standard error and a; None of fewer than three sizes.

    Where it misses points by more than their errors, so does g by more than its own: the error is scaled.
    """
    sizes, values, errors = told
    if len(sizes) < 3 or not errors.all():
        return None
    slope, a = np.polyfit(sizes, values, 1, w=1 / errors)
    weights = errors**-2.0
    error = (weights @ (sizes - weights @ sizes / weights.sum()) ** 2) ** -0.5
    chi_square = float(weights @ (values - a - slope * sizes) ** 2)
    return slope, error * max(1.0, chi_square / (len(sizes) - 2)) ** 0.5, a, chi_square, len(sizes) - 2


def drawn(axis, told, update, **style):
    sizes, means, errors = told
    style = {"color": COLOURS.get(update, "black"), "marker": MARKS.get(update, "x"), "ls": "", **style}
    axis.errorbar(sizes, means, errors, ms=4.5, lw=1, capsize=2, **style)


def show_entropies(axis, rows, description, limit=None):
    """Entropies per unit: of all fixed points, and of those that are reached, by order of updates."""
    sizes, modules = levels(rows, "units"), len(description.populations)
    each = [apply_settings(description, {"size": units // modules}) for units in sizes]
    theory = [expected_described_fixed_points(one, log=True) / one.units for one in each]
    axis.plot(sizes, theory, color="black", lw=1)
    if limit is not None:
        axis.axhline(limit, color="black", lw=0.8, ls=":")
    # A network that several orders of updates run in has as many fixed points in each.
    counted = {(row["units"], row["seed"]): row for row in rows}
    drawn(axis, curve(list(counted.values()), "count_entropy"), "all")
    last = None
    for update, _, mine in series(rows):
        reached, shannon = curve(mine, "reached_entropy"), curve(mine, "shannon_entropy")
        drawn(axis, reached, update, ls="-")
        axis.plot(*shannon[:2], color=COLOURS[update], lw=1, ls="--")
        if reached.size and (last is None or reached[0, -1] > last[0]):
            last = (*reached[:2, -1], update)
    axis.set(xlabel="units $N$", ylabel="entropy per unit (nats)", ylim=(0, 1.2 * max(theory)))
    if last is not None:
        units, found, update = last
        all_of_them = dict(curve(list(counted.values()), "count_entropy")[:2].T.tolist())[units]
        what = f"{'2 modules, ' if modules > 1 else ''}$J_D$ = {rows[0]['self_coupling']:g}"
        told = f"{found:.2f} nats a unit,\nall fixed points {all_of_them:.2f} ({update}, $N$ = {units:.0f})"
        axis.set_title(f"{what}: reached {told}")


def show_shares(axis, rows, fits):
    """The share that is reached, with its line."""
    for update, coupling, mine in series(rows):
        sizes, values, errors = logs(mine, "reached_entropy", "count_entropy")
        drawn(axis, (sizes, np.exp(values), np.exp(values) * errors), update, mfc=filled(update, coupling))
        if (fit := fits[update, coupling]) is not None:
            axis.plot(sizes, np.exp(fit[2] + fit[0] * sizes), color=COLOURS[update], lw=1, ls=line(coupling))
    axis.set(xlabel="units $N$", ylabel="share of all fixed points that is reached", yscale="log")
    known = [(fit, mine) for update, coupling, mine in series(rows) if (fit := fits[update, coupling]) is not None]
    if known:
        values = [-fit[0] for fit, _ in known]
        what = "share shrinks at least exponentially" if all(shrinks(*one) for one in known) else "share, fitted"
        axis.set_title(f"the {what}:\n$e^{{-cN}}$, $c$ = {min(values):.2f} to {max(values):.2f}")


def shrinks(fit, rows):
    """Whether the share surely falls, and at the last three sizes not surely more slowly."""
    last = straight(logs(rows, "reached_entropy", "count_entropy")[:, -3:])
    return fit[0] < -SURE * fit[1] and (last is None or last[0] - fit[0] < SURE * np.hypot(last[1], fit[1]))


def show_alone(axis, rows):
    """Fixed points that no start but themselves leads to, and starts that settle, where both are known exactly."""
    alone, settled = {}, []
    for update, coupling, mine in series(rows):
        found = curve(mine, "alone_share")
        drawn(axis, found, update, ls=line(coupling), mfc=filled(update, coupling))
        alone[update] = max([alone.get(update, 0.0), *found[1, -1:]])
        settled += list(curve(mine, "settled_share")[1, -1:])
    axis.set(xlabel="units $N$", ylabel="share of fixed points that\nno other state leads to", ylim=(-0.01, None))
    axis.text(
        0.98,
        0.94,
        f"starts that settle there: {min(settled, default=0.0):.1%} or more",
        transform=axis.transAxes,
        ha="right",
    )
    most = max(alone, key=alone.get)
    what = "nearly all have a basin" if alone[most] < FEW else "not all have a basin"
    axis.set_title(f"{what}: in the largest networks\nup to {alone[most]:.0%} have none ({most})")


def show_decays(axis, fits, typical):
    for update in COLOURS:
        for found, style in ((fits, {"ls": "-"}), (typical, {"ls": "--", "mfc": "white"})):
            told = [
                (value, -fit[0], fit[1]) for (name, value), fit in found.items() if name == update and fit is not None
            ]
            if told:
                couplings, values, errors = np.array(sorted(told)).T
                drawn(axis, (couplings + SHIFT * (list(COLOURS).index(update) - 2), values, errors), update, **style)
    axis.set(xlabel="self-coupling $J_D$", ylabel="$c$ of the share $e^{-cN}$ that is reached", ylim=(0, None))
    lines = [Line2D([], [], color="grey", marker="o", ls=ls, mfc=mfc) for ls, mfc in (("-", "grey"), ("--", "white"))]
    axis.legend(lines, ["effective number", "$e$ to the Shannon entropy"], frameon=False, fontsize=8)
    least = max((fit for found in (fits, typical) for fit in found.values() if fit is not None), default=None)
    if least is not None:
        axis.set_title(f"by any count and order of updates:\n$c$ is {-least[0]:.3f} ± {least[1]:.3f} or more")


def filled(update, coupling):
    return "white" if coupling == SHOWN[1] else COLOURS[update]


def line(coupling):
    return "--" if coupling == SHOWN[1] else "-"


def legend(figure):
    """One for all: orders of updates, what a line is, and the self-couplings."""
    updates = [
        Line2D([], [], color=colour, marker=MARKS[name], ms=4.5, lw=1, label=name) for name, colour in COLOURS.items()
    ]
    known = [
        Line2D([], [], color="black", marker="x", ls="", ms=4.5, label="all fixed points"),
        Line2D([], [], color="black", lw=1, label="all, theory of the mean"),
        Line2D([], [], color="black", lw=0.8, ls=":", label=r"its limit, $\ln\,2\Phi(J_D)$"),
        Line2D([], [], color="grey", lw=1, ls="--", label="a to c: Shannon entropy of ends"),
        Line2D([], [], color="grey", lw=1, ls="--", marker="o", mfc="white", ms=4.5, label=f"d, e: $J_D$ = {SHOWN[1]}"),
    ]
    handles = [handle for pair in zip(updates, known, strict=True) for handle in pair]
    figure.legend(handles=handles, frameon=False, loc="outside lower center", ncols=5)


def main(
    path="out/subdominance.png",
    folder="out/subdominance",
    large=False,
    networks=None,
    largest=None,
    starts=None,
    workers=None,
):
    taken = (folder, large, networks, largest, starts, workers)
    *modules, chain = (rows_of(name, *taken) for name in NAMES)
    core, fits, typical = [row for rows in modules for row in rows], {}, {}
    for update, coupling, mine in series(core + chain):
        told(mine, update, coupling)
        fits[update, coupling], typical[update, coupling] = (
            straight(logs(mine, name, "count_entropy")) for name in ("reached_entropy", "shannon_entropy")
        )
    figure = Figure(figsize=(13, 9), layout="constrained")
    (*entropies, linked), (shares, alone, decays) = figure.subplots(2, 3)
    for axis, coupling in zip(entropies, SHOWN, strict=True):
        description = apply_settings(load_model("core"), {"self_coupling": coupling})
        show_entropies(axis, kept(core, self_coupling=coupling), description, entropy_per_unit(coupling))
    two = kept(chain, self_coupling=LINKED["self_coupling"])
    show_entropies(linked, two, apply_settings(load_model("chain"), LINKED))
    # Random subsets come out as units one at a time do.
    shown = [row for row in core if row["self_coupling"] in SHOWN and row["update"] != "random-subset"] + two
    show_shares(shares, shown, fits)
    show_alone(alone, [row for row in shown if row["method"] == "enumerate"])
    show_decays(decays, fits, typical)
    for letter, axis in zip("abcdef", figure.axes, strict=True):
        axis.spines[["top", "right"]].set_visible(False)
        axis.title.set_fontsize(10)
        axis.text(-0.13, 1.07, letter, transform=axis.transAxes, fontweight="bold", ha="right")
    legend(figure)
    counts = len(levels(core, "seed"))
    figure.suptitle(f"{counts} networks a point; bars: standard error over networks", fontsize=11)
    print(f"wrote {save_figure(figure, path)}")


def told(rows, update, coupling):
    """What the figure shows, as text; of a fit also its chi-square and degrees of freedom."""
    for name in FIGURES:
        values = [f"{n:.0f}: {mean:.4g} ± {error:.1g}" for n, mean, error in curve(rows, name).T]
        if values:
            print(f"{update}, J_D {coupling}, {name} at {', '.join(values)}")
    for name in ("reached_entropy", "shannon_entropy"):
        shares = [f"{n:.0f}: {np.exp(log):.3g} ± {error:.0%}" for n, log, error in logs(rows, name, "count_entropy").T]
        if shares:
            print(f"{update}, J_D {coupling}, share by {name} at {', '.join(shares)}")
    for name in ("reached_entropy", "shannon_entropy", "count_entropy"):
        for over in (None, "count_entropy")[: 1 if name == "count_entropy" else 2]:
            found = logs(rows, name, over)
            for part, which in ((found, "all sizes"), (found[:, -3:], "the last three sizes")):
                if (fit := straight(part)) is not None:
                    value = f"{fit[0]:.4f} ± {fit[1]:.4f}, chi-square {fit[3]:.1f} of {fit[4]}"
                    print(f"{update}, J_D {coupling}, growth by {name}{' over all' if over else ''}, {which}: {value}")


if __name__ == "__main__":
    if sys.argv[3:] not in ([], ["large"]):
        raise SystemExit(f"after the folder: got '{' '.join(sys.argv[3:])}', expected 'large' or nothing.")
    main(*sys.argv[1:3], large=bool(sys.argv[3:]))
