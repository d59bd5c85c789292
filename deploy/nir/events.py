"""Events in NIR's form: what units did in a run, written; and inputs, read."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from neuro.engines import Run
from neuro.errors import NeuroError
from neuro.events import InputEvents
from neuro.files import open_plain, write_whole
from neuro.machine.scratch import Scratch

from .format import import_nir
from .graph import STEP_S

_MOST_STEPS = 1_000_000
NODE = "units.lif"
"""The units in a graph of ours."""


def write_events(run: Run, path: str | Path) -> Path:
    """Write the messages of units in a run, as ``NIRGraphData``.

    Parameters
    ----------
    run
        Under ``spikes``: an event in each step that a unit is up. Under ``flips``: one for each change, with its value.
    path
        The file to write.

    Raises
    ------
    NeuroError
        When the place can't be written.
    """
    nir, flips = import_nir(), run.code == "flips"
    happened = run.flips if flips else run.spikes
    samples, steps, units = happened.shape
    sample, step, unit = np.nonzero(happened)
    idx = _rows(sample, unit, samples, -1)
    # In the middle of a step, so that no reader's division puts it into another.
    time = _rows(sample, (step + 0.5) * STEP_S, samples, np.inf)
    shape: dict[str, Any] = {"n_neurons": units, "t_max": (steps + 1e-6) * STEP_S}
    if flips:
        change = np.diff(run.states.astype(float), axis=1)[sample, step, unit]
        data = nir.ValuedEventData(idx=idx, time=time, value=_rows(sample, change, samples, 0.0), **shape)
    else:
        data = nir.EventData(idx=idx, time=time, **shape)
    whole = nir.NIRGraphData({NODE: nir.NIRNodeData({run.code: data})})
    with contextlib.closing(Scratch()) as scratch:
        nir.write_data(scratch.path / "events.nir", whole)
        packed = (scratch.path / "events.nir").read_bytes()
    return write_whole(path, lambda stream: stream.write(packed))


def read_events(path: str | Path, node: str = NODE, observable: str | None = None) -> InputEvents:
    """Events of a node as inputs, a line for each of its neurons.

    Parameters
    ----------
    path
        A file of ``NIRGraphData``.
    node
        Whose.
    observable
        Which of the node's; None for its only one.

    Raises
    ------
    NeuroError
        When the file can't be read, or has no such events.
    """
    with open_plain(path, "a file of NIR data"):
        pass
    nir = import_nir()
    try:
        nodes = nir.read_data(path).nodes
    except Exception as problem:
        # The library raises what it meets: errors of HDF5, of missing keys, of its own checks.
        raise NeuroError(f"{path}: is no whole file of NIR data ({type(problem).__name__}: {problem}).") from problem
    if node not in nodes or not hasattr(nodes[node], "observables"):
        raise NeuroError(f"{path}: has no node '{node}', but {', '.join(nodes) or 'none'}.")
    found = nodes[node].observables
    name = next(iter(found)) if observable is None and len(found) == 1 else observable
    if name not in found:
        wanted = "the name of one of them" if observable is None else f"'{observable}'"
        raise NeuroError(f"{path}: node '{node}' has {', '.join(found) or 'nothing'}; expected {wanted}.")
    return _events(path, found[name])


def _events(path: str | Path, data: Any) -> InputEvents:
    try:
        return _from_grid(data) if hasattr(data, "data") else _from_events(data)
    except NeuroError as problem:
        raise NeuroError(f"{path}: {problem}") from problem


def _from_grid(data: Any) -> InputEvents:
    if not np.isclose(data.dt, STEP_S, rtol=1e-6):
        raise NeuroError(f"its time steps last {data.dt:g} s, expected {STEP_S:g}.")
    if data.data.ndim != 3 or not data.data.size or not np.isfinite(data.data).all():
        raise NeuroError(f"holds values of shape {data.data.shape}, expected finite ones by sample, step and line.")
    return InputEvents.from_dense(data.data.astype(np.int64 if data.data.dtype.kind == "b" else float))


def _from_events(data: Any) -> InputEvents:
    if data.idx.ndim != 2 or not np.isfinite(data.t_max) or not 0.5 < data.t_max / STEP_S < _MOST_STEPS:
        raise NeuroError(
            f"has events of shape {data.idx.shape} up to {data.t_max:g} s; expected (samples, events), and 1 to "
            f"{_MOST_STEPS:,} steps of {STEP_S:g} s."
        )
    there = data.idx != -1
    sample, _ = np.nonzero(there)
    times = data.time[there]
    if not np.isfinite(times).all():
        raise NeuroError(f"has events without a time; expected each in a step of {STEP_S:g} s.")
    step = np.floor(times / STEP_S + 1e-6).astype(np.int64) + 1
    value = data.value[there] if hasattr(data, "value") else np.ones(len(step), np.int64)
    shape = len(data.idx), round(float(data.t_max) / STEP_S), int(data.n_neurons)
    return InputEvents.of(sample, step, data.idx[there], value, shape)


def _rows(sample: NDArray[np.int64], values: NDArray[Any], samples: int, empty: float) -> NDArray[Any]:
    """The values of each sample in a row, filled up to the longest."""
    counts = np.bincount(sample, minlength=samples)
    place = np.arange(len(sample)) - np.repeat(np.cumsum(counts) - counts, counts)
    rows = np.full((samples, max(1, int(counts.max(initial=0)))), empty, values.dtype)
    rows[sample, place] = values
    return rows
