"""The curve of one network's training: what it answers rightly after each epoch, and how much still learns."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, PercentFormatter

from ..learning import Epoch
from .style import FLIPS, NEURON, SPIKES, point_tips
from .words import plural

TRAINING, VALIDATION = "training, while learning", "validation"


def learning_curve(epochs: Sequence[Epoch], title: str) -> Figure:
    """Accuracy and share of unstable units against the `epochs`, under what they came to and a `title`."""
    figure = Figure(figsize=(6.5, 4.2), layout="constrained")
    axis = figure.subplots()
    draw_accuracy(axis, epochs)
    axis.set_title(f"{curve_finding(epochs)}\n{title}", fontsize=10)
    other = axis.twinx()
    other.plot(
        [e.number for e in epochs],
        [e.unstable for e in epochs],
        "s--",
        ms=3,
        color=SPIKES,
        label="unstable units (right scale)",
    )
    other.set(ylabel="units that are unstable, and learn")
    other.set_ylim(bottom=0)
    other.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=None))
    handles = [*axis.get_lines(), *other.get_lines()]
    labels = [str(line.get_label()) for line in handles]
    figure.legend(handles, labels, frameon=False, loc="outside lower center", ncols=3)
    return figure


def curve_finding(epochs: Sequence[Epoch]) -> str:
    """What the last epoch left, and what the first had."""
    first, last = epochs[0], epochs[-1]
    text = f"Validation accuracy {last.validation_accuracy:.1%} after {plural(last.number, 'epoch')}"
    return text if last is first else f"{text}, {first.validation_accuracy:.1%} after the first"


def draw_accuracy(axis: Axes, epochs: Sequence[Epoch]) -> None:
    """Shares of right answers, as it learned and after each epoch."""
    for name, colour, values in (
        (TRAINING, NEURON, [e.train_accuracy for e in epochs]),
        (VALIDATION, FLIPS, [e.validation_accuracy for e in epochs]),
    ):
        draw_by_epoch(axis, epochs, values, "{:.2%} right, " + name, color=colour, label=name)
    axis.set(ylabel="accuracy (share of right answers)")
    axis.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=None))


def draw_by_epoch(
    axis: Axes, epochs: Sequence[Epoch], values: Sequence[float], words: str, color: str, label: str
) -> None:
    """A line over the epochs; in `words`, which take the value, each point says what it is."""
    numbers = [epoch.number for epoch in epochs]
    axis.plot(numbers, values, "o-", ms=4, color=color, label=label)
    texts = (f"epoch {number}: {words.format(value)}" for number, value in zip(numbers, values, strict=True))
    point_tips(axis, numbers, values, texts)
    axis.set_xlabel("epoch")
    axis.xaxis.set_major_locator(MaxNLocator(integer=True))
