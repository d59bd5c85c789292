"""Runs as the objects of other libraries: tables of pandas, labelled arrays of xarray, spike trains of Neo."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import NeuroError

if TYPE_CHECKING:
    from .run import Run


def to_pandas(run: Run) -> Any:
    """One row for each message of a unit, in the order of time: sample, step (from 1), unit, and its state."""
    pandas = imported("pandas", "pandas")
    sample, step, unit = np.nonzero(run.flips if run.code == "flips" else run.spikes)
    table = {"sample": sample, "step": step + 1, "unit": unit, "state": run.states[sample, step + 1, unit]}
    return pandas.DataFrame(table)


def to_xarray(run: Run) -> Any:
    """A data set of all that the run kept, with dimensions sample, step (1 to T), unit and class."""
    xarray = imported("xarray", "xarray")
    dims = {"fields": ("sample", "step", "unit"), "readouts": ("sample", "step", "class")}
    variables: dict[str, Any] = {
        "start": (("sample", "unit"), run.states[:, 0], {"long_name": "state before step 1: -1, +1, or 0 for silent"}),
        "states": (("sample", "step", "unit"), run.states[:, 1:], {"long_name": "state after each step, -1 or +1"}),
        "readout": (("sample", "class"), run.readout, {"long_name": "field of the classes at the end"}),
        "steps_taken": (("sample",), run.steps_taken, {"long_name": "steps taken", "units": "time steps"}),
    }
    variables |= {name: (dims[name], values) for name, values in run.recorded.items()}
    counts = {f"activity_{name}": value for name, value in run.activity.as_dict().items()}
    made = {"engine": run.engine, "code": run.code, "network": run.network, **counts}
    return xarray.Dataset(variables, {"step": np.arange(1, run.states.shape[1])}, made)


def to_neo(run: Run, step_ms: float) -> Any:
    """A block with a segment for each sample and in it a spike train for each unit: it spikes in each step it is up."""
    neo, quantities = imported("neo", "neo"), imported("quantities", "neo")
    if not 0 < step_ms < np.inf:
        raise NeuroError(f"step_ms: got {step_ms}, expected milliseconds, more than 0.")
    block = neo.Block(name=f"{run.engine} {run.code}", network=run.network)
    for sample, spikes in enumerate(run.spikes):
        segment = neo.Segment(name=f"sample {sample}", index=sample)
        stop = float(run.steps_taken[sample]) * step_ms
        for unit in range(spikes.shape[1]):
            times = (np.flatnonzero(spikes[:, unit]) + 1) * step_ms
            segment.spiketrains.append(neo.SpikeTrain(times * quantities.ms, t_stop=stop, unit=unit))
        block.segments.append(segment)
    return block


def imported(module: str, extra: str) -> Any:
    """A library that an extra of this package brings.

    Raises
    ------
    NeuroError
        When it is not installed, with what installs it.
    """
    try:
        return importlib.import_module(module)
    except ImportError as problem:
        asked = f"pip install 'neuro-engines[{extra}]'"
        raise NeuroError(f"{module} is not installed; install it with: {asked}.") from problem
