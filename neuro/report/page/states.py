"""What the units do in a run: states of one sample, events by step, how the network settles, accuracy by step."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import BoundaryNorm, ListedColormap
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator, PercentFormatter
from numpy.typing import NDArray

from ...engines import Run
from ...network import Network
from ..fact import COUNTED, Column, Table
from ..style import FLIPS, GREY, INK, MUTED, SPIKES, legend_above, point_tips
from .section import Picture

# A row must stay visible, and a column too.
_ROWS, _COLUMNS = 120, 120
# The states are one bitmap inside the figure, so its colours are mid tones that suit light and dark pages; none is a
# colour of the style, which a page would replace in the legend alone.
_SILENT, _DOWN, _UP, _TO_DOWN, _TO_UP = range(5)
_COLOURS = ("#c3c8cf", "#e4eaf0", "#8fbbdc", "#e08a2e", "#12487a")
_WORDS = ("silent", "down", "up", "turns down", "turns up")
# What the script of a page draws, by code: word and colour of each kind of cell.
KINDS = {
    "flips": [[word, colour] for word, colour in zip(_WORDS, _COLOURS, strict=True)],
    "spikes": [["silent", "#c3c8cf"], ["down", "#e4eaf0"], ["up: sends a spike", "#c8641b"]],
    "differs": [["differs from the first engine", "#c2185b"]],
}


def raster(network: Network, run: Run) -> Picture:
    """Units of the first sample, those that settle last on top of their population."""
    steps = min(int(run.steps_taken[0]), _COLUMNS)
    states = run.states[0, : steps + 1]
    rows, borders = _rows(network, states)
    kinds = _kinds(states)[:, rows].T
    present = [kind for kind in range(len(_COLOURS)) if (kinds == kind).any()]

    def draw(axis: Axes) -> None:
        axis.imshow(
            kinds,
            cmap=ListedColormap(_COLOURS),
            norm=BoundaryNorm(np.arange(-0.5, len(_COLOURS)), len(_COLOURS)),
            aspect="auto",
            interpolation="none",
            extent=(-0.5, steps + 0.5, len(rows), 0),
        )
        for top, _ in list(borders.values())[1:]:
            axis.axhline(top, color="#ffffff", lw=1.2)
        axis.set_yticks([sum(border) / 2 for border in borders.values()], list(borders), rotation=90, va="center")
        axis.tick_params(axis="y", length=0)
        axis.xaxis.set_major_locator(MaxNLocator(integer=True))
        axis.set(xlabel="time step (0: the start)")
        handles = [Patch(facecolor=_COLOURS[kind], label=_WORDS[kind]) for kind in present]
        legend_above(axis, len(handles), handles=handles, handlelength=1.0)

    alt = (
        f"Raster of the first sample: {len(rows)} of {network.units} units over {steps} steps; "
        f"{int(run.flips[0, :steps].sum()):,} changes of state among all units."
    )
    chosen = "all units" if len(rows) == network.units else f"{len(rows)} of {network.units:,} units, evenly chosen"
    cut = "" if steps == run.steps_taken[0] else f" The first {steps} of {int(run.steps_taken[0])} steps."
    caption = (
        f"States of the first sample (counted), {chosen}; in each population the units that change last stand on top. "
        f"Orange and dark blue cells are flips: what the flip code sends. Light and dark blue cells are up: what the "
        f"spike code sends.{cut}"
    )
    rest = int(run.last_change[0])
    title = f"First sample: the last change is in step {rest}" if rest < steps else "First sample: changes to the end"
    return Picture("raster", title, caption, alt, draw, height=3.6)


def evenly_chosen(network: Network, most: int) -> NDArray[np.int64]:
    """At most about so many units, evenly from every population, at least four of each."""
    chosen = []
    for units in network.description.slices.values():
        size = units.stop - units.start
        wanted = min(size, max(4, round(most * size / network.units)))
        chosen.append(units.start + np.unique(np.linspace(0, size - 1, wanted).astype(int)))
    return np.concatenate(chosen)


def _rows(network: Network, states: NDArray[np.int8]) -> tuple[NDArray[np.int64], dict[str, tuple[int, int]]]:
    """Units to draw, from top to bottom, and between which rows each population lies."""
    changed = states[1:] != states[:-1]
    last = np.where(changed.any(axis=0), len(changed) - np.argmax(changed[::-1], axis=0), 0)
    every = evenly_chosen(network, _ROWS)
    rows: list[NDArray[np.int64]] = []
    borders: dict[str, tuple[int, int]] = {}
    top = 0
    for name, units in network.description.slices.items():
        chosen = every[(every >= units.start) & (every < units.stop)]
        # Equal units keep their order: the same run gives the same picture.
        rows.append(chosen[np.argsort(-last[chosen], kind="stable")])
        borders[name] = (top, top + len(chosen))
        top += len(chosen)
    return np.concatenate(rows), borders


def _kinds(states: NDArray[np.int8]) -> NDArray[np.int64]:
    kinds = np.where(states > 0, _UP, np.where(states < 0, _DOWN, _SILENT))
    changed = states[1:] != states[:-1]
    kinds[1:][changed & (states[1:] > 0)] = _TO_UP
    kinds[1:][changed & (states[1:] < 0)] = _TO_DOWN
    return kinds


# Beyond this many steps, markers would hide the line.
_MARKED = 40
# Further values stand in the table below the figure.
_TIPS = 120


def events_by_step(run: Run) -> Picture:
    """Messages of units per sample in each step, in both codes; samples that stopped early send nothing any more."""
    flips, spikes = (events.sum(axis=2).mean(axis=0) for events in (run.flips, run.spikes))

    def draw(axis: Axes) -> None:
        _line(axis, spikes, "s", "{:,.2f} spikes a sample", color=SPIKES, label="spikes: units that are up")
        _line(axis, flips, "o", "{:,.2f} flips a sample", color=FLIPS, label="flips: units that change")
        axis.set(ylabel="events per sample")
        axis.set_ylim(bottom=0, top=max(flips.max(), spikes.max(), 1.0) * 1.08)
        legend_above(axis, 2, handlelength=1.6)

    alt = (
        f"Events per step: flips go from {flips[0]:,.1f} in step 1 to {flips[-1]:,.1f} in step {len(flips)}, "
        f"spikes from {spikes[0]:,.1f} to {spikes[-1]:,.1f}."
    )
    caption = (
        "Messages of units, mean over samples (derived). The states are identical in both codes: a settled network "
        "is silent in flips and goes on speaking in spikes."
    )
    numbers = _numbers("Events per sample by step.", ",.2f", flips=flips, spikes=spikes)
    title = f"Flips end at {flips[-1]:,.0f} a step, spikes at {spikes[-1]:,.0f}"
    return Picture("events", title, caption, alt, draw, numbers)


def changing_units(run: Run, fixed: NDArray[np.bool_]) -> Picture:
    """Share of units that still change in each step: mean and middle 80 % of samples; `fixed` ones (S,) settle."""
    shares = run.flips.mean(axis=2)
    mean = shares.sum(axis=0) / np.maximum(run.executed.sum(axis=0), 1)
    low, high = np.quantile(shares, (0.1, 0.9), axis=0)

    def draw(axis: Axes) -> None:
        if len(shares) > 1:
            steps = np.arange(1, len(mean) + 1)
            axis.fill_between(steps, low, high, color=FLIPS, alpha=0.22, lw=0, label="middle 80 % of the samples")
        _line(axis, mean, "o", "{:.2%} of units change", color=FLIPS, label="mean over samples")
        axis.set(ylabel="units that change")
        # The first step changes all units, the last ones hardly any or none: this scale shows both.
        axis.set_yscale("symlog", linthresh=1e-3)
        axis.set_ylim(0, 1.3)
        axis.set_yticks([0, 1e-3, 1e-2, 0.1, 1.0], ["0", "0.1%", "1%", "10%", "100%"])
        axis.set_yticks([], minor=True)
        axis.legend(loc="upper right")

    text = f"{int(fixed.sum())} of {len(fixed)} samples end in a fixed point"
    if fixed.any():
        text += f"; their last change is in step {np.median(run.last_change[fixed]):g} (median)"
    alt = f"Share of units that change: {mean[0]:.1%} in step 1, {mean[-1]:.1%} in step {len(mean)}."
    caption = f"Share of units whose state changes in a step (counted; logarithmic above 0.1 %). {text}."
    numbers = _numbers("Units that change, by step.", ".2%", **{"units that change": mean})
    return Picture(
        "changing", f"{int(fixed.sum())} of {len(fixed)} samples end in a fixed point", caption, alt, draw, numbers
    )


def accuracy_by_step(network: Network, run: Run, labels: NDArray[np.int64]) -> Picture:
    """What the readout would answer if asked after each step."""
    fields = network.class_fields(run.states[:, 1:].astype(float) @ network.readout_weights.T.astype(float))
    right: NDArray[np.float64] = (fields.argmax(axis=2) == labels[:, None]).mean(axis=0)
    chance = 1.0 / network.classes

    def draw(axis: Axes) -> None:
        _line(axis, right, "o", "{:.2%} of answers right", color=INK)
        axis.axhline(chance, color=GREY, lw=1, ls="--")
        axis.text(1.0, chance + 0.015, "chance", transform=axis.get_yaxis_transform(), ha="right", color=MUTED)
        axis.set(ylabel="accuracy")
        axis.set_ylim(0, 1.03)
        axis.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))

    alt = f"Accuracy by step: {right[0]:.1%} after step 1, {right[-1]:.1%} after step {len(right)}."
    best = int(np.argmax(right)) + 1
    caption = f"Right answers of the readout after each step, {len(labels)} samples (counted). Best after step {best}."
    numbers = _numbers("Accuracy by step.", ".4f", accuracy=right)
    title = f"{right[-1]:.1%} right after the last step, {right[0]:.1%} after the first"
    return Picture("accuracy", title, caption, alt, draw, numbers)


def _line(axis: Axes, values: NDArray[np.float64], marker: str, words: str, **look: Any) -> None:
    """Values over the steps, counted from 1, and in `words` where the pointer is over one."""
    steps = np.arange(1, len(values) + 1)
    axis.plot(steps, values, f"{marker}-" if len(values) <= _MARKED else "-", ms=4, **look)
    texts = [f"step {step}: {words.format(value)}" for step, value in zip(steps, values, strict=True)]
    point_tips(axis, steps[:_TIPS], values[:_TIPS], texts[:_TIPS])
    axis.set_xlabel("time step")
    axis.xaxis.set_major_locator(MaxNLocator(integer=True))


def _numbers(caption: str, form: str, **columns: NDArray[np.float64]) -> Table:
    """A row for each step."""
    rows = tuple(
        (str(step), *(f"{value:{form}}" for value in values))
        for step, values in enumerate(zip(*columns.values(), strict=True), 1)
    )
    return Table(caption, (Column("step"), *(Column(name, COUNTED) for name in columns)), rows)
