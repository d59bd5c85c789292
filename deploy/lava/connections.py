"""Weights -> Lava's stock connections, such that fixed point loses no bit of them."""

from __future__ import annotations

from typing import Any

import numpy as np
from lava.proc.dense.process import Dense
from lava.proc.sparse.process import Sparse
from lava.utils.weightutils import SignMode
from numpy.typing import NDArray
from scipy import sparse

from neuro.network import Matrix, Network

# Above this share of existing couplings a plain product is faster than a CSR one.
_DENSE_ABOVE = 0.4


def connection(weights: Matrix, *, fixed: bool, factor: int, bits: int = 8) -> Any:
    """A process that adds factor * weights @ payloads one step later.

    The fixed model keeps even weights only (a sign takes the lowest of nine bits), so odd ones enter doubled and
    their sum is shifted back by one bit, exactly.

    Parameters
    ----------
    factor
        1 or 2.
    bits
        Width of the payloads. 0 says that spikes carry none; on a CPU that takes Lava's slow path.
    """
    options: dict[str, Any] = {"num_message_bits": bits}
    if fixed:
        weights, options["weight_exp"], options["sign_mode"] = 2 * weights, factor - 2, SignMode.MIXED
    else:
        weights = factor * weights
    weights = weights.astype(np.int32 if fixed else float)
    if sparse.issparse(weights):
        return Sparse(weights=sparse.csr_matrix(weights), **options)
    return Dense(weights=weights, **options)


def connect(source: Any, weights: Matrix, target: Any, *, fixed: bool, factor: int, bits: int = 8) -> Any:
    """Lead from a port through a :func:`connection` to another port; the process of the connection."""
    between = connection(weights, fixed=fixed, factor=factor, bits=bits)
    source.connect(between.s_in)
    between.a_out.connect(target)
    return between


def line_weights(network: Network) -> Matrix:
    """[input | feedback], (N, M + C), in the format that multiplies faster."""
    both = sparse.hstack(
        [sparse.csr_matrix(network.input_weights), sparse.csr_matrix(network.feedback_weights)], format="csr"
    )
    return both.toarray() if both.nnz > _DENSE_ABOVE * np.prod(both.shape) else both


def folded_bias(network: Network) -> NDArray[Any]:
    """b - sum_j J_ij: the field of a unit when nobody spikes."""
    return network.bias - network.coupling_sums
