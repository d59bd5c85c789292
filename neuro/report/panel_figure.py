"""A column of averages drawn against one setting or two, with errors and theory, and what the figure shows in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator, NullLocator

from ..errors import NeuroError
from .averages import Average, Row, average, grouped, number_text, with_error
from .fact import Column, Table
from .panels import SHORT, Panel, axis_label
from .style import FLIPS, SPIKES, bare, point_tips

# What rows of one point differ by.
NETWORKS = "networks"


def panels_table(
    rows: Sequence[Row], panels: Sequence[Panel], axes: Sequence[str], caption: str = "", of: str = NETWORKS
) -> Table:
    """A row for each point of a grid: means over networks (or what `of` says) with their standard error, and theory."""
    columns = [Column(key.replace("_", " ")) for key in (*axes, of)]
    for panel in panels:
        columns.append(Column(panel.heading))
        if panel.theory is not None and known(rows, panel.theory):
            columns.append(Column(panel.theory.replace("_", " ")))
    out = []
    for values, group in grouped(rows, axes).items():
        cells = [number_text(value) for value in values] + [str(len({row.get("seed") for row in group}))]
        for panel in panels:
            cells.append(with_error(average(group, panel.column, panel.weight, panel.error)))
            if panel.theory is not None and known(rows, panel.theory):
                cells.append(number_text(average(group, panel.theory).mean))
        out.append(tuple(cells))
    return Table(caption, tuple(columns), tuple(out))


def panels_figure(
    rows: Sequence[Row],
    panels: Sequence[Panel],
    axes: Sequence[str],
    title: str,
    notes: Sequence[str] = (),
    of: str = NETWORKS,
) -> Figure:
    """Panels side by side below what the first of them shows and a title; `notes` stand at the foot.

    Raises
    ------
    NeuroError
        When there are no axes or more than two, or no column has a value.
    """
    if not 1 <= len(axes) <= 2:
        raise NeuroError(f"figure: got {len(axes)} axes, expected one or two; the table takes any number.")
    if not panels:
        raise NeuroError("figure: no point has a value to draw; expected at least one.")
    figure = Figure(figsize=(max(5.6, 4.1 * len(panels)), 4.5), layout="constrained")
    for axis, panel in zip(np.ravel(figure.subplots(1, len(panels))), panels, strict=True):
        draw_panel(axis, rows, panel, axes)
    figure.suptitle(
        f"{finding(rows, panels[0], axes)}\n{title}; bars: one standard error over {of}", fontsize=10, wrap=True
    )
    notes = [*notes, *zero_notes(rows, panels, axes)]
    if notes:
        figure.supxlabel("\n".join(notes), fontsize=8)
    return figure


def finding(rows: Sequence[Row], panel: Panel, axes: Sequence[str], *, where: bool = True) -> str:
    """Where a column begins and ends along an axis (with two axes, its lowest and highest), in words.

    Without `where` the places are left out.
    """
    points = [
        (values, found)
        for values, group in grouped(rows, axes).items()
        if (found := average(group, panel.column, panel.weight, panel.error)).mean is not None
    ]
    label = flat(panel.label)
    start = f"{label[:1].upper()}{label[1:]}: "
    if not points:
        return f"{start}no value"
    ordered = len(axes) == 1 and not any(isinstance(values[0], str) for values, _ in points)
    ends = [points[0], points[-1]]
    if not ordered:
        ends = [f(points, key=lambda point: point[1].mean or 0.0) for f in (min, max)]
    told = [_told(found) + (f" at {_at(axes, values)}" if where else "") for values, found in ends]
    if len(points) == 1:
        return start + told[0]
    if ends[0][1].mean == ends[1][1].mean:
        return f"{start}{_told(ends[0][1])} {'at both ends' if ordered else 'everywhere'}"
    return start + ("from {} to {}" if ordered else "between {} and {}").format(*told)


def _told(found: Average) -> str:
    """A mean, with its error where there is one."""
    return with_error(found) if found.standard_error else number_text(found.mean)


def _at(axes: Sequence[str], values: Sequence[Any]) -> str:
    return ", ".join(
        f"{SHORT.get(key, key.replace('_', ' '))} {number_text(value)}" for key, value in zip(axes, values, strict=True)
    )


def flat(label: str) -> str:
    """The words of a label on one line."""
    return label.replace("\n", " ")


def draw_panel(axis: Axes, rows: Sequence[Row], panel: Panel, axes: Sequence[str]) -> None:
    """Means of a column with their standard errors, and theory beside them."""
    lines = {value: group for value, group in grouped(rows, axes[1:]).items() if known(group, panel.column)}
    every = list(grouped(rows, axes[1:]))
    # The first axis gives places; texts stand side by side.
    values = list(dict.fromkeys(row[axes[0]] for row in rows))
    textual = any(isinstance(value, str) for value in values)
    places = {value: float(number if textual else value) for number, value in enumerate(values)}
    for value, group in lines.items():
        # The same colour in all panels, also where some have no line.
        colour: Any = colormaps["viridis"](0.78 * every.index(value) / max(1, len(every) - 1)) if value else FLIPS
        points = grouped(group, axes[:1])
        x = [places[at] for (at,) in points]
        found = [average(one, panel.column, panel.weight, panel.error) for one in points.values()]
        y, bars = _places([a.mean for a in found], panel), _floats([a.standard_error for a in found], 0.0)
        label = number_text(value[0]) if value else "measured"
        point_tips(axis, *_spots(x, y, found, axes, list(points), value))
        axis.errorbar(x, y, bars, fmt="o-", ms=4, lw=1.2, capsize=2.5, color=colour, label=label)
        if panel.theory is not None and known(group, panel.theory):
            theory = _places([average(one, panel.theory).mean for one in points.values()], panel)
            # One word for all dashed lines, on the first.
            name = None if value and value != next(iter(lines)) else panel.theory_label
            axis.plot(x, theory, "--", lw=1.4, color=colour if value else SPIKES, label=name, zorder=1)
    if all(type(value) is int for value in values):
        axis.xaxis.set_major_locator(MaxNLocator(integer=True))
    if textual:
        axis.set_xticks(list(places.values()), [str(value) for value in values])
    if panel.log:
        _logarithmic(axis)
    elif panel.top is not None:
        axis.set_ylim(min(0.0, axis.get_ylim()[0]), panel.top * 1.04)
    words = [axis_label(key) for key in axes]
    axis.set(xlabel=words[0], ylabel=panel.label)
    bare(axis)
    axis.legend(frameon=False, fontsize=8, title=words[1] if axes[1:] else None, title_fontsize=8)


def _logarithmic(axis: Axes) -> None:
    """A logarithmic scale, with plain numbers at its ticks where it spans less than a power of ten."""
    axis.set_yscale("log")
    # No powers: what can be read without a formula is read everywhere.
    axis.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.10g}"))
    low, high = axis.get_ylim()
    if high < 10.0 * low:
        axis.yaxis.set_major_locator(MaxNLocator(6))
        axis.yaxis.set_major_formatter("{x:g}")
        axis.yaxis.set_minor_locator(NullLocator())


def _spots(
    x: list[float], y: list[float], found: list[Average], axes: Sequence[str], points: list[Any], line: tuple[Any, ...]
) -> tuple[list[float], list[float], list[str]]:
    """Places of the points that can be drawn, and what each stands for."""
    texts = [f"{_at(axes, (*at, *line))}: {with_error(one)}" for at, one in zip(points, found, strict=True)]
    shown = [k for k, height in enumerate(y) if np.isfinite(height)]
    return [x[k] for k in shown], [y[k] for k in shown], [texts[k] for k in shown]


def zero_notes(rows: Sequence[Row], panels: Sequence[Panel], axes: Sequence[str]) -> list[str]:
    """What a logarithmic scale leaves out."""
    left_out = any(panel.log and _unplaced(rows, panel, axes) for panel in panels)
    return ["Means of 0 have no place on a logarithmic scale."] if left_out else []


def _unplaced(rows: Sequence[Row], panel: Panel, axes: Sequence[str]) -> bool:
    """Whether a mean is 0, other than where it has to be."""
    return any(
        average(group, panel.column, panel.weight).mean == 0.0
        and (panel.theory is None or average(group, panel.theory).mean != 0.0)
        for group in grouped(rows, axes).values()
    )


def known(rows: Sequence[Row], column: str) -> bool:
    """Whether any row has a value of it."""
    return any(row.get(column) is not None for row in rows)


def _places(values: Sequence[float | None], panel: Panel) -> list[float]:
    """Heights; a logarithmic scale has no place for 0, so the point is left out."""
    return [np.nan if panel.log and height <= 0.0 else height for height in _floats(values)]


def _floats(values: Sequence[float | None], missing: float = np.nan) -> list[float]:
    return [missing if value is None else value for value in values]
