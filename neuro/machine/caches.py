"""Where downloads and compiled programs are kept, and whether what lies there can be believed."""

from __future__ import annotations

import os
from pathlib import Path

from ..errors import NeuroError


def cache_folder() -> Path:
    """``$NEURO_CACHE``, else ``neuro`` in ``$XDG_CACHE_HOME`` or ``~/.cache``; absolute, and perhaps not there yet."""
    if chosen := os.environ.get("NEURO_CACHE", "").strip():
        return Path(chosen).absolute()
    if chosen := os.environ.get("XDG_CACHE_HOME", "").strip():
        return Path(chosen).absolute() / "neuro"
    try:
        return Path.home().absolute() / ".cache" / "neuro"
    except RuntimeError:
        # A user without a home: a path that can't be made.
        return Path(os.devnull)


def make_own(place: Path, remedy: str) -> None:
    """Make a folder for this user alone, if need be: who can write there can put other files in.

    Raises
    ------
    NeuroError
        When it belongs to another user or others can write to it; `remedy` says what else helps.
    OSError
        When it can't be made or looked at.
    """
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = place.stat()
    if found.st_uid not in (os.geteuid(), 0) or found.st_mode & 0o022:
        raise NeuroError(
            f"{place}: belongs to another user or can be written by others, so what lies there can't be trusted; "
            f"delete it, or {remedy}."
        )
