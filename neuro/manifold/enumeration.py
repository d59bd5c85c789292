"""All fixed points of a small network, exactly."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import NeuroError
from ..network import Network, dense
from .arguments import whole
from .states import at_rest, constant_field, fields_in, states_of

LARGEST = 26
MOST = 1 << 22
# 2^12 states of 26 units in float64 stay in a processor's second cache.
_INNER = 12


def enumerate_fixed_points(network: Network, field: NDArray[Any] | None = None, most: int = MOST) -> NDArray[np.int8]:
    """Every state with s_i = sign(h_i) for all i, a field of 0 counted as -1.

    All 2^N states are looked at, in blocks that share the states of the last N - 12 units: their part of the
    field is the same for the whole block, that of the first 12 units the same for all blocks. Unit after unit, only
    states that are stable so far are looked at any further. What is left is decided by the fields of the reference
    engine, so rounding makes no difference between the two.

    Parameters
    ----------
    network
        A float or integer network of at most 26 units; bias and links count.
    field
        A constant field on top of the bias, in the network's own units, for instance
        :func:`~neuro.manifold.input_field` of a sample; (N,). Whole numbers in an integer network.
    most
        Refuse to collect more fixed points than this; they are held in memory, N bytes each.

    Returns
    -------
    states
        (K, N) int8 in the order of their codes: that of unit 0 changes fastest.

    Raises
    ------
    NeuroError
        When the network is too large or has more fixed points than `most`, or the field doesn't fit it.
    """
    most, count = whole("most", most), 0
    found: list[NDArray[np.int64]] = []
    for codes in _blocks(network, field):
        count += len(codes)
        if count > most:
            raise NeuroError(
                f"the network has more than {most} fixed points; count_fixed_points counts them without keeping any, "
                "or allow more by most=."
            )
        found.append(codes)
    return states_of(np.concatenate(found) if found else np.empty(0, np.int64), network.units)


def count_fixed_points(network: Network, field: NDArray[Any] | None = None) -> int:
    """How many fixed points there are; as :func:`enumerate_fixed_points`, in memory that doesn't grow with them.

    Parameters
    ----------
    network, field
        As for :func:`enumerate_fixed_points`.

    Raises
    ------
    NeuroError
        When the network is too large.

    Examples
    --------
    >>> from neuro import build_network
    >>> from neuro.description import Description, Gaussian, Population
    >>> module = Population("module", 12, self_coupling=1.0)
    >>> network = build_network(Description("mine", (module,), (Gaussian("module", "module"),), seed=1))
    >>> count_fixed_points(network)
    578
    """
    return sum(len(codes) for codes in _blocks(network, field))


def _blocks(network: Network, field: NDArray[Any] | None) -> Iterator[NDArray[np.int64]]:
    """Codes of the fixed points, block by block, where there are any."""
    units = network.units
    if units > LARGEST:
        raise NeuroError(
            f"got a network of {units} units, expected at most {LARGEST}: 2^{units} states can't be looked at one by "
            "one; use reach() to sample the fixed points of a larger network."
        )
    constant = constant_field(network, field)
    fields_of = fields_in(network, constant)
    couplings = dense(network.couplings).astype(float)
    # Sums of N + 1 numbers in two orders differ by no more than this.
    tolerance = 4 * (units + 1) * np.finfo(float).eps * (np.abs(couplings).sum(axis=1) + np.abs(constant))
    inner = min(units, _INNER)
    inner_states = states_of(np.arange(1 << inner), inner).T.astype(float)
    inner_fields = couplings[:, :inner] @ inner_states
    for block in range(1 << (units - inner)):
        outer = states_of(np.array([block]), units - inner)[0].astype(float)
        outer_fields = couplings[:, inner:] @ outer + constant
        left = np.arange(1 << inner)
        # Units outside the block first: one comparison with a number, no product of arrays.
        for unit in (*range(inner, units), *range(inner)):
            fields = inner_fields[unit, left] + outer_fields[unit]
            own = outer[unit - inner] if unit >= inner else inner_states[unit, left]
            left = left[own * fields >= -tolerance[unit]]
            if not left.size:
                break
        else:
            codes = left + (np.int64(block) << inner)
            states = states_of(codes, units)
            stable = at_rest(fields_of(states), states)
            if stable.any():
                yield codes[stable]
