"""MNIST and Fashion-MNIST, from the folder a user names or from their public homes; files in the IDX format."""

from __future__ import annotations

import gzip
import hashlib
import math
import os
import struct
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, final

import numpy as np
from numpy.typing import NDArray

from ..errors import NeuroError
from ..files import open_plain
from ..machine.caches import cache_folder, make_own
from .images import Images

_BYTES, _MOST_DIMENSIONS = 0x08, 4
# Values of one file; the largest of the archives has 47 million.
_MOST = 1 << 28
_AGAIN = "delete it and get it again."


def read_idx(path: str | Path) -> NDArray[np.uint8]:
    """An IDX file of unsigned bytes, gzipped or plain.

    Raises
    ------
    NeuroError
        When the file can't be read, is truncated, corrupt, or holds something else.
    """
    path = Path(path)
    with open_plain(path, "an IDX file") as stream:
        zipped = stream.read(2) == b"\x1f\x8b"
        stream.seek(0)
        try:
            return _values(path, gzip.open(stream) if zipped else stream)
        except (OSError, EOFError, zlib.error, struct.error) as problem:
            raise NeuroError(
                f"{path}: is truncated or corrupt ({problem}), expected a whole gzipped IDX file; {_AGAIN}"
            ) from problem


def _values(path: Path, stream: IO[bytes] | gzip.GzipFile) -> NDArray[np.uint8]:
    """What the header speaks of; of what is beyond it, one byte is looked at."""
    start = stream.read(4)
    if len(start) < 4 or start[:3] != bytes((0, 0, _BYTES)):
        raise NeuroError(
            f"{path}: begins with {start.hex() or 'nothing'}, expected 000008.., an IDX file of bytes; {_AGAIN}"
        )
    dimensions = start[3]
    if not 1 <= dimensions <= _MOST_DIMENSIONS:
        raise NeuroError(f"{path}: has {dimensions} dimensions, expected 1 or 3; {_AGAIN}")
    header = stream.read(4 * dimensions)
    if len(header) < 4 * dimensions:
        raise NeuroError(
            f"{path}: ends within its header, got {4 + len(header)} bytes, expected {4 + 4 * dimensions} and more; "
            f"{_AGAIN}"
        )
    shape = struct.unpack(f">{dimensions}I", header)
    expected, size = math.prod(shape), " x ".join(map(str, shape))
    if expected > _MOST:
        raise NeuroError(f"{path}: speaks of {expected} values ({size}), expected at most {_MOST:,}; {_AGAIN}")
    values = stream.read(expected)
    if len(values) != expected or stream.read(1):
        got = f"{len(values)}" if len(values) < expected else "more"
        raise NeuroError(f"{path}: holds {got} values, expected {expected} ({size}); {_AGAIN}")
    return np.frombuffer(values, np.uint8).reshape(shape)


FOLDER_VARIABLE = "NEURO_DATA"
_ROWS, _COLUMNS, _CLASSES = 28, 28, 10
# One training image in twelve, 5,000 of 60,000, is held out for choices; shuffled once, always alike.
_HELD_OUT, _SHUFFLE = 12, 20250905


@final
@dataclass(frozen=True)
class Archive:
    """Four IDX files: images and labels to learn from, images and labels of the test.

    Parameters
    ----------
    home
        Address the file names are appended to.
    sums
        SHA-256 sum of each file.
    mark
        SHA-256 sum of the test labels, one byte each: tells one archive from another whose files have the same names.
    """

    name: str
    home: str
    sums: dict[str, str]
    mark: str


MNIST = Archive(
    "mnist",
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    {
        "train-images-idx3-ubyte.gz": "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
        "train-labels-idx1-ubyte.gz": "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
        "t10k-images-idx3-ubyte.gz": "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
        "t10k-labels-idx1-ubyte.gz": "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
    },
    "ddeff807876a9661a1110d45c266c86239a3a1b7d37da0c3716a7a683c852ff5",
)
FASHION = Archive(
    "fashion-mnist",
    "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
    {
        "train-images-idx3-ubyte.gz": "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
        "train-labels-idx1-ubyte.gz": "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
        "t10k-images-idx3-ubyte.gz": "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
        "t10k-labels-idx1-ubyte.gz": "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
    },
    "3d0e6c6ea990b53b6f8f500a41cac93881d981b315f84578b7d915342ade01e9",
)


def archive_images(archive: Archive, folder: str | Path | None = None) -> Iterator[Images]:
    """Train, validation and test split: 55,000 to learn from, 5,000 for choices, 10,000 for the one look at the end.

    Raises
    ------
    NeuroError
        When a file is missing and can't be fetched, or is not what it should be.
    """
    named = folder or os.environ.get(FOLDER_VARIABLE) or None
    place = _cache(archive) if named is None else _inside(Path(named), archive)
    images, labels, test_images, test_labels = (_file(archive, place, name, named is None) for name in archive.sums)
    _check_mark(archive, test_labels)
    pixels, classes = _pair(images, labels)
    order = np.random.default_rng(_SHUFFLE).permutation(len(classes))
    held = len(classes) // _HELD_OUT
    if held == 0:
        raise NeuroError(f"{images}: got {len(classes)} images, expected at least {_HELD_OUT}; get the files again.")
    yield Images(pixels, classes, order[held:])
    yield Images(pixels, classes, order[:held])
    del pixels
    pixels, classes = _pair(test_images, test_labels)
    yield Images(pixels, classes, np.arange(len(classes)))


def _cache(archive: Archive) -> Path:
    place = cache_folder() / "data" / archive.name
    # What can't be made or looked at is said when a file there is read or written.
    with suppress(OSError):
        make_own(place, f"name a folder of your own in {FOLDER_VARIABLE}")
    return place


def _inside(named: Path, archive: Archive) -> Path:
    inner = named / archive.name
    return inner if os.path.isdir(inner) else named


def _file(archive: Archive, place: Path, name: str, may_fetch: bool) -> Path:
    for candidate in (place / name, place / name.removesuffix(".gz")):
        if os.path.isfile(candidate):
            return candidate
    if not may_fetch:
        raise NeuroError(
            f"{place / name}: there is no such file, gzipped or plain; expected all four of {archive.name} there "
            f"or in a folder {archive.name} inside; name their folder, or none to have them downloaded."
        )
    from .fetching import fetch  # slow to import, and seldom needed

    otherwise = f"get the four files of {archive.name} and name their folder in {FOLDER_VARIABLE}."
    return fetch(archive.home + name, archive.sums[name], place / name, otherwise)


def _check_mark(archive: Archive, labels: Path) -> None:
    mark = hashlib.sha256(read_idx(labels).tobytes()).hexdigest()
    for other in (MNIST, FASHION):
        if mark == other.mark and other.name != archive.name:
            raise NeuroError(f"{labels.parent}: holds {other.name}, expected {archive.name}; name another folder.")


def _pair(images: Path, labels: Path) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    pixels, classes = read_idx(images), read_idx(labels)
    if pixels.ndim != 3 or pixels.shape[1:] != (_ROWS, _COLUMNS):
        raise NeuroError(
            f"{images}: got shape {_size(pixels)}, expected images of {_ROWS} x {_COLUMNS}; get the file again."
        )
    if classes.ndim != 1 or len(classes) != len(pixels) or not len(classes):
        raise NeuroError(
            f"{labels}: got shape {_size(classes)}, expected a label for each of the {len(pixels)} images of "
            f"{images.name}; get both files again."
        )
    if classes.max() >= _CLASSES:
        raise NeuroError(f"{labels}: holds label {classes.max()}, expected 0 to {_CLASSES - 1}; get the file again.")
    return pixels.reshape(len(pixels), -1), classes.astype(np.int64)


def _size(array: NDArray[Any]) -> str:
    return " x ".join(map(str, array.shape)) or "()"
