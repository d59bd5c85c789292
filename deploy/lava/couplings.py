"""The couplings of one learned projection, in memory that the processes of a graph share."""

from __future__ import annotations

from typing import Any, final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from neuro.network import Matrix

from .shared import shared_array


@final
class Couplings:
    """Which couplings exist, row by row, and their weights now.

    Parameters
    ----------
    weights
        (receivers, senders). All stored couplings of a sparse matrix exist, and all of a dense one but zeros.
    kind
        Number type the graph holds whole numbers in.
    everywhere
        Whether zeros of a dense matrix exist too.
    """

    def __init__(self, weights: Matrix, kind: type, *, everywhere: bool = False) -> None:
        self.shape: tuple[int, int] = weights.shape
        self._dense = not sparse.issparse(weights)
        if self._dense:
            exists = np.ones(self.shape, bool) if everywhere else weights != 0
            places = sparse.csr_matrix(exists)
            values = weights[exists]
        else:
            places, values = sparse.csr_matrix(weights), weights.data
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
