"""Whether fixed points that random starts reach are joined: by paths through fixed points alone, of moves of a few flips.

All fixed points of 16 units are known; in larger networks a path that is found is proof, and one that isn't may exist.
The grid is that of paths.toml, worked through for moves of one, two and three flips; it goes on where it was cut off.

Run: python examples/paths.py [out/paths.png [out/paths]]
"""

import sys
from dataclasses import replace
from pathlib import Path

from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from neuro.grids import read_grid, run_points, tidy_rows
from neuro.report import average, save_figure

GRID = Path(__file__).with_suffix(".toml")
COLOURS = {1: "#d9822b", 2: "#8ab6d6", 3: "#123f5e"}
MARKS = ("o-", "s--", "^:")


def main(path="out/paths.png", folder=None, networks=None, every=1, largest=None, workers=None):
    points = [point for point in read_grid(GRID) if largest is None or point.settings["size"] <= largest]
    couplings, seeds, sizes = (
        sorted({point.settings[key] for point in points}) for key in ("self_coupling", "seed", "size")
    )
    couplings, seeds = couplings[::every], seeds[:networks]
    chosen = [
        replace(point, options={**point.options, "distance": distance})
        for distance in COLOURS
        for point in points
        if point.settings["self_coupling"] in couplings and point.settings["seed"] in seeds
    ]
    rows = tidy_rows(run_points(chosen, folder or Path(path).with_suffix(""), workers=workers, progress=tell))
    figure = Figure(figsize=(10, 4.6), layout="constrained")
    left, right = figure.subplots(1, 2)
    for distance, colour in COLOURS.items():
        for size, mark in zip(sizes, MARKS, strict=False):
            found = [
                [row for row in rows if (row["distance"], row["size"], row["self_coupling"]) == (distance, size, value)]
                for value in couplings
            ]
            for axis, column in ((left, "connected_share"), (right, "detour")):
                draw(axis, couplings, [average(group, column) for group in found], mark, colour)
    left.set(ylabel="share of pairs of reached fixed points\njoined by a path", ylim=(-0.04, 1.04))
    right.set(ylabel="moves of a path over the least possible", ylim=(0.95, None))
    for axis in (left, right):
        axis.set_xlabel(r"self-coupling $J_D$")
        axis.spines[["top", "right"]].set_visible(False)
    flips = [Line2D([], [], color=colour, label=f"{k} flip{'s' * (k > 1)}") for k, colour in COLOURS.items()]
    right.legend(handles=flips, title="moves of up to", frameon=False, loc="upper right")
    known = [
        Line2D([], [], color="grey", marker=mark[0], ls=mark[1:], ms=4, label=f"{size} units, {how}")
        for size, mark, how in zip(sizes, MARKS, ("exact", "search", "search"), strict=False)
    ]
    left.legend(handles=known, frameon=False, loc="lower right")
    figure.suptitle(TITLE, fontsize=11)
    print(f"{len(seeds)} networks at each point; bars: standard error over networks")
    print(f"wrote {save_figure(figure, path)}")


TITLE = "title"


def draw(axis, couplings, means, mark, colour):
    known = [(x, each.mean, each.standard_error or 0.0) for x, each in zip(couplings, means, strict=True) if each.networks]
    if known:
        axis.errorbar(*zip(*known, strict=True), fmt=mark, ms=4, lw=1.2, capsize=2, color=colour)


def tell(what, done, total):
    print(f"{done} of {total} networks done", end="\r", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
