"""Whether the whole numbers of an integer network fit the bits it claims, as those that are stored have to."""

from __future__ import annotations

from ..errors import NeuroError
from .arrays import LARGEST_32, Matrix, Network, values_of

_COUPLINGS = ("recurrent", "links", "self_coupling", "input_weights", "feedback_weights", "readout_weights")


def check_widths(network: Network) -> None:
    """Refuse an integer network whose couplings or biases are wider than it says.

    Raises
    ------
    NeuroError
        Naming the array, what it holds and how much it could.
    """
    if not network.is_integer:
        return
    numbers = network.description.numbers
    for name in (*_COUPLINGS, "bias"):
        peak = _peak(getattr(network, name))
        most, bits = (LARGEST_32, 32) if name == "bias" else (numbers.largest, numbers.weight_bits)
        # On one pair of units these two may cancel out; together they have to fit.
        merged = name in ("recurrent", "links")
        if peak > most and not (merged and _peak(network.couplings) <= most):
            raise NeuroError(f"{name}: holds {peak}, expected at most {most}, as much as {bits} bits hold.")


def _peak(matrix: Matrix) -> int:
    values = values_of(matrix)
    return max(int(values.max()), -int(values.min())) if values.size else 0
