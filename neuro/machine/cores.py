"""How many cores there are to work on."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_left: ContextVar[int] = ContextVar("cores_left", default=1 << 30)


def cores() -> int:
    """Cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def threads() -> int:
    """On how many to do the work at hand: OMP_NUM_THREADS where it is set, else all cores, within what is left."""
    given = os.environ.get("OMP_NUM_THREADS", "")
    return min(int(given) if given.isdigit() and int(given) else cores(), _left.get())


@contextmanager
def at_most_cores(number: int) -> Iterator[None]:
    """Leave the work of a block with so many cores, as others are at work beside it."""
    token = _left.set(number)
    try:
        yield
    finally:
        _left.reset(token)
