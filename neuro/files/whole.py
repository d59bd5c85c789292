"""Files that are whole or absent: written beside their place, then renamed."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import IO

from ..errors import NeuroError
from ..machine.scratch import scratch_file


def write_whole(path: str | Path, write: Callable[[IO[bytes]], object]) -> Path:
    """Write a file so that nobody ever sees half of it.

    Parameters
    ----------
    path
        The file to write; its folder is made if need be.
    write
        Called with an open binary file.

    Raises
    ------
    NeuroError
        When the place can't be written (missing rights, full disk); what stood there before is untouched.
    """
    named, path = path, Path(os.path.realpath(path))
    try:
        if path.exists() and not path.is_file():
            raise NeuroError(
                f"{named}: can't be written, it is a folder or a device; expected the name of a plain file."
            )
        path.parent.mkdir(parents=True, exist_ok=True)
        with scratch_file(path.parent) as stream:
            write(stream)
            stream.flush()
            os.fsync(stream.fileno())
            os.chmod(stream.name, 0o666 & ~_umask())
            os.replace(stream.name, path)
    except OSError as problem:
        raise NeuroError(
            f"{named}: can't be written ({problem.strerror or problem}); choose another place."
        ) from problem
    return Path(named)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def write_text(path: str | Path, text: str) -> Path:
    """Write `text` whole to `path`, in UTF-8."""
    return write_whole(path, lambda stream: stream.write(text.encode("utf-8")))
