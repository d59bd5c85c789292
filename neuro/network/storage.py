"""A network on disk: one .npz file of plain arrays, no pickle."""

from __future__ import annotations

import hashlib
import io
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse

from ..description import parse_description, write_description
from ..errors import NeuroError
from ..files import read_arrays, write_whole
from .arrays import Network
from .widths import check_widths

# Written, and the one before it, which is still read: it had no checksum, and the factors of integer networks alone.
_FORMAT, _BEFORE = 2, 1
NETWORK_FILE = "network.npz"
"""The network in a folder of ``neuro train``."""
_WHAT = "a network written by 'neuro train'"
_MATRICES = ("recurrent", "links", "input_weights")
_ARRAYS = ("self_coupling", "bias", "feedback_weights", "readout_weights")
_SINGLE = {"unit": "f", "input_gain": "i", "feedback_payload": "i", "description": "U", "notes": "U"}
_SEAL = "sha256"


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
        When the place can't be written, or an integer network has couplings wider than its bits.

    Examples
    --------
    >>> import tempfile
    >>> from neuro import build_network, load_model, load_network, save_network
    >>> network = build_network(load_model("digits"))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     load_network(save_network(network, f"{folder}/network.npz")).hash == network.hash
    True
    """
    packed = packed_network(network, notes)
    return write_whole(path, lambda stream: stream.write(packed))


def packed_network(network: Network, notes: str = "") -> bytes:
    """What :func:`save_network` writes.

    Parameters
    ----------
    network, notes
        As there.

    Raises
    ------
    NeuroError
        When an integer network has couplings wider than its bits.
    """
    check_widths(network)
    contents: dict[str, Any] = dict(network.arrays())
    contents["format"] = np.array(_FORMAT)
    contents["description"] = np.array(write_description(network.description))
    contents["notes"] = np.array(notes)
    contents[_SEAL] = np.array(_checksum(contents))
    # Packed in memory first: an archive whose disk fills up would complain long after it was closed.
    packed = io.BytesIO()
    np.savez_compressed(packed, **contents)
    return packed.getvalue()


def load_network(path: str | Path) -> Network:
    """Read what :func:`save_network` wrote, now or in the format before.

    Parameters
    ----------
    path
        The .npz file, or the folder of ``neuro train`` that it stands in.

    Raises
    ------
    NeuroError
        When the file is missing, truncated, of another kind or inconsistent.
    """
    path = Path(path)
    return _load(path / NETWORK_FILE if path.is_dir() else path)[0]


def load_notes(path: str | Path) -> str:
    """The notes kept with the network in the file `path`; empty when there are none."""
    return _load(Path(path))[1]


def _load(path: Path) -> tuple[Network, str]:
    contents = _read(path)
    if _says(contents.get("format"), _BEFORE) and _SEAL not in contents:
        contents = {"input_gain": np.array(1), "feedback_payload": np.array(1), **contents}
        contents[_SEAL] = np.array(_checksum(contents))
    elif not _says(contents.get("format"), _FORMAT):
        raise NeuroError(
            f"{path}: is not a network of format {_FORMAT} or {_BEFORE}; expected a file written by 'neuro train'."
        )
    if not _says(contents.pop(_SEAL, None), _checksum(contents)):
        raise NeuroError(f"{path}: is not as it was written, its checksum is another; write it again.")
    try:
        return _network(contents, str(path)), _single(contents, "notes")
    except NeuroError as problem:
        raise problem if str(path) in str(problem) else NeuroError(f"{path}: {problem}") from problem
    except (KeyError, ValueError, IndexError, TypeError, OverflowError) as problem:
        raise NeuroError(f"{path}: its arrays don't make a network ({problem}); write it again.") from problem


def _says(array: Any, value: int | str) -> bool:
    return isinstance(array, np.ndarray) and array.shape == () and array.item() == value


def _checksum(contents: dict[str, Any]) -> str:
    digest = hashlib.sha256()
    for name in sorted(contents):
        array = np.ascontiguousarray(contents[name])
        digest.update(f"{name} {array.dtype.str} {np.shape(contents[name])} ".encode())
        digest.update(array.tobytes())
    return digest.hexdigest()


def _read(path: Path) -> dict[str, Any]:
    known = {field.name for field in fields(Network)} | {"format", "notes", _SEAL}
    contents, names = read_arrays(path, _WHAT, lambda name: name.split(".")[0] in known)
    if other := [name for name in names if name not in contents]:
        raise NeuroError(f"{path}: holds '{other[0]}', which no network has; expected {_WHAT}; write it again.")
    return contents


def _network(contents: dict[str, Any], origin: str) -> Network:
    description = parse_description(_single(contents, "description"), origin)
    units, lines = description.units, description.input.size if description.input else 0
    shapes = {"recurrent": (units, units), "links": (units, units), "input_weights": (units, lines)}
    values = {name: contents[name] for name in _ARRAYS}
    values |= {name: _single(contents, name) for name in ("input_gain", "feedback_payload")}
    if "unit" in contents:
        values["unit"] = _single(contents, "unit")
    for name in _MATRICES:
        values[name] = contents[name] if name in contents else _sparse(contents, name, shapes[name])
    network = Network(description=description, **values)
    check_widths(network)
    if surplus := sorted({*contents} - {*network.arrays(), "description", "format", "notes"}):
        raise ValueError(f"'{surplus[0]}' belongs to none")
    return network


def _single(contents: dict[str, Any], name: str) -> Any:
    """A single text or number."""
    value = contents[name]
    if value.shape or value.dtype.kind != _SINGLE[name]:
        raise ValueError(f"'{name}' is {value.dtype} of shape {value.shape}, not a single value of its kind")
    return value.item()


def _sparse(contents: dict[str, Any], name: str, shape: tuple[int, int]) -> sparse.csr_matrix:
    data, *places = (contents[f"{name}.{piece}"] for piece in ("data", "indices", "indptr"))
    if any(place.dtype != np.int64 for place in places):
        raise ValueError(f"the places of '{name}' are no whole numbers of 64 bits")
    matrix = sparse.csr_matrix((data, *places), shape=shape)
    matrix.check_format(full_check=True)
    return matrix
