"""What the codes and engines cost as pictures: synaptic operations, modelled joules, seconds here."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import EngFormatter, FuncFormatter, LogLocator, MaxNLocator, NullFormatter

from ..comparison import Comparison
from ..entry import first_by_code
from ..fact import MODELLED, Column, Table, table_of
from ..facts import BY_CAUSE, SYNOPS, WALL, priced
from ..style import CODE_COLOURS, GREY, NETWORK, NEURON, SYNAPSE, legend_above, tips
from ..words import band_text
from .section import Missing, Picture

# Seconds; a logarithmic scale has no place for 0.
_SHORTEST = 1e-9


def synops_by_code(comparison: Comparison) -> Picture:
    """Synaptic operations of a sample in each code, and with all couplings in every step."""
    samples, entries = comparison.workload.samples, first_by_code(comparison.entries)
    values = {code: entry.activity.synops / samples for code, entry in entries.items()}
    values["all couplings,\nevery step"] = comparison.synops_dense / samples

    def draw(axis: Axes) -> None:
        colours = [CODE_COLOURS.get(name, GREY) for name in values]
        bars = axis.bar(list(values), list(values.values()), color=colours, width=0.6)
        axis.bar_label(bars, labels=[f"{value:,.0f}" for value in values.values()], padding=2)
        lines = (f"{name}: {value:,.0f} synaptic operations a sample" for name, value in values.items())
        tips(bars, (line.replace("\n", " ") for line in lines))
        axis.set_ylim(top=max(values.values()) * 1.12 or 1.0)
        axis.yaxis.set_major_formatter(EngFormatter())
        axis.set(ylabel="synaptic operations per sample")

    words = ", ".join(f"{name} {value:,.0f}" for name, value in values.items()).replace("\n", " ")
    alt = f"Synaptic operations per sample: {words}."
    caption = f"What arrives at couplings in each code, and if all were evaluated in every step ({SYNOPS.basis})."
    return Picture("synops", _fewest(values), caption, alt, draw)


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
            seconds = [max(entry.run.wall_s / samples, _SHORTEST) for entry in shown]
            bars = axis.barh(places, seconds, height * 0.9, color=CODE_COLOURS[code], label=code)
            times = [WALL.cell(entry, samples) for entry in shown]
            axis.bar_label(bars, labels=times, padding=2, fontsize=9)
            tips(bars, (f"{one.engine}, {code}: {time} a sample" for one, time in zip(shown, times, strict=True)))
        axis.set_yticks(range(len(engines)), engines)
        axis.tick_params(axis="y", length=0)
        axis.invert_yaxis()
        known = [max(entry.run.wall_s / samples, _SHORTEST) for entry in entries]
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
    fastest = min(entries, key=lambda entry: entry.run.wall_s)
    title = f"{fastest.engine} took {WALL.cell(fastest, samples)} a sample here"
    if len(engines) > 1:
        title = f"{fastest.engine} is fastest here: {WALL.cell(fastest, samples)} a sample"
    return Picture("run-time", title, caption, alt, draw, height=1.4 + 0.5 * len(engines))


def _fewest(values: Mapping[str, float]) -> str:
    """What the bars come to: the codes beside one another, or the only one beside dense work."""
    flips, spikes, (dense,) = values.get("flips"), values.get("spikes"), list(values.values())[-1:]
    if flips and spikes:
        most, least = ("spikes", "flips") if spikes >= flips else ("flips", "spikes")
        return f"{most.capitalize()} take {values[most] / values[least]:.3g} times the operations of {least}"
    code, value = next(iter(values.items()))
    return f"All couplings take {dense / value:.3g} times the operations of {code}" if value else "No operations"


_COLOURS = {"synapse": SYNAPSE, "neuron": NEURON, "network": NETWORK}


def energy_by_cause(comparison: Comparison) -> Picture | Missing:
    """A stacked bar for each code under each profile."""
    samples = comparison.workload.samples
    entries = [entry for entry in first_by_code(comparison.entries).values() if entry.energy is not None]
    bars = priced(entries)
    if not bars:
        return Missing("Energy", "No profile can price these runs; the notes beside the table say why.")
    longest = max(bar.energy.total for bar in bars) / samples

    def draw(axis: Axes) -> None:
        place, places, previous = 0.0, [], None
        for bar in bars:
            place += 0.0 if previous is None else 1.0 if previous == bar.code else 1.5
            previous = bar.code
            places.append(place)
            left = 0.0
            for cause, colour in _COLOURS.items():
                joules = getattr(bar.energy, cause) / samples
                piece = axis.barh(place, joules, 0.66, left=left, color=colour, label=cause)
                tips(piece, [f"{bar.code} under {bar.energy.profile}: {cause} {band_text(joules, 'J')}"])
                left += joules
            axis.text(left + 0.02 * longest, place, band_text(left, "J"), va="center", fontsize=9)
        axis.set_yticks(places, [f"{bar.code}\n{bar.energy.profile}" for bar in bars])
        for label, bar in zip(axis.get_yticklabels(), bars, strict=True):
            label.set_color(CODE_COLOURS[bar.code])
        axis.tick_params(axis="y", length=0)
        axis.invert_yaxis()
        axis.set_xlim(0, longest * 1.3 or 1.0)
        axis.xaxis.set_major_formatter(FuncFormatter(lambda joules, _: _tick(joules)))
        axis.xaxis.set_major_locator(MaxNLocator(4))
        axis.set_xlabel("dynamic energy per inference")
        legend_above(axis, 3, handles=axis.containers[: len(_COLOURS)], handlelength=1.0)

    spoken = "; ".join(f"{entry.code} {band_text(entry.energy, 'J', samples)}" for entry in entries)
    alt = f"Energy per inference by cause under each profile: {spoken}."
    caption = (
        "Counted events times the published energies of each profile (modelled). Synapse: synaptic operations; neuron: "
        "updates of units and their sending; network: delivery of messages. The band is the profiles' disagreement."
    )
    numbers = table_of("Energy per inference by cause.", BY_CAUSE, bars, samples)
    largest = max(_COLOURS, key=lambda cause: sum(getattr(bar.energy, cause) for bar in bars))
    share = sum(getattr(bar.energy, largest) for bar in bars) / (sum(bar.energy.total for bar in bars) or 1.0)
    title = f"The largest cause is the {largest}: {share:.0%} of the energy"
    return Picture("causes", title, caption, alt, draw, numbers, height=1.5 + 0.42 * len(bars))


def energy_against_dense(comparison: Comparison) -> Picture:
    """The same inference in both codes on the chip, and evaluated densely on processors."""
    lines: list[tuple[str, float, float]] = []
    for code, entry in first_by_code(comparison.entries).items():
        if (energy := entry.energy) is not None:
            lines.append((f"{code} on {energy.family}", energy.low / entry.samples, energy.high / entry.samples))
    lines += [(f"{one.name}: {one.chip}", one.low, one.high) for one in comparison.baselines]

    def draw(axis: Axes) -> None:
        for place, (name, low, high) in enumerate(lines):
            colour = CODE_COLOURS.get(name.split()[0], GREY)
            text = band_text((low, high), "J")
            tips(
                axis.plot([low, high], [place, place], lw=7, solid_capstyle="round", color=colour), [f"{name}: {text}"]
            )
            axis.annotate(text, (high, place), (8, 0), textcoords="offset points", va="center", fontsize=9)
            # Above its bar, not beside it: on a phone there is no room for both.
            axis.text(0.01, place - 0.42, name, transform=axis.get_yaxis_transform(), va="center", fontsize=9)
        axis.set_yticks([])
        axis.spines["left"].set_visible(False)
        axis.set_ylim(len(lines) - 0.6, -0.75)
        log_joules(axis, [joules for line in lines for joules in line[1:]], room=1.3)
        axis.set_xlabel("energy per inference")

    rows = tuple((name, band_text((low, high), "J")) for name, low, high in lines)
    alt = f"Energy per inference on a logarithmic scale: {'; '.join(' '.join(row) for row in rows)}."
    caption = (
        "Dynamic energy on the chip beside the same answer by dense evaluation of all couplings in every step, and by "
        "a perceptron of as many parameters, on processors (all modelled; logarithmic). Chips of different process "
        "nodes and whole devices are not like for like: read orders of magnitude."
    )
    columns = (Column("what is evaluated", text=True), Column("energy per inference", MODELLED))
    numbers = Table("Energy per inference, with and without events.", columns, rows)
    least, most = min(one.low for one in comparison.baselines), max(one.high for one in comparison.baselines)
    first, low, high = lines[0]
    title = f"{first}: {band_text((low, high), 'J')}; dense: {band_text(least, 'J')} to {band_text(most, 'J')}"
    return Picture("dense", title[:1].upper() + title[1:], caption, alt, draw, numbers, height=0.9 + 0.5 * len(lines))


def log_joules(axis: Axes, values: Sequence[float], room: float = 0.0) -> None:
    """A logarithmic scale of joules around some values, with `room` decades more on the right."""
    known = [value for value in values if value > 0]
    if not known:
        return
    low, high = min(known), max(known)
    axis.set_xscale("log")
    axis.set_xlim(low / 1.6, high * 1.6 * 10**room)
    if math.log10(high / low) < 1 and not room:
        axis.xaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
    else:
        axis.xaxis.set_major_locator(LogLocator(numticks=6))
    axis.xaxis.set_major_formatter(FuncFormatter(lambda joules, _: _tick(joules)))
    axis.xaxis.set_minor_formatter(NullFormatter())


def _tick(joules: float) -> str:
    """A round number without zeros behind the point."""
    if joules == 0:
        return "0"
    number, unit = band_text(float(f"{joules:.6g}"), "J").split(" ")
    return f"{number.rstrip('0').rstrip('.') if '.' in number else number} {unit}"
