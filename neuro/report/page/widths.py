"""Accuracy against the bits of a weight, and against the energy they cost."""

from __future__ import annotations

import math

from matplotlib.axes import Axes
from matplotlib.ticker import PercentFormatter

from ...engines import CODES
from ..style import CODE_COLOURS, FLIPS, GREY, legend_above
from ..table import Column, Table
from ..words import band_text
from .energy import log_joules
from .precision import WIDTHS, CodeEnergy, Precision, Width
from .section import Missing, Picture


def accuracy_by_bits(precision: Precision) -> Picture:
    """Accuracy at each width, the float network as a line."""
    whole = [width for width in precision.widths if width.bits is not None]
    floats = next(width for width in precision.widths if width.bits is None)

    def draw(axis: Axes) -> None:
        bits = [width.bits or 0 for width in whole]
        accuracy = [width.accuracy for width in whole]
        errors = [_standard_error(width.accuracy, precision.samples) for width in whole]
        axis.axhline(floats.accuracy, color=GREY, lw=1.2, ls="--", label="float network")
        axis.errorbar(bits, accuracy, errors, fmt="o-", ms=5, lw=1.4, capsize=3, color=FLIPS, label="whole numbers")
        axis.set(xlabel="bits of a weight", ylabel="accuracy")
        axis.set_xticks(list(WIDTHS))
        axis.set_ylim(0, 1.03)
        axis.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
        legend_above(axis, 2)

    words = ", ".join(f"{width.accuracy:.1%} at {width.bits} bits" for width in whole)
    alt = f"Accuracy against bits: {words}; {floats.accuracy:.1%} in floats."
    caption = (
        f"The network rounded to whole numbers of each width, {precision.samples} samples (counted, reference engine). "
        "Bars: one standard error."
    )
    for width, reason in precision.left_out:
        caption += f" Missing at {width} bits: {reason}"
    return Picture("bits", "Accuracy against bits", caption, alt, draw, _numbers(precision))


def accuracy_by_energy(precision: Precision) -> Picture | Missing:
    """Accuracy at each width against its energy band in both codes."""
    title = "Accuracy against energy"
    points = [(width, energy) for width in precision.widths for energy in width.energy]
    if not points:
        return Missing(title, "No version of the network could be placed and priced.")

    def draw(axis: Axes) -> None:
        for code in dict.fromkeys(energy.code for _, energy in points):
            shown = [(w, e) for w, e in points if e.code == code]
            heights = [w.accuracy for w, _ in shown]
            colour = CODE_COLOURS[code]
            axis.hlines(heights, [e.low for _, e in shown], [e.high for _, e in shown], color=colour, lw=2.5, alpha=0.5)
            middle = [math.sqrt(e.low * e.high) for _, e in shown]
            axis.plot(middle, heights, "o", ms=4.5, color=colour, label=code)
        _label_widths(axis, points)
        log_joules(axis, [joules for _, energy in points for joules in (energy.low, energy.high)])
        axis.set(xlabel="dynamic energy per inference", ylabel="accuracy")
        axis.set_ylim(0, 1.06)
        axis.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
        legend_above(axis, 2)

    width, energy = max(points, key=lambda point: (point[0].accuracy, -point[1].high))
    alt = (
        f"Accuracy against energy: the best, {width.accuracy:.1%}, at {width.bits} bits in {energy.code} for "
        f"{band_text((energy.low, energy.high), 'J')} an inference."
    )
    caption = (
        "Each bar is one width in one code: as long as its energy band over the profiles (modelled), as high as its "
        "accuracy (counted); the number is its bits, where there is room. Better is up and to the left."
    )
    return Picture("pareto", title, caption, alt, draw, height=3.6)


def _numbers(precision: Precision) -> Table:
    rows = tuple(
        (
            "float" if width.bits is None else str(width.bits),
            f"{width.accuracy:.4f}",
            *(next((band_text((e.low, e.high), "J") for e in width.energy if e.code == code), "-") for code in CODES),
        )
        for width in precision.widths
    )
    energies = (Column(f"energy per inference, {code}", "modelled") for code in CODES)
    return Table(
        "Accuracy and energy by width.", (Column("bits", text=True), Column("accuracy", "counted"), *energies), rows
    )


def _standard_error(accuracy: float, samples: int) -> float:
    return math.sqrt(accuracy * (1 - accuracy) / samples)


def _label_widths(axis: Axes, points: list[tuple[Width, CodeEnergy]]) -> None:
    """The bits above each bar, the highest first, unless another number stands there already."""
    taken: list[tuple[float, float]] = []
    for width, energy in sorted(points, key=lambda point: point[0].bits or 0, reverse=True):
        middle = math.sqrt(energy.low * energy.high)
        place = (math.log10(middle), width.accuracy)
        if any(abs(place[0] - x) < 0.1 and abs(place[1] - y) < 0.06 for x, y in taken):
            continue
        taken.append(place)
        at = (middle, width.accuracy)
        axis.annotate(str(width.bits), at, (0, 5), textcoords="offset points", ha="center", fontsize=9)
