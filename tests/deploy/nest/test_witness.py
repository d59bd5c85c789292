"""NEST as a witness: it rests where the network has fixed points, as soon as the reference, and a fault shows."""

from __future__ import annotations

import importlib.util
from dataclasses import replace

import numpy as np
import pytest
from neuro_deploy.nest import nest_obstacle, one_at_a_time
from neuro_deploy.nest.simulator import NestNetwork, Rest
from neuro_deploy.nest.witness import _chance

from neuro.conformance import random_case, streaming_case
from neuro.conformance.cases import float_twin
from neuro.description import Phases
from neuro.engines import Stimulus
from neuro.errors import NeuroError
from neuro.network import Network
from neuro.workload import make_workload
from tests.small import small_network

here = pytest.mark.skipif(nest_obstacle() is not None, reason=nest_obstacle() or "")
FREE = Phases(0, 0, 2)


def both(network: Network, *states: list[int]) -> list[Rest]:
    """Where samples end that start in these states, without input."""
    nest = NestNetwork(network, 0.02, seed=1)
    try:
        drive = network.bias.astype(np.int64)
        return [nest.settle(np.array(state, np.int8), drive, 40) for state in states]
    finally:
        nest.close()


@here
def test_a_pair_that_holds_itself_rests_where_it_starts() -> None:
    network = small_network([[0, 1], [1, 0]])
    up, down = both(network, [1, 1], [-1, -1])
    assert (up.final.tolist(), up.settled, up.last_change) == ([1, 1], True, 0)
    assert (down.final.tolist(), down.settled, down.last_change) == ([-1, -1], True, 0)


@here
@pytest.mark.parametrize("bias", [0, 1])
def test_a_tie_is_down(bias: int) -> None:
    """A unit alone: its field is its bias, and it is up if that exceeds 0."""
    (rest,) = both(small_network([[0]], bias=[bias]), [1])
    assert (rest.final[0], rest.settled) == (2 * bias - 1, True)


@here
def test_two_units_that_contradict_each_other_never_rest() -> None:
    """The first follows the second, and the second does the opposite of the first."""
    (rest,) = both(small_network([[0, 1], [-1, 0]]), [1, 1])
    assert not rest.settled
    assert rest.last_change > 0


@here
def test_the_digits_rest_in_fixed_points_as_soon_as_in_the_reference() -> None:
    workload = make_workload("digits", samples=12, regime="integer")
    found = one_at_a_time(workload.network, workload.stimulus, seed=3)
    assert found.differences() == []
    assert found.settled.all()
    assert "20 of 20 starts rest, the reference's 100%, all in fixed points of the network" in found.sentence()
    again = one_at_a_time(workload.network, workload.stimulus, seed=3)
    assert np.array_equal(found.sweeps, again.sweeps)
    assert np.array_equal(found.changed, again.changed)


@here
@pytest.mark.parametrize("seed", [2, 5, 8])
def test_random_networks_do(seed: int) -> None:
    case = random_case(seed)
    found = one_at_a_time(case.network, Stimulus(case.stimulus.samples, FREE, case.stimulus.inputs), seed)
    assert len(found.settled) == 20
    assert found.differences() == []


@here
def test_wrong_couplings_end_in_no_fixed_point(monkeypatch: pytest.MonkeyPatch) -> None:
    workload = make_workload("digits", samples=4, regime="integer")
    settle = NestNetwork.settle
    monkeypatch.setattr(
        NestNetwork, "settle", lambda self, start, drive, sweeps: settle(self, start, drive + 9, sweeps)
    )
    told = one_at_a_time(workload.network, workload.stimulus).differences()
    assert "is no fixed point: unit" in told[0]


@here
def test_another_speed_is_a_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    """Units that decide twice as often rest in half the time."""
    workload, made = make_workload("digits", samples=4, regime="integer"), NestNetwork.__init__
    monkeypatch.setattr(NestNetwork, "__init__", lambda self, network, p, seed: made(self, network, 2 * p, seed))
    (told,) = one_at_a_time(workload.network, workload.stimulus).differences()
    assert told.startswith("sweeps differ from the reference's (probability ")


@here
def test_given_starts_are_taken_and_too_few_tell_of_fixed_points_alone() -> None:
    network = small_network([[0, 1], [1, 0]])
    starts = np.array([[1, 1], [-1, -1]], np.int8)
    found = one_at_a_time(network, Stimulus(2, FREE, initial=starts))
    assert found.settled.tolist() == [True, True]
    assert "too few to tell" in found.sentence()
    with pytest.raises(NeuroError, match="a start has silent units"):
        one_at_a_time(network, Stimulus(2, FREE, initial=0 * starts))


@here
def test_a_network_of_somebody_else_is_left_alone() -> None:
    import nest

    nest.ResetKernel()
    nest.Create("iaf_psc_alpha", 3)
    try:
        with pytest.raises(NeuroError, match="it holds another network"):
            one_at_a_time(small_network([[0]]), Stimulus(1, FREE))
        assert nest.network_size == 3
    finally:
        nest.ResetKernel()


@here
@pytest.mark.parametrize("seed", [0, 2**32 - 2, 2**40])
def test_any_seed_will_do(seed: int) -> None:
    assert one_at_a_time(small_network([[0, 1], [1, 0]]), Stimulus(1, FREE), seed).settled.all()


def test_ranks_in_the_middle_are_no_surprise_and_all_on_one_side_are() -> None:
    expected = np.arange(20.0)[:, None] + np.zeros(30)
    assert _chance(np.full(30, 9.5), expected) == 1
    assert _chance(np.full(30, 99.0), expected) < 1e-12
    rng = np.random.default_rng(0)
    drawn = [_chance(rng.random(10), rng.random((20, 10))) for _ in range(2000)]
    assert np.mean(np.array(drawn) < 0.05) == pytest.approx(0.05, abs=0.015)


@here
def test_what_has_no_meaning_there_is_refused() -> None:
    case = random_case(3)
    with pytest.raises(NeuroError, match="make it integer first"):
        one_at_a_time(float_twin(case.network), Stimulus(1, FREE))
    streams = streaming_case(3)
    with pytest.raises(NeuroError, match="these inputs change from step to step"):
        one_at_a_time(streams.network, streams.stimulus)


def test_where_it_is_missing_the_install_line_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    case = random_case(3)
    with pytest.raises(NeuroError, match=r"NEST is not installed.*pip install 'neuro-engines\[nest\]'"):
        one_at_a_time(case.network, replace(case.stimulus, labels=None, phases=FREE))
