"""Rows of the four measures: by hand, against the functions they are made of, and against theory."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from neuro import build_network, load_model
from neuro.description import Dynamics, Input, InputCoupling
from neuro.errors import NeuroError
from neuro.grids import apply_settings
from neuro.manifold import clusters as clusters_of
from neuro.manifold import (
    count_fixed_points,
    enumerate_fixed_points,
    expected_fixed_points,
    expected_pairs,
    input_field,
    is_fixed_point,
    overlaps,
    random_states,
    reach,
    sampled_neighbours,
)
from neuro.manifold.measures import clusters, count, overlap
from neuro.manifold.measures import reach as reach_row
from neuro.manifold.measures.options import field_of
from neuro.manifold.measures.reach import effective_number
from neuro.network import integer_network
from neuro.report.averages import average
from tests.manifold.small import chain, module
from tests.small import small_network


def row(measure, description, **options):
    (found,) = measure(description, options)
    assert all(value is None or type(value) in (int, float, str, bool) for value in found.values())
    assert measure(description, options) == [found]
    return found


def memory(size):
    """Units that hear nobody but themselves: every state is a fixed point."""
    return module(size, 1.0, strength=0.0)


def test_settings_are_columns():
    found = row(count, chain(2, 4, 0.3, 1.5, seed=7))
    expected = {"model": "several", "seed": 7, "units": 8, "depth": 2, "size": 4, "self_coupling": 0.3}
    assert {key: found[key] for key in expected} == expected
    assert (found["density"], found["link_strength"]) == (1.0, 1.5)
    uneven = chain(2, 4, 0.3, 1.5)
    first, second = uneven.populations
    assert row(count, replace(uneven, populations=(first, replace(second, self_coupling=1.0))))["self_coupling"] is None


def test_count_is_that_of_the_enumeration_and_theory_the_closed_form():
    found = row(count, module(10, 0.5, seed=3))
    assert found["count"] == count_fixed_points(build_network(module(10, 0.5, seed=3)))
    assert found["log_count"] == pytest.approx(math.log(found["count"]))
    assert found["theory"] == pytest.approx(expected_fixed_points(10, 0.5))
    assert (found["method"], found["relative_error"]) == ("enumerate", 0.0)
    assert row(count, memory(6))["count"] == 64


def test_no_fixed_point_has_no_logarithm():
    found = row(count, module(6, -2.0, seed=1))
    assert (found["count"], found["log_count"], found["relative_error"]) == (0, None, None)


def test_count_under_a_field_has_no_theory():
    description = module(10, 0.8, seed=3)
    network = build_network(description)
    found = row(count, description, field="random", field_strength=2.0)
    assert found["count"] == count_fixed_points(network, field_of(network, "random", 2.0))
    assert found["theory"] is found["log_theory"] is None


def test_count_of_whole_numbers():
    description = module(10, 0.8, seed=3)
    found = row(count, description, regime="integer")
    assert found["count"] == count_fixed_points(integer_network(build_network(description)))
    assert found["theory"] is None


def test_larger_networks_are_estimated():
    found = row(count, memory(30), particles=10, temperatures=2, runs=2)
    assert found["method"] == "sample"
    assert found["count"] == pytest.approx(2.0**30)
    assert found["relative_error"] == pytest.approx(0, abs=1e-9)


def test_fields():
    description = module(400, 0.5, seed=2)
    network = build_network(description)
    field = field_of(network, "random", 3.0)
    assert field.std() == pytest.approx(3.0, rel=0.15)
    np.testing.assert_array_equal(field, field_of(network, "random", 3.0))
    rounded = integer_network(network)
    np.testing.assert_array_equal(field_of(rounded, "random", 3.0), np.rint(field / rounded.unit))
    heard = replace(description, input=Input(30), couplings=(*description.couplings, InputCoupling("module")))
    network = build_network(heard)
    bits = np.random.default_rng([2, 0x6669656C64]).integers(0, 2, 30)
    np.testing.assert_allclose(field_of(network, "input", 2.0), 2 * input_field(network, bits))
    digits = build_network(apply_settings(load_model("digits"), {"size": 20}))
    field = field_of(digits, "feedback", 1.0)
    assert any((field == column).all() for column in digits.feedback_weights.T)


def test_reach_is_that_of_the_library():
    description = module(30, 0.7, seed=4)
    found = row(reach_row, description, starts=40, update="sequential")
    expected = reach(build_network(description), random_states(40, 30, 4), "sequential", seed=4)
    assert found["settled_share"] == expected.settled_share
    assert found["mean_sweeps"] == expected.mean_sweeps
    assert found["distinct"] == len(expected.fixed_points) <= found["distinct_bound"] == pytest.approx(40)
    assert row(reach_row, module(3, 0.0), starts=40)["distinct_bound"] == pytest.approx(1.0)


def test_cycles_and_their_length():
    # Two units that hold each other: apart they swap for ever.
    found = row(reach_row, apply_settings(chain(2, 30, 0.0, 50.0), {}), starts=10)
    assert (found["cycle_share"], found["cycle_length"], found["mean_sweeps"]) == (1.0, 2.0, None)


def test_the_models_own_dynamics_unless_asked_for_others():
    description = replace(chain(2, 30, 0.0, 4.0), dynamics=Dynamics("random-subset", 0.3))
    found = row(reach_row, description, starts=5)
    assert (found["update"], found["settled_share"]) == ("random-subset", 1.0)
    assert row(reach_row, description, starts=5, update="synchronous")["settled_share"] == 0.0
    slower = row(reach_row, description, starts=5, update_probability=0.05, sweeps=2000)
    assert slower["mean_sweeps"] > found["mean_sweeps"]


@pytest.mark.parametrize("update", ["synchronous", "random-subset"])
@pytest.mark.parametrize("regime", ["float", "integer"])
def test_engines_agree(update, regime):
    description = module(20, 0.6, seed=5)
    options = {"update": update, "regime": regime, "starts": 6, "sweeps": 30, "field": "random", "field_strength": 0.5}
    one, other = (row(reach_row, description, engine=engine, **options) for engine in ("numpy", "brian2"))
    assert {**one, "engine": None} == {**other, "engine": None}
    assert one["settled_share"] > 0


@pytest.mark.slow
@pytest.mark.parametrize("update", ["random-subset", "sequential"])
def test_links_open_a_chain_of_two_modules(update):
    options = {"update": update, "starts": 4, "sweeps": 150}
    closed, opened = (row(reach_row, chain(2, 500, 0.0, link, seed=1), **options) for link in (1.0, 2.0))
    assert (closed["settled_share"], opened["settled_share"]) == (0.0, 1.0)


def test_effective_number():
    # Four starts, two of which meet: 12 ordered pairs, 2 of them together.
    network = small_network(np.zeros((2, 2)), self_coupling=1)
    assert effective_number(reach(network, np.array([[1, 1], [1, 1], [-1, 1], [-1, -1]]))) == 6.0
    assert effective_number(reach(network, np.array([[1, 1], [-1, 1]]))) is None
    # All 64 states are equally likely.
    assert row(reach_row, memory(6), starts=4000)["effective"] == pytest.approx(64, rel=0.1)


def test_overlap_of_all_fixed_points():
    description = module(9, 0.8, seed=2)
    found = overlaps(enumerate_fixed_points(build_network(description)))
    got = row(overlap, description, points="all")
    assert got["mean_overlap"] == found.mean
    spread = np.repeat(found.values, found.pairs)
    assert got["overlap_deviation"] == pytest.approx(spread.std())
    assert got["nearest_distance"] == pytest.approx((1 - spread.max()) / 2)
    assert got["independent_deviation"] == pytest.approx(1 / 3)
    rows = overlap(description, {"points": "all", "distribution": True})
    np.testing.assert_allclose([r["pair_share"] for r in rows], found.pairs / found.pairs.sum())
    theory = np.array([expected_pairs(9, 0.8, 1 - 2 * d / 9) for d in range(1, 10)])
    np.testing.assert_allclose([r["pair_share_theory"] for r in rows][1:], theory / theory.sum())
    assert rows[0]["pair_share_theory"] == 0
    assert {r["pairs"] for r in rows} == {found.pairs.sum()}


def test_shares_of_pairs_over_many_networks_are_those_of_theory():
    # Networks count by their pairs: a network with two fixed points says little of how they lie.
    rows = [
        r for seed in range(300) for r in overlap(module(7, 0.4, seed=seed), {"points": "all", "distribution": True})
    ]
    for distance in range(1, 8):
        found = average([r for r in rows if r["overlap"] == 1 - 2 * distance / 7], "pair_share", weight="pairs")
        theory = next(r["pair_share_theory"] for r in rows if r["overlap"] == 1 - 2 * distance / 7)
        assert found.mean == pytest.approx(theory, abs=4 * found.standard_error)


def test_what_survives_the_removal_of_a_field():
    # Units that remember keep all of a strong field's choice; a start alone agrees with it by chance.
    found = row(overlap, memory(200), field_strength=100.0)
    assert found["kept_overlap"] == 1.0
    assert abs(found["free_overlap"]) < 0.05
    # A weak field changes nothing.
    assert row(overlap, memory(200), field_strength=0.01)["free_overlap"] == 1.0
    assert row(overlap, memory(200), field="none")["kept_overlap"] is None
    assert row(overlap, module(60, 0.9, seed=1))["kept_overlap"] < 1


def test_clusters_of_all_fixed_points():
    description = module(10, 0.6, seed=4)
    points = enumerate_fixed_points(build_network(description))
    found = row(clusters, description, distance=2)
    around = clusters_of(points, 2).neighbours
    assert found["fixed_points"] == len(points)
    assert found["largest_share"] == clusters_of(points, 2).largest_share
    assert found["neighbours"] == pytest.approx(around.mean())
    assert found["neighboured_share"] == pytest.approx((around > 0).mean())
    assert found["local_entropy"] == pytest.approx(np.log1p(around).mean() / 10)
    pairs = sum(expected_pairs(10, 0.6, 1 - 2 * d / 10) for d in (1, 2))
    assert found["neighbours_theory"] == pytest.approx(pairs / expected_fixed_points(10, 0.6))
    assert row(clusters, chain(2, 4, 0.5, 1.0))["neighbours_theory"] is None


def test_a_set_without_fixed_points_has_no_clusters():
    found = row(clusters, module(6, -2.0, seed=1))
    assert found["fixed_points"] == 0
    assert found["largest_share"] is found["neighbours"] is found["local_entropy"] is None


def test_sampled_neighbours_are_the_counted_ones():
    network = build_network(module(12, 0.8, seed=3))
    points = enumerate_fixed_points(network)
    exact = clusters_of(points, 2).neighbours
    np.testing.assert_allclose(sampled_neighbours(network, points, 2), exact)
    # Of 66 pairs of units 40 are tried, with another choice each time.
    drawn = [sampled_neighbours(network, points[:20], 2, tries=40, seed=seed).mean() for seed in range(60)]
    assert np.mean(drawn) == pytest.approx(exact[:20].mean(), abs=4 * np.std(drawn) / math.sqrt(60))
    assert np.std(drawn) > 0


def test_around_what_is_reached_in_a_larger_network():
    description = module(60, 1.0, seed=3)
    found = row(clusters, description, starts=4)
    network = build_network(description)
    points = reach(network, random_states(4, 60, 3), "sequential", seed=3).fixed_points
    flipped = [np.where(np.arange(60) == unit, -point, point) for point in points for unit in range(60)]
    assert found["method"] == "sample"
    assert found["neighbours"] == is_fixed_point(network, np.array(flipped)).sum() / len(points) > 1
    assert found["largest_share"] is None


@pytest.mark.parametrize(
    ("measure", "options", "sentence"),
    [
        (count, {"metod": "sample"}, "option 'metod': is not known; did you mean 'method'"),
        (count, {"method": "guess"}, "option 'method': got 'guess'"),
        (count, {"method": "enumerate"}, "got a network of 40 units, expected at most 26; ask for method 'sample'"),
        (count, {"field": "input"}, r"model 'one' has no \[input\]; ask for field 'random'"),
        (count, {"field_strength": 2.0}, "option 'field_strength': has no effect with field 'none'"),
        (reach_row, {"field": "feedback"}, r"model 'one' has no \[classes\]"),
        (reach_row, {"engine": "brian2", "update": "sequential"}, "not one after the other; ask for update 'synchron"),
        (reach_row, {"engine": "nump"}, "there is no engine 'nump'; did you mean 'numpy'"),
        (reach_row, {"update": "random-subset", "update_probability": 1.0}, "expected more than 0 and less than 1"),
        (reach_row, {"update": "sequential", "update_probability": 0.4}, "has no effect with update 'sequential'"),
        (reach_row, {"starts": 0}, "option 'starts': got 0, expected a whole number of at least 1"),
        (overlap, {"points": "all"}, "got a network of 40 units, expected at most 26; compare those 'reached'"),
        (overlap, {"distribution": True, "field_strength": 3.0}, "has no effect with distribution"),
        (clusters, {"method": "enumerate"}, "expected at most 26; ask for method 'sample'"),
        (clusters, {"distance": 41}, "distance: got 41, expected at most 40"),
    ],
)
def test_what_is_refused(measure, options, sentence):
    with pytest.raises(NeuroError, match=sentence):
        measure(module(40, 0.5), options)


def test_too_many_pairs_and_too_many_units():
    with pytest.raises(NeuroError, match=r"65536 fixed points may have more than 3e.07 pairs; ask for a smaller"):
        clusters(memory(16), {"distance": 4})
    with pytest.raises(NeuroError, match=r"got a network of 1001 units, expected at most 1000 .* 'reach'"):
        count(module(1001, 0.5), {})
