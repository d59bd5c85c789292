"""Ctrl-C, a request to end, a terminal that closes: all three end work alike, and only once."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

# An impatient second Ctrl-C must not cut off what the first one set going; clean-up that hangs can still be ended.
_CLEAN_UP_S = 10.0
_cleaning_until = 0.0


def answer_with(handler: Callable[..., object] | signal.Handlers) -> None:
    """Let a handler answer all three, except those ignored from the start, as under ``nohup``."""
    for number in STOPPING:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, handler)


def interrupt_once() -> None:
    """Let the first of them raise KeyboardInterrupt; those that come soon after :func:`clean_up` change nothing."""
    global _cleaning_until
    _cleaning_until = 0.0
    if threading.current_thread() is threading.main_thread():
        answer_with(_interrupt)


def interrupted() -> bool:
    """Whether one of them has come since :func:`interrupt_once`."""
    return _cleaning_until > 0.0


def clean_up() -> None:
    """Begin the end of the work: for some seconds nothing interrupts it."""
    global _cleaning_until
    _cleaning_until = time.monotonic() + _CLEAN_UP_S


def _interrupt(*_: object) -> None:
    if time.monotonic() >= _cleaning_until:
        clean_up()
        raise KeyboardInterrupt


@contextmanager
def deferred() -> Iterator[Callable[[], None]]:
    """Hold all three back until the end of the block, so that no half-started process is lost track of.

    What it gives may be called where the block can be left: it does so if one of them has come.
    """
    if threading.current_thread() is not threading.main_thread():
        yield lambda: None
        return
    held: list[int] = []
    before = {}
    for number in STOPPING:
        if (handler := signal.getsignal(number)) is not signal.SIG_IGN:
            before[number] = signal.SIG_DFL if handler is None else handler
            signal.signal(number, lambda number, frame: held.append(number))

    def leave() -> None:
        if held:
            raise KeyboardInterrupt

    try:
        yield leave
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        for caught in dict.fromkeys(held):
            signal.raise_signal(caught)
