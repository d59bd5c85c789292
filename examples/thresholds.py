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
# Standard errors from which on a difference is called one.
SURE = 3.0
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
    """From the first half-point to the last, as text; over one between them that lies beyond both."""
    values = [one.value for one in found.values()]
    if not values:
        return "none"
    first, last = values[0], values[-1]
    beyond = [f"over {one:.2f} " for one in (max(values), min(values)) if one not in (first, last)]
    return f"{first:.2f} {''.join(beyond)}to {last:.2f}"


def surely(found, sign, steps=pairwise):
    """Whether half-points rise (sign 1) or fall (-1) surely, at each of these steps from level to level."""
    ones = list(found.values())
    return len(ones) > 1 and all(
        sign * (other.value - one.value) > SURE * np.hypot(one.standard_error, other.standard_error)
        for one, other in steps(ones)
    )


def from_first(ones):
    """Steps from the first level to each other one."""
    return [(ones[0], one) for one in ones[1:]]


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
    title = "half-points rise with N" if all(surely(one, 1) for one in by_update.values()) else "half-points by N"
    if told:
        values, exponents = sorted(one.value for one in told), sorted(one.exponent for one in told)
        title += f", to {values[0]:.2f} or {values[-1]:.2f};"
        title += f"\nexponents of {exponents[0]:.2f} to {exponents[-1]:.2f} fit"
    axis.set_title(title)


def show_times(axis, rows, cap, update="synchronous"):
    ends, each = [], []
    for shade, size in zip(SHADES, levels(rows, "size"), strict=False):
        values, medians = curve(rows, "self_coupling", "median_sweeps", size=size, update=update)
        # A network half of whose starts don't settle is beyond the cap; the middle network decides.
        middle = np.sort(medians, axis=1)[:, (medians.shape[1] - 1) // 2]
        shown = np.isfinite(middle)
        axis.semilogy(values[shown], middle[shown], "o-", ms=3.5, lw=1.2, color=shade, label=f"{size:,}")
        told = {value: count for value, count in zip(values, middle, strict=True) if np.isfinite(count)}
        print(f"median sweeps, {update}, {size} units:", {round(value, 3): float(n) for value, n in told.items()})
        ends.append((size, told.get(values[-1], np.nan)))
        each.append(middle)
    axis.axhline(cap, color="0.5", lw=0.8, ls="--")
    axis.text(0.98, cap * 1.08, f"runs end after {cap:,}", ha="right", fontsize=8, transform=axis.get_yaxis_transform())
    axis.set(xlabel=r"self-coupling $J_D$", ylabel="sweeps until half of the starts settle", ylim=(None, cap * 1.6))
    ticks = [tick for tick in (5, 10, 20, 50, 100, 200, 500, 1000, 2000) if tick <= cap]
    axis.set_yticks(ticks, [f"{tick:,}" for tick in ticks])
    axis.minorticks_off()
    (few, short), (many, long) = ends[0], ends[-1]
    growth = rf" ($\sim N^{{{np.log(long / short) / np.log(many / few):.1f}}}$)" if many > few else ""
    # Where no half settles in two sizes, neither time is known.
    grows = all(((more > less) | ~np.isfinite(more)).all() for less, more in pairwise(each))
    what = "grows with N at every" if grows else "by"
    axis.set_title(f"{update}: time {what} $J_D$;\nat {values[-1]:.2f}: {short:.0f} sweeps to {long:.0f}{growth}")


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
    ratio, least, most = caps[-1] / caps[0], min(moves, default=0.0), max(moves, default=0.0)
    what = f"lower the half-point by up to {most:.3f}" if least > 0 else f"lower it by {least:.3f} to {most:.3f}"
    axis.set_title(f"synchronous: {ratio:.0f} times the sweeps\n{what}")


def show_levels(axis, rows, key, along, label, title, sign, steps=pairwise):
    """Half-points at each level of a setting, dotted of smaller networks; the title where the largest bear it out."""
    sizes, texts, holds = levels(rows, "size"), [], []
    for update in levels(rows, "update"):
        for size in sizes:
            found, last = halves(rows, key, along, size=size, update=update), size == sizes[-1]
            name = update if len(sizes) == 1 else f"{update}, size {size:,}"
            drawn(axis, found, fmt="o-" if last else "o:", color=COLOURS[update], label=name)
            if last:
                holds.append(surely(found, sign, steps))
                texts.append(spread(found))
    axis.set(xlabel=label, ylabel="half-point, " + ("link strength" if key == "link_strength" else r"$J_D$"))
    axis.set_ylim(None, axis.get_ylim()[1] + 0.4 * (len(sizes) - 1) * np.ptp(axis.get_ylim()))
    axis.set_title(f"{title if all(holds) else f'by {label}'}:\nfrom {' and from '.join(texts)}")
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
    taken = ("modules of a chain", "more than two modules need stronger links", 1, from_first)
    show_levels(depths, links, "link_strength", "depth", *taken)
    taken = ("share of couplings that are there", "denser is later", 1)
    show_levels(densities, density, "self_coupling", "density", *taken)
    taken = ("deviation of a random field", "a field helps", -1, from_first)
    show_levels(fields, field, "self_coupling", "field_strength", *taken)
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
    if sys.argv[3:] not in ([], ["large"]):
        raise SystemExit(f"after the folder: got '{' '.join(sys.argv[3:])}', expected 'large' or nothing.")
    main(*sys.argv[1:3], large=bool(sys.argv[3:]))
