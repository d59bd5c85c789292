"""Both Lava engines against the reference: states, readout, counts."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest

from neuro.conformance import float_twin, glued_case, random_case
from neuro.description import Phases
from neuro.engines import Run, Stimulus, first_difference, load_engine
from neuro.network import Network
from tests.agreement import assert_identical, reference
from tests.small import small_network

pytestmark = pytest.mark.usefixtures("lava")

ENGINES = ("lava-float", "lava-fixed")
# The conformance suite takes the first ones.
SEEDS = range(2000, 2020)


def check(name: str, code: str, network: Network, stimulus: Stimulus) -> Run:
    got = load_engine(name).run(network, stimulus, code)
    assert_identical(got, reference(network, stimulus, code))
    return got


@pytest.mark.parametrize("code", ["flips", "spikes"])
@pytest.mark.parametrize("name", ENGINES)
@pytest.mark.parametrize("seed", [*SEEDS[:4], *(pytest.param(seed, marks=pytest.mark.slow) for seed in SEEDS[4:])])
def test_integer_networks(name: str, code: str, seed: int) -> None:
    case = random_case(seed)
    check(name, code, case.network, case.stimulus)


@pytest.mark.parametrize("name", ENGINES)
@pytest.mark.parametrize("seed", [*SEEDS[:3], *(pytest.param(seed, marks=pytest.mark.slow) for seed in SEEDS[3:6])])
def test_random_subset_updates(name: str, seed: int) -> None:
    case = random_case(seed, masked=True)
    check(name, "flips", case.network, case.stimulus)


@pytest.mark.parametrize("name", ENGINES)
@pytest.mark.parametrize("seed", SEEDS[:2])
def test_random_subset_updates_out_of_silence(name: str, seed: int) -> None:
    case = random_case(seed, masked=True)
    start = np.array(case.stimulus.initial)
    start[:, ::3] = 0
    check(name, "flips", case.network, dataclasses.replace(case.stimulus, initial=start))


@pytest.mark.parametrize("code", ["flips", "spikes"])
@pytest.mark.parametrize("name", ENGINES)
def test_many_networks_glued_into_one(name: str, code: str) -> None:
    # Together their sums of couplings stay far below the limits, and the couplings are sparse.
    case = glued_case(list(SEEDS))
    check(name, code, case.network, case.stimulus)


@pytest.mark.parametrize("code", ["flips", "spikes"])
@pytest.mark.parametrize("seed", SEEDS[:4])
def test_float_networks(code: str, seed: int) -> None:
    case = random_case(seed)
    twin = float_twin(case.network)
    got = load_engine("lava-float").run(twin, case.stimulus, code)
    expected = reference(twin, case.stimulus, code)
    assert first_difference(got, expected) is None
    assert got.activity == expected.activity
    np.testing.assert_allclose(got.readout, expected.readout, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("code", ["flips", "spikes"])
@pytest.mark.parametrize("name", ENGINES)
def test_a_tie_is_down(name: str, code: str) -> None:
    # Unit 0 sees 1 - 1 = 0 from both up; unit 1 sees nothing; unit 2 is held up by its bias of one.
    network = small_network([[0, 1, -1], [0, 0, 0], [0, 0, 0]], bias=[0, 0, 1])
    start = np.array([[1, 1, 1], [-1, -1, -1], [1, -1, 1]], np.int8)
    run = check(name, code, network, Stimulus(samples=3, phases=Phases(0, 0, 2), initial=start))
    np.testing.assert_array_equal(run.states[0, 1], [-1, -1, 1])
    silent = check(name, code, network, Stimulus(samples=2, phases=Phases(0, 0, 1)))
    np.testing.assert_array_equal(silent.states[:, 1], [[-1, -1, 1]] * 2)


@pytest.mark.parametrize("code", ["flips", "spikes"])
@pytest.mark.parametrize("name", ENGINES)
def test_the_whole_range_of_weights(name: str, code: str) -> None:
    rng = np.random.default_rng(3)
    network = small_network(
        rng.choice([-127, 127, 1, -1], size=(8, 8)) * (1 - np.eye(8, dtype=int)),
        self_coupling=rng.choice([-127, 127], size=8),
        bias=rng.integers(-2000, 2000, size=8),
        inputs=rng.choice([-127, 127, -1, 3], size=(8, 2)),
        feedback=rng.choice([-127, 127, 5], size=(8, 3)),
        readout=rng.choice([-127, 127, 7], size=(3, 8)),
        levels=16,
        feedback_payload=9,
    )
    stimulus = Stimulus(
        samples=5,
        phases=Phases(0, 2, 6),
        inputs=rng.integers(-400, 400, size=(5, 2)),
        labels=rng.integers(0, 3, size=5),
    )
    check(name, code, network, stimulus)


def _digits_like(samples: int) -> tuple[Network, Stimulus]:
    rng = np.random.default_rng(11)
    units, lines, classes = 60, 64, 10
    recurrent = rng.integers(-20, 21, size=(units, units)) * (1 - np.eye(units, dtype=int))
    network = small_network(
        recurrent,
        self_coupling=40,
        inputs=rng.integers(-30, 31, size=(units, lines)),
        feedback=rng.integers(-90, 91, size=(units, classes)),
        readout=rng.integers(-127, 128, size=(classes, units)),
        levels=16,
        feedback_payload=3,
    )
    return network, Stimulus(
        samples=samples,
        phases=Phases(1, 3, 4),
        inputs=rng.integers(0, 17, size=(samples, lines)),
        labels=rng.integers(0, classes, size=samples),
    )


@pytest.mark.parametrize("code", ["flips", "spikes"])
@pytest.mark.parametrize("name", ENGINES)
def test_a_batch_is_one_run_and_a_graph_is_reused(name: str, code: str, monkeypatch: Any) -> None:
    from neuro_deploy.lava.graph import Graph

    played = []
    play = Graph.play
    monkeypatch.setattr(Graph, "play", lambda self, schedule: played.append(self) or play(self, schedule))
    network, stimulus = _digits_like(30)
    rng = np.random.default_rng(0)
    other = dataclasses.replace(stimulus, inputs=rng.integers(0, 17, size=(30, 64)), labels=np.zeros(30, int))
    given = dataclasses.replace(other, initial=rng.choice([-1, 1], size=(30, network.units)).astype(np.int8))
    with load_engine(name).open(network, code) as session:
        runs = [session.run(s) for s in (stimulus, other, given)]
    assert len(played) == 3
    assert played[0] is played[1]
    assert runs[0].setup_s > 0.0
    assert runs[1].setup_s == 0.0
    for run, asked in zip(runs, (stimulus, other, given), strict=True):
        assert_identical(run, reference(network, asked, code))


@pytest.mark.parametrize(("code", "probability"), [("flips", 1.0), ("flips", 0.5), ("spikes", 1.0)])
def test_a_long_batch_is_cut_into_several_runs(code: str, probability: float, monkeypatch: Any) -> None:
    from neuro_deploy.lava import session

    monkeypatch.setattr(session, "_RUN_BYTES", 30 * 9 * 60)
    network, stimulus = _digits_like(100)
    check("lava-fixed", code, network, dataclasses.replace(stimulus, update_probability=probability, seed=4))
