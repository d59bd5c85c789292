"""One sample's states, unit by unit and step by step, with every change marked."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import BoundaryNorm, ListedColormap
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from ...engines import Run
from ...network import Network
from ..style import legend_above
from .section import Picture

# A row must stay visible, and a column too.
_ROWS, _COLUMNS = 120, 120
# The states are one bitmap inside the figure, so its colours are mid tones that suit light and dark pages.
_SILENT, _DOWN, _UP, _TO_DOWN, _TO_UP = range(5)
_COLOURS = ("#c3c8cf", "#dfe6ec", "#86b5d8", "#d9822b", "#134f7d")
_WORDS = ("silent", "down", "up", "turns down", "turns up")


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
        f"Dark cells are flips: what the flip code sends. Blue cells are up: what the spike code sends.{cut}"
    )
    return Picture("raster", "States of one sample", caption, alt, draw, height=3.6)


def _rows(network: Network, states: NDArray[np.int8]) -> tuple[NDArray[np.int64], dict[str, tuple[int, int]]]:
    """Units to draw, from top to bottom, and between which rows each population lies."""
    changed = states[1:] != states[:-1]
    last = np.where(changed.any(axis=0), len(changed) - np.argmax(changed[::-1], axis=0), 0)
    rows: list[NDArray[np.int64]] = []
    borders: dict[str, tuple[int, int]] = {}
    top = 0
    for name, units in network.description.slices.items():
        size = units.stop - units.start
        wanted = min(size, max(4, round(_ROWS * size / network.units)))
        chosen = units.start + np.unique(np.linspace(0, size - 1, wanted).astype(int))
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
