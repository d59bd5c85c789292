"""What training starts from, in the regime asked for."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from scipy import sparse

from ..description import Description
from ..network import Matrix, Network, build_network, integer_network


def starting_network(description: Description, integer: bool) -> Network:
    """The network a description draws, ready to learn.

    An integer one keeps every coupling it was drawn with, also those rounded to 0, and starts with an empty readout:
    scaled to the full range, a random one would leave no room to learn in.

    Parameters
    ----------
    description
        Of a classifier.
    integer
        Whether it learns in whole numbers.

    Raises
    ------
    NeuroError
        When it can't be rounded to whole numbers.
    """
    drawn = build_network(description)
    if not integer:
        return drawn
    whole = integer_network(drawn)
    learned = {name: _stored(getattr(drawn, name), getattr(whole, name)) for name in ("recurrent", "input_weights")}
    return replace(whole, readout_weights=np.zeros_like(whole.readout_weights), **learned)


def _stored(drawn: Matrix, whole: Matrix) -> Any:
    """The whole-number matrix in CSR form, with an entry for every coupling that was drawn."""
    if sparse.issparse(whole):
        return whole
    rows, columns = np.nonzero(drawn)
    matrix = sparse.csr_matrix((whole[rows, columns], (rows, columns)), shape=whole.shape)
    matrix.sort_indices()
    return matrix
