"""The folder of compiled programs: one per shape of network, shared by all processes, complete or not there."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import final

from ....errors import NeuroError
from ....scratch import Scratch

_DONE = "manifest.json"


@final
class Cache:
    """Folders of finished work, by key.

    A folder is made under another name and renamed when it is complete, so that an interrupted compile isn't taken
    for a finished one. Without a `root` they stand in ``$NEURO_CACHE/brian2``, else in ``~/.cache/neuro/brian2``;
    where that can't be written, a temporary folder takes its place.
    """

    def __init__(self, root: Path | None = None) -> None:
        self._temporary: Scratch | None = None
        self.root = root or _place() / "brian2"
        try:
            self.root.mkdir(parents=True, exist_ok=True)
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
        final_place = self.root / key
        if (final_place / _DONE).exists():
            return final_place
        with self._lock(key):
            # Another process may have made it while this one waited.
            if (final_place / _DONE).exists():
                return final_place
            shutil.rmtree(final_place, ignore_errors=True)
            draft = Scratch(self.root)
            try:
                make(draft.path)
                draft.path.rename(final_place)
            except OSError as problem:
                raise NeuroError(
                    f"{self.root}: a compiled program can't be kept there ({problem.strerror or problem}); "
                    "make room, or set NEURO_CACHE to another folder."
                ) from problem
            finally:
                draft.close()
        return final_place

    def close(self) -> None:
        """Remove the folder if it was a temporary one."""
        if self._temporary is not None:
            self._temporary.close()

    @contextlib.contextmanager
    def _lock(self, key: str) -> Iterator[None]:
        try:
            import fcntl
        except ImportError:
            # Without locks two processes may compile the same program; the first rename wins.
            yield
            return
        with open(self.root / f".{key}.lock", "w") as stream:
            fcntl.flock(stream, fcntl.LOCK_EX)
            yield


def _place() -> Path:
    # Absolute, since programs are started from folders of their own.
    if chosen := os.environ.get("NEURO_CACHE", "").strip():
        return Path(chosen).absolute()
    if chosen := os.environ.get("XDG_CACHE_HOME", "").strip():
        return Path(chosen).absolute() / "neuro"
    try:
        return Path.home() / ".cache" / "neuro"
    except RuntimeError:
        # A user without a home: a path that can't be made, so that a temporary folder takes its place.
        return Path(os.devnull)
