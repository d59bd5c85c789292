"""Weights that a chip can't hold: too wide, of too many different values, of both signs."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ..errors import NeuroError
from ..network import Network
from .limits import Chip


def check_weights(network: Network, chip: Chip) -> None:
    """Refuse a float network, and couplings that a chip can't hold: too wide, of too many values, of both signs."""
    if not network.is_integer:
        raise NeuroError(
            f"network '{network.description.name}' is a float network, and {chip.title} holds whole numbers; make it "
            "integer first (regime 'integer')."
        )
    bits = network.description.numbers.weight_bits
    if bits > chip.weight_bits:
        raise NeuroError(
            f"weight_bits: got {bits}, and {chip.title} holds couplings of at most {chip.weight_bits} bits with the "
            f"sign; lower weight_bits to {chip.weight_bits}."
        )
    if chip.weight_values is not None:
        _check_values(_onto_units(network), "unit", chip)
        _check_values(sparse.csr_matrix(network.readout_weights), "readout unit", chip)
    if chip.signs is not None:
        _check_signs(network, chip)


def _onto_units(network: Network) -> sparse.csr_matrix:
    """All couplings onto units, (N, N + M + C)."""
    senders = (network.couplings, network.input_weights, network.feedback_weights)
    return sparse.csr_matrix(sparse.hstack([sparse.csr_matrix(matrix) for matrix in senders]))


def _check_values(matrix: sparse.csr_matrix, what: str, chip: Chip) -> None:
    matrix.eliminate_zeros()
    for row in range(matrix.shape[0]):
        values = len(np.unique(matrix.data[matrix.indptr[row] : matrix.indptr[row + 1]]))
        if values > (chip.weight_values or values):
            raise NeuroError(
                f"{what} {row} hears couplings of {values:,} different weights, and a neuron of {chip.title} has "
                f"{chip.weight_values}; use fewer weight bits, or fewer couplings."
            )


def _check_signs(network: Network, chip: Chip) -> None:
    onto_units = _onto_units(network)
    everything = sparse.vstack([onto_units, _wide(network.readout_weights, onto_units.shape[1])], format="csc")
    both = np.flatnonzero((everything.max(axis=0).toarray() > 0) & (everything.min(axis=0).toarray() < 0))
    if len(both):
        sender = int(both[0])
        name = f"unit {sender}" if sender < network.units else f"input or label line {sender - network.units}"
        raise NeuroError(
            f"{name} excites some and inhibits others, and all couplings of a sender have one sign on {chip.title}; "
            "give each sender one sign."
        )


def _wide(matrix: NDArray[Any], columns: int) -> sparse.csr_matrix:
    """The matrix with further columns, all empty."""
    wide = sparse.csr_matrix(matrix)
    wide.resize(wide.shape[0], columns)
    return wide
