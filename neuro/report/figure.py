"""A comparison as a picture made of panels of the page, and how every picture is saved."""

from __future__ import annotations

from pathlib import Path
from textwrap import fill

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine

from ..engines import Run
from ..files import write_whole
from ..workload import Workload
from .comparison import Comparison
from .fact import COUNTED, DERIVED
from .facts import ENERGY, SYNOPS, WALL
from .page.costs import energy_by_cause, run_time, synops_by_code
from .page.section import Missing, Picture
from .page.states import accuracy_by_step, changing_units, events_by_step, raster
from .page.verdict import verdict
from .style import bare, style

# Characters of a line of the title.
_TITLE, _PANEL_TITLE = 130, 56


def comparison_figure(comparison: Comparison) -> Figure:
    """Four panels of the page: events over the steps, synops, modelled energy by cause and profile, run time here.

    What the `comparison` comes to stands in the title.
    """
    panels = (
        (events_by_step(comparison.entries[0].run), DERIVED),
        (synops_by_code(comparison), SYNOPS.basis if comparison.counted else DERIVED),
        (energy_by_cause(comparison), ENERGY.basis),
        (run_time(comparison), WALL.basis),
    )
    with style():
        figure = Figure(figsize=(11, 8.5), layout=ConstrainedLayoutEngine(h_pad=0.12, w_pad=0.12), facecolor="white")
        for axis, (panel, basis) in zip(figure.subplots(2, 2).flat, panels, strict=True):
            _place(axis, panel, basis)
        found = verdict(comparison)
        lines = [f"{comparison.workload.name}. {found.exact}", *found.energy[:1]]
        figure.suptitle("\n".join(fill(line, _TITLE) for line in lines), fontsize=10.5)
        # The style holds while things are made, and some are made only when they are first drawn.
        figure.draw_without_rendering()
    return figure


def run_figure(workload: Workload, run: Run) -> Figure:
    """What units do in a run: states of its first sample, events and changing units over the steps, and accuracy.

    Parameters
    ----------
    workload, run
        What ran, and what came of it.
    """
    network, labels, fixed = workload.network, workload.labels, workload.at_fixed_point(run.states[:, -1])
    panels = [raster(network, run), events_by_step(run), changing_units(run, fixed)]
    right = ""
    if labels is not None and network.classes:
        panels.append(accuracy_by_step(network, run, labels))
        right = f", {(run.predictions == labels).mean():.1%} answered rightly"
    found = f"the last change in step {np.median(run.last_change):g} (median)"
    samples = f"{len(fixed)} sample{'s' if len(fixed) > 1 else ''}"
    title = f"{workload.name}, {samples} in {run.engine} under {run.code}: {found}{right}"
    with style():
        figure = Figure(figsize=(11, 8.5), layout=ConstrainedLayoutEngine(h_pad=0.12, w_pad=0.12), facecolor="white")
        axes = list(figure.subplots(2, 2).flat)
        for axis, panel in zip(axes, panels, strict=False):
            _place(axis, panel, COUNTED)
        for axis in axes[len(panels) :]:
            axis.set_axis_off()
        figure.suptitle(fill(title, _TITLE), fontsize=10.5)
        figure.draw_without_rendering()
    return figure


def save_figure(figure: Figure, path: str | Path) -> Path:
    """Write a figure whole.

    Parameters
    ----------
    figure
        The figure.
    path
        Its ending settles the format; without one it is a PNG.

    Returns
    -------
    path
        The file written.
    """
    ending = Path(path).suffix.lstrip(".").lower() or "png"
    return write_whole(path, lambda stream: figure.savefig(stream, format=ending, dpi=150))


def _place(axis: Axes, panel: Picture | Missing, basis: str) -> None:
    """One panel under its title; between them is room for a legend."""
    if isinstance(panel, Missing):
        axis.set_axis_off()
        axis.text(0.5, 0.5, fill(panel.reason, 40), ha="center", va="center", transform=axis.transAxes)
    else:
        bare(axis)
        panel.draw(axis)
    axis.set_title(fill(f"{panel.title} ({basis})", _PANEL_TITLE), pad=28, fontsize=11)
