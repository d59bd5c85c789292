"""Dynamics by way of an engine: by hand, in parts, and what no engine does."""

from __future__ import annotations

import numpy as np
import pytest

from neuro import build_network
from neuro.errors import NeuroError
from neuro.manifold import is_fixed_point, random_states, reach
from neuro.manifold.reach import code_for
from tests.manifold.small import all_states, module
from tests.small import alternating, small_network


def test_two_units_that_agree_with_each_other():
    network = small_network([[0, 1], [1, 0]])
    got = reach(network, np.repeat(all_states(2), 20, axis=0), "random-subset", engine="numpy", sweeps=60)
    assert got.settled_share == 1.0
    assert got.fixed_points.tolist() == [[-1, -1], [1, 1]]
    # Those that start at rest have no sweeps to do.
    assert got.sweeps[:20].tolist() == got.sweeps[-20:].tolist() == [0] * 20
    assert (got.sweeps[20:60] > 0).all()
    held = reach(network, all_states(2), "random-subset", engine="numpy", sweeps=60, field=np.array([3.0, 0.0]))
    assert held.fixed_points.tolist() == [[1, 1]]


def test_a_trajectory_that_does_not_end():
    got = reach(small_network([[0, 1], [-1, 0]]), all_states(2), "random-subset", engine="numpy", sweeps=30)
    assert (got.settled_share, got.mean_sweeps, got.sweeps.tolist()) == (0.0, None, [30] * 4)
    assert got.cycle_length.tolist() == [0] * 4


def test_many_starts_go_in_chunks(monkeypatch):
    network, starts = build_network(module(20, 0.9, seed=2)), random_states(30, 20, seed=1)
    monkeypatch.setitem(reach.__globals__, "_KEPT", 7 * 41 * 20)
    got = reach(network, starts, "random-subset", engine="numpy", sweeps=40, seed=3)
    np.testing.assert_array_equal(got.settled, is_fixed_point(network, got.final))
    assert got.settled_share > 0.9
    again = reach(network, starts, "random-subset", engine="numpy", sweeps=40, seed=3)
    np.testing.assert_array_equal(again.final, got.final)
    # Parts that start alike go their own ways.
    same = reach(network, np.repeat(starts[:1], 30, axis=0), "random-subset", engine="numpy", sweeps=40, seed=3)
    assert (same.sweeps[:7] != same.sweeps[7:14]).any()


@pytest.mark.parametrize("network", [alternating(), build_network(module(12, 0.3, seed=6))])
def test_synchronous_trajectories_and_cycles_are_the_librarys(network, monkeypatch):
    starts = random_states(12, network.units, seed=4)
    monkeypatch.setitem(reach.__globals__, "_KEPT", 5 * 101 * network.units)
    one = reach(network, starts, sweeps=100)
    other = reach(network, starts, "synchronous", engine="brian2", sweeps=100)
    np.testing.assert_array_equal(other.settled, one.settled)
    np.testing.assert_array_equal(other.final[one.settled], one.final[one.settled])
    np.testing.assert_array_equal(other.sweeps[one.settled], one.sweeps[one.settled])
    np.testing.assert_array_equal(other.cycle_length, one.cycle_length)
    assert (one.cycle_length > 1).any()


def test_what_is_refused():
    network, starts = alternating(), np.ones((2, 3))
    with pytest.raises(NeuroError, match="engine 'brian2': engines update units together"):
        reach(network, starts, "sequential", engine="brian2")
    with pytest.raises(NeuroError, match="there is no engine 'nump'; did you mean 'numpy'"):
        reach(network, starts, "synchronous", engine="nump")
    with pytest.raises(NeuroError, match="update: got 'synchronus'; did you mean 'synchronous'"):
        reach(network, starts, "synchronus", engine="brian2")
    with pytest.raises(NeuroError, match="got 0 starts"):
        reach(network, np.ones((0, 3)), "synchronous", engine="brian2")
    with pytest.raises(NeuroError, match="sweeps: got 0, expected a whole number from 1"):
        reach(network, starts, "synchronous", engine="brian2", sweeps=0)
    with pytest.raises(NeuroError, match=r"update_probability: got 1\.0"):
        reach(network, starts, "random-subset", engine="numpy", update_probability=1.0)


def test_the_code_that_an_engine_speaks():
    assert code_for("numpy", "random-subset", False) == "flips"
    assert code_for("sanafe", "synchronous", True) == "spikes"
    with pytest.raises(NeuroError, match=r"'lava-fixed': it runs no float networks .* ask for regime 'integer'"):
        code_for("lava-fixed", "synchronous", False)
    with pytest.raises(NeuroError, match=r"'sanafe': it has no random-subset updates .* ask for update 'synchronous'"):
        code_for("sanafe", "random-subset", True)
