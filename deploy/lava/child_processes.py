"""What every process of a graph does first, so that it ends with the program that started it and never disturbs it."""

from __future__ import annotations

import os
import signal
import threading
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

_PARENT_CHECK_S = 0.5
# (parent, thread) while a graph is being started: only forks made by that thread belong to the graph.
_starting: tuple[int, int] | None = None


@contextmanager
def ending_with_parent() -> Iterator[None]:
    """Processes forked by this thread in the block ignore Ctrl-C, print no warnings and end with their parent."""
    global _starting
    _starting = (os.getpid(), threading.get_ident())
    try:
        yield
    finally:
        _starting = None


@contextmanager
def interrupts_deferred() -> Iterator[None]:
    """Hold a Ctrl-C back until the end of the block, so that no half-started child is lost track of."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    held: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, frame: held.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before if before is not None else signal.SIG_DFL)
        if held:
            signal.raise_signal(signal.SIGINT)


def _begin_child() -> None:
    global _starting
    if _starting is None or _starting[1] != threading.get_ident():
        return
    parent, _starting = _starting[0], None
    # Ctrl-C reaches the whole terminal group: the parent alone answers it, by ending the graph.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # A parent that turns warnings into errors must not make Lava's own models fail.
    warnings.simplefilter("ignore")
    threading.Thread(target=_watch, args=(parent,), daemon=True).start()


def _watch(parent: int) -> None:
    # Not prctl's death signal: that one fires when the *thread* that forked ends.
    while os.getppid() == parent:
        time.sleep(_PARENT_CHECK_S)
    os._exit(1)


os.register_at_fork(after_in_child=_begin_child)
