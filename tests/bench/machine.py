"""What this machine can do at most, measured in the run whose times stand beside it; one core."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median

import numpy as np

# Far more than the caches hold: 256 MiB.
_FLOATS, _SIDE, _REPEATS = 1 << 25, 1200, 5


def bandwidth() -> float:
    """Bytes that memory moves in a second: an array written over another, each byte read once and written once."""
    source, target = np.ones(_FLOATS), np.ones(_FLOATS)
    return 2 * source.nbytes / seconds(lambda: np.copyto(target, source))


def multiply_adds() -> float:
    """Multiply-adds in a second, in double precision: a product of matrices that fit the caches."""
    one = np.ones((_SIDE, _SIDE))
    return _SIDE**3 / seconds(lambda: one @ one)


def seconds(work: Callable[[], object], repeats: int = _REPEATS) -> float:
    """Median time of some work, once done before the clock runs."""
    work()
    times = []
    for _ in range(repeats):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return median(times)
