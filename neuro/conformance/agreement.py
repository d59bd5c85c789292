"""What it means that an engine agrees with the reference: every state, answer, count and weight, told as a sentence."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

import numpy as np

from ..engines import Run, first_difference
from ..network import LEARNED, Network, dense

# Of sums of doubles, which differ by their order.
_RELATIVE, _ABSOLUTE = 1e-12, 1e-12


def difference_of_runs(got: Run, expected: Run) -> str | None:
    """Where two runs of the same samples first differ; None where they don't.

    In whole numbers answers are equal to the bit, in floats but for the order of sums.

    Parameters
    ----------
    got, expected
        An engine's run and the reference's.
    """
    if got.states.shape != expected.states.shape:
        return f"states of shape {got.states.shape}, expected {expected.states.shape}"
    if got.states.dtype != expected.states.dtype:
        return f"states of {got.states.dtype}, expected {expected.states.dtype}"
    if (where := first_difference(got, expected)) is not None:
        state = got.states[where.sample, where.step, where.unit]
        return (
            f"unit {where.unit} is at {state} in step {where.step} of sample {where.sample}, expected "
            f"{expected.states[where.sample, where.step, where.unit]}"
        )
    if got.readout.shape != expected.readout.shape or got.readout.dtype != expected.readout.dtype:
        told = f"{expected.readout.shape} and {expected.readout.dtype}"
        return f"readouts of shape {got.readout.shape} and {got.readout.dtype}, expected {told}"
    whole = expected.readout.dtype.kind in "iu"
    close = (
        got.readout == expected.readout if whole else np.isclose(got.readout, expected.readout, _RELATIVE, _ABSOLUTE)
    )
    if not close.all():
        sample, kind = np.argwhere(~close)[0]
        wanted = expected.readout[sample, kind]
        return f"the readout of class {kind} is {got.readout[sample, kind]} in sample {sample}, expected {wanted}"
    if not np.array_equal(got.steps_taken, expected.steps_taken):
        sample = np.flatnonzero(got.steps_taken != expected.steps_taken)[0]
        return f"sample {sample} took {got.steps_taken[sample]} steps, expected {expected.steps_taken[sample]}"
    if got.network != expected.network:
        return f"the run is one of network {got.network}, expected {expected.network}"
    return difference_of_counts(dataclasses.asdict(got.activity), dataclasses.asdict(expected.activity))


def difference_of_counts(got: Mapping[str, Any], expected: Mapping[str, Any]) -> str | None:
    """The first count that differs; None where none does.

    Parameters
    ----------
    got, expected
        Counts by name.
    """
    for name, wanted in expected.items():
        if name not in got:
            return f"no count of {name}"
        if got[name] != wanted:
            return f"{name} are {got[name]}, expected {wanted}"
    return None


def difference_of_weights(got: Network, expected: Network, relative: float = 0.0) -> str | None:
    """The first weight in which two networks differ; None where they don't.

    Parameters
    ----------
    got, expected
        What an engine has learned and what the reference has.
    relative
        What two floats may differ by, as a share of the larger.
    """
    for name in LEARNED:
        one, other = dense(getattr(got, name)), dense(getattr(expected, name))
        if one.shape != other.shape:
            return f"{name} of shape {one.shape}, expected {other.shape}"
        differs = np.argwhere(~np.isclose(one, other, relative, relative) if relative else one != other)
        if len(differs):
            row, column = differs[0]
            return f"{name}[{row}, {column}] is {one[row, column]}, expected {other[row, column]}"
    return None if relative or got.hash == expected.hash else "weights agree, and what else the network holds doesn't"
