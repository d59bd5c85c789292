"""How a run settles: events and the share of changing units over the steps, and accuracy by step."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator, PercentFormatter
from numpy.typing import NDArray

from ...engines import Run
from ...network import Network
from .drawing import FLIPS, GREY, INK, MUTED, SPIKES, as_svg, one_axis, style
from .section import Column, Picture, Table

# Beyond this many steps, markers would hide the line.
_MARKED = 40


def events_by_step(run: Run) -> Picture:
    """Messages of units per sample in each step, in both codes."""
    flips, spikes = _events(run)
    with style():
        figure, axis = one_axis()
        steps = np.arange(1, len(flips) + 1)
        axis.plot(steps, spikes, _marks(steps, "s"), ms=4, color=SPIKES, label="spikes: units that are up")
        axis.plot(steps, flips, _marks(steps, "o"), ms=4, color=FLIPS, label="flips: units that change")
        _steps(axis)
        axis.set(ylabel="events per sample")
        axis.set_ylim(bottom=0, top=max(flips.max(), spikes.max(), 1.0) * 1.08)
        figure.legend(loc="outside upper left", ncols=2, columnspacing=1.2, handlelength=1.6)
        alt = (
            f"Events per step: flips go from {flips[0]:,.1f} in step 1 to {flips[-1]:,.1f} in step {len(flips)}, "
            f"spikes from {spikes[0]:,.1f} to {spikes[-1]:,.1f}."
        )
        svg = as_svg(figure, "events", alt)
    rows = tuple((str(t), f"{f:,.2f}", f"{s:,.2f}") for t, f, s in zip(steps, flips, spikes, strict=True))
    numbers = Table(
        "Events per sample by step.", (Column("step"), Column("flips", "counted"), Column("spikes", "counted")), rows
    )
    caption = (
        "Messages of units, mean over samples (counted). The states are the same in both codes: a settled network "
        "is silent in flips and goes on speaking in spikes."
    )
    return Picture("Events over the steps", caption, svg, alt, numbers)


def changing_units(run: Run, fixed: NDArray[np.bool_]) -> Picture:
    """Share of units that still change in each step; mean, and the middle 80 % of the samples.

    Parameters
    ----------
    fixed
        Which samples end in a state that would stay, (S,).
    """
    running = _running(run)
    changed = run.states[:, 1:] != run.states[:, :-1]
    shares = changed.mean(axis=2)
    steps = np.arange(1, shares.shape[1] + 1)
    mean = np.array([shares[running[:, t], t].mean() if running[:, t].any() else 0.0 for t in range(len(steps))])
    low, high = np.quantile(shares, (0.1, 0.9), axis=0)
    with style():
        figure, axis = one_axis()
        if len(shares) > 1:
            axis.fill_between(steps, low, high, color=FLIPS, alpha=0.22, lw=0, label="middle 80 % of the samples")
        axis.plot(steps, mean, _marks(steps, "o"), ms=4, color=FLIPS, label="mean over samples")
        _steps(axis)
        axis.set(ylabel="units that change")
        # The first step changes all, the last ones next to nothing: both are seen, and so is nothing.
        axis.set_yscale("symlog", linthresh=1e-3)
        axis.set_ylim(0, 1.3)
        axis.set_yticks([0, 1e-3, 1e-2, 0.1, 1.0], ["0", "0.1%", "1%", "10%", "100%"])
        axis.set_yticks([], minor=True)
        axis.legend(loc="upper right")
        alt = f"Share of units that change: {mean[0]:.1%} in step 1, {mean[-1]:.1%} in step {len(steps)}."
        svg = as_svg(figure, "changing", alt)
    text = f"{int(fixed.sum())} of {len(fixed)} samples end in a fixed point"
    if fixed.any():
        moved = changed[fixed].any(axis=2)
        last = np.where(moved.any(axis=1), moved.shape[1] - moved[:, ::-1].argmax(axis=1), 0)
        text += f"; their last change is in step {np.median(last):g} (median)"
    rows = tuple((str(t), f"{m:.2%}") for t, m in zip(steps, mean, strict=True))
    numbers = Table("Units that change, by step.", (Column("step"), Column("units that change", "counted")), rows)
    caption = f"Share of units whose state changes in a step (counted; logarithmic above 0.1 %). {text}."
    return Picture("Convergence", caption, svg, alt, numbers)


def accuracy_by_step(network: Network, run: Run, labels: NDArray[np.int64]) -> Picture:
    """What the readout would answer if asked after each step."""
    right = _right_answers(network, run, labels)
    steps = np.arange(1, len(right) + 1)
    chance = 1.0 / network.classes
    with style():
        figure, axis = one_axis()
        axis.plot(steps, right, _marks(steps, "o"), ms=4, color=INK)
        axis.axhline(chance, color=GREY, lw=1, ls="--")
        axis.annotate(
            "chance",
            (1.0, chance),
            xycoords=("axes fraction", "data"),
            xytext=(0, 3),
            textcoords="offset points",
            ha="right",
            color=MUTED,
        )
        _steps(axis)
        axis.set(ylabel="accuracy")
        axis.set_ylim(0, 1.03)
        axis.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
        best = int(steps[np.argmax(right)])
        alt = f"Accuracy by step: {right[0]:.1%} after step 1, {right[-1]:.1%} after step {len(right)}."
        svg = as_svg(figure, "accuracy", alt)
    rows = tuple((str(t), f"{a:.4f}") for t, a in zip(steps, right, strict=True))
    numbers = Table("Accuracy by step.", (Column("after step"), Column("accuracy", "counted")), rows)
    caption = f"Right answers of the readout after each step, {len(labels)} samples (counted). Best after step {best}."
    return Picture("Accuracy by step", caption, svg, alt, numbers)


def _right_answers(network: Network, run: Run, labels: NDArray[np.int64]) -> NDArray[np.float64]:
    fields = run.states[:, 1:].astype(float) @ network.readout_weights.T.astype(float)
    right: NDArray[np.float64] = (fields.argmax(axis=2) == labels[:, None]).mean(axis=0)
    return right


def _events(run: Run) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Flips and spikes per sample by step; samples that stopped early send nothing any more."""
    running = _running(run)[..., None]
    flips = ((run.states[:, 1:] != run.states[:, :-1]) & running).sum(axis=2).mean(axis=0)
    spikes = ((run.states[:, 1:] > 0) & running).sum(axis=2).mean(axis=0)
    return flips, spikes


def _running(run: Run) -> NDArray[np.bool_]:
    steps = np.arange(1, run.states.shape[1])
    running: NDArray[np.bool_] = steps[None, :] <= run.steps_taken[:, None]
    return running


def _marks(steps: NDArray[np.int64], marker: str) -> str:
    return f"{marker}-" if len(steps) <= _MARKED else "-"


def _steps(axis: Axes) -> None:
    axis.set_xlabel("time step")
    axis.xaxis.set_major_locator(MaxNLocator(integer=True))
