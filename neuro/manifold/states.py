"""Network states as arrays of -1 and +1, as whole-number codes, and the test for a fixed point."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..engines.numpy import Fields
from ..errors import NeuroError
from ..machine.memory import check_memory
from ..network import Network
from ..network.arrays import LARGEST_32
from .arguments import array, numbers, whole

# A code has to fit an int64 with its sign bit free.
LARGEST_CODED = 62
# What one unit of one state takes while its dynamics run: its state and its field as floats, and copies of both.
_BYTES = 32


def states_of(codes: NDArray[np.int64], units: int) -> NDArray[np.int8]:
    """States (K, N) of codes (K,): bit i of a code is 1 where unit i is +1."""
    states = np.empty((len(codes), units), np.int8)
    for unit in range(units):
        states[:, unit] = 2 * ((codes >> unit) & 1) - 1
    return states


def codes_of(states: NDArray[np.int8]) -> NDArray[np.int64]:
    """Codes (K,) of states (K, N) of at most 62 units; the reverse of :func:`states_of`."""
    units = states.shape[1]
    if units > LARGEST_CODED:
        raise NeuroError(f"states: got {units} units, expected at most {LARGEST_CODED}, the bits of a code.")
    return np.asarray((states > 0) @ (np.int64(1) << np.arange(units, dtype=np.int64)), np.int64)


def random_states(samples: int, units: int, seed: int) -> NDArray[np.int8]:
    """States (S, N), each unit -1 or +1 with equal chance.

    Parameters
    ----------
    samples, units
        S and N, at least 1 each.
    seed
        From which they are drawn.

    Raises
    ------
    NeuroError
        When there would be none, or more than memory can hold while they run, or the seed is no whole number.
    """
    samples, units, seed = whole("samples", samples, 1), whole("units", units, 1), whole("seed", seed)
    check_states_fit(samples, units, "states")
    return 2 * np.random.default_rng(seed).integers(0, 2, size=(samples, units), dtype=np.int8) - np.int8(1)


def check_states_fit(samples: int, units: int, what: str) -> None:
    """Refuse more states than memory can hold while they run."""
    check_memory(f"{samples:,} {what} of {units:,} units", _BYTES * samples * units, "ask for fewer")


def check_states(
    states: NDArray[Any], units: int | None = None, *, distinct: bool = False, name: str = "states"
) -> NDArray[np.int8]:
    """The states as int8 (K, N); `name` is that of the argument.

    Raises
    ------
    NeuroError
        When the shape is not (K, N), a value is neither -1 nor +1, or a state that should be there once is repeated.
    """
    states = array(name, states)
    if states.ndim != 2 or states.shape[1] < 1 or (units is not None and states.shape[1] != units):
        raise NeuroError(f"{name}: got shape {states.shape}, expected ({name}, {units or 'units'}).")
    if not ((states == 1) | (states == -1)).all():
        raise NeuroError(f"{name}: hold values other than -1 and +1; expected one of the two for every unit.")
    if distinct and len(np.unique(np.packbits(states > 0, axis=1), axis=0)) < len(states):
        raise NeuroError(
            f"{name}: one appears more than once; give each once, for instance by np.unique({name}, axis=0)."
        )
    return states.astype(np.int8)


def constant_field(network: Network, field: NDArray[Any] | None) -> NDArray[np.float64]:
    """Bias plus a field that doesn't change with time, both in the network's own units; (N,).

    Raises
    ------
    NeuroError
        When the field is no finite number for each unit or, in an integer network, one of them is no whole number, or
        leaves 32 bits together with the bias.
    """
    constant = network.bias.astype(float)
    if field is None:
        return constant
    field = numbers("field", field)
    if field.shape != (network.units,):
        raise NeuroError(f"field: got shape {field.shape}, expected ({network.units},), one value for each unit.")
    if not np.isfinite(field).all():
        raise NeuroError("field: holds NaN or infinity; expected finite values.")
    if network.is_integer and (broken := np.flatnonzero(field % 1.0)).size:
        raise NeuroError(
            f"field: got {field[broken[0]]:g} at unit {broken[0]}, expected whole numbers, as the network's own are; "
            "round it, for instance by np.rint(field)."
        )
    with np.errstate(over="ignore"):
        total = constant + field
    most = LARGEST_32 if network.is_integer else sys.float_info.max
    if (beyond := np.flatnonzero(np.abs(total) > most)).size:
        unit = beyond[0]
        raise NeuroError(
            f"field: got {field[unit]:g} at unit {unit} of bias {constant[unit]:g}, expected at most {most:,.10g} "
            f"together{', as much as 32 bits hold' if network.is_integer else ''}; give a weaker one."
        )
    return np.asarray(total, float)


def fields_in(network: Network, constant: NDArray[np.float64]) -> Callable[[NDArray[Any]], NDArray[np.float64]]:
    """What gives the fields (K, N) of states (K, N) by the reference engine, plus the constant field (N,)."""
    reference = Fields(network)
    return lambda states: reference.recurrent(states.astype(float, copy=False)) + constant


def at_rest(fields: NDArray[np.float64], states: NDArray[Any]) -> NDArray[np.bool_]:
    """Whether each state (K, N) is the sign of its field (K, N), 0 counted as -1; (K,)."""
    return np.asarray(((fields > 0) == (states > 0)).all(axis=1))


def input_field(network: Network, payload: NDArray[Any]) -> NDArray[np.float64]:
    """The field (N,) that one sample exerts; `payload` (M,) as :meth:`Network.encode` makes it.

    Parameters
    ----------
    network
        One with input.
    payload
        What its input lines carry.

    Raises
    ------
    NeuroError
        When the payload has another number of lines, or holds what is no finite number.
    """
    payload = numbers("payload", payload)
    if payload.shape != (network.lines,):
        raise NeuroError(f"payload: got shape {payload.shape}, expected ({network.lines},), one value for each line.")
    if not np.isfinite(payload).all():
        raise NeuroError("payload: holds NaN or infinity; expected finite values.")
    return np.asarray(network.input_weights @ payload, float)


def is_fixed_point(network: Network, states: NDArray[Any], field: NDArray[Any] | None = None) -> NDArray[np.bool_]:
    """Whether each state (K, N) equals the sign of its own field, a field of 0 counted as -1; (K,).

    Parameters
    ----------
    network, field
        As for :func:`~neuro.manifold.enumerate_fixed_points`.
    states
        (K, N) of -1 and +1.

    Raises
    ------
    NeuroError
        When the states or the field don't fit the network.
    """
    states = check_states(states, network.units)
    return at_rest(fields_in(network, constant_field(network, field))(states), states)
