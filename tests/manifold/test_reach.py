"""Where starts end: by hand, against the reference engine and against all fixed points."""

from __future__ import annotations

import numpy as np
import pytest

from neuro import build_network
from neuro.description import Phases
from neuro.engines import Stimulus
from neuro.engines.numpy import Fields, trajectory
from neuro.errors import NeuroError
from neuro.manifold import enumerate_fixed_points, is_fixed_point, random_states, reach
from neuro.manifold.reach import UPDATES
from neuro.network import integer_network
from tests.manifold.small import all_states, chain, module
from tests.small import alternating, small_network


def symmetric(units, seed):
    """Symmetric whole-number couplings; J_D >= 0."""
    numbers = np.triu(np.random.default_rng(seed).integers(-3, 4, (units, units)), 1)
    return small_network(numbers + numbers.T, self_coupling=1)


def contained(states, among):
    return {row.tobytes() for row in states} <= {row.tobytes() for row in among}


def test_a_cycle_of_two():
    got = reach(alternating(), np.array([[1, -1, 1]]))
    assert (got.settled_share, got.cycle_share, got.mean_sweeps) == (0.0, 1.0, None)
    assert (got.cycle_length.tolist(), got.sweeps.tolist()) == ([2], [3])
    assert got.fixed_points.shape == (0, 3)


def test_a_cycle_of_four():
    # Two units that turn each other: (1, 1) -> (1, -1) -> (-1, -1) -> (-1, 1) -> (1, 1).
    got = reach(small_network([[0, 1], [-1, 0]]), all_states(2))
    assert got.cycle_length.tolist() == [4] * 4
    # The run is too short to tell.
    assert reach(small_network([[0, 1], [-1, 0]]), all_states(2), sweeps=3).cycle_length.tolist() == [0] * 4


def test_two_units_that_agree_with_each_other():
    network = small_network([[0, 1], [1, 0]])
    together = reach(network, all_states(2))
    assert together.cycle_length.tolist() == [1, 2, 2, 1]
    assert (together.settled_share, together.mean_sweeps) == (0.5, 0.0)
    for update in ("random-subset", "sequential"):
        got = reach(network, np.repeat(all_states(2), 50, axis=0), update)
        assert got.settled_share == 1.0
        assert got.fixed_points.tolist() == [[-1, -1], [1, 1]]
        assert got.visits.sum() == 200
        assert (got.visits > 60).all()


def test_sweeps_count_the_way_to_the_fixed_point():
    # Unit 0 falls at once, each other follows the one before it a sweep later.
    network = small_network([[0, 0, 0], [1, 0, 0], [0, 1, 0]])
    start = np.ones((1, 3))
    got = reach(network, start)
    assert (got.sweeps.tolist(), got.final.tolist()) == ([3], [[-1, -1, -1]])
    assert reach(network, start, sweeps=3).settled.all()
    assert not reach(network, start, sweeps=2).settled.any()
    assert reach(network, start, sweeps=2).sweeps.tolist() == [2]
    assert reach(network, got.final).sweeps.tolist() == [0]
    held = reach(network, start, field=np.array([1.0, 0.0, 0.0]))
    assert (held.sweeps.tolist(), held.final.tolist()) == ([0], [[1, 1, 1]])


def test_half_of_the_starts_settle_within_the_median():
    # By hand: a start settles after as many sweeps as units are left to fall, one that is all +1 after three.
    network = small_network([[0, 0, 0], [1, 0, 0], [0, 1, 0]])
    starts = np.array([[1, 1, 1], [-1, 1, 1], [-1, -1, 1], [-1, -1, -1]])
    assert reach(network, starts).sweeps.tolist() == [3, 2, 1, 0]
    assert reach(network, starts).median_sweeps == reach(network, starts, sweeps=1).median_sweeps == 1.0
    assert reach(network, starts[:3]).median_sweeps == 2.0
    assert reach(network, starts[:3], sweeps=1).median_sweeps is None
    assert reach(network, starts[:3], sweeps=1).mean_sweeps == 1.0


@pytest.mark.parametrize("made", [build_network, lambda d: integer_network(build_network(d))])
@pytest.mark.parametrize("description", [module(30, 0.7, seed=3), chain(3, 10, 0.9, 0.3, seed=3)])
def test_the_visitedof_the_reference_engine(made, description):
    network, starts = made(description), random_states(40, 30, seed=2)
    phases = Phases(0, 0, 60)
    stimulus = Stimulus(samples=40, phases=phases, initial=starts, stop="fixed-point")
    states, taken = trajectory(Fields(network), stimulus)
    got = reach(network, starts, sweeps=60)
    np.testing.assert_array_equal(got.settled, is_fixed_point(network, states[:, -1]))
    np.testing.assert_array_equal(got.final[got.settled], states[got.settled, -1])
    # The engine takes one step more, the one that shows that nothing changes.
    np.testing.assert_array_equal(got.sweeps[got.settled], taken[got.settled] - 1)
    assert got.settled.any()


def test_cycles_repeat():
    network, starts = build_network(module(12, 0.0, seed=6)), random_states(50, 12, seed=1)
    got = reach(network, starts, sweeps=5000)
    assert (got.cycle_length > 0).all()
    for state, length in zip(got.final, got.cycle_length, strict=True):
        visited = [reach(network, state[None], sweeps=k).final[0] if k else state for k in range(1, min(length, 4))]
        assert all((later != state).any() for later in visited)
    phases = Phases(0, 0, int(got.cycle_length.max()))
    states, _ = trajectory(Fields(network), Stimulus(samples=50, phases=phases, initial=got.final))
    for row, length in zip(states, got.cycle_length, strict=True):
        np.testing.assert_array_equal(row[length], row[0])
        assert all((row[step] != row[0]).any() for step in range(1, length))


@pytest.mark.parametrize("update", UPDATES)
def test_what_is_reached_is_a_fixed_point(update):
    network = build_network(module(14, 0.9, seed=8))
    got = reach(network, random_states(300, 14, seed=4), update, seed=5)
    known = enumerate_fixed_points(network)
    assert got.settled_share > 0.9
    assert contained(got.final[got.settled], known)
    assert contained(got.fixed_points, known)
    np.testing.assert_array_equal(got.settled, is_fixed_point(network, got.final))
    assert got.visits.sum() == got.settled.sum()
    assert len(np.unique(got.fixed_points, axis=0)) == len(got.fixed_points) > 1
    again = reach(network, random_states(300, 14, seed=4), update, seed=5)
    np.testing.assert_array_equal(again.final, got.final)
    assert (reach(network, got.final, update).sweeps[got.settled] == 0).all()


@pytest.mark.parametrize("seed", range(5))
def test_symmetric_couplings_settle_one_unit_at_a_time(seed):
    # Each flip lowers the energy, so no visited can go on for ever.
    network = symmetric(40, seed)
    got = reach(network, random_states(50, 40, seed=seed), "sequential", seed=seed)
    assert got.settled.all()
    assert is_fixed_point(network, got.final).all()


def test_sequential_fields_stay_right():
    # A start goes its own way: each unit is updated once, on the states that the others have by then.
    network = build_network(module(25, 0.6, seed=1))
    start = random_states(1, 25, seed=9)
    got = reach(network, start, "sequential", sweeps=1, seed=3)
    order, draws = np.arange(25), np.random.default_rng(3)
    for last in range(24, 0, -1):
        other = int(draws.random() * (last + 1))
        order[[last, other]] = order[[other, last]]
    state = start[0].astype(float)
    for unit in order:
        state[unit] = 1.0 if network.couplings[unit] @ state > 0 else -1.0
    np.testing.assert_array_equal(got.final[0], state)


def test_linked_modules_swap_for_ever_unless_by_chance():
    network, starts = build_network(chain(2, 60, 0.0, 4.0, seed=2)), random_states(20, 120, seed=1)
    assert reach(network, starts).cycle_share == 1.0
    assert reach(network, starts, "random-subset").settled_share == 1.0


@pytest.mark.slow
def test_the_transition_of_synchronous_dynamics():
    starts = random_states(10, 1000, seed=1)
    for self_coupling, share in ((0.6, 0.0), (0.8, 1.0)):
        got = reach(build_network(module(1000, self_coupling, seed=1)), starts, sweeps=200)
        assert got.settled_share == share
    assert 15 < got.mean_sweeps < 80


@pytest.mark.slow
def test_the_transition_one_unit_at_a_time():
    starts = random_states(10, 1000, seed=1)
    for self_coupling, share in ((0.3, 0.0), (0.8, 1.0)):
        got = reach(build_network(module(1000, self_coupling, seed=1)), starts, "sequential", sweeps=200)
        assert got.settled_share == share


def test_what_is_refused():
    network, starts = alternating(), np.ones((2, 3))
    with pytest.raises(NeuroError, match="update: got 'sequental'; did you mean 'sequential'"):
        reach(network, starts, "sequental")
    with pytest.raises(NeuroError, match="sweeps: got 0, expected a whole number from 1"):
        reach(network, starts, sweeps=0)
    with pytest.raises(NeuroError, match="got 0 starts"):
        reach(network, np.ones((0, 3)))
    for probability in (0.0, 1.0):
        with pytest.raises(NeuroError, match=f"update_probability: got {probability}"):
            reach(network, starts, "random-subset", update_probability=probability)
    with pytest.raises(NeuroError, match="values other than -1 and"):
        reach(network, np.zeros((2, 3)))
