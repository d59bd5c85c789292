"""Measures of the manifold averaged over seeds, as a table and as a picture, measurement and theory together."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, final

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, NullLocator
from rich.table import Table

from ..errors import NeuroError
from .panels import AXIS_LABELS, PANELS, Panel
from .style import FLIPS, SPIKES, bare

Row = Mapping[str, Any]


@final
@dataclass(frozen=True)
class Average:
    """A mean over networks; None where no network has a value.

    Parameters
    ----------
    mean, standard_error
        The latter None for a single network whose value has no error of its own.
    networks
        Those that have a value.
    """

    mean: float | None
    standard_error: float | None
    networks: int


def grouped(rows: Sequence[Row], keys: Sequence[str]) -> dict[tuple[Any, ...], list[Row]]:
    """Rows by their values of some columns, in the order in which these first appear."""
    groups: dict[tuple[Any, ...], list[Row]] = {}
    for row in rows:
        groups.setdefault(tuple(row[key] for key in keys), []).append(row)
    return groups


def average(rows: Sequence[Row], column: str, weight: str | None = None, error: str | None = None) -> Average:
    """Mean and standard error of a column.

    Parameters
    ----------
    rows
        One for each network; those whose value is None are left out.
    column
        What is averaged.
    weight
        Column by which each network counts: the mean is then a ratio of sums, its error that of a ratio.
    error
        Column with the relative error of a network's own value, taken where there is but one network.
    """
    known = [row for row in rows if row[column] is not None]
    values = np.array([float(row[column]) for row in known])
    weights = np.array([1.0 if weight is None else float(row[weight]) for row in known])
    if not len(values) or not weights.sum():
        return Average(None, None, len(values))
    mean = float(weights @ values / weights.sum())
    if len(values) == 1:
        own = known[0][error] if error is not None else None
        return Average(mean, own * abs(mean) if own else None, 1)
    spread = float((weights**2) @ (values - mean) ** 2) * len(values) / (len(values) - 1)
    return Average(mean, math.sqrt(spread) / float(weights.sum()), len(values))


def manifold_table(rows: Sequence[Row], measure: str, axes: Sequence[str]) -> Table:
    """A row for each point of the grid: means over networks with their standard error, and theory.

    Parameters
    ----------
    rows
        One for each network, or for each network and overlap.
    measure
        A key of :data:`~neuro.report.panels.PANELS`.
    axes
        Columns that span the grid.
    """
    panels = _present(rows, measure)
    table = Table(caption="\n".join(_absences(rows, measure)) or None, caption_justify="left")
    for key in (*axes, "networks"):
        table.add_column(key.replace("_", " "), justify="right")
    for panel in panels:
        table.add_column(panel.heading, justify="right", no_wrap=True)
        if panel.theory is not None and _known(rows, panel.theory):
            table.add_column(panel.theory.replace("_", " "), justify="right")
    for values, group in grouped(rows, axes).items():
        cells = [_number(value) for value in values] + [str(len({row["seed"] for row in group}))]
        for panel in panels:
            cells.append(_with_error(average(group, panel.column, panel.weight, panel.error)))
            if panel.theory is not None and _known(rows, panel.theory):
                cells.append(_number(average(group, panel.theory).mean))
        table.add_row(*cells)
    return table


def manifold_figure(rows: Sequence[Row], measure: str, axes: Sequence[str], title: str) -> Figure:
    """A panel for each column that has values; error bars are standard errors over networks.

    Parameters
    ----------
    rows, measure
        As in :func:`manifold_table`.
    axes
        One column to draw against, or two: the second gives a line for each of its values.
    title
        Above all panels.

    Raises
    ------
    NeuroError
        When there are more axes, or no column has a value.
    """
    if not 1 <= len(axes) <= 2:
        raise NeuroError(f"figure: got {len(axes)} axes, expected one or two; the table takes any number.")
    panels = _present(rows, measure)
    if not panels:
        raise NeuroError("figure: no point has a value to draw; expected at least one.")
    figure = Figure(figsize=(max(5.6, 4.1 * len(panels)), 4.3), layout="constrained")
    for axis, panel in zip(np.ravel(figure.subplots(1, len(panels))), panels, strict=True):
        _draw(axis, rows, panel, axes)
    figure.suptitle(title, fontsize=10, wrap=True)
    notes = _absences(rows, measure)
    if any(panel.log and _unplaced(rows, panel, axes) for panel in panels):
        notes.append("Means of 0 have no place on a logarithmic scale.")
    if notes:
        figure.supxlabel("\n".join(notes), fontsize=8)
    return figure


def _draw(axis: Axes, rows: Sequence[Row], panel: Panel, axes: Sequence[str]) -> None:
    lines = {value: group for value, group in grouped(rows, axes[1:]).items() if _known(group, panel.column)}
    every = list(grouped(rows, axes[1:]))
    # The first axis gives places; texts stand side by side.
    values = list(dict.fromkeys(row[axes[0]] for row in rows))
    textual = any(isinstance(value, str) for value in values)
    places = {value: float(number if textual else value) for number, value in enumerate(values)}
    for value, group in lines.items():
        # The same colour in all panels, also where some have no line.
        colour: Any = colormaps["viridis"](0.85 * every.index(value) / max(1, len(every) - 1)) if value else FLIPS
        points = grouped(group, axes[:1])
        x = [places[at] for (at,) in points]
        found = [average(one, panel.column, panel.weight, panel.error) for one in points.values()]
        y, bars = _places([a.mean for a in found], panel), _floats([a.standard_error for a in found], 0.0)
        label = _number(value[0]) if value else "measured"
        axis.errorbar(x, y, bars, fmt="o-", ms=4, lw=1.2, capsize=2.5, color=colour, label=label)
        if panel.theory is not None and _known(group, panel.theory):
            theory = _places([average(one, panel.theory).mean for one in points.values()], panel)
            # One word for all dashed lines, on the first.
            name = None if value and value != next(iter(lines)) else panel.theory_label
            axis.plot(x, theory, "--", lw=1.4, color=colour if value else SPIKES, label=name, zorder=1)
    if textual:
        axis.set_xticks(list(places.values()), [str(value) for value in values])
    if panel.log:
        _logarithmic(axis)
    elif panel.top is not None:
        axis.set_ylim(min(0.0, axis.get_ylim()[0]), panel.top * 1.04)
    words = [AXIS_LABELS.get(key, key) for key in axes]
    axis.set(xlabel=words[0], ylabel=panel.label)
    bare(axis)
    axis.legend(frameon=False, fontsize=8, title=words[1] if axes[1:] else None, title_fontsize=8)


def _logarithmic(axis: Axes) -> None:
    """A logarithmic scale, with plain numbers at its ticks where it spans less than a power of ten."""
    axis.set_yscale("log")
    low, high = axis.get_ylim()
    if high < 10.0 * low:
        axis.yaxis.set_major_locator(MaxNLocator(6))
        axis.yaxis.set_major_formatter("{x:g}")
        axis.yaxis.set_minor_locator(NullLocator())


def _absences(rows: Sequence[Row], measure: str) -> list[str]:
    """Why columns have no value in some rows, or in any."""
    return [
        panel.absence
        for panel in PANELS[measure]
        if panel.needs is not None and any(row.get(panel.needs[0]) not in (None, panel.needs[1]) for row in rows)
    ]


def _unplaced(rows: Sequence[Row], panel: Panel, axes: Sequence[str]) -> bool:
    """Whether a mean is 0, other than where it has to be."""
    return any(
        average(group, panel.column, panel.weight).mean == 0.0
        and (panel.theory is None or average(group, panel.theory).mean != 0.0)
        for group in grouped(rows, axes).values()
    )


def _present(rows: Sequence[Row], measure: str) -> list[Panel]:
    return [panel for panel in PANELS[measure] if _known(rows, panel.column)]


def _known(rows: Sequence[Row], column: str) -> bool:
    return any(row[column] is not None for row in rows)


def _places(values: Sequence[float | None], panel: Panel) -> list[float]:
    """Heights; a logarithmic scale has no place for 0, so the point is left out."""
    return [np.nan if panel.log and height <= 0.0 else height for height in _floats(values)]


def _floats(values: Sequence[float | None], missing: float = np.nan) -> list[float]:
    return [missing if value is None else value for value in values]


def _number(value: Any) -> str:
    if value is None:
        return "-"
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def _with_error(found: Average) -> str:
    if found.mean is None:
        return "-"
    error = "" if found.standard_error is None else f" ± {found.standard_error:.2g}"
    return f"{found.mean:.4g}{error}"
