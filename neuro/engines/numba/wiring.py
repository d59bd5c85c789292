"""Couplings as kernels read them: by receiver, for evaluating a field whole, and by sender, for what a flip changes."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ...errors import NeuroError
from ...machine.memory import check_memory
from ...network import Matrix, Network, stored, values_of, weights_at
from ..rule import ends

# Bytes, while they are laid out: a coupling that learns, one that stays, one in a dense network; a unit in a block.
_LEARNED, _LISTED, _DENSE, _UNIT = 60, 40, 16, 700
# Their places are numbers of 32 bits.
_MOST = 2**32 - 1


class Rows(NamedTuple):
    """By receiver: those of row i stand from ``starts[i]`` up to ``starts[i + 1]``."""

    starts: NDArray[np.uint64]
    senders: NDArray[np.uint32]
    weights: NDArray[np.float64]


class Columns(NamedTuple):
    """By sender, with weights of their own or, so that rows that learn can share theirs, ``weights[places[k]]``."""

    starts: NDArray[np.uint64]
    receivers: NDArray[np.uint32]
    places: NDArray[np.uint32]
    weights: NDArray[np.float64]


def check_layout(network: Network, blocks: int = 1, *, learns: bool = False) -> bool:
    """Refuse a network whose couplings can't be numbered or memory can't hold, with so many `blocks` worked on.

    Whether more than half of all pairs of units have a coupling.
    """
    among, number = (
        int(np.count_nonzero(values_of(matrix) != 0)) for matrix in (network.couplings, network.input_weights)
    )
    number += among
    what = f"{network.units:,} units and {number:,} couplings in the engine 'numba'"
    if number > _MOST:
        raise NeuroError(f"{what}: expected at most {_MOST:,}; take a smaller network, or the engine 'numpy'.")
    dense = 2 * among > network.units**2
    each = _LEARNED if learns else _DENSE if dense else _LISTED
    needed = each * number + blocks * _UNIT * network.units
    check_memory(what, needed, "take a smaller network, or the engine 'numpy'")
    return dense


def rows_of(matrix: Matrix) -> Rows:
    """The couplings of a matrix by receiver, their weights as floats: whole numbers up to 2^53 are exact."""
    rows = sparse.csr_matrix(matrix, copy=True)
    rows.eliminate_zeros()
    rows.sort_indices()
    return Rows(rows.indptr.astype(np.uint64), rows.indices.astype(np.uint32), rows.data.astype(float))


def columns_of(matrix: Matrix) -> Columns:
    """The couplings of a matrix by sender, with weights of their own."""
    columns = sparse.csc_matrix(matrix, copy=True)
    columns.eliminate_zeros()
    columns.sort_indices()
    starts, receivers = columns.indptr.astype(np.uint64), columns.indices.astype(np.uint32)
    return Columns(starts, receivers, np.zeros(0, np.uint32), columns.data.astype(float))


def shared_columns(rows: Rows, senders: int) -> Columns:
    """The same couplings by sender, with the weights of the rows."""
    numbered: Any = sparse.csr_matrix(
        (np.arange(len(rows.weights), dtype=np.int64), rows.senders.astype(np.int64), rows.starts.astype(np.int64)),
        shape=(len(rows.starts) - 1, senders),
    ).tocsc()
    starts, receivers = numbered.indptr.astype(np.uint64), numbered.indices.astype(np.uint32)
    return Columns(starts, receivers, numbered.data.astype(np.uint32), rows.weights)


def learned_rows(network: Network, name: str) -> Rows:
    """Every stored coupling of a projection that learns, one of :data:`neuro.network.LEARNED`."""
    places = stored(network, name)
    weights = weights_at(getattr(network, name), _receivers(places.indptr), places.indices).astype(float)
    return Rows(places.indptr.astype(np.uint64), places.indices.astype(np.uint32), weights)


def as_before(network: Network, name: str, rows: Rows) -> Any:
    """The learned weights in the form in which the network had them."""
    before = getattr(network, name)
    weights = rows.weights.astype(before.dtype)
    if sparse.issparse(before):
        return sparse.csr_matrix((weights, before.indices.copy(), before.indptr.copy()), before.shape)
    after = np.zeros_like(before)
    after[_receivers(rows.starts), rows.senders] = weights
    return after


def with_fixed(network: Network, learned: Rows) -> tuple[Rows, NDArray[np.uint32], NDArray[np.float64]]:
    """All that acts from unit to unit; where the learned couplings are in it, and what is fixed beside each of them."""
    units, fixed = network.units, network.fixed_couplings.astype(float)
    receivers, senders = _receivers(learned.starts), learned.senders.astype(np.int64)
    ones = sparse.csr_matrix((np.ones(len(senders)), (receivers, senders)), shape=(units, units))
    beside = sparse.csr_matrix((np.ones(fixed.nnz), fixed.indices, fixed.indptr), fixed.shape)
    total = rows_of(ones + beside)
    keys = _receivers(total.starts) * units + total.senders
    places = np.searchsorted(keys, receivers * units + senders)
    total.weights[:] = weights_at(fixed, *divmod(keys, units))
    total.weights[places] += learned.weights
    return total, places.astype(np.uint32), weights_at(fixed, receivers, senders)


def ends_of(network: Network, name: str, rows: Rows) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Lowest and highest whole-number weight of each coupling."""
    if name == "recurrent":
        low, high = ends(network, _receivers(rows.starts), rows.senders.astype(np.int64))
        return low.astype(float), high.astype(float)
    largest = np.full(len(rows.weights), float(network.description.numbers.largest))
    return -largest, largest


def _receivers(starts: NDArray[Any]) -> NDArray[np.int64]:
    return np.repeat(np.arange(len(starts) - 1), np.diff(starts.astype(np.int64)))
