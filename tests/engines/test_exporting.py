"""Runs as objects of pandas, xarray and Neo say what the run says."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from neuro.conformance import random_case
from neuro.engines import Run, load_engine
from neuro.errors import NeuroError

CASE = random_case(2)


def run(code: str = "flips") -> Run:
    return load_engine("numpy").run(CASE.network, CASE.stimulus, code, ["fields", "readouts"])


def test_a_row_a_flip_or_a_spike() -> None:
    pytest.importorskip("pandas")
    flips, spikes = run().to_pandas(), run("spikes").to_pandas()
    assert len(flips) == run().activity.flips
    assert len(spikes) == run("spikes").activity.spikes
    assert set(spikes["state"]) == {1}
    states = run().states[:, 0].astype(int)
    for row in flips.itertuples():
        assert states[row.sample, row.unit] != row.state
        states[row.sample, row.unit] = row.state
    np.testing.assert_array_equal(states, run().states[:, -1])


def test_labelled_arrays_hold_all_that_was_kept() -> None:
    pytest.importorskip("xarray")
    one = run()
    found = one.to_xarray()
    assert dict(found.sizes) == {
        "sample": CASE.stimulus.samples,
        "step": CASE.stimulus.steps,
        "unit": CASE.network.units,
        "class": CASE.network.classes,
    }
    np.testing.assert_array_equal(found["states"].sel(step=1), one.states[:, 1])
    np.testing.assert_array_equal(found["start"], one.states[:, 0])
    np.testing.assert_array_equal(found["fields"], one.recorded["fields"])
    np.testing.assert_array_equal(found["readouts"], one.recorded["readouts"])
    assert found.attrs["network"] == one.network
    assert found.attrs["activity_flips"] == one.activity.flips


def test_spike_trains() -> None:
    pytest.importorskip("neo")
    one = run("spikes")
    block = one.to_neo(step_ms=2.0)
    assert len(block.segments) == CASE.stimulus.samples
    count = sum(len(train) for segment in block.segments for train in segment.spiketrains)
    assert count == one.activity.spikes
    train = block.segments[0].spiketrains[0]
    np.testing.assert_allclose(train.rescale("ms").magnitude, 2.0 * (np.flatnonzero(one.spikes[0, :, 0]) + 1))
    assert float(train.t_stop.rescale("ms")) == 2.0 * CASE.stimulus.steps
    with pytest.raises(NeuroError, match="expected milliseconds"):
        one.to_neo(step_ms=0.0)


@pytest.mark.parametrize(("module", "method"), [("pandas", "to_pandas"), ("xarray", "to_xarray"), ("neo", "to_neo")])
def test_a_missing_library_is_named(module: str, method: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(NeuroError, match=rf"{module} is not installed; .*neuro-engines\[{module}\]"):
        getattr(run(), method)()
