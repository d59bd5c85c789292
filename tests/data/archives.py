"""IDX files: small ones made on the spot, and the real ones where they are at hand."""

from __future__ import annotations

import gzip
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

IMAGES, LABELS = "train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz"
TEST_IMAGES, TEST_LABELS = "t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz"


# Read at once: tests change the environment.
_NAMED = os.environ.get("NEURO_DATA")


def real_folder() -> Path:
    """Where mnist/ and fashion-mnist/ are; skips the test when they are nowhere."""
    folder = Path(_NAMED) if _NAMED else Path(__file__).parents[3] / "shared" / "data"
    for name in ("mnist", "fashion-mnist"):
        if not (folder / name).is_dir():
            pytest.skip(f"needs the real files: {folder} has no folder {name}; set NEURO_DATA to a folder with both")
    return folder


def idx(array: Any) -> bytes:
    """An IDX file of bytes, plain."""
    array = np.asarray(array, np.uint8)
    return bytes((0, 0, 8, array.ndim)) + b"".join(n.to_bytes(4, "big") for n in array.shape) + array.tobytes()


def images(count: int, seed: int = 0) -> NDArray[np.uint8]:
    return np.random.default_rng(seed).integers(0, 256, size=(count, 28, 28), dtype=np.uint8)


def files(train: int = 60, test: int = 20) -> dict[str, bytes]:
    """The four files of an archive, gzipped."""
    contents = {
        IMAGES: images(train),
        LABELS: np.arange(train) % 10,
        TEST_IMAGES: images(test, 1),
        TEST_LABELS: np.arange(test) % 10,
    }
    return {name: gzip.compress(idx(array), mtime=0) for name, array in contents.items()}


def write_archive(folder: Path, **changed: Any) -> Path:
    """Write the four files; keyword arguments are samples of the two halves."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, body in files(**changed).items():
        (folder / name).write_bytes(body)
    return folder
