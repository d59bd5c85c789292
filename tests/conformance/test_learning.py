"""Every engine that learns in whole numbers against the reference: every weight after every sample, every count."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neuro.conformance import (
    NAMED,
    PHASES,
    SATURATING,
    UNITS,
    LearningCase,
    named_learning_case,
    random_learning_case,
    row,
    small,
)
from neuro.description import Phases
from neuro.engines import AbstractEngine, AbstractLearner, engine_names, load_engine
from neuro.errors import NeuroError
from neuro.network import LEARNED, Network, dense
from neuro.workload import make_workload
from tests.agreement import assert_identical_weights
from tests.conformance.here import learning
from tests.conformance.test_engines import COMPILED

# The learner of brian2 is that of brian2-standalone, as a test below says.
LEARNERS = [name for name in learning("learn-integer") if name != "brian2"]
# lava-float plays the schedules of lava-fixed.
OF_EACH_KIND = [name for name in LEARNERS if name != "lava-float"]
# What has most ways to go wrong.
MOST_AT_ONCE = ("8 bits, saturating", "competitive readout", "module by module")


def taught(learner: AbstractLearner, case: LearningCase, cut: int) -> Iterator[tuple[Any, Network]]:
    """What came of each row of `cut` samples, the rate falling on the way, and the network after it."""
    with learner:
        for first in range(0, len(case.labels), cut):
            chosen, rate = slice(first, first + cut), 1.0 if first < 20 else 0.5
            result = learner.learn(case.inputs[chosen], case.labels[chosen], rate, first)
            yield (result.predictions.tolist(), result.unstable, result.activity.as_dict()), learner.network()


def check(engine: AbstractEngine, case: LearningCase, cut: int = 1) -> Network:
    """Hold an engine against the reference after every row; the last network."""
    reference = taught(load_engine("numpy").teach(case.network), case, cut)
    native = taught(engine.teach(case.network), case, cut)
    for number, ((wanted, expected), (got, network)) in enumerate(zip(reference, native, strict=True)):
        where = f"{case.name}: {engine.name} after row {number}"
        assert got == wanted, where
        assert_identical_weights(network, expected, where)
    return network


def all_with_some(cases: Iterable[Any], some: Collection[Any]) -> list[Any]:
    """Each learner with each case; all but some are slow where it compiles, or plays the schedules of another."""
    thin = {*LEARNERS} - {*OF_EACH_KIND} | {*COMPILED}
    return [
        pytest.param(name, case, marks=[pytest.mark.slow] if name in thin and case not in some else [])
        for name in LEARNERS
        for case in cases
    ]


@pytest.mark.parametrize(("name", "case"), all_with_some(NAMED, MOST_AT_ONCE))
def test_named_cases(name: str, case: str) -> None:
    to_learn = named_learning_case(case)
    network = to_learn.network
    learned = check(load_engine(name), to_learn)
    if case in SATURATING:
        largest = network.description.numbers.largest
        for projection in LEARNED:
            values = dense(getattr(learned, projection))
            assert (values.min(), values.max()) == (-largest, largest)
        # Links lie beside couplings, and hardware holds their sum.
        assert learned.recurrent.multiply(learned.links).nnz
        assert abs(learned.couplings).max() == largest
    # The readout hears population b alone.
    assert not learned.readout_weights[:, :14].any()


@pytest.mark.parametrize(("name", "seed"), all_with_some(range(6), [1, 4]))
def test_random_networks(name: str, seed: int) -> None:
    check(load_engine(name), random_learning_case(seed))


@pytest.mark.slow
@pytest.mark.parametrize("name", LEARNERS)
@settings(max_examples=100)
@given(seed=st.integers(6, 10**6))
def test_many_random_networks(name: str, seed: int) -> None:
    check(load_engine(name), random_learning_case(seed))


@pytest.mark.parametrize("phases", PHASES)
@pytest.mark.parametrize("name", OF_EACH_KIND)
def test_any_phases(name: str, phases: Phases) -> None:
    network = small()
    network = replace(network, description=replace(network.description, phases=phases))
    check(load_engine(name), LearningCase(str(phases), network, *row(network, 12)), cut=4)


@pytest.mark.slow
@pytest.mark.parametrize("name", LEARNERS)
def test_a_thousand_digits(name: str) -> None:
    workload = make_workload("digits", samples=1000, learning=True)
    learned = check(load_engine(name), LearningCase("digits", workload.network, *workload.to_learn(slice(None))))
    for projection in LEARNED:
        assert (dense(getattr(learned, projection)) != dense(getattr(workload.network, projection))).any()


@pytest.mark.parametrize("cut", [20, 150])
@pytest.mark.parametrize("name", OF_EACH_KIND)
def test_rows_of_many_samples(name: str, cut: int) -> None:
    network = small(hidden=2.5)
    check(load_engine(name), LearningCase(f"rows of {cut}", network, *row(network, 200 if cut == 150 else 60)), cut)


@pytest.mark.parametrize("name", engine_names())
def test_every_engine_learns_or_says_why_not(name: str) -> None:
    engine, case = load_engine(name), random_learning_case(0)
    if (reason := engine.learning_limit("learn-integer")) is not None:
        with pytest.raises(NeuroError) as refusal:
            engine.teach(case.network)
        assert str(refusal.value) == f"{name} doesn't learn by the integer rule: {reason}"
    elif engine.obstacle() is None:
        engine.teach(case.network).close()


def test_brian2_learns_in_the_compiled_programs_of_its_standalone_mode() -> None:
    if "brian2" not in learning("learn-integer"):
        pytest.skip("brian2 doesn't learn here")
    network = random_learning_case(0).network
    learners = [load_engine(name).teach(network) for name in ("brian2", "brian2-standalone")]
    for learner in learners:
        learner.close()
    assert type(learners[0]) is type(learners[1])


def test_what_the_random_cases_promise_is_drawn() -> None:
    """Else the suite proves less than it says."""
    cases = [random_learning_case(seed, samples=6) for seed in range(100)]
    networks = [case.network for case in cases]
    heard = [np.diff(network.recurrent.indptr) for network in networks]
    lines = [np.diff(network.input_weights.indptr) for network in networks]
    assert any(((a == 0) & (b == 0)).any() for a, b in zip(heard, lines, strict=True))
    assert {network.description.numbers.weight_bits for network in networks} == {4, 6, 8}
    rules = [network.description.integer_plasticity for network in networks]
    for step in ("recurrent_step", "input_step", "readout_step"):
        assert {getattr(rule, step) for rule in rules} >= {0, 1, 3, 254}
    assert {network.description.integer_margin for network in networks} == {0, 5, 40, 10**6}
    assert {rule.margin is None for rule in rules} == {False, True}
    assert {rule.readout_rule for rule in rules} == {"margin", "competitive"}
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
