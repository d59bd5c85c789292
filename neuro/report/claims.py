"""The learning claims as a table and as a picture."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from ..claims import BASIS, Row
from .fact import Column, Fact, Kind, Table
from .style import FLIPS, GREY, INK, NEURON, SPIKES, bare, point_tips, tips


def _fact(key: str, heading: str, kind: Kind) -> Fact:
    return Fact(key, heading, BASIS[key], lambda row: getattr(row, key), kind)


CLAIM_FACTS = (
    _fact("validation_accuracy", "validation accuracy", "share"),
    _fact("test_accuracy", "test accuracy", "share"),
    Fact("test_deviation", "its deviation", BASIS["test_accuracy"], lambda row: row.test_deviation, "share"),
    _fact("parameters", "learned parameters", "count"),
    _fact("changed_share", "units changed", "percent"),
    _fact("settled_share", "samples settled", "percent"),
    _fact("settling_steps", "median steps", "count"),
    _fact("overlap", "overlap of classes", "share"),
)
# Room a figure beside its bar takes, as a share of right answers.
_LABEL = 0.14
FULL = "full model"
# What the table holds that is printed unasked.
_MAIN = ("test_accuracy", "test_deviation", "parameters", "changed_share")


def claims_table(rows: Sequence[Row], title: str, *, every_figure: bool = False) -> Table:
    """One of the `rows` for each network under a `title`: the figures of note, or `every_figure`, with their basis."""
    shown = [fact for fact in CLAIM_FACTS if every_figure or fact.key in _MAIN]
    columns = (Column("network", text=True, wrap=True), *(fact.column() for fact in shown))
    return Table(title, columns, tuple((row.name, *(fact.cell(row) for fact in shown)) for row in rows))


def claims_figure(rows: Sequence[Row], classes: int, title: str) -> Figure:
    """Four panels: test accuracy of each of the `rows`, what changes without supervision, accuracy by links, by depth.

    Bars of error are standard deviations over seeds. The number of `classes` settles what chance is; the `title` stands
    above.
    """
    figure = Figure(figsize=(12, 5.2 + 0.36 * max(len(rows), 7)), layout="constrained")
    grid = figure.add_gridspec(2, 2, width_ratios=(1.3, 1), height_ratios=(0.36 * max(len(rows), 7), 3.4))
    panels = [figure.add_subplot(grid[place]) for place in ((0, 0), (0, 1), (1, 0), (1, 1))]
    draw_accuracies(panels[0], rows, classes)
    draw_changes(panels[1], rows)
    for axis, (series, label, name) in zip(panels[2:], series_of(rows), strict=True):
        draw_series(axis, series, classes, label)
        if series:
            axis.set_title(name)
    panels[0].set_title("Test accuracy")
    panels[1].set_title("Changed once the label is let go")
    for axis in panels:
        bare(axis)
    figure.suptitle("\n".join((claims_finding(rows), f"{title}{error_words(rows)}")), fontsize=11)
    return figure


def claims_finding(rows: Sequence[Row]) -> str:
    """The full model beside the lowest and the highest of the others, in words."""
    highest, lowest = (f(rows, key=lambda row: row.test_accuracy) for f in (max, min))
    full = next((row for row in rows if row.name == FULL), None)
    told = {row.name: f"{row.name} {_share(row)}" for row in (full, highest, lowest) if row is not None}
    return f"Test accuracy: {', '.join(told.values())}"


def error_words(rows: Sequence[Row]) -> str:
    """What the bars of error are, where there are any."""
    seeds = max(len(row.test) for row in rows)
    return f"; bars of error: one standard deviation over {seeds} seeds" if seeds > 1 else ""


def series_of(rows: Sequence[Row]) -> tuple[tuple[dict[float, Row], str, str], ...]:
    """Rows that differ in one number: by that number, what it is, and what is the same in all."""
    linked = {row.link_strength: row for row in rows if row.link_strength is not None}
    deep = {float(row.depth): row for row in rows if row.depth is not None}
    return (
        (linked, "strength of the links λ (units of field)", "Two modules, self-coupling J_D = 0"),
        (deep, "modules of the chain", "Depth, self-coupling J_D kept"),
    )


def _share(row: Row) -> str:
    spread = "" if row.test_deviation is None else f" ± {row.test_deviation:.4f}"
    return f"{row.test_accuracy:.4f}{spread}"


def draw_accuracies(axis: Axes, rows: Sequence[Row], classes: int) -> None:
    """Test accuracy of each row as a bar, its deviation over seeds, and chance."""
    chance = 1 / classes
    errors = [row.test_deviation or 0.0 for row in rows] if any(row.test_deviation for row in rows) else None
    shares, colours = [row.test_accuracy for row in rows], [_colour(row) for row in rows]
    bars = axis.barh(range(len(rows)), shares, 0.7, color=colours, xerr=errors, capsize=2, ecolor=INK)
    tips(bars, (f"{row.name}: {_share(row)}" for row in rows))
    for place, row in enumerate(rows):
        end = row.test_accuracy + (row.test_deviation or 0.0)
        # A label that would be crossed by the line of chance stands to the right of it.
        left = chance if row.test_accuracy <= chance <= end + _LABEL else end
        text = f"{row.test_accuracy:.4f}"
        if row.test_deviation is not None:
            text += f" \N{PLUS-MINUS SIGN} {row.test_deviation:.4f}"
        axis.text(left + 0.012, place, text, va="center", fontsize=9)
    axis.axvline(chance, color=INK, ls="--", lw=1, label=f"chance, 1 of {classes}")
    axis.set_yticks(range(len(rows)), [row.name for row in rows])
    axis.invert_yaxis()
    axis.set_xlim(0, 1.35)
    axis.set_xticks([0, 0.2, 0.4, 0.6, 0.8, 1.0])
    axis.set(xlabel="test accuracy (share of right answers)")
    axis.legend(frameon=False, loc="upper center", bbox_to_anchor=(0.5, -0.1), fontsize=9)


def draw_changes(axis: Axes, rows: Sequence[Row]) -> None:
    """Share of units that change once the label is let go, a bar for each row."""
    shares = [100 * (row.changed_share or 0.0) for row in rows]
    bars = axis.barh(range(len(rows)), shares, 0.7, color=[_colour(r) for r in rows])
    labels = ["no states" if row.changed_share is None else f"{row.changed_share:.1%}" for row in rows]
    axis.bar_label(bars, labels=labels, padding=3, fontsize=9)
    tips(bars, (f"{row.name}: {label}" for row, label in zip(rows, labels, strict=True)))
    axis.set_yticks([])
    axis.invert_yaxis()
    axis.set_xlim(0, max(1.0, *shares) * 1.4)
    axis.xaxis.set_major_locator(MaxNLocator(4))
    axis.set(xlabel="units whose state changes (%)")


def draw_series(axis: Axes, series: dict[float, Row], classes: int, label: str) -> None:
    """Accuracy against what the rows of a series differ in."""
    places = sorted(series)
    if not places:
        axis.set_axis_off()
        axis.text(0.5, 0.5, "no such rows", ha="center", va="center")
        return
    for kind, colour, line in (("validation", NEURON, "o--"), ("test", SPIKES, "o-")):
        values = [getattr(series[place], f"{kind}_accuracy") for place in places]
        errors = [series[place].test_deviation or 0.0 for place in places] if kind == "test" else None
        axis.errorbar(places, values, yerr=errors, fmt=line, ms=5, capsize=3, color=colour, label=kind)
        point_tips(
            axis,
            places,
            values,
            (f"{series[place].name}: {kind} {value:.4f}" for place, value in zip(places, values, strict=True)),
        )
    lowest = min(min(row.test_accuracy, row.validation_accuracy) for row in series.values())
    if lowest < 0.5:
        axis.axhline(1 / classes, color=INK, ls="--", lw=1, label=f"chance, 1 of {classes}")
        axis.set_ylim(0, 1.02)
    axis.set_xticks(places)
    axis.set(xlabel=label, ylabel="accuracy (share of right answers)")
    # Lines can lie anywhere inside the panel: the legend stands outside.
    axis.legend(frameon=False, loc="upper center", bbox_to_anchor=(0.5, -0.2), ncols=3, fontsize=9)


def _colour(row: Row) -> str:
    if row.changed_share is None:
        return GREY
    return FLIPS if row.link_strength is None else SPIKES
