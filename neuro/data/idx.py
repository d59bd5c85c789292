"""The IDX format of MNIST and its kin: read whole, or refused with a sentence."""

from __future__ import annotations

import gzip
import math
import struct
import zlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..errors import NeuroError

_BYTES = 0x08
_AGAIN = "delete it and get it again."


def read_idx(path: str | Path) -> NDArray[np.uint8]:
    """An IDX file of unsigned bytes, gzipped or plain.

    Raises
    ------
    NeuroError
        When the file can't be read, is truncated, corrupt, or holds something else.
    """
    path = Path(path)
    try:
        raw = path.read_bytes()
    except OSError as problem:
        raise NeuroError(f"{path}: can't be read ({problem.strerror}); expected an IDX file.") from problem
    if raw[:2] == b"\x1f\x8b":
        try:
            raw = gzip.decompress(raw)
        except (OSError, EOFError, zlib.error, struct.error) as problem:
            raise NeuroError(
                f"{path}: is truncated or corrupt ({problem}), expected a whole gzipped IDX file; {_AGAIN}"
            ) from problem
    if len(raw) < 4 or raw[:3] != bytes((0, 0, _BYTES)):
        raise NeuroError(
            f"{path}: begins with {raw[:4].hex() or 'nothing'}, expected 000008.., an IDX file of bytes; {_AGAIN}"
        )
    dimensions = raw[3]
    header = 4 + 4 * dimensions
    if len(raw) < header:
        raise NeuroError(f"{path}: ends within its header, got {len(raw)} bytes, expected {header} and more; {_AGAIN}")
    shape = struct.unpack(f">{dimensions}I", raw[4:header])
    expected = math.prod(shape)
    if len(raw) - header != expected:
        size = " x ".join(map(str, shape))
        raise NeuroError(f"{path}: holds {len(raw) - header} values, expected {expected} ({size}); {_AGAIN}")
    if dimensions > 32:
        raise NeuroError(f"{path}: has {dimensions} dimensions, expected 1 or 3; {_AGAIN}")
    return np.frombuffer(raw, np.uint8, offset=header).reshape(shape)
