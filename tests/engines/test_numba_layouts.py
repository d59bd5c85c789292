"""However couplings are held and samples lie, a run is the reference's: dense or listed, side by side or alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numba import njit

from neuro.conformance import float_twin, random_case
from neuro.description import Phases
from neuro.engines import CODES, Outcome, Stimulus, load_engine
from neuro.engines.numba import Sequential
from neuro.engines.numba.block import draws_by, new_block
from neuro.engines.numba.dense import advance_dense, begin_dense, dense_of
from neuro.engines.numba.draws import draw, draw_fourth, fan_out, streams_of
from neuro.engines.numba.sessions import NumbaSession
from neuro.errors import NeuroError
from neuro.manifold import random_states, reach
from neuro.network import Network
from tests.agreement import assert_identical
from tests.small import small_network as whole_network

LAYOUTS = ("dense", "listed")


def small_network(couplings: Any) -> Network:
    """Of floats."""
    return whole_network(couplings, unit=None)


def lay_out(monkeypatch: pytest.MonkeyPatch, layout: str) -> None:
    """Hold the couplings of all networks from now on in one way."""
    monkeypatch.setattr("neuro.engines.numba.layout.check_layout", lambda *given, **named: layout == "dense")
    monkeypatch.setattr("neuro.engines.numba.layout._last", [])


def assert_same_end(got: Outcome, expected: Outcome) -> None:
    for name in Outcome.__dataclass_fields__:
        np.testing.assert_array_equal(getattr(got, name), getattr(expected, name), err_msg=name)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("stop", ["never", "fixed-point", "cycle"])
def test_every_layout_runs_like_the_reference(layout: str, stop: str, monkeypatch: pytest.MonkeyPatch) -> None:
    lay_out(monkeypatch, layout)
    for seed in range(60, 84):
        case = random_case(seed)
        stimulus = replace(case.stimulus, stop=stop)
        for code in CODES:
            expected = load_engine("numpy").run(case.network, stimulus, code)
            with load_engine("numba").open(case.network, code) as session:
                assert isinstance(session, NumbaSession)
                assert_identical(session.run(stimulus), expected, case.name)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_draws_the_same_subsets(layout: str, monkeypatch: pytest.MonkeyPatch) -> None:
    lay_out(monkeypatch, layout)
    for seed in range(1010, 1034):
        case = random_case(seed, masked=True)
        expected = load_engine("numpy").run(case.network, case.stimulus)
        assert_identical(load_engine("numba").run(case.network, case.stimulus), expected, case.name)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("stop", ["never", "fixed-point", "cycle"])
def test_the_end_alone_is_the_end_of_a_run(layout: str, stop: str, monkeypatch: pytest.MonkeyPatch) -> None:
    lay_out(monkeypatch, layout)
    for seed in range(84, 100):
        case = random_case(seed)
        stimulus = replace(case.stimulus, stop=stop, phases=replace(case.stimulus.phases, free=40))
        with (
            load_engine("numpy").open(case.network) as reference,
            load_engine("numba").open(case.network) as session,
        ):
            expected, got = reference.settle(stimulus), session.settle(stimulus)
        if stop == "fixed-point":
            assert ((got.period == 1) == (expected.period == 1)).all()
        if stop != "cycle":
            # Nobody is asked for periods then; who has all states sees them nevertheless.
            got = replace(got, period=expected.period)
        assert_same_end(got, expected)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_floats_in_every_layout(layout: str, monkeypatch: pytest.MonkeyPatch) -> None:
    lay_out(monkeypatch, layout)
    for seed in range(40, 60):
        case = random_case(seed)
        network = float_twin(case.network)
        expected = load_engine("numpy").run(network, case.stimulus)
        got = load_engine("numba").run(network, case.stimulus)
        assert (got.states == expected.states).all(), case.name
        assert got.activity == expected.activity
        np.testing.assert_allclose(got.readout, expected.readout, rtol=1e-12, atol=1e-12)


def test_signs_that_single_precision_gets_wrong() -> None:
    """Large couplings that cancel leave a small one to decide, by less than single precision can tell."""
    units, rng = 64, np.random.default_rng(0)
    couplings = rng.normal(size=(units, units))
    couplings[:, 0] *= 1e8
    couplings[:, 1] -= couplings[:, 0]
    np.fill_diagonal(couplings, 0.0)
    network = small_network(couplings)
    start = rng.choice(np.array([-1, 1], np.int8), (50, units))
    start[:, 1] = start[:, 0]
    stimulus = Stimulus(50, Phases(0, 0, 30), initial=start)
    expected = load_engine("numpy").run(network, stimulus)
    single = np.sign(start.astype(np.float32) @ couplings.T.astype(np.float32))
    # Among the units that hear both; without that, nothing would be shown.
    assert (single != expected.states[:, 1])[:, 2:].any()
    assert (load_engine("numba").run(network, stimulus).states == expected.states).all()


def test_weights_that_single_precision_has_no_numbers_for() -> None:
    """Too large, they are listed; too small, they exist all the same."""
    start = np.array([[1, 1, 1], [1, -1, -1]], np.int8)
    stimulus = Stimulus(2, Phases(0, 0, 3), initial=start)
    for scale in (1e300, 1e-300, 1e-50):
        network = small_network(np.array([[0.0, -2.0, 1.0], [1.0, 0.0, -3.0], [2.0, 1.0, 0.0]]) * scale)
        expected = load_engine("numpy").run(network, stimulus)
        got = load_engine("numba").run(network, stimulus)
        assert (got.states == expected.states).all()
        assert got.activity == expected.activity


def one_by_one(network: Network, start: np.ndarray, sweeps: int, rng: np.random.Generator) -> np.ndarray:
    """Sweeps over one start as they are defined."""
    state, order = start.astype(float), np.arange(len(start))
    for _ in range(sweeps):
        if all(
            (row @ state + bias > 0) == (own > 0)
            for row, bias, own in zip(network.couplings, network.bias, state, strict=True)
        ):
            break
        for last in range(len(order) - 1, 0, -1):
            other = int(rng.random() * (last + 1))
            order[[last, other]] = order[[other, last]]
        for unit in order:
            state[unit] = 1.0 if network.couplings[unit] @ state + network.bias[unit] > 0 else -1.0
    return state


@pytest.mark.parametrize("layout", LAYOUTS)
def test_one_unit_after_the_other(layout: str, monkeypatch: pytest.MonkeyPatch) -> None:
    lay_out(monkeypatch, layout)
    rng = np.random.default_rng(2)
    network = replace(small_network(rng.normal(size=(30, 30)) * (1 - np.eye(30))), bias=rng.normal(size=30))
    starts = random_states(20, 30, seed=5)
    found = reach(network, starts, "sequential", sweeps=7, seed=9)
    for number, start in enumerate(starts):
        stream = np.random.default_rng(9)
        stream.bit_generator.advance(number * 7 * 30)
        assert (found.final[number] == one_by_one(network, start, 7, stream)).all()


@njit
def numbers(stream: Any, out: Any) -> Any:
    for place in range(len(out)):
        out[place] = draw(stream, np.uint64(0))
    return out


@njit
def fourths(stream: Any, rows: Any, out: Any) -> Any:
    fan_out(stream, rows)
    for place in range(len(out)):
        out[place] = draw_fourth(rows, np.uint64(place % 4))
    return out


@given(st.integers(0, 2**63), st.integers(1, 40), st.integers(0, 10**6))
def test_kernels_draw_what_numpy_draws(seed: int, count: int, skipped: int) -> None:
    generator = np.random.default_rng(seed)
    generator.bit_generator.advance(skipped)
    one, four = streams_of(generator, 2, 0)[:1], streams_of(np.random.default_rng(seed), 1, 0)
    expected = np.random.default_rng(seed).random(skipped % 50 + count)
    got = numbers(one, np.zeros(count))
    later = np.random.default_rng(seed)
    later.bit_generator.advance(skipped)
    assert got.tolist() == later.random(count).tolist()
    rows = np.zeros((4, 4), np.uint64)
    assert fourths(four, rows, np.zeros(len(expected))).tolist() == expected.tolist()


def test_sequential_says_how_many_are_left() -> None:
    network = small_network([[0, 1], [1, 0]])
    units, left = Sequential(network), np.full(2, 5)
    states = np.array([[1.0, 1.0], [1.0, -1.0]])
    units.run(
        network.bias.astype(float), states[:, ::-1].copy(), states, units.streams(2, 5, np.random.default_rng(0)), left
    )
    assert left.tolist() == [5, 4]
    assert (states[:, 0] == states[:, 1]).all()


def test_more_steps_than_cycles_can_be_looked_for_in() -> None:
    network = small_network([[0, 1], [1, 0]])
    with pytest.raises(NeuroError, match=r"steps of 2 units, all looked through for cycles, would take .* of memory"):
        reach(network, random_states(1, 2, 0), sweeps=10**12)


@njit
def begun(couplings: Any, block: Any, fields: Any) -> None:
    begin_dense(couplings, block, fields, False)


# Every unit in every step.
_ALL = draws_by(())


@njit
def advanced(couplings: Any, block: Any) -> Any:
    return advance_dense(couplings, block, False, _ALL, np.uint16(1))[0]


@pytest.mark.parametrize("self_coupling", [0.0, 0.9])
@pytest.mark.parametrize("units", [60, 500])
def test_no_field_is_off_by_more_than_its_doubt(units: int, self_coupling: float) -> None:
    rng = np.random.default_rng(units)
    matrix = rng.normal(size=(units, units)) / np.sqrt(units)
    np.fill_diagonal(matrix, self_coupling)
    couplings, block = dense_of(matrix), new_block(units, 1)
    assert couplings is not None
    state = rng.choice(np.array([-1.0, 1.0]), units)
    block.state[:], block.up[:], block.spoken[:] = state, state > 0, 1
    begun(couplings, block, couplings.exerted(state[None].astype(np.int8)))
    for _ in range(200):
        off = np.abs(block.rounded - matrix @ block.state).max()
        assert off <= block.doubt[0] < 0.1
        if not advanced(couplings, block):
            break
