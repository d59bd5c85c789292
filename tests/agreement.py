"""What it means that two engines agree: every state at every step, every answer, every count, every weight."""

from __future__ import annotations

import dataclasses

import numpy as np

from neuro.engines import Run, Stimulus, first_difference, load_engine
from neuro.network import LEARNED, Network, dense


def reference(network: Network, stimulus: Stimulus, code: str = "flips") -> Run:
    """What every engine must do."""
    return load_engine("numpy").run(network, stimulus, code)


def assert_identical(got: Run, expected: Run, case: str = "") -> None:
    """Hold one run against another."""
    difference = first_difference(got, expected)
    assert difference is None, f"{case}: {got.engine} {got.code} differs from {expected.engine}: {difference}"
    np.testing.assert_array_equal(got.states, expected.states, err_msg=case)
    assert got.states.dtype == expected.states.dtype
    np.testing.assert_array_equal(got.readout, expected.readout, err_msg=case)
    assert got.readout.dtype == expected.readout.dtype
    np.testing.assert_array_equal(got.steps_taken, expected.steps_taken, err_msg=case)
    assert dataclasses.asdict(got.activity) == dataclasses.asdict(expected.activity), case
    assert got.network == expected.network


def assert_identical_weights(got: Network, expected: Network, case: str = "") -> None:
    """Hold what one engine has learned against what another has."""
    for name in LEARNED:
        np.testing.assert_array_equal(
            dense(getattr(got, name)), dense(getattr(expected, name)), err_msg=f"{case}, {name}"
        )
    assert got.hash == expected.hash
