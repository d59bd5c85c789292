"""Files of event cameras: the binary form of N-MNIST, and NumPy's structured arrays."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import NeuroError
from ..files import read_array, read_bytes
from .binning import FIELDS

RECORDING_ENDINGS = (".bin", ".npy")
_KIND = np.dtype([("x", np.int16), ("y", np.int16), ("t", np.int64), ("p", np.bool_)])
# Five bytes an event: column, row, then a bit of polarity and 23 of time in microseconds. An event in row 240 is none,
# but says that the clock ran over (Orchard et al., Frontiers in Neuroscience 9:437, 2015, and the files' own reader).
_BYTES, _OVERFLOW_ROW, _OVERFLOW = 5, 240, 1 << 13
_MOST = 1 << 28
_WHAT = "a recording: events of five bytes (.bin), or a structured array with the fields x, y, t and p (.npy)"


def read_recording(path: str | Path) -> NDArray[Any]:
    """The events of a file, as a structured array.

    Parameters
    ----------
    path
        Ends in ``.bin``, the form of N-MNIST, or ``.npy``, an array with the fields x, y, t and p.

    Raises
    ------
    NeuroError
        When it can't be read, is damaged, or holds something else.
    """
    path = Path(path)
    if path.suffix == ".npy":
        events = read_array(path, _WHAT, records=True)
        if events.ndim != 1 or not set(FIELDS) <= set(events.dtype.names or ()):
            got = ", ".join(events.dtype.names or ()) or "no fields"
            raise NeuroError(f"{path}: holds {got} in shape {events.shape}, expected {_WHAT}.")
        return events
    if path.suffix != ".bin":
        raise NeuroError(f"{path}: ends in '{path.suffix}', expected {_WHAT}.")
    data = read_bytes(path, _WHAT, _MOST)
    if len(data) % _BYTES:
        raise NeuroError(f"{path}: has {len(data):,} bytes, expected a multiple of {_BYTES}; get the file again.")
    return _decoded(np.frombuffer(data, np.uint8).reshape(-1, _BYTES))


def _decoded(rows: NDArray[np.uint8]) -> NDArray[Any]:
    columns = rows.astype(np.int64)
    over = columns[:, 1] == _OVERFLOW_ROW
    events = np.empty(len(rows), _KIND)
    events["x"], events["y"], events["p"] = columns[:, 0], columns[:, 1], columns[:, 2] >= 128
    events["t"] = ((columns[:, 2] & 127) << 16) + (columns[:, 3] << 8) + columns[:, 4] + _OVERFLOW * over.cumsum()
    return events[~over]
