"""The folder of compiled programs: one per shape of network, shared by all processes, as it was made or made anew."""

from __future__ import annotations

import fcntl
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import final

from ....errors import NeuroError
from ....files import file_checksum, read_sealed, write_sealed
from ....machine.caches import cache_folder, make_own
from ....machine.scratch import Scratch

_SEAL = "seal.json"


@final
class Cache:
    """Folders of finished work, by key.

    A folder is made under another name and renamed when it is complete, with the checksums of all its files: an
    interrupted compile isn't taken for a finished one, and what was damaged later is made anew. Without a `root` they
    stand in ``brian2`` in :func:`~neuro.machine.caches.cache_folder`; where that can't be written, a temporary folder
    takes its place.

    Raises
    ------
    NeuroError
        When the folder belongs to another user or others can write to it.
    """

    def __init__(self, root: Path | None = None) -> None:
        self._temporary: Scratch | None = None
        self.root = root or cache_folder() / "brian2"
        try:
            make_own(self.root, "set NEURO_CACHE to a folder of your own")
            with tempfile.TemporaryFile(dir=self.root):
                pass
        except OSError:
            self._temporary = Scratch()
            self.root = self._temporary.path

    def folder(self, key: str, make: Callable[[Path], None]) -> Path:
        """The finished folder of `key`, made by ``make(empty folder)`` if it isn't there.

        Raises
        ------
        NeuroError
            From `make`, or when the folder can't be written.
        """
        place = self.root / key
        if _is_whole(place, key):
            return place
        try:
            with open(self.root / f".{key}.lock", "w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                # Another process may have made it while this one waited.
                if not _is_whole(place, key):
                    self._make(place, make)
        except OSError as problem:
            raise NeuroError(
                f"{self.root}: a compiled program can't be kept there ({problem.strerror or problem}); "
                "make room, or set NEURO_CACHE to another folder."
            ) from problem
        return place

    def _make(self, place: Path, make: Callable[[Path], None]) -> None:
        draft, damaged = Scratch(self.root), Scratch(self.root)
        try:
            make(draft.path)
            write_sealed(draft.path / _SEAL, {"key": place.name, "files": _checksums(draft.path)})
            if place.is_dir() and not place.is_symlink():
                place.rename(damaged.path)
            else:
                place.unlink(missing_ok=True)
            draft.path.rename(place)
        finally:
            draft.close()
            damaged.close()

    def close(self) -> None:
        """Remove the folder if it was a temporary one."""
        if self._temporary is not None:
            self._temporary.close()


def _is_whole(place: Path, key: str) -> bool:
    """Whether a folder is the finished one of this key, each file as it was made."""
    try:
        seal = read_sealed(place / _SEAL, "a list of files", "make them anew")
        return seal == {"key": key, "files": _checksums(place)}
    except (NeuroError, OSError):
        return False


def _checksums(folder: Path) -> dict[str, str | None]:
    """Of every file, and whether it can be executed; without the list of them."""
    files = (path for path in sorted(folder.rglob("*")) if path.name != _SEAL and not path.is_dir())
    return {f"{path.relative_to(folder)}{'*' * os.access(path, os.X_OK)}": file_checksum(path) for path in files}
