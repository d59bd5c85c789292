"""Arrays from .npz and .npy files: what their headers say is held to what is there before any memory is taken."""

from __future__ import annotations

import math
import struct
import tokenize
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from ..errors import NeuroError
from ..machine.memory import check_memory
from .opening import open_plain, size_of

# All that NumPy and the zip library raise on a file of arrays that is damaged or something else.
DAMAGED = (
    OSError,
    ValueError,
    TypeError,
    EOFError,
    AttributeError,
    KeyError,
    RuntimeError,
    OverflowError,
    SyntaxError,
    MemoryError,
    NotImplementedError,
    struct.error,
    tokenize.TokenError,
    zlib.error,
    zipfile.BadZipFile,
)
# NumPy carries no types for it.
_FORMAT: Any = np.lib.format
_BEGINNINGS = (b"PK\x03\x04", b"PK\x05\x06")
# Truth values, whole numbers, floats and texts; anything else is no array of ours.
_KINDS, _NUMBERS = "biufU", "biuf"


def read_arrays(
    path: str | Path, what: str, wanted: Callable[[str], bool]
) -> tuple[dict[str, NDArray[Any]], list[str]]:
    """The wanted arrays of an .npz file by name, and the names of all; those not wanted are left packed.

    Parameters
    ----------
    path
        The file.
    what
        Which kind of file was expected, for errors.
    wanted
        Says of a name whether its array is read.

    Raises
    ------
    NeuroError
        When the file can't be read, is damaged, or the arrays don't fit into memory.
    """
    with open_plain(path, what) as stream:
        try:
            if stream.read(4) not in _BEGINNINGS:
                raise ValueError("it is no .npz archive")
            stream.seek(0)
            with zipfile.ZipFile(stream) as archive:
                members = {info.filename.removesuffix(".npy"): info for info in archive.infolist()}
                chosen = {name: info for name, info in members.items() if wanted(name)}
                size = sum(info.file_size for info in chosen.values())
                check_memory(f"{path}: reading its arrays", size, "give a smaller file")
                return {name: _member(archive, name, info) for name, info in chosen.items()}, list(members)
        except DAMAGED as problem:
            raise _damaged(path, problem, what) from problem


def read_array(path: str | Path, what: str, *, records: bool = False) -> NDArray[Any]:
    """The array of the .npy file `path`; `what` says in errors which kind of file was expected. One of `records` has
    fields, each a number.

    Raises
    ------
    NeuroError
        When the file can't be read, is damaged, or the array doesn't fit into memory.
    """
    with open_plain(path, what) as stream:
        try:
            size = size_of(stream)
            check_memory(f"{path}: reading it", size, "give a smaller file")
            return _array(stream, size, records=records)
        except DAMAGED as problem:
            raise _damaged(path, problem, what) from problem


def _member(archive: zipfile.ZipFile, name: str, info: zipfile.ZipInfo) -> NDArray[Any]:
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise ValueError(f"{name} is packed in a way that NumPy doesn't use")
    with archive.open(info) as stream:
        return _array(stream, info.file_size)


def _array(stream: IO[bytes], size: int, *, records: bool = False) -> NDArray[Any]:
    version = _FORMAT.read_magic(stream)
    header = _FORMAT.read_array_header_1_0 if version == (1, 0) else _FORMAT.read_array_header_2_0
    shape, _, kind = header(stream)
    of_numbers = records and all(kind[name].kind in _NUMBERS for name in kind.names or ())
    if kind.kind not in _KINDS and not of_numbers:
        raise ValueError(f"it holds {kind}, which is no kind of number")
    if math.prod(shape) * kind.itemsize != size - stream.tell():
        raise ValueError(f"it speaks of shape {shape} and holds {size - stream.tell():,} bytes")
    stream.seek(0)
    return np.asarray(_FORMAT.read_array(stream, allow_pickle=False))


def _damaged(path: str | Path, problem: BaseException, what: str) -> NeuroError:
    kind = ".npy" if str(path).endswith(".npy") else ".npz"
    reason = problem.strerror if isinstance(problem, OSError) and problem.strerror else problem
    return NeuroError(
        f"{path}: is not a whole {kind} file of plain arrays ({reason}); expected {what}; write it again."
    )
