"""All fixed points: by hand, against the definition, and against rounding."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from neuro import build_network
from neuro.errors import NeuroError
from neuro.manifold import count_fixed_points, enumerate_fixed_points, input_field, is_fixed_point
from neuro.network import integer_network
from tests.manifold.small import all_states, brute_force, chain, integer_networks, module
from tests.small import classifier, small_network


def points(network, field=None):
    return enumerate_fixed_points(network, field).tolist()


def test_two_units_that_agree_with_each_other():
    assert points(small_network([[0, 1], [1, 0]])) == [[-1, -1], [1, 1]]


def test_two_units_that_turn_each_other_have_none():
    network = small_network([[0, 1], [-1, 0]])
    assert points(network) == []
    assert enumerate_fixed_points(network).shape == (0, 2)


def test_a_field_of_zero_counts_as_down():
    assert points(small_network(np.zeros((3, 3)))) == [[-1, -1, -1]]


def test_units_that_remember_are_stable_in_every_state():
    np.testing.assert_array_equal(
        enumerate_fixed_points(small_network(np.zeros((3, 3)), self_coupling=1)), all_states(3)
    )


def test_bias_links_and_field_count():
    assert points(small_network([[0]], bias=1)) == [[1]]
    assert points(small_network([[0]], bias=1), np.array([-1.0])) == [[-1]]
    assert points(small_network([[0, 0], [0, 0]], bias=[1, 0], links=[[0, 0], [2, 0]])) == [[1, 1]]


def test_the_field_of_a_sample():
    # Unit 0 hears +2, unit 1 its bias 1 less 2; unit 2 remembers and drives 3.
    network = classifier()
    field = input_field(network, np.array([2]))
    assert field.tolist() == [2, -2, 0, 0]
    assert points(network, field) == [[1, -1, -1, -1], [1, -1, 1, 1]]
    with pytest.raises(NeuroError, match=r"payload: got shape \(2,\), expected \(1,\)"):
        input_field(network, np.array([2, 1]))


@settings(max_examples=60)
@given(integer_networks(), st.integers(-2, 2))
def test_integer_networks_with_ties_against_the_definition(network, level):
    field = np.full(network.units, float(level))
    expected = brute_force(network, field)
    np.testing.assert_array_equal(enumerate_fixed_points(network, field), expected)
    assert count_fixed_points(network, field) == len(expected)
    stable = is_fixed_point(network, all_states(network.units), field)
    np.testing.assert_array_equal(all_states(network.units)[stable], expected)


@settings(max_examples=25)
@given(st.integers(2, 9), st.integers(0, 10**6), st.floats(0, 1.5), st.sampled_from([0.3, 1.0]))
def test_drawn_networks_against_the_definition(units, seed, self_coupling, density):
    network = build_network(module(units, self_coupling, density=density, seed=seed))
    network = replace(network, recurrent=network.recurrent if density == 1 else sparse.csr_matrix(network.recurrent))
    dense = replace(network, recurrent=sparse.csr_matrix(network.recurrent).toarray())
    np.testing.assert_array_equal(enumerate_fixed_points(network), brute_force(dense))


def test_more_units_than_one_block_holds():
    network = build_network(chain(3, 5, 0.3, 0.5, seed=4))
    field = np.linspace(-0.3, 0.3, network.units)
    states = all_states(network.units)
    expected = states[is_fixed_point(network, states, field)]
    assert len(expected) > 1
    np.testing.assert_array_equal(enumerate_fixed_points(network, field), expected)


def test_an_integer_network_of_several_blocks():
    network = integer_network(build_network(module(14, 0.5, seed=2)))
    states = all_states(14)
    np.testing.assert_array_equal(enumerate_fixed_points(network), states[is_fixed_point(network, states)])


def test_the_order_of_a_sum_does_not_matter():
    # 0.1 + 0.2 - 0.3 is 0 or 5.6e-17, as one adds: the reference engine decides.
    couplings = np.zeros((14, 14))
    couplings[0, [5, 9, 13]] = 0.1, 0.2, -0.3
    couplings[13, [0, 2, 4]] = 0.1, 0.2, -0.3
    network = small_network(couplings, self_coupling=[0] + [1] * 12 + [0], unit=None)
    states = all_states(14)
    np.testing.assert_array_equal(enumerate_fixed_points(network), states[is_fixed_point(network, states)])


def test_what_is_refused():
    with pytest.raises(NeuroError, match=r"got a network of 27 units, expected at most 26: .* reach"):
        enumerate_fixed_points(small_network(np.zeros((27, 27))))
    network = small_network(np.zeros((4, 4)), self_coupling=1)
    with pytest.raises(NeuroError, match="more than 15 fixed points; count_fixed_points"):
        enumerate_fixed_points(network, most=15)
    assert len(enumerate_fixed_points(network, most=16)) == count_fixed_points(network) == 16
    with pytest.raises(NeuroError, match=r"field: got shape \(3,\), expected \(4,\)"):
        enumerate_fixed_points(network, np.zeros(3))
    with pytest.raises(NeuroError, match="field: holds NaN"):
        enumerate_fixed_points(network, np.full(4, np.nan))
    with pytest.raises(NeuroError, match=r"states: got shape \(2, 3\), expected \(states, 4\)"):
        is_fixed_point(network, np.ones((2, 3)))
