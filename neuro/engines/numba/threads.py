"""Work shared out among threads: kernels let go of Python while they run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

_Desk = TypeVar("_Desk")


def share_out(
    work: Callable[[_Desk, int, int], object], total: int, step: int, desks: Sequence[_Desk], halt: NDArray[np.uint8]
) -> None:
    """Call ``work(desk, first, last)`` for all of `total` in pieces of `step`, with a thread for each of the desks.

    This thread only waits, so that an interrupt reaches it; kernels that look at ``halt[0]`` then stop at once.
    """
    free: SimpleQueue[_Desk] = SimpleQueue()
    for desk in desks:
        free.put(desk)

    def piece(first: int) -> None:
        desk = free.get()
        try:
            work(desk, first, min(first + step, total))
        finally:
            free.put(desk)

    with ThreadPoolExecutor(max(1, len(desks))) as pool:
        try:
            list(pool.map(piece, range(0, total, step)))
        except BaseException:
            halt[0] = 1
            raise
