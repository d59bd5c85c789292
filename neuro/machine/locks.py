"""One command at a time in a folder: the system takes the lock back when its process ends, however that ends."""

from __future__ import annotations

import fcntl
import os
import shlex
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ..errors import NeuroError

LOCK = ".lock"
_ATTEMPTS, _LONGEST = 100, 300
_held: set[int] = set()


@contextmanager
def locked(folder: str | Path | None) -> Iterator[None]:
    """Keep other commands out of a folder, which is made if need be, while the block lasts; None locks nothing.

    Raises
    ------
    NeuroError
        When another command is at work there, or the folder can't be written.
    """
    if folder is None:
        yield
        return
    named, folder = folder, Path(folder).absolute()
    new = not folder.exists()
    lock = _take(folder, str(named))
    try:
        yield
    finally:
        # In a forked child the lock is its parent's.
        if lock in _held:
            with suppress(OSError):
                (folder / LOCK).unlink()
            _let_go(lock)
            if new:
                with suppress(OSError):
                    folder.rmdir()


def _take(folder: Path, named: str) -> int:
    for _ in range(_ATTEMPTS):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            lock = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o666)
        except OSError as problem:
            if isinstance(problem, FileNotFoundError) and folder.parent.is_dir():
                # A command that has just ended removed the folder it had made.
                continue
            raise _unusable(named, problem) from problem
        _held.add(lock)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # Removed by who held it before, it would keep nobody out.
            if os.fstat(lock).st_nlink:
                os.ftruncate(lock, 0)
                os.pwrite(lock, _signature().encode(errors="replace"), 0)
                return lock
        except OSError as problem:
            who = _holder(lock) if isinstance(problem, BlockingIOError) else None
            _let_go(lock)
            if who is None:
                raise _unusable(named, problem) from problem
            raise NeuroError(f"{named}: {who}; wait for its end, or choose another folder.") from problem
        _let_go(lock)
    raise NeuroError(f"{named}: other commands come and go there; try again, or choose another folder.")


def _let_go(lock: int) -> None:
    _held.discard(lock)
    os.close(lock)


def _signature() -> str:
    command = shlex.join([Path(sys.argv[0]).name, *sys.argv[1:]])[:_LONGEST]
    return f"{command} (process {os.getpid()}) has been at work there since {time.strftime('%Y-%m-%d %H:%M:%S')}"


def _holder(lock: int) -> str:
    """Who holds it; asked again for a while, for who has just taken it signs a moment later."""
    for _ in range(_ATTEMPTS):
        if signature := os.pread(lock, 10 * _LONGEST, 0):
            return " ".join(signature.decode(errors="replace").split())
        time.sleep(0.01)
    return "another command is at work there"


def _unusable(named: str, problem: OSError) -> NeuroError:
    return NeuroError(
        f"{named}: can't be written or locked ({problem.strerror or problem}); expected a folder for the results."
    )


def _forget() -> None:
    """Let no forked child that outlives its parent keep others out."""
    for lock in [*_held]:
        _let_go(lock)


os.register_at_fork(after_in_child=_forget)
