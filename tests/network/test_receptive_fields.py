"""Receptive fields: where they lie, what they take, and that neighbours have neighbouring ones."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neuro import build_network
from neuro.description import Classes, Description, Feedback, Input, InputCoupling, Population, Readout
from neuro.engines.rule import fan_in
from neuro.network import Network, dense
from neuro.network.receptive_fields import receptive_fields


def network(shape: tuple[int, ...], patch: int, density: float = 1.0, units: int = 60, seed: int = 3) -> Network:
    coupling = InputCoupling("a", 2.0, density, "patch", patch)
    description = Description(
        "fields",
        (Population("a", units),),
        (coupling, Feedback("a"), Readout("a")),
        input=Input(math.prod(shape), shape=shape),
        classes=Classes(2),
        seed=seed,
    )
    return build_network(description)


shapes = st.lists(st.integers(1, 9), min_size=1, max_size=3).map(tuple)


@given(shape=shapes, seed=st.integers(0, 1000), data=st.data())
def test_every_unit_hears_one_whole_square_inside_the_shape(shape, seed, data):
    patch = data.draw(st.integers(1, min(shape[:2])))
    heard = dense(network(shape, patch, units=20, seed=seed).input_weights).reshape(20, *shape) != 0
    for field in heard:
        assert np.count_nonzero(field) == patch ** len(shape[:2]) * math.prod(shape[2:])
        for axis in range(len(shape)):
            along = np.flatnonzero(field.any(axis=tuple(a for a in range(len(shape)) if a != axis)))
            wanted = patch if axis < 2 else shape[2]
            assert along.tolist() == list(range(along[0], along[0] + wanted))


def test_all_places_are_alike():
    first, _ = receptive_fields(np.random.default_rng(0), 90_000, (5, 6), 3)
    counts = np.bincount(first, minlength=30).reshape(5, 6)
    assert not counts[3:].any()
    assert not counts[:, 4:].any()
    # 12 places: 7500 expected at each, with a deviation of 83.
    assert abs(counts[:3, :4] - 7500).max() < 5 * 83


def test_units_that_follow_each_other_hear_nearly_the_same_lines():
    heard = dense(network((28, 28), 14, units=2000).input_weights) != 0
    in_turn = np.mean([np.count_nonzero(heard[k : k + 50].any(axis=0)) for k in range(0, 2000, 50)])
    mixed = np.random.default_rng(0).permutation(2000)
    at_random = np.mean([np.count_nonzero(heard[mixed[k : k + 50]].any(axis=0)) for k in range(0, 2000, 50)])
    # 50 units with places of their own hear nearly everything.
    assert at_random > 700
    assert in_turn < 400


def test_density_and_strength_count_what_is_within_reach():
    whole = network((28, 28), 14, density=0.4, units=2000)
    per_unit = np.count_nonzero(dense(whole.input_weights), axis=1)
    assert abs(per_unit.mean() - 0.4 * 196) < 1
    assert fan_in(whole, InputCoupling) == pytest.approx(np.full(2000, 0.4 * 196))
    assert dense(whole.input_weights).std() * np.sqrt(784 / per_unit.mean()) == pytest.approx(
        2 / np.sqrt(0.4 * 196), rel=0.02
    )


def test_without_a_pattern_the_weights_are_what_they_were():
    plain = network((4, 4), 2).description
    couplings = tuple(replace(c, pattern="random", patch=None) if c.kind == "input" else c for c in plain.couplings)
    one = build_network(replace(plain, couplings=couplings))
    bare = build_network(replace(plain, couplings=couplings, input=Input(16)))
    np.testing.assert_array_equal(dense(one.input_weights), dense(bare.input_weights))
    assert np.count_nonzero(dense(one.input_weights)) == 60 * 16
