"""Readout fields from voltages: signs, shifts, runs before; and readouts that would spike."""

from __future__ import annotations

import numpy as np
import pytest
from neuro_deploy.loihi2.measured import READOUT_THRESHOLD, check_readout, readout_fields

from neuro.errors import NeuroError
from tests.small import small_network

NETWORK = small_network([[0, 0], [0, 0]], readout=[[3, -1], [-5, 5]])


def test_fields_are_voltages_less_the_folded_bias() -> None:
    # Two units, two steps: 2 * 3 and 0, then -10 as 24 bits without a sign, and 10. Sums of weights are 2 and 0.
    volts = [64 * 6, 0, 2**24 - 64 * 10, 64 * 10]
    np.testing.assert_array_equal(readout_fields(NETWORK, volts, 2), [[4, -10], [-2, 10]])


def test_a_probe_that_kept_earlier_runs_gives_the_latest() -> None:
    volts = [64 * 1, 64 * 2, 64 * 3, 64 * 4, 64 * 5, 64 * 6]
    np.testing.assert_array_equal(readout_fields(NETWORK, volts, 1), [[1, 6]])


@pytest.mark.parametrize("volts", [[], [1, 2], [1, 2, 3, 4, 5]])
def test_a_probe_that_recorded_otherwise_is_refused(volts: list[int]) -> None:
    with pytest.raises(NeuroError, match=f"recorded {len(volts)} voltages, expected 2 in each of 2 steps"):
        readout_fields(NETWORK, volts, 2)


def test_a_readout_that_could_spike_is_refused() -> None:
    # 2 * 127 * 516 is 131 064, seven below the threshold; one more unit is too many.
    below, above = (np.outer([1, 0], np.full(units, 127)) for units in (516, 517))
    assert 2 * 127 * 516 < READOUT_THRESHOLD < 2 * 127 * 517
    check_readout(small_network(np.zeros((516, 516)), readout=below))
    check_readout(small_network(np.zeros((1032, 1032)), readout=np.hstack([below, -below])))
    for readout in (above, -above):
        with pytest.raises(NeuroError, match="readout unit 0 could reach 131318"):
            check_readout(small_network(np.zeros((517, 517)), readout=readout))
