"""Engines that agree, as assertions."""

from __future__ import annotations

import numpy as np

from neuro.conformance import difference_of_runs, difference_of_weights
from neuro.engines import Run, Stimulus, load_engine
from neuro.network import Network


def reference(network: Network, stimulus: Stimulus, code: str = "flips") -> Run:
    """What every engine must do."""
    return load_engine("numpy").run(network, stimulus, code)


def assert_identical(got: Run, expected: Run, case: str = "") -> None:
    """Hold one run against another."""
    assert difference_of_runs(got, expected) is None, f"{case}: {got.engine} {got.code}"
    np.testing.assert_array_equal(got.readout, expected.readout, err_msg=case)


def assert_identical_weights(got: Network, expected: Network, case: str = "") -> None:
    """Hold what one engine has learned against what another has."""
    assert difference_of_weights(got, expected) is None, case
