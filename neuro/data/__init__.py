"""Data sets by name, and a user's own arrays by path."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from ..errors import NeuroError, nearest
from .arrays import ENDINGS, user_data
from .dataset import SPLITS as SPLITS
from .dataset import DataSet as DataSet
from .dataset import Split as Split
from .images import GREYS, Change, digit_images, greys, prepare, signs
from .mnist import FASHION, MNIST, Archive, archive_images

Folder = str | Path | None


def load_data(name: str | Path, folder: Folder = None) -> DataSet:
    """The data set of that name, or the user's own.

    Parameters
    ----------
    name
        ``digits``, ``mnist`` or ``fashion-mnist``, each also as ``entangled-...``; or the path of an .npz file, of a
        .csv file, or of a folder of .npy files.
    folder
        Where the files of mnist and fashion-mnist are, or a folder that holds ``mnist`` and ``fashion-mnist``; None
        looks at the environment variable NEURO_DATA, then in the user's cache, and downloads what is missing there.

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
    if folder is not None:
        _only_archives(name)
    if "/" in name or "\\" in name or name.endswith(ENDINGS) or os.path.isdir(name):
        return user_data(name)
    raise NeuroError(f"there is no data set '{name}'; {nearest(name, _SETS)} A file or folder is given by its path.")


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
