"""Temporary files and folders that a later run removes when the run that made them was killed.

Whoever makes one holds a lock on it, which ends with the process, however that ends: what nobody holds is left over.
"""

from __future__ import annotations

import fcntl
import functools
import os
import shutil
import tempfile
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, final

_PREFIX = ".neuro-unfinished-"


@final
class Scratch:
    """A folder of one's own, removed when this object is dropped or the program ends.

    Parameters
    ----------
    place
        The folder it stands in; None is the system's for temporary files.
    """

    def __init__(self, place: Path | None = None) -> None:
        place = (place or Path(tempfile.gettempdir())).resolve()
        _remove_leftovers(place)
        while True:
            self.path = Path(tempfile.mkdtemp(dir=place, prefix=_PREFIX))
            with suppress(FileNotFoundError):
                lock = os.open(self.path, os.O_RDONLY)
                if _held(lock, self.path):
                    break
                os.close(lock)
        self._remove = weakref.finalize(self, _remove, self.path, lock, os.getpid())

    @property
    def closed(self) -> bool:
        """Whether it is gone."""
        return not self._remove.alive

    def close(self) -> None:
        """Remove the folder with all it holds; may be called again."""
        self._remove()


@contextmanager
def scratch_file(place: Path) -> Iterator[IO[bytes]]:
    """An open file beside the place it is meant for; it is removed unless it has been renamed by the end."""
    _remove_leftovers(place.resolve())
    while True:
        with tempfile.NamedTemporaryFile(dir=place, prefix=_PREFIX, delete=False) as stream:
            if not _held(stream.fileno(), Path(stream.name)):
                continue
            try:
                yield stream
            finally:
                Path(stream.name).unlink(missing_ok=True)
            return


def _held(descriptor: int, path: Path) -> bool:
    """Take the lock; False when somebody took what was just made for a leftover."""
    # Where a file system has no locks, nothing is ever taken for one.
    with suppress(OSError):
        fcntl.flock(descriptor, fcntl.LOCK_EX)
    return path.exists()


@functools.cache
def _remove_leftovers(place: Path) -> None:
    """Remove what killed runs of this user left in a folder; once in a process, since a folder may be long."""
    for path in place.glob(f"{_PREFIX}*"):
        with suppress(OSError):
            descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
            try:
                if os.fstat(descriptor).st_uid == os.getuid():
                    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    shutil.rmtree(path) if path.is_dir() else path.unlink()
            finally:
                os.close(descriptor)


def _remove(path: Path, lock: int, owner: int) -> None:
    # A forked process has inherited the object, not the folder.
    if os.getpid() == owner:
        shutil.rmtree(path, ignore_errors=True)
        os.close(lock)
