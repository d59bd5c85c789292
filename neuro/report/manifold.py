"""Measures of the manifold averaged over seeds, as a table and as a picture, measurement and theory together."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.figure import Figure
from rich import table as rich

from .averages import Row
from .panel_figure import NETWORKS, known, panels_figure, panels_table
from .panels import PANELS, Panel


def manifold_table(rows: Sequence[Row], measure: str, axes: Sequence[str], of: str = NETWORKS) -> rich.Table:
    """A row for each point of the grid: means over networks with their standard error, and theory.

    Parameters
    ----------
    rows
        One for each network, or for each network and overlap.
    measure
        A key of :data:`~neuro.report.panels.PANELS`.
    axes
        Columns that span the grid.
    of
        What the rows of one point differ by: networks, or draws of starts and fields for one.
    """
    found = panels_table(rows, present(rows, measure), axes, of=of)
    table = rich.Table(caption="\n".join(absences(rows, measure)) or None, caption_justify="left")
    for column in found.columns:
        table.add_column(column.heading, justify="right", no_wrap=True)
    for row in found.rows:
        table.add_row(*row)
    return table


def manifold_figure(rows: Sequence[Row], measure: str, axes: Sequence[str], title: str, of: str = NETWORKS) -> Figure:
    """A panel for each column that has values; error bars are standard errors over networks.

    Parameters
    ----------
    rows, measure
        As in :func:`manifold_table`.
    axes
        One column to draw against, or two: the second gives a line for each of its values.
    title
        What was measured; above it stands what was found.
    of
        As in :func:`manifold_table`.

    Raises
    ------
    NeuroError
        When there are more axes, or no column has a value.
    """
    return panels_figure(rows, present(rows, measure), axes, title, absences(rows, measure), of)


def present(rows: Sequence[Row], measure: str) -> list[Panel]:
    """The panels of a measure whose columns have values."""
    return [panel for panel in PANELS[measure] if known(rows, panel.column)]


def absences(rows: Sequence[Row], measure: str) -> list[str]:
    """Why columns have no value in some rows, or in any."""
    return [
        panel.absence
        for panel in PANELS[measure]
        if panel.needs is not None and any(row.get(panel.needs[0]) not in (None, panel.needs[1]) for row in rows)
    ]
