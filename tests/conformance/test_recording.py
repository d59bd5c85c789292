"""What engines record beside states: the same fields and readouts in all that can, a reason from the others."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from neuro.conformance import random_case, streaming_case
from neuro.description import Phases
from neuro.engines import RECORDS, load_engine
from neuro.errors import NeuroError
from tests.agreement import assert_identical, reference
from tests.conformance.here import WORKING, spoken
from tests.conformance.test_engines import COMPILED

CASES = (random_case(2), random_case(6, masked=True), streaming_case(1), random_case(3))


# Engines that compile a program for each network take the first case; the others with the slow tests.
FIRST = [
    pytest.param(name, code, number, marks=[pytest.mark.slow] if number and name in COMPILED else [])
    for name, code in spoken(WORKING)
    for number in range(len(CASES))
]


@pytest.mark.parametrize(("name", "code", "number"), FIRST)
def test_recorded_alike(name: str, code: str, number: int) -> None:
    case, engine = CASES[number], load_engine(name)
    wanted = [one for one in engine.records if one != "readouts" or case.network.classes]
    if case.stimulus.masked and "random-subset" in engine.limits(code):
        return
    expected = load_engine("numpy").run(case.network, case.stimulus, code, wanted)
    got = engine.run(case.network, case.stimulus, code, ["states", *wanted])
    assert_identical(got, expected, case.name)
    assert set(got.recorded) == set(wanted)
    for one in wanted:
        np.testing.assert_array_equal(got.recorded[one], expected.recorded[one], err_msg=f"{name} {code} {one}")


@pytest.mark.parametrize("code", ["flips", "spikes"])
def test_units_decide_by_the_field_that_is_recorded(code: str) -> None:
    for case in CASES:
        run = load_engine("numpy").run(case.network, case.stimulus, code, ["fields"])
        masks = case.stimulus.masks(case.network.units)
        decided = np.where(run.recorded["fields"] > 0, 1, -1)
        kept = run.states[:, :-1] if masks is None else np.where(masks, decided, run.states[:, :-1])
        np.testing.assert_array_equal(run.states[:, 1:], decided if masks is None else kept)


def test_the_last_readout_is_the_answer() -> None:
    run = load_engine("numpy").run(CASES[0].network, CASES[0].stimulus, "flips", ["readouts"])
    np.testing.assert_array_equal(run.recorded["readouts"][:, -1], run.readout)


def test_a_sample_that_stopped_has_no_fields_any_more() -> None:
    case = random_case(1)
    stimulus = replace(case.stimulus, stop="fixed-point", phases=Phases(0, 0, 60))
    run = load_engine("numpy").run(case.network, stimulus, record=["fields"])
    np.testing.assert_array_equal(np.isnan(run.recorded["fields"]).any(axis=2), ~run.executed)


@pytest.mark.parametrize("name", ["numpy", *WORKING])
def test_what_is_not_recorded_is_refused_with_the_reason(name: str) -> None:
    engine, case = load_engine(name), CASES[0]
    for one in set(RECORDS) - set(engine.records):
        with pytest.raises(NeuroError, match=f"{name} can't record {one}: .*; the engine numpy can"):
            engine.run(case.network, case.stimulus, "spikes", [one])
    with pytest.raises(NeuroError, match="got 'field', expected states, fields, readouts; did you mean 'fields'"):
        engine.run(case.network, case.stimulus, "spikes", ["field"])


def test_networks_without_classes_have_no_readouts() -> None:
    assert not reference(CASES[3].network, CASES[3].stimulus).recorded
    with pytest.raises(NeuroError, match=r"has no \[classes\]"):
        load_engine("numpy").run(CASES[3].network, CASES[3].stimulus, "flips", ["readouts"])
