"""What every operating-system process of a graph does first: a child must never outlive or disturb its parent."""

from __future__ import annotations

import os
import signal
import threading
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

_PARENT_CHECK_S = 0.5
# (parent, thread) while a graph is being started: forks made by that thread alone are its children.
_starting: tuple[int, int] | None = None


@contextmanager
def well_behaved_children() -> Iterator[None]:
    """Children forked by this thread in here ignore Ctrl-C, print no warnings and end when their parent is gone."""
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
    # Ctrl-C reaches the whole terminal group: the parent alone answers it, by ending its children.
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
