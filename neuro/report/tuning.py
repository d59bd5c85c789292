"""A search for settings as a picture: errors by round, and by the value of each setting."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import fill
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import LogLocator, MaxNLocator, NullFormatter, StrMethodFormatter

from ..tuning import Tried, best_of
from .panels import axis_label
from .style import FLIPS, GREY, SPIKES, bare, style

_COLUMNS, _TITLE = 3, 100
# Values whose largest is so many times their smallest are shown by ratios.
_RATIO = 8
# What no error at all is drawn as, in percent.
_LEAST = 0.01


def tuning_figure(tried: Sequence[Tried]) -> Figure:
    """One panel for the rounds, and one for each setting that was varied.

    Parameters
    ----------
    tried
        As :func:`neuro.tuning.tune` gives them.
    """
    best, keys = best_of(tried), list(tried[0].settings)
    rows = -(-(1 + len(keys)) // _COLUMNS)
    with style():
        figure = Figure(figsize=(3.6 * _COLUMNS, 3.0 * rows + 0.8), layout="constrained", facecolor="white")
        axes = list(figure.subplots(rows, _COLUMNS, squeeze=False).flat)
        _rounds(axes[0], tried, best)
        for axis, key in zip(axes[1:], keys, strict=False):
            _by_value(axis, tried, best, key)
        for axis in axes[1 + len(keys) :]:
            axis.set_axis_off()
        settings = ", ".join(f"{key} {value}" for key, value in best.settings.items())
        text = f"Best of {len({one.number for one in tried})}: {settings} (validation accuracy {best.accuracy:.4f})"
        figure.suptitle(fill(text, _TITLE), fontsize=10.5)
        for axis in axes[: 1 + len(keys)]:
            _by_ratios(axis.yaxis)
            axis.tick_params(labelsize=8)
        figure.legend(handles=_legend(), loc="outside lower center", ncols=3)
        figure.draw_without_rendering()
    return figure


def _rounds(axis: Axes, tried: Sequence[Tried], best: Tried) -> None:
    bare(axis)
    for number in sorted({one.number for one in tried}, key=lambda number: number == best.number):
        own = [one for one in tried if one.number == number and one.accuracies]
        is_best = number == best.number
        axis.plot(
            [one.round for one in own],
            [_error(one) for one in own],
            marker="o",
            markersize=4 if is_best else 2.5,
            color=SPIKES if is_best else GREY,
            linewidth=1.8 if is_best else 0.8,
            zorder=3 if is_best else 1,
        )
    rounds = sorted({one.round for one in tried})
    epochs = [sorted({one.epochs for one in tried if one.round == number}) for number in rounds]
    spans = [str(each[0]) if len(each) == 1 else f"{each[0]} to {each[-1]}" for each in epochs]
    axis.set_xticks(rounds, [f"{number}\n{span}" for number, span in zip(rounds, spans, strict=True)])
    axis.set_xlabel("round, and its epochs")
    axis.set_ylabel("validation errors, %")


def _by_value(axis: Axes, tried: Sequence[Tried], best: Tried, key: str) -> None:
    """The last errors of each candidate against one of its settings; filled where it was in the last round."""
    bare(axis)
    last = {one.number: one for one in tried if one.accuracies}
    values: list[Any] = [one.settings[key] for one in last.values()]
    texts = any(isinstance(value, str) for value in values)
    order = sorted(set(map(str, values))) if texts else []
    for one in last.values():
        place = order.index(str(one.settings[key])) if texts else one.settings[key]
        axis.plot([place], [_error(one)], **_mark(one.round == best.round, one.number == best.number))
    if texts:
        axis.set_xticks(range(len(order)), order)
    elif min(values) > 0 and max(values) > _RATIO * min(values):
        _by_ratios(axis.xaxis)
    else:
        axis.xaxis.set_major_locator(MaxNLocator(4))
    axis.set_xlabel(axis_label(key))


def _error(one: Tried) -> float:
    return max(100 * (1 - one.accuracy), _LEAST)


def _mark(finished: bool, is_best: bool) -> dict[str, Any]:
    colour = SPIKES if is_best else FLIPS if finished else GREY
    return {
        "marker": "o",
        "markersize": 7 if is_best else 4.5,
        "markerfacecolor": colour if finished else "none",
        "markeredgecolor": colour,
        "linestyle": "none",
    }


def _legend() -> list[Line2D]:
    kinds = (("best", True, True), ("in the last round", True, False), ("left out before", False, False))
    return [Line2D([], [], label=label, **_mark(finished, is_best)) for label, finished, is_best in kinds]


def _by_ratios(axis: Any) -> None:
    """Let equal ratios be equal lengths, numbers written out."""
    axis.axes.set_yscale("log") if axis is axis.axes.yaxis else axis.axes.set_xscale("log")
    axis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axis.set_major_formatter(StrMethodFormatter("{x:g}"))
    axis.set_minor_formatter(NullFormatter())
