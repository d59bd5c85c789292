"""Files from their public homes: the right ones, whole, or none."""

from __future__ import annotations

import hashlib
import http.client
import time
import urllib.request
from pathlib import Path
from typing import Any, final
from urllib.parse import urlsplit

from ..errors import NeuroError
from ..files import write_whole

# Of one answer, and of the whole file; bytes that are more than any file of ours has.
_ANSWER_S, _WHOLE_S = 60.0, 600.0
_MOST, _BLOCK = 64 << 20, 1 << 16


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
        When it can't be fetched or written, is too large, takes too long, or arrives as something else; nothing is
        written then.
    """
    try:
        body = _body(source)
    except (OSError, ValueError, http.client.HTTPException) as problem:
        raise NeuroError(f"{source}: can't be fetched ({problem}); {otherwise}") from problem
    got = hashlib.sha256(body).hexdigest()
    if got != sha256:
        raise NeuroError(
            f"{source}: arrived with SHA-256 sum {got[:12]}... ({len(body)} bytes), expected {sha256[:12]}...; "
            f"try again later, or {otherwise}"
        )
    return write_whole(path, lambda stream: stream.write(body))


def _body(source: str) -> bytes:
    """All that the host answers, in time; bytes beyond the most are left unread."""
    ends, body = time.monotonic() + _WHOLE_S, b""
    with urllib.request.build_opener(_SameHost).open(source, timeout=_ANSWER_S) as answer:
        # What is there already, block by block: a host that sends a byte a minute would never fill a read.
        while block := answer.read1(_BLOCK):
            body += block
            if len(body) > _MOST:
                raise OSError(f"it has more than {_MOST:,} bytes")
            if time.monotonic() > ends:
                raise OSError(f"it was not whole after {_WHOLE_S:g} seconds")
        if answer.length:
            raise http.client.IncompleteRead(body, answer.length)
    return body


@final
class _SameHost(urllib.request.HTTPRedirectHandler):
    """Follows the host that was asked to no other one, and from https to nothing else."""

    def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Any:
        asked, sent = urlsplit(req.full_url), urlsplit(newurl)
        if (asked.scheme, asked.netloc) != (sent.scheme, sent.netloc):
            fp.close()
            raise OSError(f"it sends on to another host, {newurl}")
        return super().redirect_request(req, fp, code, msg, headers, newurl)
