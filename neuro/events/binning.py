"""Recordings of event cameras, as lines see them: events counted, or remembered, in steps of equal length."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import NeuroError
from .inputs import InputEvents

FIELDS = ("x", "y", "t", "p")
"""What an event has: column, row, time in any unit, and polarity, 1 (or True) for ON and 0 (or -1) for OFF."""


def bin_events(
    recordings: Sequence[NDArray[Any]], shape: Sequence[int], steps: int, levels: int = 1, duration: float | None = None
) -> InputEvents:
    """Lay recordings on the lines of an input.

    With two channels, ``shape = (rows, columns, 2)``, the lines of a pixel carry how many OFF and ON events it has in a
    step, ``levels`` at most, as a share of ``levels``. With one, ``(rows, columns)``, a pixel's line stays at the
    polarity of its last event, +1 or -1, and at 0 before its first.

    Parameters
    ----------
    recordings
        Structured arrays with the fields x, y, t and p, as tonic gives them; S of them.
    shape
        How lines lie.
    steps
        Time steps T, of equal length.
    levels
        Most events that a line tells apart.
    duration
        Of all steps together, in the unit of t, from a recording's first event on; later events are left out. None
        takes the time from its first event to its last.

    Returns
    -------
    InputEvents
        Of shape (S, T, M), from 0 to 1, or -1, 0 and 1.

    Raises
    ------
    NeuroError
        When a recording has other fields, or events beyond the shape.

    Examples
    --------
    >>> import numpy as np
    >>> kind = [("x", int), ("y", int), ("t", int), ("p", bool)]
    >>> recording = np.array([(0, 0, 10, True), (1, 0, 20, False), (1, 0, 29, False)], kind)
    >>> bin_events([recording], (1, 2, 2), steps=2, levels=2).dense().tolist()
    [[[0.0, 0.5, 0.0, 0.0], [0.0, 0.0, 1.0, 0.0]]]
    >>> bin_events([recording], (1, 2), steps=2).dense().tolist()
    [[[1, 0], [1, -1]]]
    """
    if len(shape) not in (2, 3) or min(shape) < 1 or (len(shape) == 3 and shape[2] != 2):
        raise NeuroError(f"shape: got {tuple(shape)}, expected (rows, columns) or (rows, columns, 2) for events.")
    if duration is not None and not 0 < duration < math.inf:
        raise NeuroError(f"duration: got {duration}, expected more than 0, in the unit of the events' times.")
    if not len(recordings):
        raise NeuroError("recordings: got none, expected at least one.")
    if steps < 1 or levels < 1:
        raise NeuroError(f"got {steps} steps and {levels} levels, expected at least 1 of each.")
    rows, columns = int(shape[0]), int(shape[1])
    lie = _remembered if len(shape) == 2 else _counted
    return lie([_events(one, rows, columns, steps, duration) for one in recordings], rows * columns, steps, levels)


_Events = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]


def _events(recording: NDArray[Any], rows: int, columns: int, steps: int, duration: float | None) -> _Events:
    """Step, from 0, pixel and polarity of each event, in the order of time."""
    names = getattr(getattr(recording, "dtype", None), "names", None) or ()
    missing = [name for name in FIELDS if name not in names]
    if missing:
        raise NeuroError(f"a recording has the fields {', '.join(names) or 'none'}, expected {', '.join(FIELDS)}.")
    x, y, times = (np.asarray(recording[name]) for name in FIELDS[:3])
    for name, values, end in (("x", x, columns), ("y", y, rows)):
        if values.dtype.kind not in "iu":
            raise NeuroError(f"events have {name} of {values.dtype}, expected whole numbers.")
        if len(values) and not 0 <= values.min() <= values.max() < end:
            raise NeuroError(
                f"events have {name} from {values.min()} to {values.max()}, expected 0 to {end - 1}; give the input "
                "the shape of the camera: (rows, columns) or (rows, columns, 2)."
            )
    if recording["p"].dtype.kind not in "biuf":
        raise NeuroError(f"events have p of {recording['p'].dtype}, expected truth values or numbers.")
    if times.dtype.kind not in "iuf" or not np.isfinite(times).all():
        raise NeuroError(f"events have t of {times.dtype}, expected finite numbers.")
    if not len(times):
        return np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, bool)
    since = times.astype(float) - float(times.min())
    whole = float(since.max()) if duration is None else float(duration)
    # The last event belongs to the last step.
    step = np.minimum(since * (steps / whole), steps - 1).astype(np.int64) if whole else np.zeros(len(times), np.int64)
    order = np.argsort(since, kind="stable")
    order = order[since[order] <= whole]
    pixel = y.astype(np.int64) * columns + x.astype(np.int64)
    return step[order], pixel[order], np.asarray(recording["p"])[order] > 0


def _counted(recordings: list[_Events], pixels: int, steps: int, levels: int) -> InputEvents:
    sample = np.repeat(np.arange(len(recordings)), [len(step) for step, _, _ in recordings])
    step, pixel, polarity = (np.concatenate(column) for column in zip(*recordings, strict=True))
    places = (sample * steps + step) * (2 * pixels) + 2 * pixel + polarity
    found, counts = np.unique(places, return_counts=True)
    rest, line = np.divmod(found, 2 * pixels)
    values = np.minimum(counts, levels).astype(np.float32) / np.float32(levels)
    shape = (len(recordings), steps, 2 * pixels)
    return InputEvents.of(rest // steps, rest % steps + 1, line, values, shape)


def _remembered(recordings: list[_Events], pixels: int, steps: int, levels: int) -> InputEvents:
    lines = np.zeros((len(recordings), steps, pixels), np.int8)
    for sample, (step, pixel, polarity) in enumerate(recordings):
        # Of events of one pixel in one step the last is written last.
        lines[sample, step, pixel] = np.where(polarity, 1, -1)
    for before, now in zip(range(steps - 1), range(1, steps), strict=True):
        lines[:, now] = np.where(lines[:, now] == 0, lines[:, before], lines[:, now])
    return InputEvents.from_dense(lines)
