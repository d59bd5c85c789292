"""JSON files that prove themselves: each holds a checksum of its contents, looked at before they are believed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..errors import NeuroError
from .opening import read_text
from .whole import write_text

_SEAL = "sha256"
# Bytes of a file: a placement of ten million units.
_MOST = 1 << 26
_BLOCK = 1 << 20


def write_sealed(path: str | Path, content: Mapping[str, Any]) -> Path:
    """Write the plain data of `content` whole to `path`, with its checksum."""
    return write_text(path, json.dumps({**content, _SEAL: _checksum(content)}, indent=1) + "\n")


def read_sealed(path: str | Path, what: str, remedy: str) -> dict[str, Any]:
    """What :func:`write_sealed` wrote.

    Parameters
    ----------
    path
        The file.
    what
        Which kind of file was expected, for errors.
    remedy
        What to do when it is damaged or something else; ends the sentence.

    Raises
    ------
    NeuroError
        When it can't be read, or isn't as it was written.
    """
    try:
        content = json.loads(read_text(path, what, _MOST))
    except (ValueError, RecursionError) as problem:
        raise NeuroError(f"{path}: is not {what} ({problem}); {remedy}.") from problem
    if not isinstance(content, dict) or _SEAL not in content:
        raise NeuroError(f"{path}: is not {what} with a checksum; {remedy}.")
    if content.pop(_SEAL) != _checksum(content):
        raise NeuroError(f"{path}: is not as it was written, its checksum is another; {remedy}.")
    return content


def file_checksum(path: Path) -> str | None:
    """SHA-256 of the plain file `path`; None where there is none that can be read."""
    digest = hashlib.sha256()
    try:
        if not path.is_file():
            return None
        with path.open("rb") as stream:
            while block := stream.read(_BLOCK):
                digest.update(block)
    except OSError:
        return None
    return digest.hexdigest()


def _checksum(content: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
