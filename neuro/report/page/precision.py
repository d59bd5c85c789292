"""What fewer bits cost in right answers and save in energy: one trained network at every width of its weights."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import final

from matplotlib.axes import Axes
from matplotlib.ticker import PercentFormatter

from ...engines import CODES
from ...engines.numpy import NumpyEngine
from ...errors import NeuroError
from ...network import Network, build_network, integer_network
from ...progress import Progress, silent
from ...workload import Workload
from ..comparison import Comparison
from ..fact import COUNTED, MODELLED, Fact, table_of
from ..on_chip import put_on_chip
from ..style import CODE_COLOURS, FLIPS, GREY, legend_above, point_tips
from ..words import band_text
from .costs import log_joules
from .section import Contents, Missing, Picture

TITLE = "Accuracy against bits and energy"
WIDTHS = range(2, 9)


@final
@dataclass(frozen=True)
class Width:
    """One version of a network: bits of a weight (None for floats), right answers (counted), joules (modelled).

    `energy` has the lowest and highest of an inference by code; none for floats, which the chips don't run, and where
    the network can't be placed or priced.
    """

    bits: int | None
    accuracy: float
    energy: Mapping[str, tuple[float, float]] = field(default_factory=dict)


@final
@dataclass(frozen=True)
class Precision:
    """All widths that could be made, the float network last; the others with the reason; the number of samples."""

    widths: tuple[Width, ...]
    left_out: tuple[tuple[int, str], ...]
    samples: int


def measure_precision(comparison: Comparison, progress: Progress = silent) -> Precision | Missing:
    """Round the compared network's float weights to 2 to 8 bits; run each version with the reference engine."""
    workload = comparison.workload
    if workload.labels is None or not workload.source.classes:
        return Missing(TITLE, "The samples have no labels or the network no readout, so there are no right answers.")
    if workload.source.is_integer:
        return Missing(TITLE, "The network was trained in whole numbers of one width, so there are no floats to round.")
    if workload.source.hash == build_network(workload.source.description).hash:
        return Missing(
            TITLE, "The network is as it was drawn from its seed; train it first, to see what bits are worth."
        )
    widths, left_out = [], []
    for bits in WIDTHS:
        progress(f"numpy at {bits} bits")
        try:
            version = _version(workload, integer_network(workload.source, bits))
        except NeuroError as reason:
            left_out.append((bits, str(reason)))
            continue
        widths.append(Width(bits, _accuracy(version), _energies(version, comparison)))
    floats = _version(workload, workload.source)
    return Precision((*widths, Width(None, _accuracy(floats))), tuple(left_out), workload.samples)


def _version(workload: Workload, network: Network) -> Workload:
    """The same samples for a network of another width."""
    inputs = None if workload.inputs is None else network.encode(workload.inputs)
    return replace(workload, network=network, stimulus=replace(workload.stimulus, inputs=inputs))


def _accuracy(version: Workload) -> float:
    run = NumpyEngine().run(version.network, version.stimulus)
    return float((run.predictions == version.labels).mean())


def _energies(version: Workload, comparison: Comparison) -> dict[str, tuple[float, float]]:
    """On the chip of the comparison; none where it can't hold this version, as that would be another figure."""
    on_chip = put_on_chip(version.network, comparison.on_chip.chip, comparison.profiles)
    out = {}
    for code in CODES:
        run = NumpyEngine().run(version.network, version.stimulus, code)
        traffic, _ = on_chip.traffic(version.network, version.stimulus, run)
        energy, _ = on_chip.energy(run.activity, traffic)
        if energy is not None and (traffic is None) == (comparison.on_chip.placed is None):
            out[code] = (energy.low / version.samples, energy.high / version.samples)
    return out


def precision_contents(comparison: Comparison, progress: Progress) -> Contents:
    """Both pictures, or why they can't be drawn."""
    found = measure_precision(comparison, progress)
    return (found,) if isinstance(found, Missing) else (accuracy_by_bits(found), accuracy_by_energy(found))


def accuracy_by_bits(precision: Precision) -> Picture:
    """Accuracy at each width, the float network as a line."""
    whole = [width for width in precision.widths if width.bits is not None]
    floats = next(width for width in precision.widths if width.bits is None)

    def draw(axis: Axes) -> None:
        bits = [width.bits or 0 for width in whole]
        accuracy = [width.accuracy for width in whole]
        errors = [math.sqrt(width.accuracy * (1 - width.accuracy) / precision.samples) for width in whole]
        axis.axhline(floats.accuracy, color=GREY, lw=1.2, ls="--", label="float network")
        axis.errorbar(bits, accuracy, errors, fmt="o-", ms=5, lw=1.4, capsize=3, color=FLIPS, label="whole numbers")
        point_tips(axis, bits, accuracy, (f"{width.bits} bits: {width.accuracy:.1%} right" for width in whole))
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
    numbers = table_of("Accuracy and energy by width.", _NUMBERS, precision.widths)
    for width, reason in precision.left_out:
        caption += f" Missing at {width} bits: {reason}"
    return Picture("bits", _enough(precision, floats), caption, alt, draw, numbers)


def _enough(precision: Precision, floats: Width) -> str:
    """The fewest bits that answer as the float network does, within one standard error."""
    error = math.sqrt(floats.accuracy * (1 - floats.accuracy) / precision.samples)
    enough = [w.bits for w in precision.widths if w.bits is not None and w.accuracy >= floats.accuracy - error]
    if not enough:
        return "No width answers as the floats do, within one standard error"
    return f"{min(enough)} bits answer as the floats do, within one standard error"


def accuracy_by_energy(precision: Precision) -> Picture | Missing:
    """Accuracy at each width against its energy band in both codes."""
    title = "Accuracy against energy"
    points = [(width, code, joules) for width in precision.widths for code, joules in width.energy.items()]
    if not points:
        return Missing(title, "No version of the network could be placed and priced.")

    def draw(axis: Axes) -> None:
        for code in dict.fromkeys(code for _, code, _ in points):
            shown = [(width.accuracy, *joules) for width, other, joules in points if other == code]
            heights, lows, highs = (list(values) for values in zip(*shown, strict=True))
            axis.hlines(heights, lows, highs, color=CODE_COLOURS[code], lw=2.5, alpha=0.5)
            middles = list(map(_middle, lows, highs))
            axis.plot(middles, heights, "o", ms=4.5, color=CODE_COLOURS[code], label=code)
            texts = (
                f"{width.bits} bits, {code}: {width.accuracy:.1%} right, {band_text(joules, 'J')}"
                for width, other, joules in points
                if other == code
            )
            point_tips(axis, middles, heights, texts)
        _label_widths(axis, points)
        log_joules(axis, [end for _, _, joules in points for end in joules])
        axis.set(xlabel="dynamic energy per inference", ylabel="accuracy")
        axis.set_ylim(0, 1.06)
        axis.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
        legend_above(axis, 2)

    width, code, joules = max(points, key=lambda point: (point[0].accuracy, -point[2][1]))
    alt = (
        f"Accuracy against energy: the best, {width.accuracy:.1%}, at {width.bits} bits in {code} for "
        f"{band_text(joules, 'J')} an inference."
    )
    caption = (
        "Each bar is one width in one code: as long as its energy band over the profiles (modelled), as high as its "
        "accuracy (counted); the number is its bits, where there is room. Better is up and to the left."
    )
    title = f"{width.accuracy:.1%} for {band_text(joules, 'J')}: {width.bits} bits in {code}"
    return Picture("pareto", title, caption, alt, draw, height=3.6)


def _energy(code: str) -> Fact:
    return Fact("", f"energy per inference, {code}", MODELLED, lambda width: width.energy.get(code), "quantity", "J")


_NUMBERS = (
    Fact("", "bits", "", lambda width: width.bits, "text", unknown="float"),
    Fact("", "accuracy", COUNTED, lambda width: width.accuracy, "share"),
    *map(_energy, CODES),
)


def _middle(low: float, high: float) -> float:
    """Halfway on a logarithmic scale."""
    return math.sqrt(low * high)


def _label_widths(axis: Axes, points: list[tuple[Width, str, tuple[float, float]]]) -> None:
    """The bits above each bar, the highest first, unless another number stands there already."""
    taken: list[tuple[float, float]] = []
    for width, _, joules in sorted(points, key=lambda point: point[0].bits or 0, reverse=True):
        middle, height = _middle(*joules), width.accuracy
        place = math.log10(middle)
        if not any(abs(place - x) < 0.1 and abs(height - y) < 0.06 for x, y in taken):
            taken.append((place, height))
            axis.annotate(
                str(width.bits), (middle, height), (0, 5), textcoords="offset points", ha="center", fontsize=9
            )
