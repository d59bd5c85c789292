"""Learning on the manifold: fixed points around learned states, what a label moves, and what accuracy needs.

Three grid files beside this one say what is run, on two small models beside them; what is finished is kept, so that the
same command goes on. Their larger sizes are for a cluster: neuro grid --large does them, and this script then draws
what is in the folder.

Run: python examples/learned.py [out/learned.png [out/learned [large]]]
"""

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure
from scipy import stats

from neuro.errors import NeuroError
from neuro.grids import read_grid, run_points, tidy_rows
from neuro.report import average, save_figure

MARKERS = "ovs^DPX"
CENTRES = (
    ("learned_entropy", "a learned state", "o-"),
    ("random_entropy", "where a random start leads", "s--"),
    ("typical_entropy", "any fixed point", "^:"),
)
# Standard errors from which on a difference is called one, and a chance too small for one.
SURE, CHANCE = 3.0, 0.001
RISES = {True: "Accuracy rises with the fixed points around", False: "Accuracy and the fixed points around"}
MOVED = (("label_shift", "by the label", "o-"), ("label_kept", "still when it is gone", "s--"))


def rows_of(name, folder, large, networks, every, options):
    """All rows of a grid; of its first networks and each `every`-th point where asked."""
    points = read_grid(Path(__file__).with_name(f"learned-{name}.toml"), large=large)
    seeds = sorted({point.settings["seed"] for point in points})[:networks]
    kept = [point for point in points if point.settings["seed"] in seeds][::every]
    points = [replace(point, options=point.options | options) for point in kept]
    results = run_points(points, folder)
    for result in results:
        if result.error is not None:
            raise NeuroError(f"{name}: {result.error}")
    print(f"{name}: {len(results):,} points", flush=True)
    return tidy_rows(results)


def by_epoch(axis, rows, columns, label):
    """Means over networks, with their standard errors, at each epoch."""
    epochs = sorted({row["epoch"] for row in rows})
    for colour, coupling in zip(("#d9822b", "#1b6ca8", "#123f5e"), spread(rows, "self_coupling", 2), strict=False):
        for column, name, style in columns:
            found = [
                average([row for row in rows if (row["epoch"], row["self_coupling"]) == (epoch, coupling)], column)
                for epoch in epochs
            ]
            means, errors = np.array([(each.mean, each.standard_error) for each in found], float).T
            text = f"{name}, $J_D$ = {coupling:g}"
            axis.errorbar(epochs, means, errors, fmt=style, ms=4, capsize=2, lw=1, color=colour, label=text)
    axis.set(xlabel="epochs of learning", ylabel=label, ylim=(0, None))


def spread(rows, key, most):
    """Values of a setting: the first, the last and those between them, so many at most."""
    values = sorted({row[key] for row in rows})
    return [values[place] for place in np.unique(np.linspace(0, len(values) - 1, most).astype(int))]


def told(rows, column, epoch, coupling):
    """A column as it stands in each network, by seed; NaN where there is none."""
    kept = [row for row in rows if (row["epoch"], row["self_coupling"]) == (epoch, coupling)]
    return np.array([row[column] for row in sorted(kept, key=lambda row: row["seed"])], float)


def surely(differences):
    """Whether differences within networks are positive on average."""
    return len(differences) > 1 and differences.mean() > SURE * stats.sem(differences)


def places_title(rows):
    """Whether learned states lie more densely than others, and whether learning thins them; as far as it is sure."""
    (first, last), couplings = spread(rows, "epoch", 2), spread(rows, "self_coupling", 2)
    learned, *others = (name for name, _, _ in CENTRES)
    denser = all(
        surely(told(rows, learned, last, coupling) - told(rows, other, last, coupling))
        for coupling in couplings
        for other in others
    )
    thinned = [told(rows, learned, first, one) - told(rows, learned, last, one) for one in couplings]
    weak, strong = thinned[0], thinned[-1]
    thins = "learning thins them" if all(map(surely, thinned)) else "by epoch"
    if surely(weak) and surely(weak - strong):
        thins = f"learning thins them{' more' if surely(strong) else ''} where self-coupling is weak"
    return f"{'Learned states lie in denser places than others' if denser else 'Places of learned states'};\n{thins}"


def moved_title(rows):
    """What the label moves after the last epoch, and how much of that stays."""
    last, texts = max(row["epoch"] for row in rows), []
    for coupling in spread(rows, "self_coupling", 2):
        shift, stays = (np.nanmean(told(rows, name, last, coupling)) for name, _, _ in MOVED)
        kept = f"{stays / shift if shift else 0.0:.0%} of that stays"
        texts.append(f"$J_D$ = {coupling:g}: the label moves {shift:.1%} of the units, {kept}")
    return "\n".join(texts)


def accuracy(figure, axis, rows, key, name):
    """Accuracy after the last epoch against local entropy, a point a network: rank correlation, whether it is sure."""
    last = max(row["epoch"] for row in rows)
    rows = [row for row in rows if row["epoch"] == last and row["learned_entropy"] is not None]
    entropies, accuracies, settings = (
        np.array([row[column] for row in rows], float) for column in ("learned_entropy", "validation_accuracy", key)
    )
    for margin, marker in zip(sorted({row["margin"] for row in rows}), MARKERS, strict=False):
        of = np.array([row["margin"] == margin for row in rows])
        shown = axis.scatter(
            entropies[of], accuracies[of], 22, settings[of], marker=marker, cmap="viridis",
            vmin=settings.min(), vmax=settings.max(), label=f"margin {margin:g}",
        )  # fmt: skip
    figure.colorbar(shown, ax=axis, label=name)
    axis.set(xlabel="local entropy around learned states (nats per unit)", ylabel="validation accuracy", ylim=(0, 1))
    for handle in axis.legend(frameon=False, loc="lower right", fontsize=8).legend_handles:
        handle.set_color("0.5")
    if min(len(set(entropies)), len(set(accuracies))) < 2:
        return np.nan, False
    found = stats.spearmanr(entropies, accuracies)
    return found.statistic, bool(found.statistic > 0 and found.pvalue < CHANCE)


def main(path="out/learned.png", folder="out/learned", large=False, networks=None, every=1, **options):
    epochs, single, linked = (
        rows_of(name, folder, large, networks, every, given)
        for name, given in (("epochs", options), ("accuracy", options), ("links", options))
    )
    figure = Figure(figsize=(11, 8.5), layout="constrained")
    (left, right), (below, corner) = figure.subplots(2, 2)
    distance = epochs[0]["distance"]
    by_epoch(left, epochs, CENTRES, f"local entropy, {distance} flips\n(nats per unit)")
    left.set_title(places_title(epochs))
    by_epoch(right, epochs, MOVED, "share of units that are moved")
    right.set_title(moved_title(epochs))
    found, sure = accuracy(figure, below, single, "self_coupling", "self-coupling $J_D$")
    below.set_title(f"{RISES[sure]}:\nrank correlation {found:.2f}, one module")
    found, sure = accuracy(figure, corner, linked, "link_strength", "link strength, $J_D$ = 0")
    corner.set_title(f"{RISES[sure]}:\nrank correlation {found:.2f}, links in place of self-coupling")
    for axis, letter in zip((left, right, below, corner), "abcd", strict=True):
        axis.spines[["top", "right"]].set_visible(False)
        axis.title.set_fontsize(10)
        axis.text(-0.13, 1.07, letter, transform=axis.transAxes, fontweight="bold", ha="right")
    for axis in (left, right):
        axis.legend(frameon=False, fontsize=8)
    print(f"wrote {save_figure(figure, path)}")


if __name__ == "__main__":
    if sys.argv[3:] not in ([], ["large"]):
        raise SystemExit(f"after the folder: got '{' '.join(sys.argv[3:])}', expected 'large' or nothing.")
    main(*sys.argv[1:3], large=bool(sys.argv[3:]))
