"""Whether a network's numbers fit the fields in which a chip keeps them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..engines import Stimulus
from ..engines.numpy import Fields
from ..errors import NeuroError
from ..network import Network, row_sums
from .limits import Chip


def check_weights(network: Network, chip: Chip) -> None:
    """Refuse a network whose couplings the chip can't store.

    Raises
    ------
    NeuroError
        When it is not an integer network, or its couplings are wider than the chip's.
    """
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


def check_code(network: Network, stimulus: Stimulus, code: str, chip: Chip) -> None:
    """Refuse biases and fields that leave the chip's registers under a code.

    The spike code folds the sum of a unit's couplings into its bias and doubles the couplings (s = 2x - 1); what
    arrives is shifted into the current. The flip code sums doubled fields in the neuron's state.

    Raises
    ------
    NeuroError
        Naming the first unit, the limit, and what to do.
    """
    bias, sums = network.bias.astype(np.int64), network.coupling_sums.astype(np.int64)
    absolute = row_sums(abs(network.couplings)).astype(np.int64)
    fields = Fields(network)
    # The fields of the lines hold the bias as well.
    outside = fields.external(stimulus) - bias
    drive = np.abs(outside).max(axis=0)
    if stimulus.phases.clamped:
        drive = np.maximum(drive, np.abs(outside + fields.feedback(stimulus)).max(axis=0))
    drive = np.asarray(drive, np.int64)
    if code == "spikes":
        _check(np.abs(bias - sums), chip.bias, "its bias", code, chip)
        _check(np.abs(sums) + absolute + drive, chip.field, "what arrives at it", code, chip)
    else:
        _check(np.abs(bias), chip.bias, "its bias", code, chip)
        _check(2 * (absolute + drive + np.abs(bias)), chip.state, "its doubled field", code, chip)


def _check(magnitude: NDArray[Any], limit: int | None, what: str, code: str, chip: Chip) -> None:
    if limit is None:
        return
    over = np.flatnonzero(magnitude > limit)
    if len(over):
        unit = int(over[0])
        raise NeuroError(
            f"unit {unit}: {what} can reach {magnitude[unit]:,} under the {code} code, and {chip.title} holds up to "
            f"{limit:,}: {magnitude[unit] - limit:,} too much; use fewer weight bits or fewer couplings a unit."
        )
