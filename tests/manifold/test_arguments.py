"""Functions take finite numbers, of whatever type, and refuse everything else by a sentence."""

import math
from functools import partial
from inspect import isfunction

import numpy as np
import pytest

from neuro import build_network, load_model, manifold
from neuro.data import load_data
from neuro.errors import NeuroError
from neuro.grids import apply_settings
from neuro.manifold import (
    around_samples,
    basins,
    chain_entropy,
    chain_isolation_distance,
    chain_pair_entropy,
    clusters,
    count_fixed_points,
    crossing,
    densest_entropy,
    entropy_per_unit,
    enumerate_fixed_points,
    expected_chain_fixed_points,
    expected_fixed_points,
    expected_pairs,
    expected_triples,
    extrapolate,
    input_field,
    is_fixed_point,
    isolation_distance,
    largest_cluster_bound,
    local_entropy,
    numbers_within,
    overlaps,
    pair_entropy,
    random_states,
    reach,
    replica_entropy,
    replica_gap,
    sample_around,
    sample_count,
    sample_fixed_points,
    sampled_neighbours,
    search_paths,
    shortest_paths,
    threshold,
    typical_entropy,
)
from tests.manifold.small import module

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
NOT_NUMBERS = (math.nan, math.inf, -math.inf, 10**400, None, "1", True, [0.5], np.float32("nan"))

NETWORK = build_network(module(10, 1.2, seed=1))
POINTS = enumerate_fixed_points(NETWORK)
CLASSIFIER = build_network(apply_settings(load_model("digits"), {"size": 10, "self_coupling": 9.0}))
SAMPLES = load_data("digits", like=load_model("digits").input).validation.first(1)
VALUES = [0.5, 0.6, 0.7, 0.8]
STEEP, FLAT = [[0.0, 0.1], [0.3, 0.4], [0.8, 0.7], [1.0, 1.0]], [[0.3, 0.2], [0.4, 0.45], [0.6, 0.75], [0.8, 0.7]]
HALVES = [threshold(VALUES, FLAT), threshold(VALUES, STEEP)]
FIELD = [1.0] * 10
DRAWN = {"particles": 5, "temperatures": 1, "runs": 2, "seed": 1}
SEARCHED = partial(reach, NETWORK, random_states(3, 10, 0))
# All the others, each of the arguments an array, a word, or a number; some twice, as orders of updates differ.
CALLED = {
    "random_states": (random_states, {"samples": 2, "units": 3, "seed": 1}),
    "reach": (partial(reach, NETWORK), {"starts": POINTS, "update": "synchronous", "engine": "numba", "field": FIELD}),
    "reach random-subset": (
        partial(SEARCHED, update="random-subset"),
        {"update_probability": 0.3, "sweeps": 9, "seed": 1},
    ),
    "reach sequential": (partial(SEARCHED, update="sequential"), {"update_probability": 1, "sweeps": 9, "seed": 1}),
    "basins": (
        partial(basins, NETWORK),
        {"update": "random-subset", "update_probability": 0.3, "sweeps": 9, "field": FIELD},
    ),
    "sample_count": (partial(sample_count, NETWORK), {"field": FIELD, **DRAWN}),
    "sample_around": (
        partial(sample_around, NETWORK),
        {"centre": POINTS[0], "distance": 2, "field": FIELD, **DRAWN},
    ),
    "sample_fixed_points": (partial(sample_fixed_points, NETWORK), {"number": 2, "field": FIELD, **DRAWN}),
    "clusters": (clusters, {"states": POINTS, "flips": 2}),
    "overlaps": (overlaps, {"states": POINTS}),
    "numbers_within": (numbers_within, {"states": POINTS, "centres": POINTS, "distance": 2}),
    "sampled_neighbours": (
        partial(sampled_neighbours, NETWORK),
        {"points": POINTS[:2], "flips": 2, "tries": 3, "seed": 1, "field": FIELD},
    ),
    "shortest_paths": (shortest_paths, {"points": POINTS, "ends": POINTS[None, :2], "flips": 2}),
    "search_paths": (
        partial(search_paths, NETWORK),
        {"ends": POINTS[None, :2], "flips": 2, "tries": 9, "seed": 1, "field": [0.0] * 10},
    ),
    "largest_cluster_bound": (largest_cluster_bound, {"connected": 2, "pairs": 3, "confidence": 0.9}),
    "enumerate_fixed_points": (partial(enumerate_fixed_points, NETWORK), {"field": FIELD, "most": 1000}),
    "count_fixed_points": (partial(count_fixed_points, NETWORK), {"field": FIELD}),
    "is_fixed_point": (partial(is_fixed_point, NETWORK), {"states": POINTS, "field": FIELD}),
    "input_field": (partial(input_field, CLASSIFIER), {"payload": np.ones(64)}),
    "local_entropy": (
        partial(local_entropy, NETWORK),
        {"centres": POINTS[:1], "distance": 2, "field": FIELD, "most": 10, **DRAWN},
    ),
    "around_samples": (partial(around_samples, CLASSIFIER, SAMPLES), {"distance": 2, "seed": 1}),
    "threshold": (threshold, {"values": VALUES, "shares": STEEP, "resamples": 200, "seed": 1}),
    "crossing": (crossing, {"values": VALUES, "smaller": FLAT, "larger": STEEP, "resamples": 200, "seed": 1}),
    "extrapolate": (partial(extrapolate, thresholds=HALVES), {"sizes": [100, 200], "exponent": 0.5, "seed": 1}),
    "Extrapolation.at": (extrapolate([100, 200], HALVES, 0.5).at, {"size": 300}),
}
# None fits an exponent, which takes more sizes, and leaves a field out; an infinite network has a half-point.
FINE = [["extrapolate", "exponent", None], ["Extrapolation.at", "size", math.inf]]
FRACTIONS = {"update_probability", "confidence", "exponent"}
# What stands for (name of the call, argument) in each test.
ASKED = [(call, name) for call, (_, given) in CALLED.items() for name in given]
NUMBERS = [(call, name) for call, name in ASKED if isinstance(CALLED[call][1][name], int | float)]
WORDS = [(call, name) for call, name in ASKED if isinstance(CALLED[call][1][name], str)]
ARRAYS = [one for one in ASKED if one not in NUMBERS and one not in WORDS]


@pytest.mark.parametrize(("function", "name"), EACH)
def test_what_is_no_finite_number(function, name):
    for wrong in NOT_NUMBERS:
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


@pytest.mark.parametrize(("call", "name"), NUMBERS)
def test_numbers_that_are_refused(call, name):
    function, given = CALLED[call]
    whole = name not in FRACTIONS and call != "Extrapolation.at"
    for wrong in (*NOT_NUMBERS, -1, *([2.5] if whole else [])):
        if [call, name, wrong] in FINE:
            continue
        with pytest.raises(NeuroError, match=f"^{name}: got .*, expected {'a whole number' if whole else ''}"):
            function(**{**given, name: wrong})


@pytest.mark.parametrize(("call", "name"), WORDS)
def test_words_that_are_refused(call, name):
    function, given = CALLED[call]
    for wrong in (None, 1, ["synchronous"], b"numba"):
        with pytest.raises(NeuroError, match=f"^{name}: got .*, expected one of .*, "):
            function(**{**given, name: wrong})
    with pytest.raises(NeuroError, match="'numbo'"):
        function(**{**given, name: "numbo"})


@pytest.mark.parametrize(("call", "name"), ARRAYS)
def test_arrays_that_are_refused(call, name):
    function, given = CALLED[call]
    right = np.asarray(given[name])
    ragged, none = [[1.0] * 10, [1.0]], [] if name == "field" else [None]
    for wrong in (right + 0j, right.astype(str), right.astype(object), ragged, "a", *none):
        with pytest.raises(NeuroError, match=f"^{name}: got .*, expected "):
            function(**{**given, name: wrong})
    with pytest.raises(NeuroError, match=f"^{name}: .*expected "):
        function(**{**given, name: np.full(right.shape, math.nan)})


@pytest.mark.parametrize("call", CALLED)
def test_calls_with_numbers_of_any_type_give_the_same(call):
    function, given = CALLED[call]
    numbers = [name for name, one in given.items() if isinstance(one, int | float)]
    expected = shown_all(function(**given))
    for kind in (float, np.float64, lambda one: np.int64(one) if isinstance(one, int) else np.float32(0.5)):
        changed = {name: kind(given[name]) for name in numbers if kind in (float, np.float64) or name not in FRACTIONS}
        np.testing.assert_equal(shown_all(function(**{**given, **changed})), expected)


def shown_all(result):
    """What a result holds, to be compared."""
    if isinstance(result, list):
        return [shown_all(one) for one in result]
    return dict(vars(result)) if hasattr(result, "__dataclass_fields__") else result


def test_every_function_is_held_to_it():
    functions = {name for name, one in vars(manifold).items() if isfunction(one)}
    # It takes a description, whose numbers are checked.
    functions -= {"expected_described_fixed_points"}
    assert functions == {one.__name__ for one in TAKEN} | {name for name in CALLED if name in functions}


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
