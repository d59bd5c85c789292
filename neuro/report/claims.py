"""Learning as pictures: the curve of one network, and the learning claims, which are a table too."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import fill
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from rich.console import Group
from rich.table import Table

from ..claims import BASIS, Row
from ..learning import Epoch
from .fact import Fact, Kind
from .style import FLIPS, GREY, NEURON, SPIKES, bare


def _fact(key: str, heading: str, kind: Kind) -> Fact:
    return Fact(key, heading, BASIS[key], lambda row: getattr(row, key), kind)


_FACTS = (
    _fact("validation_accuracy", "validation accuracy", "share"),
    _fact("test_accuracy", "test accuracy", "share"),
    _fact("parameters", "learned parameters", "count"),
    _fact("changed_share", "units changed", "percent"),
    _fact("settled_share", "samples settled", "percent"),
    _fact("settling_steps", "median steps", "count"),
    _fact("overlap", "overlap of classes", "share"),
    _fact("seconds", "seconds", "count"),
)
# Room a figure beside its bar takes, as a share of right answers.
_LABEL = 0.14
# Narrower terminals leave too little for the sentences beside the figures.
_WIDE = 130


def claims_table(rows: Sequence[Row], title: str, width: int) -> Group:
    """One of the `rows` for each network under a `title`; every column of figures with its basis.

    In a terminal of a small `width`, in characters, the sentences stand below the table, and the overlap of classes in
    the results file alone.
    """
    wide = width >= _WIDE
    style: dict[str, Any] = {"show_lines": True} if wide else {"box": None, "pad_edge": False, "collapse_padding": True}
    table = Table(title=title, title_justify="left", title_style="bold", show_footer=True, **style)
    table.add_column("network", no_wrap=wide)
    if wide:
        table.add_column("what is special about it", ratio=1)
    shown = [fact for fact in _FACTS if wide or fact.key != "overlap"]
    for fact in shown:
        table.add_column(fill(fact.heading, 11), footer=fact.basis, justify="right", no_wrap=True)
    for row in rows:
        table.add_row(row.name, *([row.sentence] if wide else []), *(fact.cell(row) for fact in shown))
    return Group(table, *([] if wide else [f"{row.name}: {row.sentence}" for row in rows]))


def claims_figure(rows: Sequence[Row], classes: int, title: str) -> Figure:
    """Three panels: test accuracy of each of the `rows`, what changes without supervision, accuracy against links.

    The number of `classes` settles what chance is; the `title` stands above.
    """
    figure = Figure(figsize=(14, 1.9 + 0.42 * max(len(rows), 7)), layout="constrained")
    axes = figure.subplots(1, 3, width_ratios=(1.25, 0.8, 1.1))
    _accuracies(axes[0], rows, classes)
    _changes(axes[1], rows)
    _links(axes[2], rows, classes)
    for axis in axes:
        bare(axis)
    figure.suptitle(title, fontsize=11)
    return figure


def _accuracies(axis: Axes, rows: Sequence[Row], classes: int) -> None:
    chance = 1 / classes
    axis.barh(range(len(rows)), [row.test_accuracy for row in rows], 0.7, color=[_colour(r) for r in rows])
    for place, row in enumerate(rows):
        # A label that would be crossed by the line of chance stands to the right of it.
        crossed = row.test_accuracy <= chance <= row.test_accuracy + _LABEL
        left = chance if crossed else row.test_accuracy
        axis.text(left + 0.012, place, f"{row.test_accuracy:.3f}", va="center", fontsize=9)
    axis.axvline(chance, color="black", ls="--", lw=1, label=f"chance, 1 of {classes}")
    axis.set_yticks(range(len(rows)), [row.name for row in rows])
    axis.invert_yaxis()
    axis.set_xlim(0, 1.15)
    axis.set_xticks([0, 0.2, 0.4, 0.6, 0.8, 1.0])
    axis.set(xlabel="test accuracy (share of right answers)", title="Test accuracy")
    _legend_below(axis)


def _changes(axis: Axes, rows: Sequence[Row]) -> None:
    shares = [100 * (row.changed_share or 0.0) for row in rows]
    bars = axis.barh(range(len(rows)), shares, 0.7, color=[_colour(r) for r in rows])
    labels = ["no states" if row.changed_share is None else f"{row.changed_share:.1%}" for row in rows]
    axis.bar_label(bars, labels=labels, padding=3, fontsize=9)
    axis.set_yticks([])
    axis.invert_yaxis()
    axis.set_xlim(0, max(1.0, *shares) * 1.4)
    axis.xaxis.set_major_locator(MaxNLocator(4))
    axis.set(xlabel="units whose state changes (%)", title="Changed without supervision")


def _links(axis: Axes, rows: Sequence[Row], classes: int) -> None:
    series = [(row.link_strength, row) for row in rows if row.link_strength is not None]
    strengths = [strength for strength, _ in series]
    axis.plot(strengths, [r.validation_accuracy for _, r in series], "o--", ms=5, color=NEURON, label="validation")
    axis.plot(strengths, [r.test_accuracy for _, r in series], "o-", ms=5, color=SPIKES, label="test")
    axis.axhline(1 / classes, color="black", ls="--", lw=1, label=f"chance, 1 of {classes}")
    axis.set_xticks(strengths)
    axis.set_ylim(0, 1.02)
    axis.set(
        xlabel="strength of the links (units of field)",
        ylabel="accuracy (share of right answers)",
        title="Two modules, self-coupling 0",
    )
    _legend_below(axis)


def _legend_below(axis: Axes) -> None:
    # Lines and bars can lie anywhere inside the panel: the legend stands outside.
    axis.legend(frameon=False, loc="upper center", bbox_to_anchor=(0.5, -0.13), ncols=3, fontsize=9)


def _colour(row: Row) -> str:
    if row.changed_share is None:
        return GREY
    return FLIPS if row.link_strength is None else SPIKES


def learning_curve(epochs: Sequence[Epoch], title: str) -> Figure:
    """Accuracy and share of unstable units against the `epochs`, under a `title`."""
    figure = Figure(figsize=(6.5, 4), layout="constrained")
    axis = figure.subplots()
    numbers = [epoch.number for epoch in epochs]
    axis.plot(numbers, [e.train_accuracy for e in epochs], "o-", ms=4, color=NEURON, label="training, while learning")
    axis.plot(numbers, [e.validation_accuracy for e in epochs], "o-", ms=4, color=FLIPS, label="validation")
    axis.set(xlabel="epoch", ylabel="accuracy", title=title)
    axis.xaxis.set_major_locator(MaxNLocator(integer=True))
    other = axis.twinx()
    other.plot(numbers, [e.unstable for e in epochs], "s--", ms=3, color=SPIKES, label="unstable units (right scale)")
    other.set(ylabel="share of unstable units")
    other.set_ylim(bottom=0)
    handles = [*axis.get_lines(), *other.get_lines()]
    labels = [str(line.get_label()) for line in handles]
    figure.legend(handles, labels, frameon=False, loc="outside lower center", ncols=3)
    return figure
