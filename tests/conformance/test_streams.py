"""Every engine against the reference where inputs change from step to step: states, answers, counts and weights."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from neuro.conformance import (
    Case,
    glued_case,
    random_case,
    random_stream,
    small,
    streamed,
    streaming_case,
    streaming_learning_case,
)
from neuro.description import Phases
from neuro.engines import CODES, Stimulus, load_engine
from neuro.errors import NeuroError
from neuro.events import InputEvents
from tests.agreement import assert_identical, reference
from tests.conformance.here import spoken
from tests.conformance.test_engines import COMPILED, INTERPRETED
from tests.conformance.test_engines import check as check_run
from tests.conformance.test_learning import LEARNERS
from tests.conformance.test_learning import check as check_learning


def small_case(inputs: np.ndarray, phases: Phases) -> Case:
    network = small()
    return Case("small", network, Stimulus(len(inputs), phases, inputs))


@pytest.mark.parametrize(("name", "code"), spoken(INTERPRETED))
@pytest.mark.parametrize("number", [0, 1, 2, 3, *(pytest.param(number, marks=pytest.mark.slow) for number in (4, 5))])
def test_random_networks(name: str, code: str, number: int) -> None:
    check_run(name, streaming_case(number), code)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "code"), spoken(INTERPRETED))
@pytest.mark.parametrize("first", range(6, 206, 20))
def test_two_hundred_random_networks(name: str, code: str, first: int) -> None:
    for number in range(first, first + 20):
        check_run(name, streaming_case(number), code)


@pytest.mark.parametrize(("name", "code"), spoken(INTERPRETED, "random-subset"))
@pytest.mark.parametrize("number", range(2))
def test_random_subset_updates(name: str, code: str, number: int) -> None:
    check_run(name, streaming_case(number, masked=True), code)


@pytest.mark.parametrize(("name", "code"), spoken(COMPILED))
def test_compiled_programs_take_many_networks_at_once(name: str, code: str) -> None:
    check_run(name, streamed(glued_case(list(range(16, 56))), 1), code)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "code"), spoken(COMPILED))
def test_compiled_programs_take_two_hundred_networks_at_once(name: str, code: str) -> None:
    for seed in range(5):
        check_run(name, streamed(glued_case(list(range(16, 816))), seed), code)


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("name", LEARNERS)
def test_learning(name: str, seed: int) -> None:
    check_learning(load_engine(name), streaming_learning_case(seed), cut=3)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2, 64))
@pytest.mark.parametrize("name", LEARNERS)
def test_learning_in_many_networks(name: str, seed: int) -> None:
    check_learning(load_engine(name), streaming_learning_case(seed), cut=5)


@pytest.mark.parametrize("name", LEARNERS)
def test_learners_take_streams_and_constant_inputs_in_turn(name: str) -> None:
    network = small()
    stream = random_stream(1, (4, network.description.phases.steps, 6), 4)
    constant, labels = stream[:, -1], np.array([0, 1, 2, 0])
    learned = []
    for engine in ("numpy", name):
        with load_engine(engine).teach(network) as learner:
            for number, inputs in enumerate((constant, stream, constant)):
                learner.learn(inputs, labels, first=4 * number)
            learned.append(learner.network().hash)
    assert learned[0] == learned[1]


@pytest.mark.parametrize("code", CODES)
def test_a_stream_that_stays_is_a_constant_input(code: str) -> None:
    case = random_case(2)
    constant = random_stream(3, (case.stimulus.samples, 1, case.network.lines), 16)
    held = replace(case.stimulus, inputs=np.repeat(constant, case.stimulus.steps, axis=1))
    one = reference(case.network, replace(case.stimulus, inputs=constant[:, 0]), code)
    assert_identical(reference(case.network, held, code), one)


def test_lines_speak_when_they_change_or_while_they_are_on() -> None:
    # Line 0 comes on in step 2 and goes off in step 4, line 1 changes from 1 to 3 and stays.
    inputs = np.zeros((1, 5, 6), np.int64)
    inputs[0, 1:3, 0], inputs[0, 0, 1], inputs[0, 1:, 1] = 4, 1, 3
    case = small_case(inputs, Phases(0, 0, 5))
    assert reference(case.network, case.stimulus, "flips").activity.input_events == 4
    assert reference(case.network, case.stimulus, "spikes").activity.input_events == 2 + 5


def test_what_falls_silent_is_forgotten() -> None:
    """A unit without self-coupling follows its input from step to step."""
    network = replace(small(), self_coupling=np.zeros(24, np.int32))
    network = replace(network, recurrent=network.recurrent * 0, links=network.links * 0, bias=network.bias * 0)
    stream = random_stream(2, (3, 5, 6), 9)
    run = load_engine("numpy").run(network, Stimulus(3, Phases(0, 0, 5), stream))
    weights = network.input_weights.toarray()
    np.testing.assert_array_equal(run.states[:, 1:], np.where(stream @ weights.T > 0, 1, -1))


@pytest.mark.parametrize("stop", ["fixed-point", "cycle"])
def test_early_stops_are_refused(stop: str) -> None:
    case = small_case(random_stream(0, (2, 4, 6), 5), Phases(0, 0, 4))
    with pytest.raises(NeuroError, match=f"stop = '{stop}' needs inputs that stay"):
        reference(case.network, replace(case.stimulus, stop=stop))


@pytest.mark.parametrize("shape", [(2, 3, 6), (2, 4, 5), (1, 4, 6), (4, 6), (2, 4, 6, 1)])
def test_other_shapes_are_refused(shape: tuple[int, ...]) -> None:
    case = small_case(np.zeros((2, 4, 6), np.int64), Phases(0, 0, 4))
    for inputs in (np.zeros(shape, np.int64), InputEvents.from_dense(np.zeros(shape)) if len(shape) == 3 else None):
        if inputs is not None:
            with pytest.raises(NeuroError, match=r"expected \(2, 6\) for constant ones or \(2, 4, 6\)"):
                reference(case.network, replace(case.stimulus, inputs=inputs))


def test_fractions_are_refused_in_integer_networks() -> None:
    events = InputEvents.of([0], [2], [1], [0.5], (2, 4, 6))
    case = small_case(events, Phases(0, 0, 4))  # type: ignore[arg-type]
    with pytest.raises(NeuroError, match="whole-number payloads"):
        reference(case.network, case.stimulus)


@pytest.mark.parametrize("name", ["numpy", "numba"])
def test_states_that_come_back_under_a_stream_are_no_cycle(name: str) -> None:
    network = replace(small(), self_coupling=np.zeros(24, np.int32))
    network = replace(network, recurrent=network.recurrent * 0, links=network.links * 0)
    stream = np.tile(np.array([9, -9]), 3)[None, :, None] * np.ones((1, 1, 6), int)
    with load_engine(name).open(network) as session:
        assert session.settle(Stimulus(1, Phases(0, 0, 6), stream)).period.tolist() == [0]
