"""What an engine gives back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple, final

import numpy as np
from numpy.typing import NDArray

from ..html import html_table
from .activity import COUNTS, Activity, executed_steps, state_changes
from .exporting import to_neo, to_pandas, to_xarray


@final
@dataclass(frozen=True, eq=False)
class Run:
    """One run of a batch.

    Parameters
    ----------
    engine, code, network
        Who ran what: engine name, code, and the network's hash.
    states
        Every state at every step, (S, T + 1, N) of -1, 0, +1; index 0 is the start. A sample that stopped
        early keeps its last state.
    readout
        Fields of the classes at the last state, (S, C): those of their readout units, added up where there are several.
    steps_taken
        Steps executed per sample, (S,).
    activity
        Events of all samples.
    derived
        Which counts of `activity` follow from states and stimulus by its definitions. All others the engine counted
        itself: messages by its own ports or monitors, and synaptic operations as messages times the couplings that it
        holds for their sender.
    recorded
        What else was asked for, by name: ``fields``, by which each unit decided in each step, (S, T, N), NaN in steps
        that weren't taken; or ``readouts``, the fields of the classes after each step, (S, T, C).
    setup_s, wall_s
        Seconds spent making ready (opening the session, building, compiling what was not kept from before), and
        running. Basis: measured.

    Examples
    --------
    >>> from neuro import load_engine
    >>> from neuro.workload import make_workload
    >>> workload = make_workload("digits", samples=5)
    >>> run = load_engine("numpy").run(workload.network, workload.stimulus)
    >>> run.states.shape, run.readout.shape  # (S, T + 1, N) and (S, C)
    ((5, 7, 500), (5, 10))
    >>> run.last_change
    array([1, 1, 1, 1, 1])
    """

    engine: str
    code: str
    network: str
    states: NDArray[np.int8]
    readout: NDArray[Any]
    steps_taken: NDArray[np.int64]
    activity: Activity
    setup_s: float
    wall_s: float
    recorded: Mapping[str, NDArray[Any]] = field(default_factory=dict)
    derived: frozenset[str] = frozenset(COUNTS)

    @property
    def predictions(self) -> NDArray[np.int64]:
        """The class with the largest readout field, the first of equals; (S,)."""
        largest: NDArray[np.int64] = self.readout.argmax(axis=1)
        return largest

    @cached_property
    def executed(self) -> NDArray[np.bool_]:
        """Which steps each sample took before it stopped, (S, T)."""
        return executed_steps(self.states, self.steps_taken)

    @property
    def flips(self) -> NDArray[np.bool_]:
        """Which units changed their state in which step, (S, T, N)."""
        return state_changes(self.states, self.executed)

    @property
    def spikes(self) -> NDArray[np.bool_]:
        """Which units were up after which executed step, (S, T, N)."""
        return (self.states[:, 1:] > 0) & self.executed[..., None]

    @property
    def last_change(self) -> NDArray[np.int64]:
        """The last step in which any unit changed its state, 0 when none did, (S,)."""
        changes = self.flips.any(axis=2)
        last: NDArray[np.int64] = np.where(changes.any(axis=1), changes.shape[1] - changes[:, ::-1].argmax(axis=1), 0)
        return last

    def _repr_html_(self) -> str:
        samples, steps, units = self.states.shape[0], self.states.shape[1] - 1, self.states.shape[2]
        caption = f"{self.engine} ({self.code}): {samples:,} samples, {steps:,} steps, {units:,} units"
        derived = self.activity.derived_too(self.derived)
        counts = [
            (name.replace("_", " ") + (" (derived)" if name in derived else ""), int(count))
            for name, count in self.activity.as_dict().items()
        ]
        return html_table(caption, [*counts, ("last change, median step", f"{np.median(self.last_change):g}")])

    def to_pandas(self) -> Any:
        """The messages of the units as a table of pandas: a flip, or a spike, a row; see the code.

        Columns are sample, step (from 1), unit, and the state that the unit has from then on.

        Raises
        ------
        NeuroError
            When pandas is not installed.
        """
        return to_pandas(self)

    def to_xarray(self) -> Any:
        """All that the run kept as a data set of xarray: dimensions sample, step (1 to T), unit and class.

        Raises
        ------
        NeuroError
            When xarray is not installed.
        """
        return to_xarray(self)

    def to_neo(self, step_ms: float = 1.0) -> Any:
        """A block of Neo: a segment for each sample, a train for each unit, a spike in each step it is up.

        Parameters
        ----------
        step_ms
            Milliseconds that a time step is taken to last.

        Raises
        ------
        NeuroError
            When Neo is not installed.
        """
        return to_neo(self, step_ms)

    def settling(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """When each sample entered its final cycle, and that cycle's length.

        Returns
        -------
        step, period
            (S,) each. Period 1 is a fixed point; (-1, 0) when no state came back within the run. Speaks of
            synchronous runs whose inputs stay: under others a state that comes back proves no cycle.
        """
        step, period = np.full(len(self.states), -1), np.zeros(len(self.states), int)
        for sample, trajectory in enumerate(self.states):
            trajectory = trajectory[: self.steps_taken[sample] + 1]
            earlier = np.flatnonzero((trajectory[:-1] == trajectory[-1]).all(axis=1))
            if len(earlier):
                length = len(trajectory) - 1 - earlier[-1]
                repeats = (trajectory[:-length] == trajectory[length:]).all(axis=1)
                broken = np.flatnonzero(~repeats)
                step[sample], period[sample] = (broken[-1] + 1 if len(broken) else 0), length
        return step, period


class Difference(NamedTuple):
    """Where the states of two runs first differ: `sample`, `step` and `unit`, numbered from 0."""

    sample: int
    step: int
    unit: int


def first_difference(one: Run, other: Run) -> Difference | None:
    """The earliest step (then sample, then unit) at which the states of two runs differ; None when identical.

    Parameters
    ----------
    one, other
        Runs of the same samples and steps.

    Raises
    ------
    ValueError
        When their states have different shapes.
    """
    if one.states.shape != other.states.shape:
        raise ValueError(f"runs of shapes {one.states.shape} and {other.states.shape} can't be compared")
    differs = np.argwhere((one.states != other.states).transpose(1, 0, 2))
    if not len(differs):
        return None
    step, sample, unit = (int(k) for k in differs[0])
    return Difference(sample=sample, step=step, unit=unit)
