"""Where random networks begin to settle: by size and order of updates, extrapolated; by links, density and field.

Five grid files beside this one say what is run; what is finished is kept, so that the same command goes on. Their
larger sizes are for a cluster: neuro grid --large does them, and this script then draws what is in the folder.

Run: python examples/thresholds.py [out/thresholds.png [out/thresholds [large]]]
"""

import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from neuro.errors import NeuroError
from neuro.grids import read_grid, run_points, tidy_rows
from neuro.manifold import crossing, extrapolate, threshold
from neuro.report import save_figure

COLOURS = {"synchronous": "#1b6ca8", "random-subset": "#7a4ea3", "sequential": "#d9822b"}
SHADES = ("#b5d0e6", "#7fb0d3", "#3d84b8", "#1b6ca8", "#14507d", "#0d3350", "#061826")
GIVEN = (0.2, 0.25, 1 / 3, 0.5)


def rows_of(name, folder, large, most, networks, starts, every, workers):
    """All rows of a grid; of its smaller networks, first seeds, fewer starts and each `every`-th value where asked."""
    points = read_grid(Path(__file__).with_name(f"thresholds-{name}.toml"), large=large)
    last = list(points[0].settings)[-2]
    wanted = sorted({point.settings[last] for point in points})[::every]
    seeds = sorted({point.settings["seed"] for point in points})[:networks]
    points = [
        replace(point, options=point.options | ({} if starts is None else {"starts": starts}))
        for point in points
        if point.settings[last] in wanted
        and point.settings["seed"] in seeds
        and (most is None or point.settings["size"] <= most)
    ]
    results = run_points(points, folder, workers=workers)
    for result in results:
        if result.error is not None:
            raise NeuroError(f"{name}: {result.error}")
    print(f"{name}: {len(results):,} points", flush=True)
    return tidy_rows(results)


def curve(rows, key, column="settled_share", **fixed):
    """Values of a setting, and a column at each of them, for each network: (V,) and (V, M)."""
    kept = [row for row in rows if all(row[name] == value for name, value in fixed.items())]
    values, seeds = (sorted({row[name] for row in kept}) for name in (key, "seed"))
    found = np.full((len(values), len(seeds)), np.nan)
    for row in kept:
        value = row[column]
        found[values.index(row[key]), seeds.index(row["seed"])] = np.inf if value is None else value
    return np.array(values, float), found


def asked(what, function, *arguments, **options):
    """A result as printed, or None where there is none."""
    try:
        found = function(*arguments, **options)
    except NeuroError as problem:
        print(f"{what}: {problem}")
        return None
    fit = f", chi-square {found.chi_square:.2f} of {found.freedom}" if function is extrapolate else ""
    print(f"{what}: {found.value:.4f} ± {found.standard_error:.4f}{fit}", flush=True)
    return found


def levels(rows, name):
    return list(dict.fromkeys(row[name] for row in rows))


def halves(rows, key, along, **fixed):
    """The half-point at each level of a setting that has one: levels, and what was found."""
    found = {}
    for level in levels(rows, along):
        values, shares = curve(rows, key, **{**fixed, along: level})
        told = ", ".join(f"{name} {value}" for name, value in {**fixed, along: level}.items())
        if (half := asked(f"{key} at {told}", threshold, values, shares)) is not None:
            found[level] = half
    return found


def drawn(axis, found, **style):
    """Half-points with their standard errors."""
    values, errors = [one.value for one in found.values()], [one.standard_error for one in found.values()]
    axis.errorbar(list(found), values, errors, capsize=3, ms=4, lw=1.2, **style)


def spread(found):
    """From the first half-point to the last, as text."""
    values = [one.value for one in found.values()]
    return f"{values[0]:.2f} to {values[-1]:.2f}" if values else "none"


def show_shares(axis, rows, update, found, column):
    for shade, size in zip(SHADES, levels(rows, "size"), strict=False):
        values, shares = curve(rows, "self_coupling", size=size, update=update)
        error = shares.std(axis=1, ddof=1) / np.sqrt(shares.shape[1])
        axis.errorbar(values, shares.mean(axis=1), error, fmt="o", ms=3.5, capsize=2, color=shade, label=f"{size:,}")
        if (half := found.get(size)) is not None and half.width:
            fine = np.linspace(values[0], values[-1], 400)
            axis.plot(fine, 1 / (1 + np.exp(-(fine - half.value) / half.width)), color=shade, lw=1)
    axis.axhline(0.5, color="0.8", lw=0.8, zorder=0)
    axis.set(xlabel=r"self-coupling $J_D$", ylim=(-0.04, 1.04))
    axis.set_title(f"{update}:\nhalf settle at {spread(found)}")
    if not column:
        axis.set_ylabel("share of starts that settle")
        axis.legend(title="units; line: fit", loc="lower right", handletextpad=0.3)


def show_extrapolation(axis, by_update):
    free = {
        update: asked(f"{update}, infinite networks", extrapolate, list(found), list(found.values()))
        for update, found in by_update.items()
    }
    told = [one for one in free.values() if one is not None]
    power = float(np.mean([one.exponent for one in told])) if told else 0.5
    largest = max((size**-power for found in by_update.values() for size in found), default=1.0)
    for place, (update, found) in enumerate(by_update.items()):
        drawn(axis, {size**-power: half for size, half in found.items()}, fmt="o", color=COLOURS[update])
        for given in GIVEN if len(found) > 1 else ():
            asked(f"{update}, exponent {given:.2f}", extrapolate, list(found), list(found.values()), given)
        if (fit := free[update]) is None:
            axis.plot([], [], color=COLOURS[update], label=update)
            continue
        print(
            f"{update}: exponent {fit.exponent:.3f} ± {fit.exponent_error:.3f}, middle 95 % of infinite networks "
            f"{fit.interval[0]:.3f} to {fit.interval[1]:.3f}"
        )
        fine = np.linspace(0, largest * 1.03, 200)
        label = f"{update}: {fit.value:.2f} ± {fit.standard_error:.2f}, exponent {fit.exponent:.2f}"
        fitted = [fit.at(size) for size in np.maximum(fine, 1e-12) ** (-1 / power)]
        axis.plot(fine, fitted, color=COLOURS[update], lw=1, label=label)
        # Beside each other, so that all error bars are seen.
        beside = -0.02 * largest * place
        axis.errorbar([beside], [fit.value], [fit.standard_error], fmt="s", ms=5, capsize=4, color=COLOURS[update])
    axis.set(xlabel=rf"$N^{{-{power:.2f}}}$ (mean of the exponents)", ylabel=r"half-point, $J_D$")
    axis.set_ylim(None, axis.get_ylim()[1] + 0.15 * np.ptp(axis.get_ylim()))
    axis.legend(title=r"$N \to \infty$ (squares)", loc="upper right")
    title = "half-points rise with N"
    if told:
        values, exponents = sorted(one.value for one in told), sorted(one.exponent for one in told)
        title += f", to {values[0]:.2f} or {values[-1]:.2f};"
        title += f"\nexponents of {exponents[0]:.2f} to {exponents[-1]:.2f} fit"
    axis.set_title(title)


def show_times(axis, rows, cap, update="synchronous"):
    ends = []
    for shade, size in zip(SHADES, levels(rows, "size"), strict=False):
        values, medians = curve(rows, "self_coupling", "median_sweeps", size=size, update=update)
        # A network half of whose starts don't settle is beyond the cap; the middle network decides.
        middle = np.sort(medians, axis=1)[:, (medians.shape[1] - 1) // 2]
        shown = np.isfinite(middle)
        axis.semilogy(values[shown], middle[shown], "o-", ms=3.5, lw=1.2, color=shade, label=f"{size:,}")
        told = {value: count for value, count in zip(values, middle, strict=True) if np.isfinite(count)}
        print(f"median sweeps, {update}, {size} units:", {round(value, 3): float(n) for value, n in told.items()})
        ends.append((size, told.get(values[-1], np.nan)))
    axis.axhline(cap, color="0.5", lw=0.8, ls="--")
    axis.text(0.98, cap * 1.08, f"runs end after {cap:,}", ha="right", fontsize=8, transform=axis.get_yaxis_transform())
    axis.set(xlabel=r"self-coupling $J_D$", ylabel="sweeps until half of the starts settle", ylim=(None, cap * 1.6))
    ticks = [tick for tick in (5, 10, 20, 50, 100, 200, 500, 1000, 2000) if tick <= cap]
    axis.set_yticks(ticks, [f"{tick:,}" for tick in ticks])
    axis.minorticks_off()
    (few, short), (many, long) = ends[0], ends[-1]
    growth = rf" ($\sim N^{{{np.log(long / short) / np.log(many / few):.1f}}}$)" if many > few else ""
    axis.set_title(
        f"{update}: time grows with N at every $J_D$;\nat {values[-1]:.2f}: {short:.0f} sweeps to {long:.0f}{growth}"
    )


def show_caps(axis, rows):
    sizes, caps, moves = levels(rows, "size"), levels(rows, "sweeps"), []
    for shade, size in zip(SHADES[1:], sizes, strict=False):
        found = halves(rows, "self_coupling", "sweeps", size=size)
        drawn(axis, found, fmt="o-", color=shade, label=f"{size:,} units")
        values = [one.value for one in found.values()]
        moves += [values[0] - values[-1]] if values else []
    both = list(zip(sizes, caps, strict=False))
    for (size, cap), (double, longer) in pairwise(both):
        values, smaller = curve(rows, "self_coupling", size=size, sweeps=cap)
        _, larger = curve(rows, "self_coupling", size=double, sweeps=longer)
        asked(f"crossing of {size} and {double} units, {cap} and {longer} sweeps", crossing, values, smaller, larger)
        _, same = curve(rows, "self_coupling", size=double, sweeps=cap)
        asked(f"crossing of {size} and {double} units, {cap} sweeps both", crossing, values, smaller, same)
    for cap in caps:
        values = {size: curve(rows, "self_coupling", size=size, sweeps=cap) for size in sizes}
        found = {size: asked(f"{size} units, {cap} sweeps", threshold, *shares) for size, shares in values.items()}
        found = {size: half for size, half in found.items() if half is not None}
        if len(found) > 1:
            asked(f"{cap} sweeps, exponent 0.50", extrapolate, list(found), list(found.values()), 0.5)
    axis.set_xscale("log", base=2)
    axis.set_xticks(caps, [f"{cap:,}" for cap in caps])
    axis.set(xlabel="sweeps after which runs end", ylabel=r"half-point, $J_D$")
    axis.set_ylim(None, axis.get_ylim()[1] + 0.3 * np.ptp(axis.get_ylim()))
    axis.legend(loc="upper right")
    ratio, most = caps[-1] / caps[0], max(moves, default=0.0)
    axis.set_title(f"synchronous: {ratio:.0f} times the sweeps\nlower the half-point by up to {most:.3f}")


def show_levels(axis, rows, key, along, label, title):
    """Half-points at each level of a setting; those of smaller networks dotted."""
    sizes, texts = levels(rows, "size"), []
    for update in levels(rows, "update"):
        for size in sizes:
            found, last = halves(rows, key, along, size=size, update=update), size == sizes[-1]
            name = update if len(sizes) == 1 else f"{update}, size {size:,}"
            drawn(axis, found, fmt="o-" if last else "o:", color=COLOURS[update], label=name)
            if last:
                texts.append(spread(found))
    axis.set(xlabel=label, ylabel="half-point, " + ("link strength" if key == "link_strength" else r"$J_D$"))
    axis.set_ylim(None, axis.get_ylim()[1] + 0.4 * (len(sizes) - 1) * np.ptp(axis.get_ylim()))
    axis.set_title(f"{title}\nfrom {' and from '.join(texts)}")
    axis.legend(loc="upper left" if len(sizes) > 1 else "best")


def main(
    path="out/thresholds.png",
    folder="out/thresholds",
    large=False,
    most=None,
    networks=None,
    starts=None,
    every=1,
    workers=None,
):
    taken = (folder, large, most, networks, starts, every, workers)
    coupling, caps, links, density, field = (
        rows_of(name, *taken) for name in ("self-coupling", "caps", "links", "density", "field")
    )
    figure = Figure(figsize=(13, 11), layout="constrained")
    (*shares,), (line, times, cap), (depths, densities, fields) = figure.subplots(3, 3)
    by_update = {}
    for column, (axis, update) in enumerate(zip(shares, COLOURS, strict=True)):
        by_update[update] = halves(coupling, "self_coupling", "size", update=update)
        show_shares(axis, coupling, update, by_update[update], column)
    show_extrapolation(line, by_update)
    sweeps = read_grid(Path(__file__).with_name("thresholds-self-coupling.toml"), large=large)[0].options["sweeps"]
    show_times(times, coupling, sweeps)
    show_caps(cap, caps)
    show_levels(depths, links, "link_strength", "depth", "modules of a chain", "deeper chains need stronger links:")
    show_levels(densities, density, "self_coupling", "density", "share of couplings that are there", "denser is later:")
    show_levels(fields, field, "self_coupling", "field_strength", "deviation of a random field", "a field helps:")
    densities.set_xscale("log")
    densities.set_xticks(levels(density, "density"), [f"{one:g}" for one in levels(density, "density")])
    densities.minorticks_off()
    depths.set_xticks(levels(links, "depth"))
    for letter, axis in zip("abcdefghi", figure.axes, strict=True):
        axis.spines[["top", "right"]].set_visible(False)
        axis.title.set_fontsize(10)
        axis.text(-0.13, 1.09, letter, transform=axis.transAxes, fontweight="bold", ha="right")
        if (legend := axis.get_legend()) is not None:
            legend.set_frame_on(False)
            for text in (*legend.get_texts(), legend.get_title()):
                text.set_fontsize(8)
    count = len(levels(coupling, "seed"))
    told = f"{count} networks a point, runs of {sweeps:,} sweeps; bars: standard error over networks"
    figure.suptitle(told, fontsize=11)
    print(f"wrote {save_figure(figure, path)}")


if __name__ == "__main__":
    main(*sys.argv[1:])
