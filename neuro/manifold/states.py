"""Network states as arrays of -1 and +1, as whole-number codes, and the test for a fixed point."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..engines.numpy import Fields
from ..errors import NeuroError, shown
from ..machine.memory import check_memory
from ..network import Network

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
        When there would be none, or more than memory can hold while they run.
    """
    if samples < 1 or units < 1:
        raise NeuroError(f"got {samples} states of {units} units, expected at least one of each.")
    check_states_fit(samples, units, "states")
    return 2 * np.random.default_rng(seed).integers(0, 2, size=(samples, units), dtype=np.int8) - np.int8(1)


def check_states_fit(samples: int, units: int, what: str) -> None:
    """Refuse more states than memory can hold while they run."""
    check_memory(f"{samples:,} {what} of {units:,} units", _BYTES * samples * units, "ask for fewer")


def check_states(states: NDArray[Any], units: int | None = None, *, distinct: bool = False) -> NDArray[np.int8]:
    """The states as int8 (K, N).

    Raises
    ------
    NeuroError
        When the shape is not (K, N), a value is neither -1 nor +1, or a state that should be there once is repeated.
    """
    states = np.asarray(states)
    if states.ndim != 2 or states.shape[1] < 1 or (units is not None and states.shape[1] != units):
        raise NeuroError(f"states: got shape {states.shape}, expected (states, {units or 'units'}).")
    if not ((states == 1) | (states == -1)).all():
        raise NeuroError("states: hold values other than -1 and +1; expected one of the two for every unit.")
    if distinct and len(np.unique(np.packbits(states > 0, axis=1), axis=0)) < len(states):
        raise NeuroError(
            "states: one appears more than once; give each once, for instance by np.unique(states, axis=0)."
        )
    return states.astype(np.int8)


def check_whole(**numbers: tuple[Any, int]) -> None:
    """Refuse numbers, each given by name with the least it may be, that aren't whole or are less.

    Raises
    ------
    NeuroError
        Naming the first of them.
    """
    for name, (given, least) in numbers.items():
        if not isinstance(given, int | np.integer) or isinstance(given, bool) or given < least:
            raise NeuroError(f"{name}: got {shown(given)}, expected a whole number of at least {least}.")


def constant_field(network: Network, field: NDArray[Any] | None) -> NDArray[np.float64]:
    """Bias plus a field that doesn't change with time, both in the network's own units; (N,)."""
    constant = network.bias.astype(float)
    if field is None:
        return constant
    field = np.asarray(field, float)
    if field.shape != (network.units,):
        raise NeuroError(f"field: got shape {field.shape}, expected ({network.units},), one value for each unit.")
    if not np.isfinite(field).all():
        raise NeuroError("field: holds NaN or infinity; expected finite values.")
    return constant + field


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
        When the payload has another number of lines.
    """
    payload = np.asarray(payload, float)
    if payload.shape != (network.lines,):
        raise NeuroError(f"payload: got shape {payload.shape}, expected ({network.lines},), one value for each line.")
    return np.asarray(network.input_weights @ payload, float)


def is_fixed_point(network: Network, states: NDArray[Any], field: NDArray[Any] | None = None) -> NDArray[np.bool_]:
    """Whether each state (K, N) equals the sign of its own field, a field of 0 counted as -1; (K,).

    Parameters
    ----------
    network, field
        As for :func:`~neuro.manifold.enumerate_fixed_points`.
    states
        (K, N) of -1 and +1.
    """
    states = check_states(states, network.units)
    return at_rest(fields_in(network, constant_field(network, field))(states), states)
