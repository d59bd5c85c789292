"""The estimate of the number of fixed points, against all of them."""

from __future__ import annotations

import math

import numpy as np
import pytest

from neuro import build_network
from neuro.errors import NeuroError
from neuro.manifold import (
    Estimate,
    count_fixed_points,
    enumerate_fixed_points,
    expected_chain_fixed_points,
    random_states,
    sample_around,
    sample_count,
)
from tests.manifold.small import chain, module
from tests.small import small_network


def estimate(network, field=None):
    return sample_count(network, field, particles=200, temperatures=20, runs=8, seed=1)


def agrees(found, exact):
    return abs(math.exp(found.log_count) / exact - 1) <= 4 * found.standard_error


@pytest.mark.parametrize(
    "description",
    [
        module(12, 0.5, seed=3),
        module(14, 0.9, seed=1),
        module(14, 0.6, density=0.3, seed=2),
        chain(2, 7, 0, 1.5, seed=5),
    ],
)
def test_against_enumeration(description):
    network = build_network(description)
    found = estimate(network)
    assert 0 < found.standard_error < 0.15
    assert agrees(found, count_fixed_points(network))


@pytest.mark.slow
@pytest.mark.parametrize(("units", "self_coupling", "seed"), [(16, 0.3, 3), (18, 0.5, 3), (20, 0.8, 3), (20, 0.5, 7)])
def test_larger_ones_against_enumeration(units, self_coupling, seed):
    network = build_network(module(units, self_coupling, seed=seed))
    found = sample_count(network, seed=1)
    assert found.standard_error < 0.12
    assert agrees(found, count_fixed_points(network))


def test_a_field_narrows_the_choice():
    network = build_network(module(12, 0.8, seed=3))
    field = 3.0 * np.random.default_rng(0).standard_normal(12)
    exact = count_fixed_points(network, field)
    assert 0 < exact < count_fixed_points(network)
    assert agrees(estimate(network, field), exact)


def test_units_that_remember_count_without_error():
    # Every state is stable, so all weights stay 1.
    found = estimate(small_network(np.zeros((40, 40)), self_coupling=1))
    assert found.log_count == pytest.approx(40 * math.log(2))
    assert found.standard_error == pytest.approx(0.0, abs=1e-12)


def test_a_field_of_zero_counts_as_down():
    found = estimate(small_network(np.zeros((6, 6))))
    assert math.exp(found.log_count) == pytest.approx(1.0, rel=4 * found.standard_error)


def test_none_is_found_where_there_is_none():
    found = estimate(small_network([[0, 1], [-1, 0]]))
    assert found.log_count == -math.inf
    assert found.standard_error is None


def test_more_units_than_can_be_enumerated():
    # Two networks that can't hear each other: their numbers multiply.
    network = build_network(chain(2, 15, 0.6, 0.0, seed=4))
    first, second = (network.recurrent[part, part] for part in (slice(0, 15), slice(15, 30)))
    halves = [small_network(half, self_coupling=0.6, unit=None) for half in (first, second)]
    assert agrees(estimate(network), math.prod(count_fixed_points(half) for half in halves))
    assert expected_chain_fixed_points(2, 15, 0.6, 0.0, log=True) == pytest.approx(estimate(network).log_count, abs=1.5)


def test_mean_and_error_of_the_runs():
    found = Estimate(np.log([1.0, 3.0]))
    assert found.log_count == pytest.approx(math.log(2))
    assert found.standard_error == pytest.approx(0.5)


def test_the_seed_decides():
    network = build_network(module(8, 0.5))
    one, again, other = (sample_count(network, particles=20, temperatures=3, runs=2, seed=s) for s in (1, 1, 2))
    assert one.log_runs.tolist() == again.log_runs.tolist() != other.log_runs.tolist()


def test_what_is_refused():
    network = build_network(module(4, 0.5))
    for name, value, least in (("particles", 1, 2), ("temperatures", 0, 1), ("runs", 1, 2)):
        with pytest.raises(NeuroError, match=f"{name}: got {value}, expected a whole number from {least}"):
            sample_count(network, **{name: value})
    with pytest.raises(NeuroError, match=r"got a network of 1001 units, expected at most 1000: .* theory"):
        sample_count(build_network(module(1001, 0.5, density=0.01)))


@pytest.mark.parametrize("distance", [0, 1, 3, 6, 11, 12])
def test_at_a_distance_from_a_fixed_point_and_from_any_state(distance):
    network = build_network(module(12, 0.9, seed=3))
    points = enumerate_fixed_points(network)
    for centre in (points[0], random_states(1, 12, seed=1)[0]):
        exact = int(((points != centre).sum(axis=1) == distance).sum())
        found = sample_around(network, centre, distance, particles=200, temperatures=20, runs=8, seed=1)
        if exact:
            assert abs(math.exp(found.log_count) / exact - 1) <= max(4 * found.standard_error, 1e-9)
        else:
            assert found.log_count == -math.inf


def test_a_centre_that_is_no_state_or_too_far():
    network = build_network(module(5, 0.9))
    with pytest.raises(NeuroError, match="hold values other than -1 and"):
        sample_around(network, np.zeros(5), 1)
    with pytest.raises(NeuroError, match="distance: got 6, expected a whole number from 0 to 5, the number of units"):
        sample_around(network, np.ones(5), 6)
