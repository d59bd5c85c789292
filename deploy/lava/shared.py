"""Memory shared with the processes of a graph: made before a fork, it is common to both sides.

It has no name, so nothing of it can be left behind in /dev/shm, however its owner ends.
"""

from __future__ import annotations

import mmap
from typing import Any, final

import numpy as np
from numpy.typing import DTypeLike, NDArray


def shared_array(shape: tuple[int, ...], dtype: DTypeLike) -> NDArray[Any]:
    """Zeros in shared memory."""
    count = int(np.prod(shape))
    memory = mmap.mmap(-1, max(count * np.dtype(dtype).itemsize, 1))
    return np.frombuffer(memory, dtype=dtype, count=count).reshape(shape)


@final
class SharedBuffer:
    """What Lava's channels need of a ``multiprocessing.shared_memory.SharedMemory``."""

    def __init__(self, size: int) -> None:
        self.buf = memoryview(mmap.mmap(-1, max(size, 1)))


@final
class SharedBuffers:
    """Stands in for Lava's shared-memory manager, which costs a process, a message per channel and named segments."""

    def create_shared_memory(self, size: int) -> SharedBuffer:
        """A buffer; it goes when the last channel that uses it goes."""
        return SharedBuffer(size)

    def shutdown(self) -> None:
        """Nothing is held here."""
