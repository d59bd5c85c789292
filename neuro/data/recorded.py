"""A folder of recordings, one folder a class: files are read when their samples are asked for."""

from __future__ import annotations

import os
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import final

import numpy as np
from numpy.typing import NDArray

from ..description import Input
from ..errors import NeuroError
from ..events import RECORDING_ENDINGS, InputEvents, bin_events, read_recording, stacked
from .dataset import DataSet, Split
from .streams import AbstractStreams, laid_out

# Shuffled once, always alike: 60/20/20, or one in ten of the training recordings for choices where a test is given.
_SHUFFLE, _FEWEST, _HELD_OUT = 20250905, 5, 10
_TRAIN, _TEST = "train", "test"
_FILES = " or ".join(RECORDING_ENDINGS)
_EXPECTED = f"a folder for each class with recordings in it ({_FILES}), or folders {_TRAIN} and {_TEST} of such"


@final
class Recordings(AbstractStreams):
    """The recordings at some paths, binned to an input.

    Parameters
    ----------
    paths
        Of the files, S of them.
    like
        The input: its shape, steps and levels.
    """

    def __init__(self, paths: Sequence[Path], like: Input) -> None:
        self._paths, self._like = list(paths), like
        super().__init__(len(self._paths), like.steps or 1, like.size)

    def _made(self, samples: NDArray[np.int64]) -> InputEvents:
        return stacked([self._binned(self._paths[number]) for number in samples])

    def _binned(self, path: Path) -> InputEvents:
        like, recording = self._like, read_recording(path)
        try:
            return bin_events([recording], like.shape or (), self.shape[1], like.levels)
        except NeuroError as problem:
            raise NeuroError(f"{path}: {problem}") from problem


def holds_recordings(folder: str | Path) -> bool:
    """Whether a folder holds folders and no arrays beside them, as one of recordings does."""
    try:
        with os.scandir(folder) as entries:
            kinds = {"folder" if entry.is_dir() else Path(entry.name).suffix for entry in entries}
            return "folder" in kinds and ".npy" not in kinds
    except OSError:
        return False


def recorded(name: str, like: Input | None) -> DataSet:
    """The data set of a folder of recordings.

    Parameters
    ----------
    name
        The folder: one folder a class, or such folders in ``train`` and ``test``.
    like
        The input of the model that is to take it.

    Raises
    ------
    NeuroError
        When the folder is laid out in another way, can't be read, or no model gives shape and steps.
    """
    like = laid_out(name, like)
    inside = _folders(Path(name))
    lowered = {folder.name.lower(): folder for folder in inside}
    if {_TRAIN, _TEST} & lowered.keys():
        if lowered.keys() != {_TRAIN, _TEST}:
            raise NeuroError(f"{name}: holds {', '.join(folder.name for folder in inside)}, expected {_EXPECTED}.")
        classes = _classes(lowered[_TRAIN])
        whole, test = _samples(lowered[_TRAIN], classes), _samples(lowered[_TEST], classes)
        order = _order(name, len(whole), _HELD_OUT)
        held = len(whole) // _HELD_OUT
        splits = [[whole[k] for k in order[held:]], [whole[k] for k in order[:held]], test]
    else:
        classes = _classes(Path(name))
        whole = _samples(Path(name), classes)
        order, ends = _order(name, len(whole), _FEWEST), (0, len(whole) * 3 // 5, len(whole) * 4 // 5, len(whole))
        splits = [[whole[k] for k in order[a:b]] for a, b in pairwise(ends)]
    train, validation, held_back = (_split(one, like) for one in splits)
    return DataSet(name, train, validation, held_back, len(classes))


_Sample = tuple[Path, int]


def _split(samples: Sequence[_Sample], like: Input) -> Split:
    return Split(Recordings([path for path, _ in samples], like), np.array([label for _, label in samples], np.int64))


def _order(name: str, count: int, fewest: int) -> NDArray[np.int64]:
    if count < fewest:
        raise NeuroError(f"{name}: holds {count} recordings to learn from, expected at least {fewest}; give more.")
    return np.random.default_rng(_SHUFFLE).permutation(count)


def _classes(folder: Path) -> list[str]:
    """The names of the classes in the order of their numbers: as numbers where all are, else by the alphabet."""
    names = [inside.name for inside in _folders(folder)]
    if len(names) < 2:
        raise NeuroError(f"{folder}: holds {len(names)} folders, expected at least two, one for each class.")
    return sorted(names, key=int) if all(name.isdecimal() for name in names) else sorted(names)


def _samples(folder: Path, classes: Sequence[str]) -> list[_Sample]:
    names = sorted(inside.name for inside in _folders(folder))
    if names != sorted(classes):
        raise NeuroError(f"{folder}: holds the classes {', '.join(names)}, expected {', '.join(classes)}.")
    return [(path, number) for number, name in enumerate(classes) for path in _recordings(folder / name)]


def _recordings(folder: Path) -> list[Path]:
    found = [path for path in _listed(folder) if path.suffix in RECORDING_ENDINGS]
    if not found:
        raise NeuroError(f"{folder}: holds no recordings; expected files that end in {_FILES}.")
    return found


def _folders(folder: Path) -> list[Path]:
    return [path for path in _listed(folder) if path.is_dir()]


def _listed(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    except OSError as problem:
        raise NeuroError(f"{folder}: can't be read ({problem.strerror}); expected {_EXPECTED}.") from problem
