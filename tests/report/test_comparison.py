"""Comparisons: what is called identical, and where runs part."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from neuro.engines import AbstractEngine, load_engine
from neuro.errors import NeuroError
from neuro.network import dense
from neuro.report import Comparison, Entry, as_json, compare, comparison_figure, verdict_line
from neuro.workload import Workload, make_workload


@pytest.fixture(scope="module")
def workload() -> Workload:
    return make_workload("digits", samples=4)


def test_both_codes_have_equal_states_and_other_costs(workload: Workload) -> None:
    comparison = compare(workload, ["numpy"])
    assert comparison.identical
    flips, spikes = comparison.entries
    assert flips.run.activity.flips == spikes.run.activity.flips
    assert flips.run.activity.synops < spikes.run.activity.synops < comparison.synops_dense
    assert flips.energy is not None
    assert spikes.energy is not None
    assert flips.energy.high < spikes.energy.low


def test_a_single_wrong_state_is_found_and_named(workload: Workload) -> None:
    comparison = compare(workload, ["numpy"], ["flips"])
    entry = comparison.entries[0]
    states = entry.run.states.copy()
    states[2, 3, 7] *= -1
    wrong = replace(entry.run, engine="other", states=states)
    from neuro.engines import first_difference

    parted = Entry(wrong, entry.energy, entry.accuracy, first_difference(wrong, entry.run), True)
    both = Comparison(workload, comparison.profiles, (entry, parted))
    assert not both.identical
    assert "step 3, sample 2, unit 7" in verdict_line(both)
    data = as_json(both)
    assert data["identical"] is False
    assert data["first_difference"] == {"engine": "other", "code": "flips", "sample": 2, "step": 3, "unit": 7}


def test_dense_operations_by_hand(workload: Workload) -> None:
    network = workload.network
    per_step, inputs = np.count_nonzero(network.couplings.toarray()), np.count_nonzero(dense(network.input_weights))
    once = 4 * (6 * per_step + inputs + np.count_nonzero(network.readout_weights))
    comparison = compare(workload, ["numpy"])
    assert comparison.synops_dense == once
    assert comparison.synops_dense_input_every_step == once + 4 * 5 * inputs


def test_figure_has_four_labelled_panels(workload: Workload) -> None:
    figure = comparison_figure(compare(workload, ["numpy"]))
    assert len(figure.axes) == 4
    assert all(axis.get_title() for axis in figure.axes)


def test_engines_that_do_not_work_are_refused(workload: Workload, monkeypatch: pytest.MonkeyPatch) -> None:
    engine: AbstractEngine = load_engine("numpy")
    monkeypatch.setattr(type(engine), "obstacle", lambda self: "install something.")
    with pytest.raises(NeuroError, match="install something"):
        compare(workload, ["numpy"])
    with pytest.raises(NeuroError, match="expected at least one name"):
        compare(workload, [])
