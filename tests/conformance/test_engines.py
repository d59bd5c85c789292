"""Every engine against the reference: every state at every step, every answer, every count."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from neuro.engines import CODES, LEARNING_FEATURES, AbstractEngine, Run, engine_names, first_difference, load_engine
from neuro.engines.contract import features_of
from neuro.errors import NeuroError
from tests.conformance.cases import Case, float_twin, glued_case, random_case

OTHERS = [name for name in engine_names() if name != "numpy"]
# Engines that compile a program per network take the cases glued together.
COMPILED = ("brian2-standalone",)
INTERPRETED = [name for name in OTHERS if name not in COMPILED]

QUICK, ALL = range(0, 16), range(16, 516)


def engine_here(name: str) -> AbstractEngine:
    """The engine, or a skip with the reason it gives."""
    engine = load_engine(name)
    if (obstacle := engine.obstacle()) is not None:
        pytest.skip(obstacle)
    return engine


def check(engine: AbstractEngine, case: Case, code: str) -> None:
    """Hold one run against the reference, or skip under the engine's stated reason."""
    for feature, reason in engine.limits(code).items():
        if feature in features_of(case.network, case.stimulus) | {code}:
            pytest.skip(f"{engine.name}, {code}: no {feature} ({reason})")
    expected = load_engine("numpy").run(case.network, case.stimulus, code)
    got = engine.run(case.network, case.stimulus, code)
    assert_same(case, got, expected)


def assert_same(case: Case, got: Run, expected: Run) -> None:
    difference = first_difference(got, expected)
    assert difference is None, f"case {case.name}: {got.engine} {got.code} parts at {difference}"
    np.testing.assert_array_equal(got.readout, expected.readout, err_msg=case.name)
    np.testing.assert_array_equal(got.steps_taken, expected.steps_taken, err_msg=case.name)
    assert dataclasses.asdict(got.activity) == dataclasses.asdict(expected.activity), case.name
    assert got.network == expected.network


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("name", INTERPRETED)
@pytest.mark.parametrize("seed", QUICK)
def test_random_networks_quick(name: str, code: str, seed: int) -> None:
    check(engine_here(name), random_case(seed), code)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("name", INTERPRETED)
@pytest.mark.parametrize("seed", range(4))
def test_random_subset_updates(name: str, code: str, seed: int) -> None:
    check(engine_here(name), random_case(1000 + seed, masked=True), code)


@pytest.mark.slow
@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("name", INTERPRETED)
@pytest.mark.parametrize("block", range(10))
def test_random_networks_all(name: str, code: str, block: int) -> None:
    engine = engine_here(name)
    if code in engine.limits(code):
        pytest.skip(f"{name}: no {code} ({engine.limits(code)[code]})")
    for seed in ALL[block * 50 : (block + 1) * 50]:
        case = random_case(seed)
        expected = load_engine("numpy").run(case.network, case.stimulus, code)
        assert_same(case, engine.run(case.network, case.stimulus, code), expected)


@pytest.mark.slow
@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("name", OTHERS)
def test_networks_glued_together(name: str, code: str) -> None:
    check(engine_here(name), glued_case(list(range(16, 516))), code)


@pytest.mark.parametrize("name", INTERPRETED)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_float_networks(name: str, seed: int) -> None:
    """Small float networks whose sums don't sit on a tie: the engines agree to the last state."""
    case = random_case(seed)
    twin = dataclasses.replace(case, network=float_twin(case.network))
    engine = engine_here(name)
    code = next(code for code in CODES if code not in engine.limits(code))
    if "float-network" in engine.limits(code):
        with pytest.raises(NeuroError, match="float-network"):
            engine.run(twin.network, twin.stimulus, code)
        return
    expected = load_engine("numpy").run(twin.network, twin.stimulus, code)
    got = engine.run(twin.network, twin.stimulus, code)
    assert first_difference(got, expected) is None
    np.testing.assert_allclose(got.readout, expected.readout, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("name", OTHERS)
def test_limits_are_refused_with_their_reason(name: str, code: str) -> None:
    engine = engine_here(name)
    case = random_case(3, masked=True)
    asked = {
        "random-subset": (case.network, case.stimulus),
        "early-stop": (case.network, dataclasses.replace(case.stimulus, update_probability=1.0, stop="fixed-point")),
        "float-network": (float_twin(case.network), random_case(3).stimulus),
        code: (case.network, random_case(3).stimulus),
    }
    for feature, reason in engine.limits(code).items():
        learner = float_twin(case.network) if feature == "learn-float" else case.network
        with pytest.raises(NeuroError) as refusal:
            engine.teach(learner) if feature in LEARNING_FEATURES else engine.run(*asked[feature], code)
        assert reason in str(refusal.value)


def test_every_case_kind_is_drawn() -> None:
    """The cases cover what they promise: else the suite proves less than it says."""
    cases = [random_case(seed) for seed in ALL]
    assert any(c.stimulus.initial is None for c in cases)
    assert any(c.stimulus.initial is not None for c in cases)
    assert any(c.stimulus.phases.clamped for c in cases)
    assert any(c.network.links.nnz for c in cases)
    assert any(c.network.bias.any() for c in cases)
    assert {c.network.units for c in cases} >= {1, 2, 60}
    tied = 0
    for case in cases[:40]:
        run = load_engine("numpy").run(case.network, case.stimulus)
        fields = run.states[:, :-1].astype(int) @ np.asarray(
            case.network.couplings.T.toarray()
            if hasattr(case.network.couplings, "toarray")
            else case.network.couplings.T
        )
        tied += int((fields + case.network.bias == 0).any())
    assert tied > 5
