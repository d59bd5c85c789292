"""What the processes of a graph share with the program that started it: timelines, couplings and the memory below.

The memory is made before a fork, and so common to both sides. It has no name: nothing of it can be left behind in
/dev/shm, however its owner ends.
"""

from __future__ import annotations

import mmap
from dataclasses import dataclass
from typing import Any, final

import numpy as np
from numpy.typing import DTypeLike, NDArray
from scipy import sparse

from neuro.network import Matrix, Network, stored


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


@final
@dataclass(frozen=True, eq=False)
class Timeline:
    """rows[which[t]] is sent in step t.

    Parameters
    ----------
    rows
        Distinct messages, (rows, width); row 0 is silent.
    which
        Row of each step, (steps,).
    """

    rows: NDArray[Any]
    which: NDArray[np.int64]

    @staticmethod
    def shared(rows: int, width: int, steps: int, dtype: DTypeLike) -> Timeline:
        """A silent one in memory that the processes of a graph share."""
        return Timeline(shared_array((rows, width), dtype), shared_array((steps,), np.int64))

    def like(self, dtype: DTypeLike) -> Timeline:
        """A silent one of the same size in shared memory."""
        rows, width = self.rows.shape
        return Timeline.shared(rows, width, len(self.which), dtype)

    def write(self, other: Timeline) -> None:
        """Take over what another one of the same size sends."""
        self.rows[:], self.which[:] = other.rows, other.which


@final
class Couplings:
    """Which couplings of a learned projection exist, row by row, and their weights now, as numbers of a `kind`."""

    def __init__(self, network: Network, name: str, kind: type) -> None:
        weights, places = getattr(network, name), stored(network, name)
        self.shape: tuple[int, int] = weights.shape
        self._dense = not sparse.issparse(weights)
        values = weights[places.nonzero()] if self._dense else weights.data
        self._indptr: NDArray[np.int32] = places.indptr.astype(np.int32)
        self.columns: NDArray[np.int32] = places.indices.astype(np.int32)
        self.values: NDArray[Any] = shared_array(values.shape, kind)
        self.values[:] = values

    def rows(self) -> NDArray[np.int32]:
        """Receiver of each coupling."""
        return np.repeat(np.arange(self.shape[0], dtype=np.int32), np.diff(self._indptr))

    def matrix(self) -> sparse.csr_matrix:
        """The weights as a matrix on the same memory."""
        return sparse.csr_matrix((self.values, self.columns, self._indptr), shape=self.shape, copy=False)

    def matrix_of(self, values: NDArray[Any]) -> Matrix:
        """A matrix of its own with other values, in the format the weights came in."""
        whole = values.astype(np.int32)
        matrix = sparse.csr_matrix((whole, self.columns, self._indptr), shape=self.shape, copy=True)
        return matrix.toarray() if self._dense else matrix
