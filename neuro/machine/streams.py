"""Standard streams that never cost the work its result: closed, full, without a reader, or short of letters."""

from __future__ import annotations

import codecs
import os
import re
import sys
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TextIO, cast, final

_PLAIN = "neuro-plain"
# The rest of what the product prints has plain letters by Unicode's own tables.
_LETTERS = {"–": "-", "—": "-", "µ": "u", "×": "x", "±": "+", "…": ".", "†": "^"}  # noqa: RUF001


@final
class SteadyStream:
    """A standard stream whose first failure is remembered; what comes after it goes nowhere."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self.problem: OSError | None = None
        if (reconfigure := getattr(stream, "reconfigure", None)) is not None:
            reconfigure(errors=_PLAIN)

    def write(self, text: str) -> int:
        """Write text, as far as anybody takes it."""
        self._attempt(self._stream.write, text)
        return len(text)

    def flush(self) -> None:
        """Hand on what has been written."""
        self._attempt(self._stream.flush)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def _attempt(self, call: Callable[..., object], *arguments: str) -> None:
        try:
            call(*arguments)
        except OSError as problem:
            self.problem = self.problem or problem
            # What still waits in buffers has to go somewhere, at the latest when Python ends.
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self._stream.fileno())
            os.close(nowhere)


@contextmanager
def steady_streams() -> Iterator[SteadyStream]:
    """Make both streams steady for as long as the block lasts; the one of results."""
    _open_closed()
    _forget_sizes()
    before = sys.stdout, sys.stderr
    out, err = SteadyStream(sys.stdout), SteadyStream(sys.stderr)
    sys.stdout, sys.stderr = cast(TextIO, out), cast(TextIO, err)
    try:
        yield out
    finally:
        err.flush()
        sys.stdout, sys.stderr = before


def _open_closed() -> None:
    """Fill the places of closed streams, or the next file opened takes one and gets what is printed."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            stream = open(os.devnull, mode)  # noqa: SIM115  stays open like any standard stream
            os.set_inheritable(stream.fileno(), True)
            setattr(sys, name, stream)


def _forget_sizes() -> None:
    """Take away sizes of a terminal that can't be meant, such as 0 or a million columns."""
    for name in ("COLUMNS", "LINES"):
        if re.fullmatch("[1-9][0-9]{0,2}", os.environ.get(name, "")) is None:
            os.environ.pop(name, None)


def _plain(problem: UnicodeError) -> tuple[str, int]:
    if not isinstance(problem, UnicodeEncodeError):
        raise problem
    return "".join(map(_letter, problem.object[problem.start : problem.end])), problem.end


def _letter(character: str) -> str:
    plain = unicodedata.normalize("NFKD", character).encode("ascii", "ignore").decode()
    return _LETTERS.get(character) or plain or "?"


codecs.register_error(_PLAIN, _plain)
