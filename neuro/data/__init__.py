"""Data sets by name, and a user's own arrays by path."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from ..description import Input
from ..errors import NeuroError, nearest
from .arrays import ENDINGS, user_data
from .dataset import SPLITS as SPLITS
from .dataset import DataSet as DataSet
from .dataset import Split as Split
from .images import GREYS, Change, digit_images, greys, prepare, signs
from .mnist import FASHION, MNIST, Archive, archive_images
from .recorded import holds_recordings, recorded
from .saccades import saccades

Folder = str | Path | None


def load_data(name: str | Path, folder: Folder = None, like: Input | None = None) -> DataSet:
    """The data set of that name, or the user's own.

    Parameters
    ----------
    name
        ``digits``, ``mnist`` or ``fashion-mnist``, each also as ``entangled-...``, the latter two as ``saccade-...``;
        or the path of an .npz file, of a .csv file, of a folder of .npy files, or of a folder of recordings of an event
        camera: one folder a class, or such folders in ``train`` and ``test``.
    folder
        Where the files of mnist and fashion-mnist are, or a folder that holds ``mnist`` and ``fashion-mnist``; None
        looks at the environment variable NEURO_DATA, then in the user's cache, and downloads what is missing there.
    like
        The input of the model that is to take it: events are laid on its lines and steps.

    Raises
    ------
    NeuroError
        When there is no such data set, or its files are missing, damaged or not what they should be.

    Examples
    --------
    >>> from neuro.data import load_data
    >>> digits = load_data("digits")
    >>> digits.train.inputs.shape, digits.classes
    ((1077, 64), 10)
    """
    name = str(name)
    if name in _SETS:
        return _SETS[name](name, folder)
    if name in _EVENTS:
        return saccades(name, archive_images(_EVENTS[name], folder), 255, like)
    if folder is not None:
        _only_archives(name)
    if "/" in name or "\\" in name or name.endswith(ENDINGS) or os.path.isdir(name):
        return recorded(name, like) if holds_recordings(name) else user_data(name)
    hint = nearest(name, [*_SETS, *_EVENTS])
    raise NeuroError(f"there is no data set '{name}'; {hint} A file or folder is given by its path.")


def _digits(change: Change, name: str, folder: Folder) -> DataSet:
    if folder is not None:
        _only_archives(name)
    return prepare(name, digit_images(), change)


def _archive(archive: Archive, change: Change, name: str, folder: Folder) -> DataSet:
    return prepare(name, archive_images(archive, folder), change)


def _only_archives(name: str) -> None:
    raise NeuroError(
        f"data set '{name}' is not looked for in a folder, only mnist and fashion-mnist are; leave it out."
    )


_SETS: dict[str, Callable[[str, Folder], DataSet]] = {
    "digits": lambda name, folder: _digits(greys(GREYS), name, folder),
    "mnist": lambda name, folder: _archive(MNIST, greys(255), name, folder),
    "fashion-mnist": lambda name, folder: _archive(FASHION, greys(255), name, folder),
    "entangled-digits": lambda name, folder: _digits(signs, name, folder),
    "entangled-mnist": lambda name, folder: _archive(MNIST, signs, name, folder),
    "entangled-fashion-mnist": lambda name, folder: _archive(FASHION, signs, name, folder),
}
_EVENTS = {"saccade-mnist": MNIST, "saccade-fashion-mnist": FASHION}
