"""Float network -> integer network for hardware: whole-number couplings on one shared scale."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from scipy import sparse

from ..errors import NeuroError
from .arrays import Matrix, Network, values_of

# Largest whole number of a field, in 32 bits.
_MOST = 2**31 - 1


def integer_network(network: Network, weight_bits: int | None = None) -> Network:
    """Round a float network to whole numbers.

    All that acts from unit to unit (couplings, self-coupling, links) and the bias share one unit of field,
    chosen so that the largest coupling uses the whole range. Inputs and feedback are multiplied by whole-number
    gains where their weights would not fit. The readout, whose fields are only compared among themselves,
    has a scale of its own.

    Parameters
    ----------
    network
        A float network.
    weight_bits
        Width of a coupling, sign included; None takes the description's.

    Raises
    ------
    NeuroError
        When a group of weights, the biases or the margin collapses to zero, or is too large for whole numbers.

    Examples
    --------
    >>> from neuro import build_network, load_model
    >>> from neuro.network import integer_network
    >>> whole = integer_network(build_network(load_model("digits")))
    >>> whole.is_integer, int(whole.couplings.max())
    (True, 127)
    """
    if network.is_integer:
        raise NeuroError("the network is an integer network already; give the float network it was made from.")
    description = network.description
    bits = description.numbers.weight_bits if weight_bits is None else weight_bits
    if not 2 <= bits <= 8:
        raise NeuroError(f"weight_bits: got {bits}, expected 2 to 8.")
    description = replace(description, numbers=replace(description.numbers, weight_bits=bits))
    largest = 2 ** (bits - 1) - 1
    levels = description.input.levels if description.input else 1
    unit = _shared_unit(network, largest, levels)
    input_gain = _gain(network.input_weights, levels * unit, largest)
    feedback_payload = _gain(network.feedback_weights, unit, largest)
    readout_unit = _peak(network.readout_weights) / largest or 1.0
    margin = description.integer_margin
    if description.classes and margin > 0 and round(margin / unit) == 0:
        raise NeuroError(_collapse("the margin", margin, unit, bits))
    return Network(
        description=description,
        recurrent=_rounded("the recurrent couplings", network.recurrent, unit, bits),
        self_coupling=_rounded("the self-coupling", network.self_coupling, unit, bits),
        bias=_rounded("the bias", network.bias, unit, bits),
        links=_rounded("the links", network.links, unit, bits),
        input_weights=_rounded("the input weights", network.input_weights, levels * unit * input_gain, bits),
        feedback_weights=_rounded("the feedback", network.feedback_weights, unit * feedback_payload, bits),
        readout_weights=_rounded("the readout weights", network.readout_weights, readout_unit, bits),
        unit=unit,
        input_gain=input_gain,
        feedback_payload=feedback_payload,
    )


def _shared_unit(network: Network, largest: int, levels: int) -> float:
    """Field per whole unit: the largest coupling fills the range, also where two rounded weights add up on one pair."""
    peak = _peak(network.couplings)
    if peak == 0.0:
        peak = _peak(network.input_weights) / levels or _peak(network.bias) or 1.0
    for reach in (largest, largest - 1):
        unit = peak / reach
        recurrent, links = (sparse.csr_matrix(_whole(matrix, unit)) for matrix in (network.recurrent, network.links))
        merged = recurrent + links + sparse.diags(_whole(network.self_coupling, unit), dtype=recurrent.dtype)
        if abs(merged).max() <= largest:
            return unit
    raise NeuroError("the recurrent couplings and links that meet on one pair of units can't be rounded together.")


def _peak(matrix: Matrix) -> float:
    values = values_of(matrix)
    return float(np.abs(values).max()) if values.size else 0.0


def _gain(matrix: Matrix, unit: float, largest: int) -> int:
    """Smallest whole factor at which the rounded weights fit."""
    return max(1, int(np.ceil(_peak(matrix) / (unit * largest) - 1e-9)))


def _rounded(what: str, matrix: Matrix, unit: float, bits: int) -> Any:
    if _peak(matrix) / unit > _MOST:
        raise NeuroError(
            f"{what}: the largest value {_peak(matrix):.3g} is {_peak(matrix) / unit:.3g} units of field, and fields "
            f"have room for {_MOST}; use smaller values there, or larger couplings."
        )
    rounded = _whole(matrix, unit)
    if _peak(matrix) > 0 and _peak(rounded) == 0:
        raise NeuroError(_collapse(what, _peak(matrix), unit, bits))
    return rounded


def _whole(matrix: Matrix, unit: float) -> Any:
    if not sparse.issparse(matrix):
        return np.rint(matrix / unit).astype(np.int32)
    # A sparse matrix divided as a whole would be multiplied by 1 / unit, which rounds halves otherwise.
    rounded = matrix.copy()
    rounded.data = np.rint(matrix.data / unit).astype(np.int32)
    return rounded


def _collapse(what: str, peak: float, unit: float, bits: int) -> str:
    return (
        f"{what} would collapse to zero: at {bits} bits one unit is {unit:.3g}, the largest value {peak:.3g}; "
        "use more bits, fewer input levels, or a smaller largest coupling."
    )
