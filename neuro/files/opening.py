"""Files read only as far as was agreed: plain ones of a bounded size, never a device, a pipe or a folder."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import IO

from ..errors import NeuroError
from ..machine.memory import check_memory

# Bytes of a text that people or this product write: a chain of 2,000 modules stays below it.
MOST_TEXT = 1 << 20


def open_plain(path: str | Path, what: str) -> IO[bytes]:
    """Open a file for reading; `what` says in errors which kind of file was expected at `path`.

    Raises
    ------
    NeuroError
        When it isn't there, may not be read, or is no plain file.
    """
    try:
        # A pipe without a writer would keep a blocking call waiting.
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
    except (OSError, ValueError) as problem:
        raise _unreadable(path, problem, what) from problem
    kind = os.fstat(handle).st_mode
    if not stat.S_ISREG(kind):
        os.close(handle)
        raise _unreadable(path, "it is a folder" if stat.S_ISDIR(kind) else "it is a device or a pipe", what)
    return os.fdopen(handle, "rb")


def size_of(stream: IO[bytes]) -> int:
    """Bytes of an open file."""
    return os.fstat(stream.fileno()).st_size


def read_bytes(path: str | Path, what: str, most: int | None = None) -> bytes:
    """A file whole.

    Parameters
    ----------
    path
        The file.
    what
        Which kind of file was expected, for errors.
    most
        Bytes it may have; None for any number that fits into memory.

    Raises
    ------
    NeuroError
        When it can't be read or is larger.
    """
    with open_plain(path, what) as stream:
        size = size_of(stream)
        if most is not None and size > most:
            raise _unreadable(path, f"it has {size:,} bytes, expected at most {most:,}", what)
        check_memory(f"{path}: reading it", size, "give a smaller file")
        try:
            return stream.read(size)
        except OSError as problem:
            raise _unreadable(path, problem, what) from problem


def read_text(path: str | Path, what: str, most: int = MOST_TEXT) -> str:
    """UTF-8 text whole, with or without a mark at its start.

    Parameters
    ----------
    path
        The file.
    what
        Which kind of file was expected, for errors.
    most
        Bytes it may have.

    Raises
    ------
    NeuroError
        When it can't be read, is larger, or holds something else.
    """
    try:
        return read_bytes(path, what, most).decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise _unreadable(path, "it is not UTF-8 text", what) from problem


def _unreadable(path: str | Path, problem: Exception | str, what: str) -> NeuroError:
    reason = problem.strerror or problem if isinstance(problem, OSError) else problem
    named = path if str(path) else "''"
    return NeuroError(f"{named}: can't be read ({reason}); expected {what}.")
