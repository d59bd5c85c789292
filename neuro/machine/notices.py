"""A line for whoever waits, before something that takes long and can't say how far it is."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_waiting = threading.local()


def notice(text: str) -> None:
    """Say what is being done, on the error stream."""
    if sys.stderr is not None:
        # In one piece, as other processes may say something at the same time.
        sys.stderr.write(f"neuro: {text}\n")
        sys.stderr.flush()


@contextmanager
def announced(text: str) -> Iterator[None]:
    """Say so once, if :func:`begin_wait` is called in this thread while the block lasts; the outermost block's text."""
    if getattr(_waiting, "text", None) is not None:
        yield
        return
    _waiting.text = text
    try:
        yield
    finally:
        _waiting.text = None


def begin_wait() -> None:
    """What was announced is about to be done."""
    if text := getattr(_waiting, "text", None):
        _waiting.text = ""
        notice(text)
