"""Neighbours, clusters and overlaps: by hand, and two ways of counting against the definition."""

from __future__ import annotations

import math
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neuro import build_network
from neuro.errors import NeuroError
from neuro.machine import memory
from neuro.manifold import (
    clusters,
    enumerate_fixed_points,
    numbers_within,
    overlaps,
    random_states,
    sampled_neighbours,
)
from neuro.manifold.geometry import adjacency
from neuro.manifold.states import codes_of, states_of
from tests.manifold.small import all_states, module
from tests.small import small_network

# Three in a row, one flip from each to the next, and one far away.
ROW = np.array([[-1, -1, -1, -1, -1], [1, -1, -1, -1, -1], [1, 1, -1, -1, -1], [1, 1, 1, 1, 1]], np.int8)


def distances(states):
    return (states[:, None] != states).sum(axis=2)


@st.composite
def sets_of_states(draw, largest=8):
    units = draw(st.integers(1, largest))
    codes = draw(st.sets(st.integers(0, 2**units - 1), min_size=1))
    return states_of(np.array(sorted(codes)), units)


def test_neighbours_by_hand():
    assert clusters(ROW, 1).neighbours.tolist() == [1, 2, 1, 0]
    assert clusters(ROW, 2).neighbours.tolist() == [2, 2, 2, 0]
    assert clusters(ROW, 3).neighbours.tolist() == [2, 2, 3, 1]


def test_clusters_by_hand():
    found = clusters(ROW[[3, 0, 2, 1]], 1)
    assert found.labels.tolist() == [1, 0, 0, 0]
    assert found.sizes.tolist() == [3, 1]
    assert (found.largest_share, found.isolated_share, found.flips) == (0.75, 0.25, 1)
    assert clusters(ROW, 3).largest_share == 1.0
    assert clusters(ROW[[0, 2, 3]], 1).isolated_share == 1.0


def test_overlaps_by_hand():
    found = overlaps(ROW)
    np.testing.assert_allclose(found.values, [1, 0.6, 0.2, -0.2, -0.6, -1])
    assert found.pairs.tolist() == [0, 2, 1, 1, 1, 1]
    assert found.mean == pytest.approx((2 * 0.6 + 0.2 - 0.2 - 0.6 - 1) / 6)


def test_an_empty_set_and_a_single_state():
    empty = np.empty((0, 5), np.int8)
    assert clusters(empty, 2).neighbours.shape == (0,)
    assert clusters(empty, 2).largest_share == clusters(empty, 2).isolated_share == 0.0
    assert overlaps(empty).pairs.sum() == 0
    assert overlaps(ROW[:1]).mean is None
    assert clusters(ROW[:1], 1).sizes.tolist() == [1]


@settings(max_examples=80)
@given(sets_of_states(), st.data())
def test_small_sets_against_the_definition(states, data):
    flips = data.draw(st.integers(1, states.shape[1]))
    apart = distances(states)
    close = (apart > 0) & (apart <= flips)
    np.testing.assert_array_equal(adjacency(states, flips).toarray(), close)
    np.testing.assert_array_equal(clusters(states, flips).neighbours, close.sum(axis=1))
    upper = apart[np.triu_indices(len(states), 1)]
    np.testing.assert_array_equal(overlaps(states).pairs, np.bincount(upper, minlength=states.shape[1] + 1))


def test_all_states_are_one_cluster():
    # So many that neighbours are looked up and overlaps transformed.
    states = all_states(10)
    assert (clusters(states, 2).neighbours == 10 + 45).all()
    assert clusters(states, 1).largest_share == 1.0
    assert overlaps(states).pairs[:3].tolist() == [0, 512 * 10, 512 * 45]


def test_states_of_many_units():
    states = random_states(60, 200, seed=5)
    states[1] = states[0]
    states[1, 7] *= -1
    assert clusters(states, 3).neighbours.tolist() == [1, 1] + [0] * 58
    upper = distances(states)[np.triu_indices(60, 1)]
    np.testing.assert_array_equal(overlaps(states).pairs, np.bincount(upper, minlength=201))


def test_a_set_that_was_enumerated():
    states = enumerate_fixed_points(build_network(module(14, 0.8, seed=1)))
    apart = distances(states)
    for flips in (1, 2):
        np.testing.assert_array_equal(clusters(states, flips).neighbours, ((apart > 0) & (apart <= flips)).sum(axis=1))
    found = clusters(states, 1)
    np.testing.assert_array_equal(np.bincount(found.labels), found.sizes)
    assert len(found.sizes) > 1
    assert apart[found.labels[:, None] != found.labels].min() > 1


def test_codes_and_states():
    states = random_states(50, 62, seed=3)
    np.testing.assert_array_equal(states_of(codes_of(states), 62), states)
    assert codes_of(ROW).tolist() == [0, 1, 3, 31]
    with pytest.raises(NeuroError, match="got 63 units, expected at most 62"):
        codes_of(np.ones((1, 63), np.int8))


def test_random_states_follow_the_seed():
    states = random_states(400, 50, seed=1)
    np.testing.assert_array_equal(states, random_states(400, 50, seed=1))
    assert (states != random_states(400, 50, seed=2)).any()
    assert abs(states.mean()) < 0.03
    with pytest.raises(NeuroError, match="samples: got 0, expected a whole number from 1 on"):
        random_states(0, 5, seed=1)


def test_what_is_refused():
    with pytest.raises(NeuroError, match="flips: got 6, expected a whole number from 1 to 5, the number of units"):
        clusters(ROW, 6)
    with pytest.raises(NeuroError, match="one appears more than once"):
        clusters(ROW[[0, 0]], 1)
    with pytest.raises(NeuroError, match="values other than -1 and"):
        overlaps(np.zeros((2, 3)))
    with pytest.raises(NeuroError, match=r"states: got shape \(5,\), expected \(states, units\)"):
        overlaps(ROW[0])
    with pytest.raises(NeuroError, match="states: one appears more than once"):
        numbers_within(ROW[[0, 0]], ROW, 1)
    with pytest.raises(NeuroError, match="distance: got 99, expected a whole number from 1 to 5, the number of units"):
        numbers_within(ROW, ROW, 99)
    with pytest.raises(NeuroError, match=r"centres: got shape \(4, 4\), expected \(centres, 5\)"):
        numbers_within(ROW, ROW[:, 1:], 1)


def test_more_states_around_than_a_float_counts():
    # Every state is a fixed point: the number within D flips is a sum of binomials, here up to the largest float.
    units = 2000
    network = small_network(np.zeros((units, units)), self_coupling=1)
    state = np.ones((1, units), np.int8)
    within, most = 1, 0
    while (more := within + math.comb(units, most + 1)) <= sys.float_info.max:
        within, most = more, most + 1
    (found,) = sampled_neighbours(network, state, most, tries=1)
    assert found == pytest.approx(within - 1, rel=1e-12)
    with pytest.raises(
        NeuroError, match=rf"flips: got 300 in a network of 2,000 units, expected less than {most + 1}:"
    ):
        sampled_neighbours(network, state, 300)


def test_tries_that_memory_does_not_hold(monkeypatch):
    network, state = small_network(np.zeros((30, 30)), self_coupling=1), np.ones((1, 30), np.int8)
    with pytest.raises(NeuroError, match=r"^1,000,000,000,000 tries of 1,000 units would take .* ask for fewer"):
        sampled_neighbours(small_network(np.zeros((1000, 1000))), np.ones((1, 1000), np.int8), 400, tries=10**12)
    # No more are made than there are states.
    monkeypatch.setattr(memory, "free_memory", lambda: 1 << 24)
    assert sampled_neighbours(network, state, 2, tries=10**12).tolist() == [30 + 435]
    with pytest.raises(NeuroError, match=r"^142,506 tries of 30 units would take"):
        sampled_neighbours(network, state, 5, tries=10**12)
