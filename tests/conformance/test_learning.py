"""Every engine that learns in whole numbers against the reference: every weight after every sample, every count."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neuro.description import Phases
from neuro.engines import AbstractEngine, AbstractLearner, engine_names, load_engine
from neuro.errors import NeuroError
from neuro.network import Network, dense
from neuro.workload import make_workload
from tests.conformance.learning_cases import (
    LEARNED,
    NAMED,
    PHASES,
    SATURATING,
    UNITS,
    Lessons,
    random_lessons,
    row,
    small,
)

# Engines that learn, beside the reference; brian2 learns in the programs of brian2-standalone.
LEARNERS = ("brian2-standalone", "lava-float", "lava-fixed")
DOUBLE = ("brian2",)


@pytest.fixture(scope="module", autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NEURO_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


def engine_here(name: str) -> AbstractEngine:
    """The engine, or a skip with the reason it gives."""
    engine = load_engine(name)
    if (obstacle := engine.obstacle()) is not None:
        pytest.skip(obstacle)
    return engine


def taught(learner: AbstractLearner, lessons: Lessons, cut: int) -> Iterator[tuple[Any, Network]]:
    """What came of each row of `cut` samples, the rate falling on the way, and the network after it."""
    with learner:
        for first in range(0, len(lessons.labels), cut):
            chosen, rate = slice(first, first + cut), 1.0 if first < 20 else 0.5
            lesson = learner.learn(lessons.inputs[chosen], lessons.labels[chosen], rate, first)
            yield (lesson.predictions.tolist(), lesson.unstable, lesson.activity.as_dict()), learner.network()


def check(engine: AbstractEngine, lessons: Lessons, cut: int = 1) -> Network:
    """Hold an engine against the reference after every row; the last network."""
    reference = taught(load_engine("numpy").teach(lessons.network), lessons, cut)
    native = taught(engine.teach(lessons.network), lessons, cut)
    for number, ((wanted, expected), (got, network)) in enumerate(zip(reference, native, strict=True)):
        where = f"{lessons.name}: {engine.name} after row {number}"
        assert got == wanted, where
        for name in LEARNED:
            np.testing.assert_array_equal(
                dense(getattr(network, name)), dense(getattr(expected, name)), err_msg=f"{where}, {name}"
            )
        assert network.hash == expected.hash
    return network


@pytest.mark.parametrize("case", NAMED)
@pytest.mark.parametrize("name", LEARNERS)
def test_named_cases(name: str, case: str) -> None:
    network = small(**NAMED[case])
    (grey, labels), (signed, others) = row(network, 12), row(network, 12, signed=True)
    lessons = Lessons(case, network, np.concatenate([grey, signed]), np.concatenate([labels, others]))
    learned = check(engine_here(name), lessons)
    if case in SATURATING:
        largest = network.description.numbers.largest
        for projection in LEARNED:
            values = dense(getattr(learned, projection))
            assert (values.min(), values.max()) == (-largest, largest)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("name", LEARNERS)
def test_random_networks(name: str, seed: int) -> None:
    check(engine_here(name), random_lessons(seed))


@pytest.mark.slow
@pytest.mark.parametrize("name", LEARNERS)
@settings(deadline=None, max_examples=100)
@given(seed=st.integers(6, 10**6))
def test_many_random_networks(name: str, seed: int) -> None:
    check(engine_here(name), random_lessons(seed))


@pytest.mark.parametrize("phases", PHASES)
@pytest.mark.parametrize("name", LEARNERS)
def test_any_phases(name: str, phases: Phases) -> None:
    network = small()
    network = replace(network, description=replace(network.description, phases=phases))
    check(engine_here(name), Lessons(str(phases), network, *row(network, 12)), cut=4)


@pytest.mark.slow
@pytest.mark.parametrize("name", LEARNERS)
def test_a_thousand_digits(name: str) -> None:
    workload = make_workload("digits", samples=1000, learning=True)
    learned = check(engine_here(name), Lessons("digits", workload.network, *workload.to_learn(slice(None))))
    for projection in LEARNED:
        assert (dense(getattr(learned, projection)) != dense(getattr(workload.network, projection))).any()


# lava-float plays the tapes of lava-fixed.
@pytest.mark.parametrize("cut", [20, 150])
@pytest.mark.parametrize("name", [name for name in LEARNERS if name != "lava-float"])
def test_rows_of_many_samples(name: str, cut: int) -> None:
    network = small(hidden=2.5)
    check(engine_here(name), Lessons(f"rows of {cut}", network, *row(network, 300 if cut == 150 else 60)), cut)


@pytest.mark.parametrize("name", DOUBLE)
def test_engines_that_share_a_learner(name: str) -> None:
    check(engine_here(name), random_lessons(0, samples=3))


@pytest.mark.parametrize("name", engine_names())
def test_every_engine_learns_or_says_why_not(name: str) -> None:
    engine, lessons = engine_here(name), random_lessons(0)
    if name in (*LEARNERS, *DOUBLE, "numpy"):
        engine.teach(lessons.network).close()
        return
    with pytest.raises(NeuroError, match=f"{name} doesn't learn"):
        engine.teach(lessons.network)


def test_what_the_random_cases_promise_is_drawn() -> None:
    """Else the suite proves less than it says."""
    cases = [random_lessons(seed, samples=6) for seed in range(100)]
    networks = [case.network for case in cases]
    heard = [np.diff(network.recurrent.indptr) for network in networks]
    lines = [np.diff(network.input_weights.indptr) for network in networks]
    assert any(((a == 0) & (b == 0)).any() for a, b in zip(heard, lines, strict=True))
    assert {network.description.numbers.weight_bits for network in networks} == {4, 6, 8}
    rules = [network.description.integer_plasticity for network in networks]
    for step in ("recurrent_step", "input_step", "readout_step"):
        assert {getattr(rule, step) for rule in rules} >= {0, 1, 3, 254}
    assert {network.description.plasticity.margin for network in networks} == {0, 5, 40, 10**6}
    assert {rule.recurrent_density for rule in rules} == {0.0, 0.1, 0.5, 1.0}
    assert any((case.inputs < 0).any() for case in cases)
    assert any((case.inputs == 0).all(axis=1).any() for case in cases)
    ends = kept = 0
    for case in cases:
        with load_engine("numpy").teach(case.network) as learner:
            activity = learner.learn(case.inputs, case.labels).activity
            after = learner.network()
        largest = case.network.description.numbers.largest
        values = after.recurrent.data
        ends += {-largest, largest} <= set(values.tolist()) and activity.weight_updates_recurrent > 0
        kept += activity.learning_events_hidden < len(case.labels) * UNITS
    assert ends > 10
    assert kept > 10
