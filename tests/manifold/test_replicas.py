"""Groups of fixed points at one overlap: pairs, triples and their enumeration, many, and where there are none."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize, special
from scipy.stats import multivariate_normal

from neuro.errors import NeuroError
from neuro.manifold import (
    densest_entropy,
    entropy_per_unit,
    enumerate_fixed_points,
    expected_fixed_points,
    expected_triples,
    pair_entropy,
    replica_entropy,
    replica_gap,
)
from neuro.manifold.orthants import both_below, three_below
from tests.manifold.small import draws, module, within

OVERLAPS = (0.0, 1e-9, 1e-3, 0.2, 0.6, 0.9, 0.999, 1 - 1e-7, 1.0)


def triples_of(states, distance):
    """Ordered triples whose states are all so far apart."""
    apart = (states.shape[1] - states.astype(int) @ states.T) // 2 == distance
    return int(np.trace(np.linalg.matrix_power(apart.astype(float), 3)))


@pytest.mark.parametrize(("self_coupling", "strength"), [(0.4, 1.0), (0.9, 1.5)])
def test_triples_at_each_distance(self_coupling, strength):
    size = 12
    points = [enumerate_fixed_points(network) for network in draws(module(size, self_coupling, strength), 200)]
    for distance in (2, 4, 6, 8):
        counted = [triples_of(states, distance) for states in points]
        assert within(counted, expected_triples(size, self_coupling, distance, strength)), distance


@pytest.mark.parametrize("self_coupling", [0.0, 0.1, 0.7, 2.0])
def test_two_replicas_are_a_pair(self_coupling):
    for overlap in OVERLAPS:
        pair = pair_entropy(self_coupling, overlap)
        assert 2 * replica_entropy(self_coupling, overlap, 2) == pytest.approx(pair, abs=1e-12)


@pytest.mark.parametrize("self_coupling", [0.05, 0.5, 1.5])
@pytest.mark.parametrize("share", [0.002, 0.05, 0.3, 0.5])
def test_three_replicas_are_a_triple_of_a_large_module(self_coupling, share):
    limit = 3 * replica_entropy(self_coupling, 1 - 2 * share, 3)
    errors = []
    for size in (4000, 40_000):
        triples = expected_triples(size, self_coupling, round(size * share), log=True)
        errors.append(abs(triples / size - limit))
    # Of order ln N / N.
    assert errors[1] < 1e-3
    assert errors[1] < errors[0] / 4


@given(st.floats(0.0, 2.0), st.floats(0.0, 1.0), st.integers(2, 60))
def test_laws_of_groups(self_coupling, overlap, replicas):
    single = entropy_per_unit(self_coupling)
    assert replica_entropy(self_coupling, overlap, replicas) <= single + 1e-9
    assert replica_entropy(self_coupling, 0.0, replicas) == pytest.approx(single, abs=1e-12)
    assert replica_entropy(self_coupling, 1.0, replicas) == pytest.approx(single / replicas)
    # One more fixed point for a group, given the group, is at most any fixed point.
    more = (replicas + 1) * replica_entropy(self_coupling, overlap, replicas + 1)
    assert more <= replicas * replica_entropy(self_coupling, overlap, replicas) + single + 1e-9


@given(st.floats(0.01, 2.0), st.floats(0.01, 0.99))
def test_the_entropy_falls_first_and_rises_then(self_coupling, overlap):
    entropies = [
        replica_entropy(self_coupling, overlap, replicas) for replicas in (2, 3, 4, 5, 6, 8, 11, 15, 20, 30, 50)
    ]
    steps = np.sign(np.diff(entropies))
    assert (np.diff(steps) >= 0).all()


def mean_of_many(self_coupling, overlap):
    """Of many replicas: each unit is up with the chance (1 + sqrt q) / 2, and has the field that serves them best."""
    root, own = math.sqrt(overlap), math.sqrt(1 - overlap)
    up, down = (1 + root) / 2, (1 - root) / 2

    def lost(field):
        chances = special.log_ndtr((self_coupling + np.array([root, -root]) * field) / own)
        return -float(np.array([up, down]) @ chances)

    best = optimize.minimize_scalar(lost, bounds=(-1, 12), method="bounded", options={"xatol": 1e-10})
    return float(special.entr(up) + special.entr(down)) - best.fun


@pytest.mark.parametrize("self_coupling", [0.1, 1.0])
@pytest.mark.parametrize("overlap", [0.2, 0.6, 0.9, 0.99])
def test_many_replicas(self_coupling, overlap):
    limit = mean_of_many(self_coupling, overlap)
    for replicas in (50, 200, 600):
        entropy = replica_entropy(self_coupling, overlap, replicas)
        assert abs(entropy - limit) < 2.5 * math.log(replicas) / replicas


def test_how_many_replicas_approach_their_limit():
    """One Gaussian integral, over the field that they share, costs ln(y) / 2."""
    limit = mean_of_many(1.0, 0.6)
    costs = [replicas * (replica_entropy(1.0, 0.6, replicas) - limit) for replicas in (100, 400)]
    assert costs[1] - costs[0] == pytest.approx(-math.log(4) / 2, rel=0.02)


@pytest.mark.parametrize("replicas", [2, 3, 7])
def test_the_mean_over_two_normal_numbers(replicas):
    """The same as an integral over two fields, one for the overlaps and one for the stability."""
    self_coupling, overlap = 0.3, 0.5
    nodes, weights = special.roots_hermitenorm(60)
    weights = np.log(weights / weights.sum())
    held = replicas * (replicas - 1) / 2 * overlap

    def entropy(pull):
        toward = math.sqrt(pull) * nodes[:, None]
        shared, own = math.sqrt(overlap) * nodes, math.sqrt(1 - overlap)
        plus, minus = special.log_ndtr((self_coupling + shared) / own), special.log_ndtr((self_coupling - shared) / own)
        powers = replicas * np.logaddexp(toward + plus, -toward + minus)
        mean = float(special.logsumexp(powers + weights[:, None] + weights))
        return (-pull * held - pull * replicas / 2 + mean) / replicas

    least = optimize.minimize_scalar(entropy, bounds=(0, 3), method="bounded", options={"xatol": 1e-8})
    assert replica_entropy(self_coupling, overlap, replicas) == pytest.approx(least.fun, abs=1e-7)


def test_the_densest_clusters():
    for self_coupling, overlap in ((0.1, 0.5), (0.5, 0.9), (0.05, 0.9)):
        least = min(replica_entropy(self_coupling, overlap, replicas) for replicas in range(2, 40))
        assert densest_entropy(self_coupling, overlap) == pytest.approx(least, abs=1e-12)
    assert densest_entropy(0.05, 0.9) < 0 < densest_entropy(0.1, 0.9)
    assert densest_entropy(0.5, 0.0) == pytest.approx(entropy_per_unit(0.5))
    assert densest_entropy(1.0, 0.5, strength=2.0) == densest_entropy(0.5, 0.5)


def test_gaps():
    low, high = replica_gap(0.05, 10)
    assert (low, high) == (pytest.approx(0.88052, abs=1e-5), pytest.approx(0.99410, abs=1e-5))
    for end in (low, high):
        assert abs(densest_entropy(0.05, end)) < 1e-9
    assert densest_entropy(0.05, (low + high) / 2) < 0 < densest_entropy(0.05, low - 0.01)
    assert replica_gap(0.05, 3)[0] > low
    assert replica_gap(0.1, 10, strength=2.0) == replica_gap(0.05, 10)


@pytest.mark.parametrize(("replicas", "closes"), [(2, 0.04272), (3, 0.05567), (4, 0.05960), (10, 0.06000)])
def test_gaps_close(replicas, closes):
    assert replica_gap(closes - 1e-4, replicas) is not None
    assert replica_gap(closes + 1e-4, replicas) is None


@pytest.mark.parametrize("first", [-1.5, -0.3, 0.0, 0.7])
@pytest.mark.parametrize("second", [-1.0, 0.0, 0.7, 2.0])
def test_two_normal_numbers(first, second):
    correlations = [-1.0, -0.99, -0.4, 0.0, 0.6, 1.0]
    expected = [
        multivariate_normal.cdf([first, second], cov=[[1, r], [r, 1]], allow_singular=True) for r in correlations
    ]
    np.testing.assert_allclose(both_below(first, second, correlations), expected, atol=1e-7)


@pytest.mark.parametrize(
    ("threshold", "odd", "others"), [(0.5, 0.6, 0.6), (-1, 0.3, 0.3), (0, -0.3, -0.3), (1, -0.7, 0.8)]
)
def test_three_normal_numbers(threshold, odd, others):
    covariance = [[1, odd, odd], [odd, 1, others], [odd, others, 1]]
    expected = multivariate_normal.cdf([threshold] * 3, cov=covariance)
    assert three_below(threshold, odd, others) == pytest.approx(expected, abs=2e-5)
    # Orthants around 0 are known.
    angles = sum(math.asin(value) for value in (odd, odd, others))
    assert three_below(0.0, odd, others) == pytest.approx(1 / 8 + angles / (4 * math.pi), abs=1e-11)


def test_triples_of_one_state_and_of_none():
    assert expected_triples(9, 0.5, 0) == expected_fixed_points(9, 0.5)
    # Without self-coupling a unit that alone differs between two states has the same field in both.
    assert expected_triples(2, 0.0, 0) == 1.0
    assert expected_triples(10_000, 0.5, 2000, log=True) > 700


def test_strong_self_couplings_hold_all_states_and_repel_them():
    # 2^3 states, each with 3! / 1! ordered pairs of others at distance 2 from it and each other.
    for self_coupling in (40.0, 1000.0, 1e300):
        assert expected_triples(3, self_coupling, 2) == pytest.approx(48)


def test_whole_numbers_of_any_type():
    assert expected_triples(6.0, 0.5, np.int64(2)) == expected_triples(np.int64(6), 0.5, 2.0)
    assert replica_entropy(0.5, 0.5, 3.0) == replica_entropy(0.5, 0.5, np.int64(3)) == replica_entropy(0.5, 0.5, 3)


@pytest.mark.parametrize(
    ("function", "given_", "words"),
    [
        (replica_entropy, (0.5, 1.1, 3), r"overlap: got 1\.1, expected 0 to 1"),
        (replica_entropy, (0.5, -0.1, 3), r"overlap: got -0\.1"),
        (replica_entropy, (-0.5, 0.1, 3), r"self_coupling: got -0\.5, expected at least 0"),
        (replica_entropy, (0.5, 0.1, 2.5), r"replicas: got 2\.5, expected a whole number from 1 to 1,000"),
        (replica_entropy, (0.5, 0.1, math.nan), r"replicas: got nan, expected a whole number"),
        (replica_entropy, (0.5, 0.1, math.inf), r"replicas: got inf"),
        (replica_entropy, (0.5, 0.1, "3"), r"replicas: got '3'"),
        (replica_entropy, (math.nan, 0.1, 3), r"self_coupling: got nan"),
        (replica_entropy, (0.5, math.nan, 3), r"overlap: got nan"),
        (replica_gap, (0.05, math.nan), r"replicas: got nan, expected a whole number from 2 to 100"),
        (densest_entropy, (0.5, math.nan), r"overlap: got nan"),
        (replica_entropy, (0.5, 0.1, 3, 0.0), r"strength: got 0\.0"),
        (densest_entropy, (0.5, 1.0), r"overlap: got 1\.0, expected 0 to less than 1"),
        (replica_gap, (0.0, 3), r"self_coupling: got 0"),
        (replica_gap, (0.05, 1), r"replicas: got 1, expected a whole number from 2 to 100"),
        (replica_gap, (1e-7, 2), r"self_coupling: got 1e-07, so small"),
        (expected_triples, (12, 0.5, 3), r"distance: got 3, expected an even number from 0 to 8"),
        (expected_triples, (12, 0.5, 10), r"distance: got 10"),
        (expected_triples, (1, 0.5, 0), r"got 1 units"),
        (expected_triples, (3, -0.1, 2), r"self_coupling: got -0\.1, expected at least 0"),
        (expected_triples, (3, 1, math.nan), r"distance: got nan, expected a whole number from 0 on"),
        (expected_triples, (3, 1, math.inf), r"distance: got inf"),
        (expected_triples, (4, 1, "2"), r"distance: got '2'"),
        (expected_triples, (3, math.nan, 2), r"self_coupling: got nan, expected a finite number"),
        (expected_triples, (3, math.nan, 0), r"self_coupling: got nan"),
        (expected_triples, (3, math.inf, 2), r"self_coupling: got inf"),
        (expected_triples, (3, 1, 2, math.nan), r"strength: got nan"),
        (expected_triples, (math.nan, 1, 2), r"size: got nan, expected a whole number from 1 to"),
        (expected_triples, (-math.inf, 1, 2), r"size: got -inf"),
        (expected_triples, (4.5, 1, 2), r"size: got 4\.5"),
        (expected_triples, (10_000, 0.5, 2000), r"log=True"),
    ],
)
def test_refusals(function, given_, words):
    with pytest.raises(NeuroError, match=words):
        function(*given_)


@pytest.mark.slow
def test_too_close_to_one():
    with pytest.raises(NeuroError, match=r"overlap: got 0\.9999, so close to 1"):
        densest_entropy(1.0, 0.9999)
