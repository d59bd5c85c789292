"""Pairs of fixed points of chains: enumeration of two modules, their limit, and chains that are single modules."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import special

from neuro.errors import NeuroError
from neuro.manifold import (
    chain_entropy,
    chain_isolation_distance,
    chain_pair_entropy,
    entropy_per_unit,
    enumerate_fixed_points,
    expected_chain_fixed_points,
    isolation_distance,
    pair_entropy,
)
from neuro.manifold.orthants import both_below
from tests.manifold.small import chain, draws, within


def log_pairs_of_two(size, self_coupling, link, distances):
    """ln(mean number of ordered pairs) of two modules that differ in so many units of each, exact at every N."""
    deviation = math.sqrt((size - 1) / size)
    weights = {}
    for differs in product((0, 1), repeat=2):
        total = 0.0
        # Whether the column's two units agree in the first and in the second fixed point.
        for agrees in (-1, 1):
            holds = [(self_coupling + link * sign) / deviation for sign in (agrees, agrees * (-1) ** sum(differs))]
            chances = [
                both_below(*holds, (-1) ** own * (size - 1 - 2 * (distance - own)) / (size - 1))
                for own, distance in zip(differs, distances, strict=True)
                if 0 <= distance - own <= size - 1
            ]
            total += 2 * math.prod(map(float, chances)) * (len(chances) == 2)
        weights[differs] = math.log(total) if total else -math.inf
    terms = []
    for both in range(max(0, sum(distances) - size), min(distances) + 1):
        numbers = {(1, 1): both, (1, 0): distances[0] - both, (0, 1): distances[1] - both}
        numbers[0, 0] = size - sum(numbers.values())
        ways = special.gammaln(size + 1) - sum(special.gammaln(number + 1) for number in numbers.values())
        terms.append(ways + sum(number * weights[kind] for kind, number in numbers.items() if number))
    return float(special.logsumexp(terms))


@pytest.mark.parametrize(("self_coupling", "link"), [(0.0, 1.0), (0.4, 0.6)])
def test_pairs_at_each_distance(self_coupling, link):
    size = 6
    counted = []
    for network in draws(chain(2, size, self_coupling, link), 300):
        states = enumerate_fixed_points(network).astype(int)
        one, other = ((size - part @ part.T) // 2 for part in (states[:, :size], states[:, size:]))
        counted.append(np.bincount((one * (size + 1) + other).ravel(), minlength=(size + 1) ** 2))
    samples = np.array(counted, float)
    assert within(
        list(samples.sum(axis=1)),
        sum(math.exp(log_pairs_of_two(size, self_coupling, link, d)) for d in product(range(size + 1), repeat=2)),
    )
    for distances in ((0, 0), (1, 1), (2, 2), (3, 3), (4, 4), (0, 2), (1, 3), (4, 2)):
        found = samples[:, distances[0] * (size + 1) + distances[1]]
        assert within(list(found), math.exp(log_pairs_of_two(size, self_coupling, link, distances))), distances


@pytest.mark.parametrize(("self_coupling", "link"), [(0.0, 1.0), (0.4, 0.6), (0.2, 3.0)])
@pytest.mark.parametrize("share", [0.005, 0.1, 0.4])
def test_two_large_modules(self_coupling, link, share):
    limit = 2 * chain_pair_entropy(2, self_coupling, link, 1 - 2 * share)
    errors = []
    for size in (1000, 10_000):
        distance = round(size * share)
        errors.append(abs(log_pairs_of_two(size, self_coupling, link, (distance, distance)) / size - limit))
    assert errors[1] < 3e-3
    assert errors[1] < errors[0] / 4


@pytest.mark.parametrize("self_coupling", [0.0, 0.3, 1.2])
@pytest.mark.parametrize("overlap", [-1.0, -0.95, -0.2, 0.0, 0.6, 0.99, 1 - 1e-8, 1.0])
def test_modules_without_links(self_coupling, overlap):
    pair = pair_entropy(self_coupling, overlap)
    for modules, link in ((1, 0.7), (2, 0.0), (4, 0.0)):
        assert chain_pair_entropy(modules, self_coupling, link, overlap) == pytest.approx(pair, abs=1e-12)


@pytest.mark.parametrize(
    ("modules", "self_coupling", "link"), [(1, 0.5, 0.0), (2, 0.0, 1.5), (3, 0.4, -0.7), (6, 0.1, 2.0)]
)
def test_the_entropy_of_a_chain(modules, self_coupling, link):
    size = 10**7
    finite = expected_chain_fixed_points(modules, size, self_coupling, link, log=True) / (modules * size)
    assert chain_entropy(modules, self_coupling, link) == pytest.approx(finite, abs=1e-7)
    assert chain_entropy(modules, 2 * self_coupling, 2 * link, strength=2.0) == pytest.approx(finite, abs=1e-7)


@given(st.integers(1, 4), st.floats(0.0, 1.5), st.floats(-2.0, 6.0), st.floats(-1.0, 1.0))
def test_laws_of_pairs(modules, self_coupling, link, overlap):
    single = chain_entropy(modules, self_coupling, link)
    assume(abs(overlap) < 1 - 1e-9)
    found = chain_pair_entropy(modules, self_coupling, link, overlap)
    # A state and its opposite are stable alike; unrelated pairs are the most.
    assert found == pytest.approx(chain_pair_entropy(modules, self_coupling, link, -overlap), abs=1e-9)
    assert found <= 2 * single + 1e-9
    assert chain_pair_entropy(modules, self_coupling, link, 0.0) == pytest.approx(2 * single, abs=1e-9)
    assert chain_pair_entropy(modules, self_coupling, link, 1 - 1e-10) == pytest.approx(single, abs=1e-3)
    assert chain_pair_entropy(modules, self_coupling, link, 1.0) == single


@given(st.integers(1, 4), st.floats(0.0, 1.5), st.floats(-4.0, 6.0), st.floats(-15.5, -6.0))
def test_overlaps_beside_both_ends(modules, self_coupling, link, exponent):
    overlap = 1 - 10**exponent
    found = chain_pair_entropy(modules, self_coupling, link, overlap)
    assert found == chain_pair_entropy(modules, self_coupling, link, -overlap)
    assert found == pytest.approx(chain_entropy(modules, self_coupling, link), abs=1e-2)


# Each of these lost its fields where 1 + q was what the distance was told from.
@pytest.mark.parametrize(
    ("modules", "self_coupling", "link", "overlap"),
    [
        (1, 1.296, -3.895, -0.9999999957),
        (3, 1.2199053588004087, 5.127555772777217, -0.9999999892060879),
        (3, 0.4480441992283839, 2.7199487795635937, -0.9999999999005563),
        (4, 1.202820868077462, 5.235301597834695, -0.9999999997858829),
    ],
)
def test_overlaps_beside_the_opposite_state(modules, self_coupling, link, overlap):
    found = chain_pair_entropy(modules, self_coupling, link, overlap)
    assert found == pytest.approx(chain_entropy(modules, self_coupling, link), abs=1e-5)


@pytest.mark.parametrize("modules", [2.0, np.int64(2), np.float64(2.0)])
def test_whole_numbers_of_any_type(modules):
    for function, rest in (
        (chain_entropy, (0.5, 0.5)),
        (chain_pair_entropy, (0.5, 0.5, 0.3)),
        (chain_isolation_distance, (0.5, 0.5)),
    ):
        assert function(modules, *rest) == function(2, *rest)


@pytest.mark.parametrize(
    ("given_", "words"),
    [
        ((math.nan, 0.5, 0.5), "modules: got nan, expected a whole number from 1 to 6"),
        ((math.inf, 0.5, 0.5), "modules: got inf"),
        ((np.float64("inf"), 0.5, 0.5), r"modules: got .*inf"),
        ((2.5, 0.5, 0.5), r"modules: got 2\.5"),
        (("2", 0.5, 0.5), "modules: got '2'"),
        ((None, 0.5, 0.5), "modules: got None"),
        ((2, math.nan, 0.5), "self_coupling: got nan, expected a finite number"),
        ((2, math.inf, 0.5), "self_coupling: got inf"),
        ((2, 0.5, math.nan), "link_strength: got nan, expected a finite number"),
        ((2, 0.5, 0.5, math.nan), "strength: got nan, expected a finite number"),
        ((2, np.float64(0.5), 0.5, 1e-320), r"self_coupling: got 0\.5, so many times the strength 1e-320"),
        ((2, 0.0, 1e300, 1e-20), r"link_strength: got 1e\+300, so many times the strength 1e-20 .* larger strength"),
    ],
)
@pytest.mark.parametrize("function", [chain_entropy, chain_pair_entropy, chain_isolation_distance])
def test_what_is_no_chain(function, given_, words):
    rest = (0.3, *given_[3:]) if function is chain_pair_entropy else given_[3:]
    with pytest.raises(NeuroError, match=words):
        function(*given_[:3], *rest)


def test_strong_links_make_columns_units_alone():
    # Both units of a column flip together, and nothing else holds them: all 2^N states, at any overlap.
    for overlap in (0.0, 0.3, 0.98):
        agreeing = (1 + overlap) / 2
        states = math.log(2) + float(special.entr(agreeing) + special.entr(1 - agreeing))
        assert chain_pair_entropy(2, 0.0, 60.0, overlap) == pytest.approx(states / 2, abs=1e-9)
    assert chain_isolation_distance(2, 0.0, 60.0) == 0.0


def test_isolation():
    assert chain_isolation_distance(1, 0.5, 0.0) == pytest.approx(isolation_distance(0.5), rel=1e-6)
    assert chain_isolation_distance(3, 0.5, 0.0) == pytest.approx(isolation_distance(0.5), rel=1e-6)
    distances = [chain_isolation_distance(2, 0.0, link) for link in (0.5, 1.0, 2.0)]
    assert distances[0] > distances[1] > distances[2] > 0.0
    assert chain_isolation_distance(2, 0.0, 2.0, strength=2.0) == pytest.approx(distances[1])
    for link, distance in zip((0.5, 1.0, 2.0), distances, strict=True):
        assert chain_pair_entropy(2, 0.0, link, 1 - 1.9 * distance) < chain_entropy(2, 0.0, link)
        assert chain_pair_entropy(2, 0.0, link, 1 - 2.1 * distance) > chain_entropy(2, 0.0, link)


def test_where_no_two_differ():
    # A unit that differs would need two fields of opposite sign that are the same.
    assert chain_pair_entropy(1, -0.5, 0.0, 1 - 1e-9) == -math.inf
    assert entropy_per_unit(-0.5) < 0.0


@pytest.mark.parametrize(
    ("function", "given_", "words"),
    [
        (chain_entropy, (7, 0.5, 1.0), "modules: got 7, expected a whole number from 1 to 6"),
        (chain_entropy, (2, 0.5, math.inf), "link_strength: got inf"),
        (chain_entropy, (2, 0.5, 1.0, 0.0), r"strength: got 0\.0"),
        (chain_pair_entropy, (0, 0.5, 1.0, 0.5), "modules: got 0"),
        (chain_pair_entropy, (2, 0.5, 1.0, math.nan), "overlap: got nan, expected -1 to 1"),
        (chain_pair_entropy, (2, 0.5, 1.0, 1.5), r"overlap: got 1\.5, expected -1 to 1"),
        (chain_isolation_distance, (2, 0.0, 0.0), r"got self_coupling 0\.0 and link_strength 0\.0"),
    ],
)
def test_refusals(function, given_, words):
    with pytest.raises(NeuroError, match=words):
        function(*given_)
