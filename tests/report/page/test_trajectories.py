"""States as they are packed into a page: read back they are the run's, and they keep within their room."""

from __future__ import annotations

import base64
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from neuro.engines import first_difference
from neuro.report import Comparison, compare
from neuro.report.page import trajectories as module
from neuro.report.page.trajectories import trajectories
from neuro.workload import make_workload


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    return compare(make_workload("digits", samples=5), ["numpy"])


def unpacked(given: dict[str, Any], which: int = 0) -> NDArray[np.int8]:
    """The states (samples, steps, units) that a page holds, those of an all-silent start put back."""
    shape = (given["samples"], given["steps"] + 1 - given["first"], given["units"])
    flat = np.frombuffer(base64.b64decode(given["states"][which]), np.uint8)
    bits = np.unpackbits(flat, bitorder="little")[: int(np.prod(shape)) * given["bits"]].reshape(*shape, -1)
    states = 2 * bits[..., -1].astype(np.int8) - 1
    if given["bits"] == 2:
        states[bits[..., 0] == 1] = 0
    return np.concatenate([np.zeros((shape[0], given["first"], shape[2]), np.int8), states], axis=1)


def test_a_silent_start_is_left_out_and_one_bit_is_enough(comparison: Comparison) -> None:
    given = trajectories(comparison)
    assert (given["bits"], given["first"], given["samples"], given["numbers"]) == (1, 1, 5, None)
    np.testing.assert_array_equal(unpacked(given), comparison.entries[0].run.states)
    assert [run["states"] for run in given["runs"]] == [0, 0]
    assert given["runs"][0]["answers"] == comparison.entries[0].run.predictions.tolist()
    assert given["populations"] == [{"name": "hidden", "start": 0, "stop": 500, "number": 0}]


def test_units_that_are_silent_later_take_two_bits_and_engines_that_differ_have_their_own(
    comparison: Comparison,
) -> None:
    first = comparison.entries[0]
    states = first.run.states.copy()
    states[1, 2, 3:9] = 0
    run = replace(first.run, engine="other", states=states)
    parted = replace(first, run=run, difference=first_difference(run, first.run))
    given = trajectories(replace(comparison, entries=(*comparison.entries, parted)))
    assert given["bits"] == 2
    assert [run["states"] for run in given["runs"]] == [0, 0, 1]
    np.testing.assert_array_equal(unpacked(given, 0), first.run.states)
    np.testing.assert_array_equal(unpacked(given, 1), states)


@pytest.mark.parametrize(("room", "samples", "units"), [(1200, 3, 500), (300, 1, 400), (75, 1, 100)])
def test_what_does_not_fit_is_left_out(
    comparison: Comparison, monkeypatch: pytest.MonkeyPatch, room: int, samples: int, units: int
) -> None:
    monkeypatch.setattr(module, "ROOM", room)
    given = trajectories(comparison)
    assert (given["samples"], given["units"]) == (samples, units)
    assert (given["all_samples"], given["all_units"]) == (5, 500)
    chosen = given["numbers"] or range(500)
    np.testing.assert_array_equal(unpacked(given), comparison.entries[0].run.states[:samples][..., list(chosen)])
    assert len(base64.b64decode(given["states"][0])) <= room
