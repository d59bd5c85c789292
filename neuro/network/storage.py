"""A network on disk: one .npz file of plain arrays, no pickle."""

from __future__ import annotations

import io
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse

from ..archives import read_arrays
from ..description import parse_description, write_description
from ..errors import NeuroError
from ..files import write_whole
from .arrays import Network

_FORMAT = 1
_WHAT = "a network written by 'neuro train'"
_MATRICES = ("recurrent", "links", "input_weights")
_ARRAYS = ("self_coupling", "bias", "feedback_weights", "readout_weights")


def save_network(network: Network, path: str | Path, notes: str = "") -> Path:
    """Write a network whole.

    Parameters
    ----------
    network
        Float or integer.
    path
        The .npz file to write; its folder is made if need be.
    notes
        A text kept with it, see :func:`load_notes`.

    Raises
    ------
    NeuroError
        When the place can't be written.

    Examples
    --------
    >>> import tempfile
    >>> from neuro import build_network, load_model, load_network, save_network
    >>> network = build_network(load_model("digits"))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     load_network(save_network(network, f"{folder}/network.npz")).hash == network.hash
    True
    """
    contents: dict[str, Any] = dict(network.arrays())
    contents["format"] = np.int64(_FORMAT)
    contents["description"] = np.array(write_description(network.description))
    contents["notes"] = np.array(notes)
    # Packed in memory first: an archive whose disk fills up would complain long after it was closed.
    packed = io.BytesIO()
    np.savez_compressed(packed, **contents)
    return write_whole(path, lambda stream: stream.write(packed.getbuffer()))


def load_network(path: str | Path) -> Network:
    """Read what :func:`save_network` wrote.

    Parameters
    ----------
    path
        The .npz file.

    Raises
    ------
    NeuroError
        When the file is missing, truncated, of another kind or inconsistent.
    """
    path = Path(path)
    contents = _read(path)
    if contents.get("format") != _FORMAT:
        raise NeuroError(f"{path}: is not a network of format {_FORMAT}; expected a file written by 'neuro train'.")
    try:
        return _network(contents, str(path))
    except NeuroError as problem:
        raise problem if str(path) in str(problem) else NeuroError(f"{path}: {problem}") from problem
    except (KeyError, ValueError, IndexError, TypeError, OverflowError) as problem:
        raise NeuroError(f"{path}: its arrays don't make a network ({problem}); write it again.") from problem


def load_notes(path: str | Path) -> str:
    """The notes kept with the network in the file `path`; empty when there are none."""
    return str(_read(Path(path)).get("notes", ""))


def _read(path: Path) -> dict[str, Any]:
    known = {field.name for field in fields(Network)} | {"format", "notes"}
    contents, names = read_arrays(path, _WHAT, lambda name: name.split(".")[0] in known)
    if other := [name for name in names if name not in contents]:
        raise NeuroError(f"{path}: holds '{other[0]}', which no network has; expected {_WHAT}; write it again.")
    return contents


def _network(contents: dict[str, Any], origin: str) -> Network:
    description = parse_description(str(contents["description"]), origin)
    units = description.units
    lines = description.input.size if description.input else 0
    shapes = {"recurrent": (units, units), "links": (units, units), "input_weights": (units, lines)}
    values: dict[str, Any] = {name: contents[name] for name in _ARRAYS}
    for name in _MATRICES:
        if name in contents:
            values[name] = contents[name]
        else:
            triple = tuple(contents[f"{name}.{part}"] for part in ("data", "indices", "indptr"))
            values[name] = sparse.csr_matrix(triple, shape=shapes[name])
            values[name].check_format(full_check=True)
    if "unit" in contents:
        values["unit"] = float(contents["unit"])
        values["input_gain"] = int(contents["input_gain"])
        values["feedback_payload"] = int(contents["feedback_payload"])
    return Network(description=description, **values)
