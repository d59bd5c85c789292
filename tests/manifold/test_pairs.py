"""Mean numbers of pairs of fixed points against enumeration."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import multivariate_normal

from neuro.errors import NeuroError
from neuro.manifold import (
    entropy_per_unit,
    enumerate_fixed_points,
    expected_fixed_points,
    expected_pairs,
    isolation_distance,
    overlaps,
    pair_entropy,
)
from neuro.manifold.orthants import log_both_far_below
from tests.manifold.small import draws, module, within


def pairs_of(description, number):
    """Ordered pairs at each distance, network by network."""
    counted = []
    for network in draws(description, number):
        states = enumerate_fixed_points(network)
        counted.append([len(states), *(2 * overlaps(states).pairs[1:])])
    return np.array(counted, float).T


@pytest.mark.parametrize(("self_coupling", "strength"), [(0.3, 1.0), (1.0, 1.5)])
def test_pairs_at_each_distance(self_coupling, strength):
    size = 8
    counted = pairs_of(module(size, self_coupling, strength), 200)
    for distance, samples in enumerate(counted):
        expected = expected_pairs(size, self_coupling, 1 - 2 * distance / size, strength)
        # A value seen never or always has no standard error of its own.
        assert within(list(samples), expected, 3.5) or abs(samples.mean() - expected) < 0.05, distance


@pytest.mark.slow
def test_pairs_in_larger_modules():
    size = 14
    counted = pairs_of(module(size, 0.5), 600)
    for distance, samples in enumerate(counted):
        assert within(list(samples), expected_pairs(size, 0.5, 1 - 2 * distance / size), 3.5), distance


def test_pairs_of_a_state_with_itself_and_its_opposite():
    for self_coupling in (-0.5, 0.0, 0.7):
        mean = expected_fixed_points(9, self_coupling)
        assert expected_pairs(9, self_coupling, 1.0) == pytest.approx(mean)
        assert expected_pairs(9, self_coupling, -1.0) == pytest.approx(mean)


def test_no_neighbours_without_self_coupling():
    assert expected_pairs(9, -0.5, 1 - 2 / 9, log=True) == -math.inf
    assert expected_pairs(9, 0.0, 1 - 2 / 9) == 0.0


@pytest.mark.parametrize("overlap", [-0.9, -0.2, 0.0, 0.5, 0.99])
def test_the_entropy_of_pairs(overlap):
    agreeing = (1 + overlap) / 2
    expected = math.log(2) - agreeing * math.log(agreeing) - (1 - agreeing) * math.log(1 - agreeing)
    for share, correlation in ((agreeing, overlap), (1 - agreeing, -overlap)):
        both = multivariate_normal.cdf([0.5, 0.5], cov=[[1, correlation], [correlation, 1]])
        expected += share * math.log(both)
    assert pair_entropy(0.5, overlap) == pytest.approx(expected, abs=1e-6)
    size = 100_000
    assert expected_pairs(size, 0.5, 1 - 2 * round(size * (1 - agreeing)) / size, log=True) / size == pytest.approx(
        expected, abs=2e-4
    )


def test_pairs_are_most_often_unrelated():
    grid = np.linspace(-0.99, 0.99, 199)
    for self_coupling in (0.1, 0.5, 1.0):
        entropies = [pair_entropy(self_coupling, float(q)) for q in grid]
        assert grid[int(np.argmax(entropies))] == pytest.approx(0.0, abs=1e-9)
        assert max(entropies) == pytest.approx(2 * entropy_per_unit(self_coupling))
        assert pair_entropy(self_coupling, 1.0) == pytest.approx(entropy_per_unit(self_coupling))


def test_isolation():
    distances = [isolation_distance(j) for j in (0.1, 0.3, 0.5, 1.0)]
    np.testing.assert_allclose(distances, [0.0819, 0.01326, 0.00528, 0.00086], rtol=5e-3)
    for self_coupling, distance in zip((0.1, 0.3, 0.5, 1.0), distances, strict=True):
        assert pair_entropy(self_coupling, 1 - 1.9 * distance) < entropy_per_unit(self_coupling)
        assert pair_entropy(self_coupling, 1 - 2.1 * distance) > entropy_per_unit(self_coupling)
    assert isolation_distance(1.0, strength=2.0) == isolation_distance(0.5)


@pytest.mark.parametrize(
    ("threshold", "correlation"), [(-0.5, -0.9), (-2.0, -0.3), (-3.0, 0.95), (-1e-9, 0.5), (-0.01, 0.2)]
)
def test_pairs_of_weak_self_couplings(threshold, correlation):
    exact = multivariate_normal([0, 0], [[1, correlation], [correlation, 1]]).cdf([threshold, threshold])
    assert np.exp(log_both_far_below(threshold, correlation)) == pytest.approx(exact, rel=1e-6)
    # Far below, by the leading term of the integral over a quadrant.
    assert log_both_far_below(-30.0, 0.5) == pytest.approx(-607.690, abs=1e-3)


def test_pairs_of_a_negative_self_coupling():
    """No difference of two chances next to each other is left: entropies fall smoothly to that of single ones."""
    found = np.array([pair_entropy(-2.0, q) for q in (0.85, 0.9, 0.95, 0.99, 0.999, 1.0)])
    assert (np.diff(found) > 0.0).all()
    assert found[-1] == entropy_per_unit(-2.0)
    assert pair_entropy(-1e-9, 0.5) == pytest.approx(pair_entropy(0.0, 0.5), abs=1e-8)


def test_an_overlap_as_exact_as_its_type():
    exact = expected_pairs(1000, 0.5, 1 - 6 / 1000)
    assert expected_pairs(1000, 0.5, np.float32(1 - 6 / 1000)) == exact
    overlap = 1 - 2 * 3 / 10**12
    assert expected_pairs(10**12, 0.5, overlap, log=True) / 10**12 == pytest.approx(pair_entropy(0.5, overlap))
    with pytest.raises(NeuroError, match="doesn't tell single units of 10,000,000 apart"):
        expected_pairs(10**7, 0.5, np.float32(0.5))


def test_what_is_refused():
    with pytest.raises(NeuroError, match=r"overlap: got 0\.3, expected 1 - 2 d / 8"):
        expected_pairs(8, 0.5, 0.3)
    with pytest.raises(NeuroError, match="overlap: got 2, expected -1 to 1"):
        pair_entropy(0.5, 2)
    with pytest.raises(NeuroError, match="got 1 units"):
        expected_pairs(1, 0.5, 1.0)
    with pytest.raises(NeuroError, match="self_coupling: got 0"):
        isolation_distance(0)
