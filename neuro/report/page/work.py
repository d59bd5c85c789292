"""How much work the codes and the engines have: synaptic operations, and seconds here."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import EngFormatter, NullFormatter

from ..comparison import Comparison
from ..entry import first_by_code
from ..facts import SYNOPS, WALL
from ..style import CODE_COLOURS, GREY, legend_above
from .section import Picture

# Seconds; a logarithmic scale has no place for 0.
_SHORTEST = 1e-9


def synops_by_code(comparison: Comparison) -> Picture:
    """Synaptic operations of a sample in each code, and with every coupling in every step."""
    samples, entries = comparison.workload.samples, first_by_code(comparison.entries)
    values = {code: entry.activity.synops / samples for code, entry in entries.items()}
    values["every coupling,\nevery step"] = comparison.synops_dense / samples

    def draw(axis: Axes) -> None:
        colours = [CODE_COLOURS.get(name, GREY) for name in values]
        bars = axis.bar(list(values), list(values.values()), color=colours, width=0.6)
        axis.bar_label(bars, labels=[f"{value:,.0f}" for value in values.values()], padding=2)
        axis.set_ylim(top=max(values.values()) * 1.12 or 1.0)
        axis.yaxis.set_major_formatter(EngFormatter())
        axis.set(ylabel="synaptic operations per sample")

    words = ", ".join(f"{name} {value:,.0f}" for name, value in values.items()).replace("\n", " ")
    alt = f"Synaptic operations per sample: {words}."
    caption = f"What arrives at couplings in each code, and if every coupling were evaluated ({SYNOPS.basis})."
    return Picture("synops", "Synaptic operations", caption, alt, draw)


def run_time(comparison: Comparison) -> Picture:
    """Seconds of a sample on this machine, by engine and code."""
    samples, entries = comparison.workload.samples, comparison.entries
    engines = list(dict.fromkeys(entry.engine for entry in entries))
    codes = list(dict.fromkeys(entry.code for entry in entries))
    height = 0.8 / len(codes)

    def draw(axis: Axes) -> None:
        for shift, code in enumerate(codes):
            shown = [entry for entry in entries if entry.code == code]
            places = [engines.index(entry.engine) + (shift - (len(codes) - 1) / 2) * height for entry in shown]
            seconds = [max(entry.wall_s / samples, _SHORTEST) for entry in shown]
            bars = axis.barh(places, seconds, height * 0.9, color=CODE_COLOURS[code], label=code)
            axis.bar_label(bars, labels=[WALL.cell(entry, samples) for entry in shown], padding=2, fontsize=9)
        axis.set_yticks(range(len(engines)), engines)
        axis.tick_params(axis="y", length=0)
        axis.invert_yaxis()
        known = [max(entry.wall_s / samples, _SHORTEST) for entry in entries]
        axis.set_xscale("log")
        axis.xaxis.set_major_formatter(EngFormatter("s"))
        axis.xaxis.set_minor_formatter(NullFormatter())
        # Room for the label of the longest bar.
        axis.set_xlim(10 ** np.floor(np.log10(min(known)) - 0.3), 10 ** np.ceil(np.log10(max(known)) + 0.7))
        axis.set_xlabel("run time per sample on this machine")
        legend_above(axis, 2, handlelength=1.0)

    words = ", ".join(f"{entry.engine} in {entry.code} {WALL.cell(entry, samples)}" for entry in entries)
    caption = f"Seconds of a sample on this machine, without setup ({WALL.basis}; logarithmic)."
    alt = f"Run time per sample: {words}."
    return Picture("run-time", "Simulation time", caption, alt, draw, height=1.4 + 0.5 * len(engines))
