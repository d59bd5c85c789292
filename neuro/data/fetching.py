"""Files from their public homes: the right ones, whole, or none."""

from __future__ import annotations

import hashlib
import http.client
import urllib.request
from pathlib import Path

from ..errors import NeuroError
from ..files import write_whole

_TIMEOUT_S = 60


def fetch(source: str, sha256: str, path: Path, otherwise: str) -> Path:
    """Download a file to `path`.

    Parameters
    ----------
    sha256
        What its SHA-256 sum must be, in hexadecimal.
    otherwise
        What a user without this network can do; ends the sentence of a refusal.

    Raises
    ------
    NeuroError
        When it can't be fetched or written, or arrives as something else; nothing is written then.
    """
    try:
        with urllib.request.urlopen(source, timeout=_TIMEOUT_S) as answer:
            body = answer.read()
    except (OSError, http.client.HTTPException) as problem:
        raise NeuroError(f"{source}: can't be fetched ({problem}); {otherwise}") from problem
    got = hashlib.sha256(body).hexdigest()
    if got != sha256:
        raise NeuroError(
            f"{source}: arrived with SHA-256 sum {got[:12]}... ({len(body)} bytes), expected {sha256[:12]}...; "
            f"try again later, or {otherwise}"
        )
    return write_whole(path, lambda stream: stream.write(body))
