"""What of a grid's rows can be shown: which columns, against which settings, and the one outcome of its figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import final

from matplotlib.figure import Figure

from ..grids import PointResult, tidy_rows
from .averages import Row
from .manifold import absences, present
from .panel_figure import known, panels_figure
from .panels import OWN_AXES, PANELS, Panel

# One outcome of commands that have several, the first that is known.
_OUTCOMES: dict[str, tuple[Panel, ...]] = {
    "train": (
        Panel("test_accuracy", "test accuracy", "test accuracy"),
        Panel("validation_accuracy", "validation accuracy after the last epoch", "validation accuracy"),
    ),
    "simulate": (
        Panel("accuracy", "accuracy", "accuracy"),
        Panel("synops", "synaptic operations of all samples", "synops"),
    ),
}
_MOST_AXES = 2


@final
@dataclass(frozen=True)
class GridView:
    """A grid as table and figure.

    Parameters
    ----------
    command
        What was done at each point.
    rows
        One for each point: the last of those that a training gives; those of measures are all kept.
    axes
        Settings with several values, but for the seed.
    panels
        Columns that are averaged in the table.
    outcomes
        Those of them that the figure shows; none where no figure is natural.
    notes
        Why columns have no value in some rows.
    """

    command: str
    rows: tuple[Row, ...]
    axes: tuple[str, ...]
    panels: tuple[Panel, ...]
    outcomes: tuple[Panel, ...] = ()
    notes: tuple[str, ...] = ()


def view_of(results: Sequence[PointResult]) -> GridView:
    """How `results` of one grid are shown."""
    command = results[0].point.command if results else ""
    given = [result for result in results if result.rows]
    if command == "train":
        given = [PointResult(result.point, result.rows[-1:]) for result in given]
    rows = tuple(tidy_rows(given))
    settings = list(dict.fromkeys(name for result in results for name in result.point.settings))
    varied = [name for name in settings if len({result.point.settings.get(name) for result in results}) > 1]
    axes = tuple(name for name in varied if name != "seed")
    single = all(len(result.rows) == 1 for result in given)
    if command in PANELS:
        measure = "distribution" if rows and "pair_share" in rows[0] else command
        axes = (OWN_AXES[measure], *axes) if measure in OWN_AXES else axes
        found = tuple(present(rows, measure))
        return GridView(command, rows, axes, found, _drawn(found, axes), tuple(absences(rows, measure)))
    # Of a training the last epoch is shown, whatever its number.
    columns = [name for name in (rows[0] if rows else {}) if name not in (*settings, "epoch")]
    numbers = [name for name in columns if known(rows, name) and all(_is_number(row[name]) for row in rows)]
    named = {panel.column: panel for panel in _OUTCOMES.get(command, ())}
    panels = tuple(named.get(name, _plain(name)) for name in numbers) if single else ()
    known_ones = [panel for panel in named.values() if panel.column in numbers]
    outcome = known_ones[:1] if command in _OUTCOMES else panels if len(panels) == 1 else ()
    return GridView(command, rows, axes, panels, _drawn(tuple(outcome), axes))


def grid_figure(view: GridView) -> Figure | None:
    """The figure of a `view`: one outcome against one setting or two, or None where there is no natural one."""
    if not view.outcomes:
        return None
    title = f"grid of {view.command}, {len(view.rows):,} rows"
    return panels_figure(view.rows, view.outcomes, view.axes, title, view.notes)


def _drawn(panels: tuple[Panel, ...], axes: tuple[str, ...]) -> tuple[Panel, ...]:
    return panels if 1 <= len(axes) <= _MOST_AXES else ()


def _plain(name: str) -> Panel:
    words = name.replace("_", " ")
    return Panel(name, words, words)


def _is_number(value: object) -> bool:
    return value is None or (isinstance(value, (int, float)) and not isinstance(value, bool))
