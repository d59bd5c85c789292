"""A constant field acts alike in all functions: whole numbers of 32 bits in networks of whole numbers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neuro import build_network
from neuro.errors import NeuroError
from neuro.manifold import (
    basins,
    count_fixed_points,
    enumerate_fixed_points,
    is_fixed_point,
    local_entropy,
    random_states,
    reach,
    sample_around,
    sample_count,
    sample_fixed_points,
    sampled_neighbours,
    search_paths,
)
from neuro.manifold.measures import reach as reach_row
from neuro.manifold.reach import UPDATES
from neuro.network import integer_network
from tests.manifold.small import all_states, integer_networks, module
from tests.small import small_network

LARGEST = 2**31 - 1
STATE = np.ones((1, 2), np.int8)
# Of all that take one.
TAKING = {
    "basins": lambda network, field: basins(network, field=field),
    "count_fixed_points": count_fixed_points,
    "enumerate_fixed_points": enumerate_fixed_points,
    "is_fixed_point": lambda network, field: is_fixed_point(network, STATE, field),
    "local_entropy": lambda network, field: local_entropy(network, STATE, 1, field),
    "reach": lambda network, field: reach(network, STATE, field=field),
    "sample_around": lambda network, field: sample_around(network, STATE[0], 1, field, particles=2, temperatures=1),
    "sample_count": lambda network, field: sample_count(network, field, particles=2, temperatures=1),
    "sample_fixed_points": lambda network, field: sample_fixed_points(network, 1, field, particles=2, temperatures=1),
    "sampled_neighbours": lambda network, field: sampled_neighbours(network, STATE, 1, field=field),
    "search_paths": lambda network, field: search_paths(network, STATE[None, [0, 0]], 1, field=field),
}


@pytest.mark.parametrize("function", TAKING.values(), ids=TAKING)
@pytest.mark.parametrize(
    ("field", "message"),
    [
        ([0, 0.9], r"^field: got 0\.9 at unit 1, expected whole numbers"),
        ([-3, 2.0**31 - 5], r"^field: got 2\.14748e\+09 at unit 1 of bias 7, expected at most 2,147,483,647 together"),
        ([-3e9, 0], r"^field: got -3e\+09 at unit 0 of bias 7"),
        ([0, np.nan], "^field: holds NaN or infinity"),
        ([0], r"^field: got shape \(1,\), expected \(2,\)"),
        ([0, 1j], "^field: got .*, expected numbers"),
        (["0", "1"], "^field: got .*, expected numbers"),
        ([None, 1], "^field: got .*, expected numbers"),
        ([[0], [0, 1]], "^field: got rows of unequal length"),
    ],
)
def test_what_no_network_of_whole_numbers_takes(function, field, message):
    with pytest.raises(NeuroError, match=message):
        function(small_network(np.zeros((2, 2)), self_coupling=9, bias=7), field)


@pytest.mark.parametrize("function", TAKING.values(), ids=TAKING)
def test_sums_that_no_float_holds(function):
    network = small_network(np.zeros((2, 2)), self_coupling=9, bias=1e308, unit=None)
    with pytest.raises(NeuroError, match=r"^field: got 1e\+308 at unit 0 of bias 1e\+308, expected at most 1\.79"):
        function(network, [1e308, 0])


@settings(max_examples=20)
@given(network=integer_networks(5), data=st.data())
def test_all_functions_agree(network, data):
    values = st.one_of(st.integers(-4, 4), st.sampled_from([LARGEST - 2, 2 - LARGEST]))
    field = data.draw(st.lists(values, min_size=network.units, max_size=network.units))
    known = enumerate_fixed_points(network, np.array(field, float))
    assert count_fixed_points(network, field) == len(known)
    states = all_states(network.units)
    np.testing.assert_array_equal(states[is_fixed_point(network, states, field)], known)
    np.testing.assert_array_equal(basins(network, field=field).fixed_points, known)
    for update in UPDATES:
        found = reach(network, states, update, field=field, sweeps=50)
        np.testing.assert_array_equal(found.settled, is_fixed_point(network, found.final, field))
        np.testing.assert_array_equal(found.fixed_points, np.unique(known, axis=0))


def test_a_network_of_32_bit_floats_keeps_the_field_as_it_is():
    # The field that holds a unit up is lost where it is rounded together with the bias.
    full = small_network(np.zeros((1, 1)), self_coupling=0.0, bias=1.0, unit=None)
    fields = {name: getattr(full, name).astype(np.float32) for name in ("recurrent", "self_coupling", "bias")}
    network = type(full)(**{**vars(full), **fields})
    held = [-1.0 + 1e-12]
    assert is_fixed_point(network, np.ones((1, 1)), held).all()
    for update in UPDATES:
        assert reach(network, np.ones((1, 1)), update, field=held).final.tolist() == [[1]]


def test_measures_round_a_random_field():
    network = integer_network(build_network(module(10, 0.8)))
    (row,) = reach_row(network, {"field": "random", "regime": "integer", "starts": 5})
    assert row["field"] == "random"
    strong, starts = np.full(10, 3e8), random_states(5, 10, 0)
    for update in UPDATES:
        assert (reach(network, starts, update, field=strong).final == 1).all()
