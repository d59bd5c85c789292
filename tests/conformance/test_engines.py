"""Every engine against the reference: every state at every step, every answer, every count."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from neuro.conformance import Case, float_twin, glued_case, random_case
from neuro.description import Phases
from neuro.engines import CODES, engine_names, first_difference, load_engine
from neuro.errors import NeuroError
from tests.agreement import assert_identical, reference
from tests.conformance.here import WORKING, spoken

# Engines that compile a program per network take the cases glued together.
COMPILED = ("brian2-standalone",)
INTERPRETED = [name for name in WORKING if name not in COMPILED]

QUICK, ALL = range(0, 16), range(16, 216)
# Tried by `make test`; all by `make test-all`.
FIRST = [*QUICK[:8], *(pytest.param(seed, marks=pytest.mark.slow) for seed in QUICK[8:])]


def check(name: str, case: Case, code: str) -> None:
    """Hold one run against the reference."""
    got = load_engine(name).run(case.network, case.stimulus, code)
    assert_identical(got, reference(case.network, case.stimulus, code), case.name)


@pytest.mark.parametrize("name", engine_names())
def test_every_engine_works_here_or_says_what_is_missing(name: str) -> None:
    """A missing engine shows as this one line; the cases below take the others."""
    if (obstacle := load_engine(name).obstacle()) is not None:
        pytest.skip(f"{name}: {obstacle}")


@pytest.mark.parametrize(("name", "code"), spoken(INTERPRETED))
@pytest.mark.parametrize("seed", FIRST)
def test_random_networks_quick(name: str, code: str, seed: int) -> None:
    check(name, random_case(seed), code)


@pytest.mark.parametrize(("name", "code"), spoken(INTERPRETED, "random-subset"))
@pytest.mark.parametrize("seed", range(4))
def test_random_subset_updates(name: str, code: str, seed: int) -> None:
    check(name, random_case(1000 + seed, masked=True), code)


@pytest.mark.parametrize(("name", "code"), spoken(INTERPRETED, "module-by-module"))
@pytest.mark.parametrize("seed", [1, 5, 9, 13])
def test_modules_in_turn(name: str, code: str, seed: int) -> None:
    case = random_case(seed)
    sizes = tuple(population.size for population in case.network.description.populations)
    starts = (case.stimulus.initial,) if code == "spikes" else (case.stimulus.initial, None)
    for initial in starts:
        stimulus = dataclasses.replace(case.stimulus, turns=sizes, initial=initial, phases=Phases(2, 0, 3 * len(sizes)))
        if code == "spikes" and initial is None:
            stimulus = dataclasses.replace(stimulus, initial=np.ones((stimulus.samples, case.network.units), np.int8))
        check(name, dataclasses.replace(case, stimulus=stimulus), code)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "code"), spoken(INTERPRETED))
@pytest.mark.parametrize("block", range(4))
def test_random_networks_all(name: str, code: str, block: int) -> None:
    for seed in ALL[block * 50 : (block + 1) * 50]:
        check(name, random_case(seed), code)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "code"), spoken(WORKING))
def test_networks_glued_together(name: str, code: str) -> None:
    check(name, glued_case(list(range(16, 516))), code)


@pytest.mark.parametrize("name", INTERPRETED)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_float_networks(name: str, seed: int) -> None:
    """Small float networks whose sums don't sit on a tie: the engines agree to the last state."""
    case = random_case(seed)
    twin = dataclasses.replace(case, network=float_twin(case.network))
    engine = load_engine(name)
    code = next(code for code in CODES if code not in engine.limits(code))
    if "float-network" in engine.limits(code):
        with pytest.raises(NeuroError, match="float-network"):
            engine.run(twin.network, twin.stimulus, code)
        return
    expected = reference(twin.network, twin.stimulus, code)
    got = engine.run(twin.network, twin.stimulus, code)
    assert first_difference(got, expected) is None
    np.testing.assert_allclose(got.readout, expected.readout, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("name", WORKING)
def test_limits_are_refused_with_their_reason(name: str, code: str) -> None:
    engine = load_engine(name)
    case = random_case(3, masked=True)
    early = dataclasses.replace(case.stimulus, update_probability=1.0, stop="fixed-point")
    in_turn = dataclasses.replace(case.stimulus, update_probability=1.0, turns=(1, case.network.units - 1))
    twin, plain = float_twin(case.network), random_case(3).stimulus
    asked = {
        "random-subset": lambda: engine.run(case.network, case.stimulus, code),
        "early-stop": lambda: engine.run(case.network, early, code),
        "module-by-module": lambda: engine.run(case.network, in_turn, code),
        "float-network": lambda: engine.run(twin, plain, code),
        "learn-float": lambda: engine.teach(twin),
        "learn-integer": lambda: engine.teach(case.network),
        code: lambda: engine.run(case.network, plain, code),
    }
    for feature, reason in engine.limits(code).items():
        with pytest.raises(NeuroError) as refusal:
            asked[feature]()
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
