"""Work shared out among threads: kernels let go of Python while they run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from typing import TypeVar

_Desk = TypeVar("_Desk")


def share_out(work: Callable[[_Desk, int, int], object], total: int, step: int, desks: Sequence[_Desk]) -> None:
    """Call ``work(desk, first, last)`` for all of `total` in pieces of `step`, with a thread for each of the desks."""
    free: SimpleQueue[_Desk] = SimpleQueue()
    for desk in desks:
        free.put(desk)

    def piece(first: int) -> None:
        desk = free.get()
        try:
            work(desk, first, min(first + step, total))
        finally:
            free.put(desk)

    if len(desks) == 1 or total <= step:
        for first in range(0, total, step):
            piece(first)
        return
    with ThreadPoolExecutor(len(desks)) as pool:
        list(pool.map(piece, range(0, total, step)))
