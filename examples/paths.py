"""Whether paths through fixed points alone join those that random starts reach, by moves of one, two or three flips.

All fixed points of 16 units are known; in larger networks a path that is found is proof, and one that isn't may exist.
The grid is that of paths.toml; the same command goes on where it was cut off. Its larger size is for a cluster: neuro
grid --large does it, and this script then draws what is in the folder.

Run: python examples/paths.py [out/paths.png [out/paths [large]]]
"""

import sys
from itertools import zip_longest
from pathlib import Path

from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from neuro.grids import read_grid, run_points, tidy_rows
from neuro.manifold import largest_cluster_bound
from neuro.report import average, save_figure

GRID = Path(__file__).with_suffix(".toml")
COLOURS = {1: "#d9822b", 2: "#6aa5cf", 3: "#123f5e"}
LINES = COLOURS.items()
KEYS = ("self_coupling", "seed", "size")
MARKS = ("o-", "s--", "^:", "D-.", "v-")
# From where on are so many pairs joined, by moves of so many flips? That is the title.
MOST, TOLD = 0.9, 2


def main(path="out/paths.png", folder=None, large=False, networks=None, every=1, largest=None, workers=None):
    points = [point for point in read_grid(GRID, large=large) if largest is None or point.settings["size"] <= largest]
    couplings, seeds, sizes = (sorted({each.settings[key] for each in points}) for key in KEYS)
    couplings, seeds = couplings[::every], seeds[:networks]
    points = [each for each in points if each.settings["self_coupling"] in couplings and each.settings["seed"] in seeds]
    rows = worked_through(points, folder or Path(path).with_suffix(""), workers)
    figure = Figure(figsize=(14.5, 5.2), layout="constrained")
    left, middle, right = figure.subplots(1, 3)
    flips = [
        Line2D([], [], color=colour, label=f"up to {k} flip{'s' * (k > 1)} a move") for k, colour in COLOURS.items()
    ]
    known = []
    for size, mark in zip(sizes, MARKS, strict=False):
        how = " and ".join(sorted({row["method"] for row in rows if row["size"] == size}))
        label = f"{size} units, {'exact' if how == 'enumerate' else 'by search'}"
        known.append(Line2D([], [], color="grey", marker=mark[0], ls=mark[1:], ms=4, label=label))
        for distance, colour in COLOURS.items():
            draw(left, couplings, means(rows, size, distance, couplings, "connected_share"), mark, colour)
            draw(middle, couplings, means(rows, size, distance, couplings, "largest_bound"), mark, colour)
            draw(right, couplings, means(rows, size, distance, couplings, "detour"), mark, colour)
    left.set(ylabel="share of pairs of reached fixed points\njoined by a path", ylim=(-0.04, 1.04))
    pairs = points[0].options["pairs"]
    most = largest_cluster_bound(pairs, pairs)
    middle.axhline(most, color="0.5", lw=0.8, ls="--", zorder=0)
    text = f"{most:.2f}, the most that {pairs} pairs can show"
    middle.text(couplings[-1], most + 0.02, text, fontsize=8, ha="right")
    middle.set(ylabel="share of starts that lead into\nthe largest cluster, at least", ylim=(-0.04, 1.04))
    right.set(ylabel="moves of a path over the least possible, mean", ylim=(0.95, None))
    for letter, axis in zip("abc", (left, middle, right), strict=True):
        axis.text(-0.13, 1.03, letter, transform=axis.transAxes, fontweight="bold", ha="right")
        axis.set_xlabel(r"self-coupling $J_D$")
        axis.spines[["top", "right"]].set_visible(False)
    handles = [handle for pair in zip_longest(flips, known) for handle in pair if handle is not None]
    note = f"bars: standard error over {len(seeds)} networks; b: mean of a bound (95 % confidence) for each of them"
    figure.legend(handles=handles, title=note, frameon=False, loc="outside lower center", ncols=3)
    begins = [f"{begin(rows, size, couplings)} ({size} units)" for size in sizes]
    what = "Fixed points that starts reach are connected"
    if any(each.startswith("above") for each in begins):
        what = "Paths between fixed points that starts reach"
    figure.suptitle(
        f"{what}: moves of {TOLD} flips join {MOST:.0%} of the pairs, or more,\n"
        f"from $J_D$ = {', '.join(begins)}; searches give lower bounds",
        fontsize=11,
    )
    print(f"wrote {save_figure(figure, path)}")


def worked_through(points, folder, workers):
    """The rows of all points."""
    results = run_points(points, folder, workers=workers)
    for result in results:
        if result.error is not None:
            raise SystemExit(str(result.error))
    return tidy_rows(results)


def means(rows, size, distance, couplings, column):
    return [
        average([r for r in rows if (r["size"], r["distance"], r["self_coupling"]) == (size, distance, value)], column)
        for value in couplings
    ]


def begin(rows, size, couplings):
    """The self-coupling from which on most pairs are joined."""
    shares = means(rows, size, TOLD, couplings, "connected_share")
    few = [place for place, each in enumerate(shares) if each.mean is None or each.mean < MOST]
    first = few[-1] + 1 if few else 0
    return f"{couplings[first]:g}" if first < len(couplings) else f"above {couplings[-1]:g}"


def draw(axis, couplings, averages, mark, colour):
    known = [(x, y.mean, y.standard_error or 0.0) for x, y in zip(couplings, averages, strict=True) if y.networks]
    if known:
        axis.errorbar(*zip(*known, strict=True), fmt=mark, ms=4, lw=1.2, capsize=2, color=colour)


if __name__ == "__main__":
    if sys.argv[3:] not in ([], ["large"]):
        raise SystemExit(f"after the folder: got '{' '.join(sys.argv[3:])}', expected 'large' or nothing.")
    main(*sys.argv[1:3], large=bool(sys.argv[3:]))
