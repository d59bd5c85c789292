"""The typical number of fixed points around one: its laws, and all fixed points of small networks."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import special

from neuro.errors import NeuroError
from neuro.manifold import (
    entropy_per_unit,
    enumerate_fixed_points,
    isolation_distance,
    pair_entropy,
    typical_entropy,
)
from tests.manifold.small import draws, module


@pytest.mark.parametrize("self_coupling", [0.2, 0.5, 1.0, 2.0])
def test_fixed_points_that_share_nothing_with_the_centre_are_all_of_them(self_coupling: float) -> None:
    assert typical_entropy(self_coupling, 0.0) == pytest.approx(entropy_per_unit(self_coupling), abs=1e-9)


@pytest.mark.parametrize("self_coupling", [0.3, 1.0])
@pytest.mark.parametrize("overlap", [-0.8, -0.3, 0.1, 0.5, 0.9, 0.98])
def test_a_typical_centre_has_fewer_around_it_than_the_mean(self_coupling: float, overlap: float) -> None:
    mean = pair_entropy(self_coupling, overlap) - entropy_per_unit(self_coupling)
    assert mean - 0.02 < typical_entropy(self_coupling, overlap) < mean
    # A state and its opposite have opposite fields from all others.
    assert typical_entropy(self_coupling, -overlap) == pytest.approx(typical_entropy(self_coupling, overlap), abs=1e-8)


def test_the_strength_is_a_unit() -> None:
    assert typical_entropy(1.0, 0.7, strength=2.0) == pytest.approx(typical_entropy(0.5, 0.7), abs=1e-12)


def test_a_typical_one_is_isolated_further_than_the_mean_says() -> None:
    distance = isolation_distance(0.5)
    assert typical_entropy(0.5, 1.0 - 2.0 * distance) < 0.0
    assert typical_entropy(0.5, 1.0 - 4.0 * distance) > 0.0


@pytest.mark.parametrize("self_coupling", [0.01, 0.1, 0.5, 1.0, 2.0, 3.0, 8.0, 30.0])
def test_close_to_the_centre(self_coupling: float) -> None:
    """Found wherever there are any on average, and at most the mean, not far below it."""
    for distance in np.geomspace(1.1e-7, 0.49, 12):
        overlap = 1.0 - 2.0 * float(distance)
        mean = pair_entropy(self_coupling, overlap) - entropy_per_unit(self_coupling)
        if mean > 0.0:
            found = typical_entropy(self_coupling, overlap)
            assert found <= mean + 1e-9
            assert found > mean - 0.02


def test_where_neighbours_share_nothing_more_it_is_the_mean() -> None:
    """Of strong self-couplings nearly every state is a fixed point, whatever the centre."""
    for distance in (1e-6, 1e-4, 1e-2, 0.3):
        overlap = 1.0 - 2.0 * distance
        mean = pair_entropy(6.0, overlap) - entropy_per_unit(6.0)
        assert typical_entropy(6.0, overlap) == pytest.approx(mean, rel=1e-5)


def test_no_typical_neighbour_no_solution() -> None:
    with pytest.raises(NeuroError, match=r"no solution was found at 0\.9999.*farther from 1"):
        typical_entropy(0.5, 0.9999)


def test_all_fixed_points_of_small_networks() -> None:
    """The mean logarithm of their number at a distance, less the number of states there, which is not of size N."""
    size, self_coupling, networks = 18, 0.8, 12
    distances = (2, 4, 6)
    found: dict[int, list[float]] = {distance: [] for distance in distances}
    for network in draws(module(size, self_coupling), networks):
        points = enumerate_fixed_points(network).astype(np.float32)
        apart = np.rint((size - points @ points.T) / 2)
        for distance in distances:
            around = (apart == distance).sum(axis=1)
            found[distance].append(float(np.log(around[around > 0]).mean()))
    for distance, logarithms in found.items():
        share = distance / size
        bits = float(special.entr(share) + special.entr(1.0 - share))
        theory = typical_entropy(self_coupling, 1.0 - 2.0 * share) - bits
        states = math.log(math.comb(size, distance))
        error = float(np.std(logarithms, ddof=1)) / math.sqrt(networks)
        assert abs(np.mean(logarithms) - states - size * theory) < 3 * error


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((0.5, 1.0), "overlap: got 1.0"),
        ((0.5, 1 - 1e-9), "from both"),
        ((31.0, 0.5), "at most 30 times"),
        ((0.0, 0.5), "self_coupling: got 0.0"),
        ((0.5, 0.5, 0.0), "strength: got 0"),
    ],
)
def test_refusals(arguments: tuple[float, ...], words: str) -> None:
    with pytest.raises(NeuroError, match=words):
        typical_entropy(*arguments)
