"""A comparison as a picture."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import EngFormatter, NullFormatter

from ..files import write_whole
from .comparison import Comparison, Entry
from .table import verdict_line

_COLOURS = {"flips": "#1b6ca8", "spikes": "#d9822b"}
_CAUSES = (("synapse", "#1b6ca8"), ("neuron", "#8ab6d6"), ("network", "#d9822b"))
_FORMATS = ("png", "pdf", "svg")


def comparison_figure(comparison: Comparison) -> Figure:
    """Four panels: events over the steps, synops, modelled energy by cause and profile, measured time by engine."""
    figure = Figure(figsize=(11, 8), layout="constrained")
    axes = figure.subplots(2, 2)
    by_code = {entry.run.code: entry for entry in reversed(comparison.entries)}
    entries = [by_code[code] for code in ("flips", "spikes") if code in by_code]
    _events(axes[0, 0], entries)
    _synops(axes[0, 1], comparison, entries)
    _energy(axes[1, 0], comparison, entries)
    _time(axes[1, 1], comparison)
    for axis in axes.flat:
        axis.spines[["top", "right"]].set_visible(False)
    # A name is a name: dollars in it are no formula. (Wrapping parses them even where parse_math is off.)
    title = f"{comparison.workload.name}, {verdict_line(comparison)}".replace("$", r"\$")
    figure.suptitle(title, fontsize=10.5, wrap=True)
    return figure


def save_figure(figure: Figure, path: str | Path) -> Path:
    """Write a figure whole; the ending of the name settles the format."""
    ending = Path(path).suffix.lstrip(".").lower() or "png"
    return write_whole(path, lambda stream: figure.savefig(stream, format=ending, dpi=150))


def figure_format(path: str) -> str:
    """The path, refused early if its ending is no picture format."""
    if Path(path).suffix.lstrip(".").lower() not in _FORMATS:
        raise ValueError(f"got '{path}', expected a name ending in .{', .'.join(_FORMATS)}")
    return path


def _events(axis: Axes, entries: list[Entry]) -> None:
    states = entries[0].run.states
    steps = np.arange(1, states.shape[1])
    flips = (states[:, 1:] != states[:, :-1]).sum(axis=2).mean(axis=0)
    spikes = (states[:, 1:] > 0).sum(axis=2).mean(axis=0)
    axis.plot(steps, spikes, "o-", ms=4, color=_COLOURS["spikes"], label="spikes: units that are up")
    axis.plot(steps, flips, "o-", ms=4, color=_COLOURS["flips"], label="flips: units that change")
    axis.set(xlabel="time step", ylabel="events per sample", title="Events over the steps (counted)")
    axis.set_ylim(bottom=0)
    axis.legend(frameon=False)


def _synops(axis: Axes, comparison: Comparison, entries: list[Entry]) -> None:
    samples = comparison.workload.stimulus.samples
    names = [e.run.code for e in entries] + ["every coupling,\nevery step"]
    values = [e.run.activity.synops / samples for e in entries] + [comparison.synops_dense / samples]
    bars = axis.bar(names, values, color=[*(_COLOURS[e.run.code] for e in entries), "#999999"], width=0.6)
    axis.bar_label(bars, labels=[f"{v:,.0f}" for v in values], padding=2)
    axis.set_ylim(top=max(values) * 1.12)
    axis.yaxis.set_major_formatter(EngFormatter())
    axis.set(ylabel="synaptic operations per sample", title="Synaptic operations (counted)")


def _energy(axis: Axes, comparison: Comparison, entries: list[Entry]) -> None:
    """A bar for each code and profile, cause upon cause; profiles of one code stand side by side."""
    samples = comparison.workload.stimulus.samples
    bars = [(entry.run.code, energy) for entry in entries if entry.energy for energy in entry.energy.estimates]
    family = comparison.profiles[0].family
    axis.set(ylabel="dynamic energy per sample", title=f"Energy (modelled, profiles of {family})")
    if not bars:
        axis.set_axis_off()
        axis.text(0.5, 0.5, "unknown: no profile prices this run", ha="center", transform=axis.transAxes)
        return
    names = [f"{code}\n{energy.profile}" for code, energy in bars]
    bottom = np.zeros(len(bars))
    for cause, colour in _CAUSES:
        part: Any = np.array([getattr(energy, cause) for _, energy in bars]) / samples
        axis.bar(np.arange(len(bars)), part, bottom=bottom, color=colour, width=0.6, label=cause)
        bottom = bottom + part
    axis.set_xticks(np.arange(len(bars)), names, parse_math=False)
    for place, total in enumerate(bottom):
        label = EngFormatter("J", places=2)(total)
        axis.annotate(label, (place, total), xytext=(0, 2), textcoords="offset points", ha="center", va="bottom")
    axis.set_ylim(top=bottom.max() * 1.15 or 1.0)
    axis.yaxis.set_major_formatter(EngFormatter("J"))
    axis.set_xlim(-0.6, len(bars) - 0.4)
    axis.legend(frameon=False)


def _time(axis: Axes, comparison: Comparison) -> None:
    samples = comparison.workload.stimulus.samples
    engines = list(dict.fromkeys(e.run.engine for e in comparison.entries))
    codes = list(dict.fromkeys(e.run.code for e in comparison.entries))
    height = 0.8 / len(codes)
    for shift, code in enumerate(codes):
        places = [engines.index(e.run.engine) for e in comparison.entries if e.run.code == code]
        values = [e.run.wall_s / samples * 1e3 for e in comparison.entries if e.run.code == code]
        offset = (shift - (len(codes) - 1) / 2) * height
        bars = axis.barh(np.array(places) + offset, values, height * 0.9, color=_COLOURS[code], label=code)
        axis.bar_label(bars, labels=[f"{v:.2g}" for v in values], padding=2)
    axis.set_yticks(range(len(engines)), engines)
    axis.invert_yaxis()
    times = [max(e.run.wall_s / samples * 1e3, 1e-6) for e in comparison.entries]
    axis.set_xscale("log")
    axis.xaxis.set_minor_formatter(NullFormatter())
    axis.set_xlim(10 ** np.floor(np.log10(min(times)) - 0.3), 10 ** np.ceil(np.log10(max(times)) + 0.3))
    axis.set(xlabel="run time per sample on this machine (ms)", title="Simulation time (measured)")
    axis.legend(frameon=False)
