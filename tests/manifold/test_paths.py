"""Paths through fixed points: the shortest by hand and by enumeration, those a search finds, and what they bound."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from neuro import build_network
from neuro.errors import NeuroError
from neuro.manifold import (
    clusters,
    enumerate_fixed_points,
    is_fixed_point,
    largest_cluster_bound,
    random_states,
    reach,
    search_paths,
    shortest_paths,
)
from neuro.manifold.paths import Path
from neuro.network import Network, integer_network
from tests.manifold.small import chain, integer_networks, module
from tests.small import small_network


def reached(network: Network, pairs: int, seed: int = 0) -> NDArray[np.int8]:
    """Pairs of fixed points that random starts reach, (P, 2, N)."""
    found = reach(network, random_states(2 * pairs, network.units, seed), "sequential", seed=seed)
    return found.final.reshape(pairs, 2, -1)[found.settled.reshape(pairs, 2).all(axis=1)]


def check(path: Path, network: Network, ends: NDArray[np.int8], field: NDArray[np.float64] | None = None) -> None:
    """From end to end through fixed points alone, by moves of at most so many flips."""
    np.testing.assert_array_equal(path.states[[0, -1]], ends)
    assert is_fixed_point(network, path.states, field).all()
    flipped = (path.states[1:] != path.states[:-1]).sum(axis=1)
    assert ((flipped >= 1) & (flipped <= path.flips)).all()
    assert path.moves == len(flipped)
    assert path.moves >= math.ceil(path.distance / path.flips)


def test_a_square_with_a_corner_missing() -> None:
    points = np.array([[1, 1, 1], [1, 1, -1], [1, -1, -1], [-1, 1, 1]])
    around, far, none = shortest_paths(points, points[[[0, 2], [3, 2], [1, 1]]], 1)
    assert around is not None
    assert far is not None
    assert none is not None
    np.testing.assert_array_equal(around.states, points[:3])
    np.testing.assert_array_equal(far.states, points[[3, 0, 1, 2]])
    assert (far.moves, far.distance, far.detour) == (3, 3, 1.0)
    assert (none.moves, none.distance, none.detour) == (0, 0, None)
    (wide,) = shortest_paths(points, points[None, [3, 2]], 2)
    assert wide is not None
    assert (wide.moves, wide.detour) == (2, 1.0)


def test_a_path_that_has_to_turn_back() -> None:
    # From 000 to 110 by way of 001 and 111 alone: four moves over a distance of two.
    points = 2 * np.array([[0, 0, 0], [0, 0, 1], [0, 1, 1], [1, 1, 1], [1, 1, 0]]) - 1
    (path,) = shortest_paths(points, points[None, [0, 4]], 1)
    assert path is not None
    assert (path.moves, path.detour) == (4, 2.0)


@pytest.mark.parametrize("flips", [1, 2, 3])
@pytest.mark.parametrize("self_coupling", [0.4, 0.7, 1.0])
def test_pairs_of_one_cluster_have_paths_and_no_others(flips: int, self_coupling: float) -> None:
    network = build_network(module(12, self_coupling, seed=flips))
    points, ends = enumerate_fixed_points(network), reached(network, 30)
    labels = clusters(points, flips).labels
    place = {point.tobytes(): label for point, label in zip(points, labels, strict=True)}
    for path, (first, last) in zip(shortest_paths(points, ends, flips), ends, strict=True):
        assert (path is not None) == (place[first.tobytes()] == place[last.tobytes()])
        if path is not None:
            check(path, network, np.array([first, last]))


@pytest.mark.parametrize(("units", "share"), [(16, 0.9), (18, 0.85), (20, 0.75)])
def test_a_search_finds_most_of_what_exists_and_nothing_else(units: int, share: float) -> None:
    exist, found, ratios = 0, 0, []
    for seed in range(2 if units == 20 else 4):
        for self_coupling in (0.5, 0.8):
            network = build_network(module(units, self_coupling, seed=seed))
            points, ends = enumerate_fixed_points(network), reached(network, 10, seed)
            for flips in (1, 2, 3):
                shortest = shortest_paths(points, ends, flips)
                searched = search_paths(network, ends, flips, tries=20_000, seed=seed)
                for exact, path, pair in zip(shortest, searched, ends, strict=True):
                    exist += exact is not None
                    if path is None:
                        continue
                    found += 1
                    check(path, network, pair)
                    assert exact is not None
                    assert path.moves >= exact.moves
                    if exact.moves:
                        ratios.append(path.moves / exact.moves)
    assert share * exist < found <= exist
    assert np.mean(ratios) < 1.5


@pytest.mark.parametrize("seed", range(12))
def test_every_step_of_a_path_in_a_larger_network(seed: int) -> None:
    self_coupling, flips = (0.8, 1.0, 1.4)[seed % 3], 1 + seed // 3 % 3
    network = build_network(module(80, self_coupling, seed=seed))
    ends = reached(network, 4, seed)
    paths = search_paths(network, ends, flips, tries=50_000, seed=seed)
    for path, pair in zip(paths, ends, strict=True):
        if path is not None:
            check(path, network, pair)
    if self_coupling > 1:
        assert all(path is not None for path in paths)


@settings(max_examples=40)
@given(integer_networks(), st.integers(1, 3), st.integers(0, 3))
def test_whole_numbers_with_fields_of_zero(network: Network, flips: int, seed: int) -> None:
    points = enumerate_fixed_points(network)
    flips = min(flips, network.units)
    if len(points) < 2:
        return
    ends = np.random.default_rng(seed).choice(points, (4, 2))
    exact, searched = shortest_paths(points, ends, flips), search_paths(network, ends, flips, tries=2000, seed=seed)
    for known, path, pair in zip(exact, searched, ends, strict=True):
        # In networks this small nothing stays unseen.
        assert (known is None) == (path is None)
        if path is not None:
            check(path, network, pair)


def test_links_fields_and_whole_numbers_act() -> None:
    linked = build_network(chain(2, 30, 0.9, 0.7, seed=2))
    field = np.random.default_rng(1).normal(size=60)
    for network, constant in ((linked, field), (integer_network(linked), None)):
        found = reach(network, random_states(8, 60, 1), "sequential", field=constant)
        ends = found.final[found.settled][:4].reshape(-1, 2, 60)
        paths = search_paths(network, ends, 3, tries=20_000, field=constant)
        assert len(ends)
        assert any(path is not None for path in paths)
        for path, pair in zip(paths, ends, strict=True):
            if path is not None:
                check(path, network, pair, constant)


def test_units_that_hear_nobody_are_joined_without_detour() -> None:
    network = small_network(np.zeros((9, 9)), self_coupling=1)
    ends = random_states(20, 9, 0).reshape(10, 2, 9)
    for path, pair in zip(search_paths(network, ends, 1), ends, strict=True):
        assert path is not None
        check(path, network, pair)
        assert path.moves == path.distance


def test_the_same_seed_finds_the_same_path_whatever_other_pairs_there_are() -> None:
    network = build_network(module(60, 0.9, seed=3))
    ends = reached(network, 4)
    all_at_once, again = (search_paths(network, ends, 2, seed=5) for _ in range(2))
    first = search_paths(network, ends[:1], 2, seed=5)
    assert all(path is not None for path in all_at_once)
    for one, other in zip([*all_at_once, *first], [*again, all_at_once[0]], strict=True):
        assert one is not None
        assert other is not None
        np.testing.assert_array_equal(one.states, other.states)
    (other,) = search_paths(network, ends[:1], 2, seed=6)
    assert other is not None
    assert first[0] is not None
    assert other.states.tobytes() != first[0].states.tobytes()


def test_a_long_walk_is_cut_short_piece_by_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("neuro.manifold.paths._WINDOW", 16)
    network = build_network(module(100, 1.1, seed=1))
    ends = reached(network, 2)
    for path, pair in zip(search_paths(network, ends, 2), ends, strict=True):
        assert path is not None
        check(path, network, pair)


@pytest.mark.parametrize("self_coupling", [0.4, 0.7])
def test_the_bound_holds_for_known_clusters(self_coupling: float) -> None:
    network = build_network(module(10, self_coupling, seed=4))
    points = enumerate_fixed_points(network)
    labels = clusters(points, 1).labels
    place = {point.tobytes(): label for point, label in zip(points, labels, strict=True)}
    ends = reached(network, 4000, seed=1)
    cluster = np.array([[place[state.tobytes()] for state in pair] for pair in ends])
    largest = float((np.bincount(cluster.ravel()) / cluster.size).max())
    joined = cluster[:, 0] == cluster[:, 1]
    assert joined.mean() <= largest + 0.02
    # One of twenty bounds may be wrong; as p is below the largest share, fewer are.
    bounds = [largest_cluster_bound(int(part.sum()), len(part)) for part in np.array_split(joined, 100)]
    assert np.mean([bound > largest for bound in bounds]) <= 0.1
    assert largest_cluster_bound(int(joined.sum()), len(joined)) > 0.9 * joined.mean()


def test_bounds_in_closed_form() -> None:
    # All of n: p^n = 0.05. One of n: 1 - (1 - p)^n = 0.05.
    assert largest_cluster_bound(30, 30) == pytest.approx(0.05 ** (1 / 30))
    assert largest_cluster_bound(1, 30) == pytest.approx(1 - 0.95 ** (1 / 30))
    assert largest_cluster_bound(30, 30, 0.99) == pytest.approx(0.01 ** (1 / 30))
    assert largest_cluster_bound(0, 30) == 0.0


def test_refusals() -> None:
    network = build_network(module(10, 0.8, seed=1))
    points = enumerate_fixed_points(network)
    ends = points[None, :2]
    other = next(state for state in random_states(50, 10, 0) if not is_fixed_point(network, state[None])[0])
    mixed = np.array([[points[0], other]])
    with pytest.raises(NeuroError, match="not among the points; expected pairs of those"):
        shortest_paths(points, mixed, 1)
    with pytest.raises(NeuroError, match="no fixed point of the network"):
        search_paths(network, mixed, 1)
    with pytest.raises(NeuroError, match=r"ends: got shape \(2, 10\), expected \(pairs, 2, 10\)"):
        search_paths(network, points[:2], 1)
    for flips in (0, 11):
        with pytest.raises(NeuroError, match=f"flips: got {flips}, expected a whole number from 1 to 10"):
            search_paths(network, ends, flips)
    with pytest.raises(NeuroError, match="tries: got 0, expected a whole number from 1"):
        search_paths(network, ends, 1, tries=0)
    with pytest.raises(NeuroError, match="flips: got 11"):
        shortest_paths(points, ends, 11)
    with pytest.raises(NeuroError, match="appears more than once"):
        shortest_paths(np.repeat(points, 2, axis=0), ends, 1)
    for connected, pairs, confidence, message in (
        (0, 0, 0.95, "pairs: got 0, expected a whole number from 1 on"),
        (4, 3, 0.95, "connected: got 4, expected a whole number from 0 to 3, the number of pairs"),
        (-1, 3, 0.95, "connected: got -1"),
        (1, 3, 1.0, r"confidence: got 1\.0, expected more than 0 and less than 1"),
    ):
        with pytest.raises(NeuroError, match=message):
            largest_cluster_bound(connected, pairs, confidence)
