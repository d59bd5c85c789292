"""The curve of one network's training."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from ..learning import Epoch
from .style import FLIPS, NEURON, SPIKES


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
