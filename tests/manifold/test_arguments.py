"""Functions of the theory take finite numbers, of whatever type, and refuse everything else by a sentence."""

import math

import numpy as np
import pytest

from neuro import manifold
from neuro.errors import NeuroError
from neuro.manifold import (
    chain_entropy,
    chain_isolation_distance,
    chain_pair_entropy,
    crossing,
    densest_entropy,
    entropy_per_unit,
    expected_chain_fixed_points,
    expected_fixed_points,
    expected_pairs,
    expected_triples,
    isolation_distance,
    pair_entropy,
    replica_entropy,
    replica_gap,
    typical_entropy,
)

# Each with arguments that it takes.
TAKEN = {
    expected_fixed_points: {"size": 12, "self_coupling": 0.5, "strength": 1.0, "density": 0.5},
    expected_chain_fixed_points: {
        "modules": 2,
        "size": 12,
        "self_coupling": 0.5,
        "link_strength": 0.3,
        "strength": 1.0,
        "density": 0.5,
        "link_density": 0.5,
    },
    expected_pairs: {"size": 12, "self_coupling": 0.5, "overlap": 0.5, "strength": 1.0},
    expected_triples: {"size": 12, "self_coupling": 0.5, "distance": 4, "strength": 1.0},
    entropy_per_unit: {"self_coupling": 0.5, "strength": 1.0},
    pair_entropy: {"self_coupling": 0.5, "overlap": 0.5, "strength": 1.0},
    isolation_distance: {"self_coupling": 0.5, "strength": 1.0},
    typical_entropy: {"self_coupling": 0.5, "overlap": 0.5, "strength": 1.0},
    replica_entropy: {"self_coupling": 0.5, "overlap": 0.5, "replicas": 3, "strength": 1.0},
    densest_entropy: {"self_coupling": 0.5, "overlap": 0.5, "strength": 1.0},
    replica_gap: {"self_coupling": 0.02, "replicas": 2, "strength": 1.0},
    chain_entropy: {"modules": 2, "self_coupling": 0.5, "link_strength": 0.3, "strength": 1.0},
    chain_pair_entropy: {"modules": 2, "self_coupling": 0.5, "link_strength": 0.3, "overlap": 0.5, "strength": 1.0},
    chain_isolation_distance: {"modules": 2, "self_coupling": 0.5, "link_strength": 0.3, "strength": 1.0},
}
WHOLE = {"size", "modules", "distance", "replicas"}
EACH = [pytest.param(f, name, id=f"{f.__name__}-{name}") for f, given in TAKEN.items() for name in given]


@pytest.mark.parametrize(("function", "name"), EACH)
def test_what_is_no_finite_number(function, name):
    for wrong in (math.nan, math.inf, -math.inf, 10**400, None, "1", True, [0.5], np.float32("nan")):
        with pytest.raises(NeuroError, match=f"^{name}: got .*, expected "):
            function(**{**TAKEN[function], name: wrong})
    if name in WHOLE:
        with pytest.raises(NeuroError, match=rf"^{name}: got 2\.5, expected a whole number"):
            function(**{**TAKEN[function], name: 2.5})


@pytest.mark.parametrize("function", TAKEN, ids=lambda function: function.__name__)
def test_numbers_of_any_type_give_the_same(function):
    given = TAKEN[function]
    of_numpy = {name: np.int64(one) if name in WHOLE else np.float64(one) for name, one in given.items()}
    as_floats = {name: float(one) for name, one in given.items()}
    assert function(**of_numpy) == function(**as_floats) == function(**given)


def test_all_of_the_theory_is_held_to_it():
    names = ("entropy", "expected_", "isolation", "replica_gap")
    theory = {name for name in vars(manifold) if any(word in name for word in names)}
    apart = {"local_entropy", "expected_described_fixed_points"}
    assert theory - apart == {function.__name__ for function in TAKEN}


def test_couplings_of_extreme_sizes():
    assert expected_fixed_points(4, 1e308, 1e-300) == pytest.approx(16)
    assert expected_fixed_points(4, -1e308, 1e-300) == 0
    assert expected_pairs(4, 1e308, 0.5, 1e-300) == pytest.approx(64)
    assert expected_triples(4, 1e308, 2, 1e-300) == pytest.approx(16 * 24)
    assert entropy_per_unit(1e308, 1e-300) == pytest.approx(math.log(2))
    with pytest.raises(NeuroError, match=r"size: got 20,000,000 at density 0\.5, expected at most 10,000,000"):
        expected_fixed_points(20_000_000, 0.5, density=0.5)


def test_a_crossing_says_which_shares_are_wrong():
    good = [[0.1, 0.2], [0.4, 0.5], [0.9, 0.8]]
    for wrong in ([[0.1, 0.2], [0.4, 2.0], [0.9, 0.8]], [[0.1, 0.2]], [["a", "b"]] * 3, [[0.1, 0.1]] * 3):
        with pytest.raises(NeuroError, match=r"^larger: "):
            crossing([0.4, 0.5, 0.6], good, wrong)
        with pytest.raises(NeuroError, match=r"^smaller: "):
            crossing([0.4, 0.5, 0.6], wrong, good)
