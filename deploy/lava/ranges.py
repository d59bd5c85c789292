"""What Lava's arithmetic can hold; the rest is refused. Lava itself clips, wraps and rounds without a warning."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from neuro.engines import Stimulus
from neuro.engines.numpy import Fields, largest_drive
from neuro.errors import NeuroError
from neuro.events import values_in
from neuro.network import Matrix, Network, row_sums, values_of

_WEIGHT = 127
_BIAS_LOW, _BIAS_HIGH = -4096, 4095
_STATE = 2**23
# Double precision holds every whole number below it, and sums of them.
_WHOLE_FLOAT = 2**53
# The LIF model shifts what arrives by 6 bits into its 24-bit current.
_FIELD = _STATE >> 6
_STATE_WRAPS, _CURRENT_WRAPS = "Lava's 24-bit state wraps silently at", "Lava's 24-bit current wraps silently at"
_FLOAT_ROUNDS = "floats hold every whole number only below"


def state_limit(*, fixed: bool) -> int:
    """What every field and payload must stay below to be exact: of 24 bits with a sign, or of double precision."""
    return _STATE if fixed else _WHOLE_FLOAT


def number_type(*, fixed: bool) -> type:
    """What the arrays of a learning graph hold whole numbers in."""
    return np.int32 if fixed else float


def check_network(network: Network, code: str, *, fixed: bool) -> None:
    """Refuse a network whose weights don't fit.

    Raises
    ------
    NeuroError
        Naming the first unit that doesn't fit, and the limit.
    """
    if not fixed:
        _check_finite(network)
        return
    _check_weights("coupling", network.couplings, "unit")
    _check_weights("input weight", network.input_weights, "line")
    _check_weights("feedback weight", network.feedback_weights, "label")
    _check_weights("readout weight", network.readout_weights, "unit")
    _check_below("field of readout unit", 2 * _absolute_sums(network.readout_weights), _STATE, _STATE_WRAPS)
    if code == "spikes":
        folded = network.bias.astype(np.int64) - network.coupling_sums
        outside = np.flatnonzero((folded < _BIAS_LOW) | (folded > _BIAS_HIGH))
        if len(outside):
            unit = outside[0]
            raise NeuroError(
                f"unit {unit}: its bias minus the sum of its couplings is {folded[unit]}, and the bias of Lava's "
                f"fixed-point LIF holds {_BIAS_LOW} to {_BIAS_HIGH}; use the flip code or fewer weight bits."
            )
        bound = reach(network.couplings) + start_payloads(network)
        _check_below("current in unit", bound, _FIELD, _CURRENT_WRAPS)


def check_stimulus_fits(network: Network, stimulus: Stimulus, code: str, *, fixed: bool = True) -> None:
    """Refuse a stimulus under which a whole number could leave the 24 bits of a state, or be rounded as a float.

    Raises
    ------
    NeuroError
        Naming the payload or the unit that doesn't fit, and the limit.
    """
    payload = 0 if stimulus.inputs is None else np.abs(values_in(stimulus.inputs)).max(initial=0)
    # A flip of a line from one end to the other is twice as much.
    largest = max(payload * (2 if stimulus.streams and code == "flips" else 1), network.feedback_payload)
    limit = state_limit(fixed=fixed)
    if largest >= limit:
        holder = "messages of 24 bits hold less than" if fixed else _FLOAT_ROUNDS
        raise NeuroError(f"a line's payload is {largest:.0f}; {holder} {limit}.")
    # The bias is added last: without it the drive may be larger by as much.
    drive = largest_drive(Fields(network), stimulus) + np.abs(network.bias)
    if code == "flips":
        bound = 2 * (_absolute_sums(network.couplings) + drive)
        _check_below("doubled field of unit", bound, limit, _STATE_WRAPS if fixed else _FLOAT_ROUNDS)
        return
    # The sum of the couplings, which step 1 adds after silence, is within the reach of spikes.
    _check_below("current in unit", reach(network.couplings) + drive, _FIELD, _CURRENT_WRAPS)


def reach(weights: Matrix) -> NDArray[Any]:
    """Greatest size of 2J x over all spike patterns x, one for each receiver."""
    return np.abs(row_sums(weights)) + _absolute_sums(weights)


def start_payloads(network: Network) -> NDArray[Any]:
    """A payload that outweighs couplings and bias whatever the units do, (N,)."""
    payloads = 1 + _absolute_sums(network.couplings) + np.abs(network.bias)
    # Sums of floats round: leave a margin.
    return payloads if network.is_integer else 2 * payloads


def _check_finite(network: Network) -> None:
    with np.errstate(over="ignore", invalid="ignore"):
        bound = 4 * start_payloads(network)
    outside = np.flatnonzero(~np.isfinite(bound))
    if len(outside):
        raise NeuroError(f"unit {outside[0]}: its couplings add up to infinity; scale the network down.")


def _check_weights(what: str, weights: Matrix, sender: str) -> None:
    values = values_of(weights)
    if not values.size or np.abs(values.astype(np.int64)).max() <= _WEIGHT:
        return
    places = sparse.coo_matrix(weights)
    k = np.flatnonzero(np.abs(places.data.astype(np.int64)) > _WEIGHT)[0]
    raise NeuroError(
        f"{what} from {sender} {places.col[k]} to {places.row[k]} is {places.data[k]}; Lava's fixed-point connections "
        f"hold {-_WEIGHT} to {_WEIGHT} (eight bits with the sign); make the network integer with fewer weight bits."
    )


def _check_below(what: str, bound: NDArray[Any], limit: int, otherwise: str) -> None:
    outside = np.flatnonzero(bound >= limit)
    if len(outside):
        raise NeuroError(
            f"{what} {outside[0]} could reach {bound[outside[0]]:.0f}; {otherwise} {limit}; use fewer weight bits, "
            "fewer couplings a unit or smaller inputs."
        )


def _absolute_sums(matrix: Matrix) -> NDArray[Any]:
    return row_sums(abs(matrix))
