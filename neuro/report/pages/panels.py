"""Averages over seeds as the figures and the table of a page, for measures of the manifold and for grids."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes

from ..averages import Row, average, grouped, number_text, with_error
from ..page.section import Missing, Picture, Tile
from ..panel_figure import NETWORKS, draw_panel, finding, zero_notes
from ..panels import Panel, axis_label
from ..words import plural

_MOST_AXES = 2


def panel_pictures(
    rows: Sequence[Row], panels: Sequence[Panel], axes: Sequence[str], basis: str, of: str = NETWORKS
) -> tuple[Picture | Missing, ...]:
    """A picture for each panel, drawn against one axis or two; a sentence where that can't be."""
    if not 1 <= len(axes) <= _MOST_AXES:
        reason = f"A figure has room for one axis or two, and there are {len(axes)}; the table has every point."
        return (Missing("Figures", reason),)
    return tuple(_picture(rows, panel, axes, basis, of) for panel in panels)


def _picture(rows: Sequence[Row], panel: Panel, axes: Sequence[str], basis: str, of: str) -> Picture:
    found = finding(rows, panel, axes)
    title = finding(rows, panel, axes, where=False)

    def draw(axis: Axes) -> None:
        draw_panel(axis, rows, panel, axes)

    notes = [
        f"{found} ({basis})" if basis else found,
        f"bars are one standard error over {of}, where there are several",
    ]
    if panel.theory is not None:
        notes.append(f"dashed: {panel.theory_label}")
    caption = ". ".join(("; ".join(notes), *(note.rstrip(".") for note in zero_notes(rows, [panel], axes)))) + "."
    return Picture(panel.column, title, caption, f"{found}.", draw, height=3.5, themed=False)


def end_tiles(rows: Sequence[Row], panel: Panel, axes: Sequence[str], basis: str) -> list[Tile]:
    """The first and the last point of a panel, as tiles."""
    points = list(grouped(rows, axes).items())
    ends = [points[0], points[-1]] if len(points) > 1 else points
    tiles = []
    for values, group in ends:
        found = average(group, panel.column, panel.weight, panel.error)
        if found.mean is not None:
            where = ", ".join(f"{axis_label(key)} {number_text(one)}" for key, one in zip(axes, values, strict=True))
            tiles.append(Tile(with_error(found), f"{panel.heading} at {where}", basis))
    return tiles


def extent(axes: Sequence[str], rows: Sequence[Row]) -> str:
    """What was gone over, such as ``7 values of self-coupling J_D (0 to 1.5)``."""
    told = []
    for key in axes:
        values = list(dict.fromkeys(row[key] for row in rows))
        ends = " to ".join(number_text(value) for value in dict.fromkeys((values[0], values[-1])))
        told.append(f"{plural(len(values), 'value')} of {axis_label(key)} ({ends})")
    return " and ".join(told)
