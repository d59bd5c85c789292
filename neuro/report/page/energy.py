"""Modelled joules as pictures: by cause under each profile, and beside dense evaluation on processors."""

from __future__ import annotations

import math
from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullFormatter

from ...energy import Band, Baseline, Energy
from .drawing import CODE_COLOURS, GREY, NETWORK, NEURON, SYNAPSE, as_svg, one_axis, style
from .section import Column, Picture, Table
from .wording import band, quantity

_CAUSES = (("synapse", SYNAPSE), ("neuron", NEURON), ("network", NETWORK))


def energy_by_cause(bands: Sequence[tuple[str, Band[Energy]]], samples: int) -> Picture:
    """A stacked bar for each code under each profile.

    Parameters
    ----------
    bands
        (code, energies over all samples).
    samples
        Inferences in the run.
    """
    bars = [(code, energy) for code, energies in bands for energy in energies.estimates]
    with style():
        figure, axis = one_axis(1.5 + 0.42 * len(bars))
        longest = max(energy.total for _, energy in bars) / samples
        place, places, previous = 0.0, [], None
        for code, energy in bars:
            place += 0.0 if previous is None else 1.0 if previous == code else 1.5
            previous = code
            places.append(place)
            _bar(axis, place, energy, samples, longest)
        axis.set_yticks(places, [f"{code}\n{energy.profile}" for code, energy in bars])
        for label, (code, _) in zip(axis.get_yticklabels(), bars, strict=True):
            label.set_color(CODE_COLOURS[code])
        axis.tick_params(axis="y", length=0)
        axis.invert_yaxis()
        axis.set_xlim(0, longest * 1.3 or 1.0)
        axis.xaxis.set_major_formatter(FuncFormatter(lambda joules, _: _tick(joules)))
        axis.xaxis.set_major_locator(MaxNLocator(4))
        axis.set_xlabel("dynamic energy per inference")
        handles, words = axis.get_legend_handles_labels()
        unique = dict(zip(words, handles, strict=True))
        figure.legend(unique.values(), unique.keys(), loc="outside upper center", ncols=3, handlelength=1.0)
        spoken = "; ".join(
            f"{code} {band(energies.low / samples, energies.high / samples, 'J')}" for code, energies in bands
        )
        alt = f"Energy per inference by cause under each profile: {spoken}."
        svg = as_svg(figure, "causes", alt)
    rows = tuple(
        (
            code,
            energy.profile,
            *(quantity(getattr(energy, cause) / samples, "J") for cause, _ in _CAUSES),
            quantity(energy.total / samples, "J"),
        )
        for code, energy in bars
    )
    columns = (
        Column("code", text=True),
        Column("profile", text=True),
        *(Column(cause, "modelled") for cause, _ in _CAUSES),
        Column("total", "modelled"),
    )
    caption = (
        "Counted events times the published energies of each profile (modelled). Synapse: synaptic operations; neuron: "
        "updates of units and their sending; network: delivery of messages. The band is the profiles' disagreement."
    )
    numbers = Table("Energy per inference by cause.", columns, rows)
    return Picture("Energy by cause, both codes", caption, svg, alt, numbers)


def energy_against_dense(
    bands: Sequence[tuple[str, Band[Energy]]], baselines: Sequence[Baseline], samples: int
) -> Picture:
    """The same inference in both codes on the chip, and evaluated densely on processors."""
    found = [(f"{code} on {energies.family}", energies.low, energies.high) for code, energies in bands]
    lines = [(of, low / samples, high / samples, CODE_COLOURS[of.split()[0]]) for of, low, high in found]
    lines += [(f"{one.name}: {one.chip}", one.low, one.high, GREY) for one in baselines]
    with style():
        figure, axis = one_axis(0.9 + 0.5 * len(lines))
        for place, (name, low, high, colour) in enumerate(lines):
            axis.plot([low, high], [place, place], lw=7, solid_capstyle="round", color=colour)
            axis.annotate(
                band(low, high, "J"), (high, place), (8, 0), textcoords="offset points", va="center", fontsize=9
            )
            # Above its bar, not beside it: on a phone there is no room for both.
            axis.text(0.01, place - 0.42, name, transform=axis.get_yaxis_transform(), va="center", fontsize=9)
        axis.set_yticks([])
        axis.spines["left"].set_visible(False)
        axis.set_ylim(len(lines) - 0.6, -0.75)
        log_joules(axis, [joules for line in lines for joules in line[1:3]], room=1.3)
        axis.set_xlabel("energy per inference")
        spoken = "; ".join(f"{name} {band(low, high, 'J')}" for name, low, high, _ in lines)
        alt = f"Energy per inference on a logarithmic scale: {spoken}."
        svg = as_svg(figure, "dense", alt)
    rows = tuple((name, band(low, high, "J")) for name, low, high, _ in lines)
    columns = (Column("what is evaluated", text=True), Column("energy per inference", "modelled"))
    caption = (
        "Dynamic energy on the chip beside the same answer by dense evaluation of every coupling in every step, and by "
        "a perceptron of as many parameters, on processors (all modelled; logarithmic). Chips of different process "
        "nodes and whole devices are not like for like: read orders of magnitude."
    )
    numbers = Table("Energy per inference, with and without events.", columns, rows)
    return Picture("Against dense evaluation", caption, svg, alt, numbers)


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


def _bar(axis: Axes, place: float, energy: Energy, samples: int, longest: float) -> None:
    left = 0.0
    for cause, colour in _CAUSES:
        part = getattr(energy, cause) / samples
        axis.barh(place, part, 0.66, left=left, color=colour, label=cause)
        left += part
    axis.text(left + 0.02 * longest, place, quantity(left, "J"), va="center", fontsize=9)


def _tick(joules: float) -> str:
    """A round number without zeros behind the point."""
    if joules == 0:
        return "0"
    number, unit = quantity(float(f"{joules:.6g}"), "J").split(" ")
    return f"{number.rstrip('0').rstrip('.') if '.' in number else number} {unit}"
