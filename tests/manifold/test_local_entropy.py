"""Local entropy: all states around a centre against enumeration, estimates against all states, and its measure."""

from __future__ import annotations

import math
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neuro import build_network
from neuro.description import Description
from neuro.errors import NeuroError
from neuro.manifold import (
    count_fixed_points,
    enumerate_fixed_points,
    local_entropy,
    numbers_within,
    random_states,
    reach,
    sample_fixed_points,
)
from neuro.manifold.local_entropy import first_estimated
from neuro.manifold.measures import LocalEntropyOptions
from neuro.manifold.measures import local_entropy as measured
from neuro.manifold.states import codes_of
from tests.manifold.small import brute_force, chain, integer_networks, module, within
from tests.small import small_network


@given(network=integer_networks(), draw=st.data())
def test_all_states_around_any_state(network, draw):
    units = network.units
    centre = np.array(draw.draw(st.lists(st.sampled_from([-1, 1]), min_size=units, max_size=units)), np.int8)
    field = np.array(draw.draw(st.lists(st.integers(-2, 2), min_size=units, max_size=units)), float)
    apart = (brute_force(network, field) != centre).sum(axis=1)
    found = local_entropy(network, centre[None], units, field)
    exact = [(apart <= distance).sum() for distance in range(units + 1)]
    assert np.exp(found.log_numbers[0]) == pytest.approx(exact)
    assert not found.errors.any()
    assert found.per_unit.shape == (1, units + 1)


def test_within_the_set_itself():
    points = enumerate_fixed_points(build_network(module(10, 0.9, seed=2)))
    apart = (points[:, None] != points[None, :4]).sum(axis=2)
    exact = [[(column <= distance).sum() for distance in range(4)] for column in apart.T]
    assert numbers_within(points, points[:4], 3).tolist() == exact
    with pytest.raises(NeuroError, match="distance: got 11, expected a whole number from 1 to 10, the number of units"):
        numbers_within(points, points[:1], 11)


def against_all_states(seed, distance, units=16, self_coupling=0.7):
    """How many standard errors an estimate is away, 0 where both find the same."""
    network = build_network(module(units, self_coupling, seed=seed))
    centre = reach(network, random_states(1, units, seed), "sequential").final
    exact, found = (
        local_entropy(network, centre, distance, most=most, particles=300, temperatures=30, runs=16, seed=seed)
        for most in (10**6, 1)
    )
    ratio = math.exp(found.log_numbers[0, -1] - exact.log_numbers[0, -1])
    error = found.errors[0, -1] * ratio
    return (ratio - 1.0) / error if error else 0.0 if ratio == pytest.approx(1.0) else math.inf


def test_estimates_against_all_states():
    assert max(abs(against_all_states(seed, 2, units=12)) for seed in range(4)) < 4.0


@pytest.mark.slow
def test_estimates_on_fifty_networks():
    away = np.array([against_all_states(seed, 2 + seed % 3) for seed in range(50)])
    assert np.isfinite(away).all()
    assert (abs(away) < 3.0).all()
    assert abs(away.mean()) < 3.0 / math.sqrt(50)


def test_numbers_beyond_a_float():
    # All 2^1100 states are stable; within D flips there are as many as there are choices.
    network = small_network(np.zeros((1100, 1100)), self_coupling=1)
    found = local_entropy(network, np.ones((1, 1100), np.int8), 2)
    assert found.log_numbers[0].tolist() == pytest.approx([0.0, math.log(1101), math.log(1101 + comb(1100, 2))])


def test_what_is_refused():
    network = build_network(module(6, 0.5))
    with pytest.raises(NeuroError, match="distance: got 7, expected a whole number from 1 to 6, the number of units"):
        local_entropy(network, np.ones((1, 6)), 7)
    with pytest.raises(NeuroError, match="most: got 0, expected a whole number from 1 on"):
        local_entropy(network, np.ones((1, 6)), 1, most=0)
    large = small_network(np.zeros((1001, 1001)))
    with pytest.raises(NeuroError, match=r"got 3 in a network of 1001 units, expected less than 3, .* 166,666,500"):
        local_entropy(large, np.ones((1, 1001)), 3)
    assert first_estimated(16, 8) is None


def test_drawn_fixed_points_are_equally_likely():
    network = build_network(module(10, 0.6, seed=3))
    points = enumerate_fixed_points(network)
    drawn = sample_fixed_points(network, 4000, particles=1000, seed=1)
    visits = np.array([(codes_of(drawn) == code).sum() for code in codes_of(points)])
    assert visits.sum() == 4000
    expected = 4000 / len(points)
    # Particles that descend from one another make it somewhat more than that of independent draws.
    assert ((visits - expected) ** 2 / expected).sum() < 3.0 * len(points)


def test_none_is_drawn_where_there_is_none():
    assert sample_fixed_points(small_network([[0, 1], [-1, 0]]), 5).shape == (0, 2)
    with pytest.raises(NeuroError, match="number: got 0, expected a whole number from 1 on"):
        sample_fixed_points(small_network([[0]]), 0)


def rows_of(networks, **options):
    return [measured(module(12, 0.7, seed=seed), options) for seed in range(networks)]


def test_the_mean_number_is_that_of_the_theory():
    rows = rows_of(150, distance=3, starts=5)
    for place in range(3):
        at = [row[place] for row in rows]
        theory = at[0]["mean_number_theory"]
        # A ratio of sums: numbers weighted by how many fixed points a network has.
        excess = [(row["mean_number"] - theory) * row["fixed_points"] for row in at if row["fixed_points"]]
        assert within(excess, 0.0)


def test_rows_are_those_of_the_fixed_points():
    description = module(12, 0.7, seed=5)
    network = build_network(description)
    points = enumerate_fixed_points(network)
    found = reach(network, random_states(30, 12, 5), "sequential", seed=5)
    rows = measured(description, {"distance": 2, "starts": 30})
    numbers = np.log(numbers_within(points, points, 2))
    own = np.log(numbers_within(points, found.fixed_points, 2))
    for row in rows:
        distance = row["flips"]
        assert row["typical_entropy"] == pytest.approx(numbers[:, distance].mean() / 12)
        assert row["reached_entropy"] == pytest.approx(own[:, distance] @ found.visits / found.visits.sum() / 12)
        assert (row["fixed_points"], row["relative_error"]) == (count_fixed_points(network), 0.0)


@pytest.mark.slow
def test_what_is_reached_is_denser():
    # The dynamics prefer crowded places, and the more so the larger the network.
    excess = {
        units: [
            rows[-1]["reached_entropy"] - rows[-1]["typical_entropy"]
            for seed in range(20)
            for rows in [measured(module(units, 0.7, seed=seed), {"distance": units // 8, "starts": 100})]
        ]
        for units in (16, 24)
    }
    for values in excess.values():
        assert np.mean(values) > 5.0 * np.std(values, ddof=1) / math.sqrt(len(values))


def test_sampled_rows():
    (row,) = measured(module(30, 0.8, seed=1), {"distance": 1, "starts": 4, "particles": 50, "temperatures": 10})
    assert (row["method"], row["fixed_points"], row["mean_number"]) == ("sample", None, None)
    assert row["reached_entropy"] > 0.0
    assert row["typical_entropy"] > 0.0
    (row,) = measured(module(201, 0.9, seed=1), {"distance": 1, "starts": 2})
    assert row["typical_entropy"] is None


def test_no_fixed_points_no_figures():
    seeds = (module(3, 0.0, seed=seed) for seed in range(40))
    description = next(one for one in seeds if not count_fixed_points(build_network(one)))
    (row,) = measured(description, {"distance": 1})
    assert [row[name] for name in ("reached_entropy", "typical_entropy", "mean_number")] == [None] * 3
    assert row["mean_number_theory"] is not None
    assert row["typical_theory"] is None


@pytest.mark.parametrize(
    ("description", "options", "message"),
    [
        (module(5, 0.5), {"distance": 6}, "distance: got 6, expected at most 5"),
        (module(30, 0.5), {"method": "enumerate"}, "method 'enumerate': got a network of 30 units"),
        (module(1200, 0.5, density=0.01), {"distance": 3}, "distance: got 3 in a network of 1200 units"),
        (module(5, 0.5), {"distance": 1, "method": "enumerate", "runs": 3}, "option 'runs': has no effect"),
    ],
)
def test_options_that_do_not_fit(description, options, message):
    with pytest.raises(NeuroError, match=message):
        measured(description, options)


@settings(max_examples=10)
@given(seed=st.integers(0, 100))
def test_chains_and_fields_have_no_theory(seed):
    for description, options in (
        (chain(2, 4, 0.5, 1.0, seed=seed), {}),
        (module(8, 0.5, seed=seed), {"field": "random"}),
    ):
        rows = measured(description, {"distance": 1, **options})
        assert [rows[0][name] for name in ("typical_theory", "mean_number_theory")] == [None, None]


@pytest.mark.parametrize(("self_coupling", "link"), [(0.3, 0.15), (0.2, 0.1), (0.9, 0.3)])
def test_fields_of_exactly_0(self_coupling, link):
    # Links that outweigh each other leave 0, which sums of floats in another order miss by a hair.
    network = build_network(
        Description(**{**vars(chain(3, 4, self_coupling, link)), "couplings": chain(3, 4, 0.0, link).couplings[3:]})
    )
    points = enumerate_fixed_points(network)
    centres = points[:: max(1, len(points) // 20)]
    found = local_entropy(network, centres, 5)
    assert np.exp(found.log_numbers) == pytest.approx(numbers_within(points, centres, 5))


def test_an_estimate_that_found_none_has_no_error():
    network = build_network(module(8, -2.0, seed=1))
    found = local_entropy(network, np.ones((1, 8), np.int8), 3, most=1, particles=20, temperatures=3)
    assert found.log_numbers[0, 3] == -math.inf
    assert np.isnan(found.errors[0, 3])


@pytest.mark.parametrize("name", ["distance", "most", "particles", "runs", "seed"])
@pytest.mark.parametrize("given", [-1, 1.5, "x", None])
def test_numbers_that_are_none(name, given):
    arguments = {"distance": 1, name: given}
    with pytest.raises(NeuroError, match=f"{name}: got .*, expected a whole number from"):
        local_entropy(small_network([[0]], self_coupling=1), np.ones((1, 1), np.int8), **arguments)


def test_idle_options_of_estimates():
    description = module(300, 0.5, density=0.1)
    asked = LocalEntropyOptions(distance=2, particles=7)
    with pytest.raises(NeuroError, match="option 'particles': has no effect with networks of more than 200 units"):
        asked.check_heeded([description])
    LocalEntropyOptions(distance=2).check_heeded([description])
