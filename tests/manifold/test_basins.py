"""Basins against the dynamics themselves, from every state, and against linear algebra where chance decides."""

from __future__ import annotations

from itertools import combinations, pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neuro import build_network, load_model
from neuro.description import Description, Gaussian, Link, Population
from neuro.errors import NeuroError
from neuro.grids import apply_settings
from neuro.manifold import basins, enumerate_fixed_points, reach
from neuro.manifold.basins import LARGEST_BASINS
from neuro.manifold.states import codes_of, states_of
from neuro.network import Network, integer_network
from tests.small import small_network

_NETWORKS = {
    "size": st.integers(1, 3),
    "modules": st.integers(1, 3),
    "self_coupling": st.sampled_from([0.0, 0.5, 1.0]),
    "link": st.sampled_from([0.0, 1.0]),
    "seed": st.integers(0, 99),
    "integer": st.booleans(),
}


def drawn(size: int, modules: int, self_coupling: float, link: float, seed: int, integer: bool) -> Network:
    names = [f"m{number}" for number in range(modules)]
    couplings: list[Any] = [Gaussian(name, name) for name in names]
    for first, second in pairwise(names):
        couplings += [Link(first, second, strength=link), Link(second, first, strength=link)]
    populations = tuple(Population(name, size, self_coupling=self_coupling) for name in names)
    network = build_network(Description("drawn", populations, tuple(couplings), seed=seed))
    return integer_network(network) if integer else network


@settings(max_examples=15)
@given(**_NETWORKS, update=st.sampled_from(["synchronous", "module-by-module"]))
def test_every_start_ends_where_the_dynamics_take_it(update: str, **network: Any) -> None:
    one = drawn(**network)
    everywhere = states_of(np.arange(1 << one.units), one.units)
    found, went = basins(one, update), reach(one, everywhere, update, sweeps=200)
    np.testing.assert_array_equal(found.fixed_points, enumerate_fixed_points(one))
    visited = dict(zip(codes_of(went.fixed_points).tolist(), went.visits.tolist(), strict=True))
    expected = [visited.get(code, 0) / (1 << one.units) for code in codes_of(found.fixed_points).tolist()]
    np.testing.assert_allclose(found.shares, expected, rtol=0, atol=1e-15)
    assert found.unsettled == pytest.approx(1 - went.settled_share)


def absorbed(network: Network, probability: float) -> np.ndarray[Any, Any]:
    """Chance of each fixed point after very many changes, by squaring the matrix of single ones."""
    units, number = network.units, 1 << network.units
    states = states_of(np.arange(number), units)
    unstable = (states @ network.couplings.T + network.bias > 0) != (states > 0)
    step = np.zeros((number, number))
    for code in range(number):
        wants = np.flatnonzero(unstable[code]).tolist()
        if not wants:
            step[code, code] = 1.0
            continue
        for size in range(1, len(wants) + 1 if probability else 2):
            for chosen in combinations(wants, size):
                chance = (
                    probability**size * (1 - probability) ** (len(wants) - size) / (1 - (1 - probability) ** len(wants))
                    if probability
                    else 1 / len(wants)
                )
                step[code, code ^ sum(1 << unit for unit in chosen)] += chance
    for _ in range(40):
        step = step @ step
    return np.asarray(step.mean(axis=0)[~unstable.any(axis=1)])


@settings(max_examples=20)
@given(
    units=st.integers(1, 6),
    seed=st.integers(0, 99),
    probability=st.sampled_from([0.0, 0.2, 0.5, 0.9]),
)
def test_chance_is_carried_on_exactly(units: int, seed: int, probability: float) -> None:
    rng = np.random.default_rng(seed)
    network = small_network(rng.integers(-3, 4, (units, units)) * ~np.eye(units, dtype=bool), self_coupling=[2] * units)
    update = "random-subset" if probability else "one-at-a-time"
    found = basins(network, update, update_probability=probability or 0.5, sweeps=2_000)
    np.testing.assert_allclose(found.shares, absorbed(network, probability), atol=1e-8)


def test_by_hand() -> None:
    """Two units that copy each other: both up and both down rest, the others swap, or join one side by chance."""
    network = small_network([[0, 1], [1, 0]])
    together = basins(network, "synchronous")
    assert together.fixed_points.tolist() == [[-1, -1], [1, 1]]
    assert together.shares.tolist() == [0.25, 0.25]
    assert together.unsettled == 0.5
    assert together.alone.all()
    apart = basins(network, "one-at-a-time")
    assert apart.shares.tolist() == [0.5, 0.5]
    assert apart.unsettled == 0.0
    assert not apart.alone.any()
    assert apart.entropy == pytest.approx(np.log(2))
    assert apart.effective == pytest.approx(2.0)


@settings(max_examples=15)
@given(units=st.integers(1, 6), seed=st.integers(0, 99), integer=st.booleans())
def test_those_that_nothing_leads_to_by_the_definition(units: int, seed: int, integer: bool) -> None:
    """One state is a successor of another where all units in which they differ want to change."""
    network = drawn(units, 1, 0.7, 0.0, seed, integer)
    states = states_of(np.arange(1 << units), units)
    unstable = is_unstable(network, states)
    for update, most in (("random-subset", units), ("one-at-a-time", 1)):
        for probability in (0.5, 0.999, 1e-3, 1e-9, 5e-324):
            found = basins(network, update, update_probability=probability)
            apart = found.fixed_points[:, None] != states
            leads = (apart <= unstable).all(axis=2) & apart.any(axis=2) & (apart.sum(axis=2) <= most)
            assert found.alone.tolist() == (~leads.any(axis=1)).tolist()


def is_unstable(network: Network, states: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    return np.asarray((states @ network.couplings.T + network.bias > 0) != (states > 0))


def test_chances_so_small_that_one_unit_moves_at_a_time() -> None:
    network = build_network(apply_settings(load_model("core"), {"size": 8, "self_coupling": 0.9, "seed": 5}))
    exact = basins(network, "one-at-a-time").shares
    for probability in (1e-12, 1e-300, 5e-324):
        found = basins(network, "random-subset", update_probability=probability)
        np.testing.assert_allclose(found.shares, exact, rtol=1e-9)
        assert found.alone.sum() == 2


def test_without_a_fixed_point() -> None:
    # One unit follows the other, which does the opposite.
    found = basins(small_network([[0, 1], [-1, 0]]), "one-at-a-time", sweeps=10)
    assert len(found.fixed_points) == 0
    assert found.unsettled == 1.0
    assert found.effective is None
    assert found.entropy == 0.0


@pytest.mark.parametrize("update", LARGEST_BASINS)
def test_too_large(update: str) -> None:
    network = small_network(np.zeros((27, 27), int))
    with pytest.raises(
        NeuroError, match=f"27 units, expected at most {LARGEST_BASINS[update]} for the basins of {update}"
    ):
        basins(network, update)


def test_refusals() -> None:
    network = small_network([[0, 1], [1, 0]])
    with pytest.raises(NeuroError, match="update: got 'sequential'"):
        basins(network, "sequential")
    with pytest.raises(NeuroError, match=r"update_probability: got 1\.0, expected more than 0 and less than 1"):
        basins(network, "random-subset", update_probability=1.0)
