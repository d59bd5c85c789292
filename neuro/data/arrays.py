"""A user's own samples: an .npz file, a .csv file, or a folder of .npy files."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import NeuroError, nearest
from ..files import read_array, read_arrays
from .dataset import SPLITS, DataSet, Split
from .table import read_table

ENDINGS = (".npz", ".csv")
# Shuffled once, always alike: 60 % to learn from, 20 % for choices, 20 % for the one look at the end.
_SHUFFLE, _FEWEST, _MOST_CLASSES = 20250905, 5, 2**31
_KINDS = ("inputs", "labels")
_ARRAYS = "arrays of numbers, as of numpy.savez(path, inputs=..., labels=...)"


def user_data(name: str) -> DataSet:
    """Read, check and divide.

    Inputs, (samples, lines), are numbers from 0 to 1, or -1 and +1 alone; labels, (samples,), whole numbers from 0.
    Keys or file names are ``inputs`` and ``labels``, or the same with ``train_``, ``validation_`` and ``test_`` before
    them; samples without given splits are divided 60/20/20 by a fixed shuffle.

    Raises
    ------
    NeuroError
        When the file can't be read or its contents are anything else.
    """
    path = Path(name)
    if os.path.isdir(name):
        return _from_names(name, *_folder(path))
    if not os.path.exists(name):
        raise NeuroError(f"{name}: there is no such file; expected an .npz, a .csv, or a folder of .npy files.")
    if path.suffix == ".npz":
        return _from_names(name, *_archive(path))
    if path.suffix == ".csv":
        inputs, labels = read_table(path)
        return _divided(name, {"inputs": inputs, "labels": labels})
    raise NeuroError(
        f"{name}: ends in '{path.suffix}', expected an .npz, a .csv, or a folder of .npy files; save it as one of them."
    )


_Read = Callable[[str], NDArray[Any]]


def _folder(path: Path) -> tuple[list[str], _Read]:
    def read(key: str) -> NDArray[Any]:
        return read_array(path / f"{key}.npy", _ARRAYS)

    try:
        return sorted(name[:-4] for name in os.listdir(path) if name.endswith(".npy")), read
    except OSError as problem:
        raise NeuroError(f"{path}: can't be read ({problem.strerror}); expected a folder of .npy files.") from problem


def _archive(path: Path) -> tuple[list[str], _Read]:
    arrays, names = read_arrays(path, _ARRAYS, _known)
    return names, arrays.__getitem__


def _known(key: str) -> bool:
    return key in _KINDS or key in {f"{split}_{kind}" for split in SPLITS for kind in _KINDS}


def _from_names(name: str, names: list[str], read: _Read) -> DataSet:
    plain = list(_KINDS)
    given = [f"{split}_{kind}" for split in SPLITS for kind in _KINDS]
    split = any(key in names for key in given)
    if split and any(key in names for key in plain):
        raise NeuroError(f"{name}: holds splits and undivided arrays too, expected only one of both; leave one out.")
    wanted = given if split else plain
    missing = [key for key in wanted if key not in names]
    if missing:
        hint = f"{nearest(missing[0], names)}" if names else "it holds no arrays."
        raise NeuroError(f"{name}: holds no '{missing[0]}', expected {', '.join(wanted)}; {hint}")
    arrays = {key: read(key) for key in wanted}
    if not split:
        return _divided(name, arrays)
    splits = [_checked(name, f"{split}_", arrays[f"{split}_inputs"], arrays[f"{split}_labels"]) for split in SPLITS]
    widths = [split.inputs.shape[1] for split in splits]
    if len(set(widths)) > 1:
        got = ", ".join(f"{split} {width}" for split, width in zip(SPLITS, widths, strict=True))
        raise NeuroError(f"{name}: has splits of different widths ({got}), expected the same for all; mend it.")
    return _finished(name, splits)


def _divided(name: str, arrays: dict[str, NDArray[Any]]) -> DataSet:
    whole = _checked(name, "", arrays["inputs"], arrays["labels"])
    count = len(whole)
    if count < _FEWEST:
        raise NeuroError(f"{name}: holds {count} samples, expected at least {_FEWEST} to divide 60/20/20; give more.")
    order = np.random.default_rng(_SHUFFLE).permutation(count)
    ends = (0, count * 3 // 5, count * 4 // 5, count)
    return _finished(name, [Split(whole.inputs[order[a:b]], whole.labels[order[a:b]]) for a, b in pairwise(ends)])


def _checked(name: str, prefix: str, inputs: NDArray[Any], labels: NDArray[Any]) -> Split:
    where, there = f"{name}: {prefix}inputs", f"{name}: {prefix}labels"
    if inputs.dtype.kind not in "fiub":
        raise NeuroError(f"{where} are {inputs.dtype}, expected numbers; convert them.")
    if inputs.ndim != 2:
        hint = "inputs.reshape(len(inputs), -1) flattens images."
        raise NeuroError(f"{where} have shape {inputs.shape}, expected (samples, lines); {hint}")
    if not inputs.size:
        raise NeuroError(f"{where} are empty, got shape {inputs.shape}, expected samples of at least one value.")
    if labels.dtype.kind not in "fiub":
        raise NeuroError(f"{there} are {labels.dtype}, expected whole numbers from 0; number the classes.")
    if labels.shape != (len(inputs),):
        hint = "give one whole number per sample."
        raise NeuroError(f"{there} have shape {labels.shape}, expected ({len(inputs)},) as there are inputs; {hint}")
    _refuse(~np.isfinite(inputs), where, "is NaN or infinite, expected finite numbers; leave it out or fill it in.")
    with np.errstate(invalid="ignore"):
        whole = np.isfinite(labels) & (labels == np.rint(labels.astype(float)))
    _refuse(~whole, there, "is {}, expected whole numbers from 0; number the classes.", labels)
    _refuse(labels < 0, there, "is {}, expected whole numbers from 0; number the classes from 0 on.", labels)
    _refuse(labels >= _MOST_CLASSES, there, "is {}, expected a class number; number the classes from 0 on.", labels)
    kept = inputs if inputs.dtype in (np.float32, np.float64) else inputs.astype(_storage(inputs.dtype))
    return Split(kept, labels.astype(np.int64))


def _storage(kind: np.dtype[Any]) -> type[np.floating[Any]]:
    """Small whole numbers and half precision are exact in single precision."""
    return np.float32 if kind.itemsize <= 2 else np.float64


def _refuse(bad: NDArray[np.bool_], where: str, problem: str, values: NDArray[Any] | None = None) -> None:
    if bad.any():
        place = np.unravel_index(int(bad.argmax()), bad.shape)
        number = ", ".join(map(str, place))
        raise NeuroError(f"{where}[{number}] {problem.format('' if values is None else values[place])}")


def _finished(name: str, splits: list[Split]) -> DataSet:
    low = min(float(split.inputs.min()) for split in splits)
    high = max(float(split.inputs.max()) for split in splits)
    if low < 0 or high > 1:
        _check_signs(name, low, high, (split.inputs for split in splits))
    classes = max(int(split.labels.max()) for split in splits) + 1
    if classes < 2:
        raise NeuroError(f"{name}: has one class, label 0, expected at least two; give labels 0, 1 and so on.")
    train, validation, test = splits
    return DataSet(name, train, validation, test, classes)


def _check_signs(name: str, low: float, high: float, inputs: Iterable[NDArray[Any]]) -> None:
    if all(np.all(np.abs(split) == 1) for split in inputs):
        return
    span, shift = high - low, f"(x - {low:g})" if low > 0 else f"(x + {-low:g})"
    scale = f"x / {high:g}" if low == 0 else f"{shift} / {span:g}" if span > 0 else "another scale"
    raise NeuroError(
        f"{name}: inputs reach from {low:g} to {high:g}, expected numbers from 0 to 1, or -1 and +1 alone, for integer "
        f"networks carry them in levels; scale them all by one formula: {scale}."
    )
