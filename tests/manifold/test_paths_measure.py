"""Rows of the measure of paths: exact and by search, against the functions they are made of, and what is refused."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from neuro import build_network, load_model
from neuro.errors import NeuroError
from neuro.grids import apply_settings
from neuro.manifold import enumerate_fixed_points, largest_cluster_bound, random_states, reach, shortest_paths
from neuro.manifold.measures import paths
from tests.manifold.small import chain, module

NAMES = ("connected_share", "mean_moves", "detour", "mean_distance", "largest_bound")


def test_exact_figures_are_those_of_the_shortest_paths() -> None:
    description = module(8, 0.5, seed=2)
    (found,) = paths(description, {"distance": 2, "pairs": 30})
    network = build_network(description)
    reached = reach(network, random_states(60, 8, 2), "sequential", seed=2)
    assert reached.settled.all()
    ends = reached.final.reshape(30, 2, 8)
    known = [path for path in shortest_paths(enumerate_fixed_points(network), ends, 2) if path is not None]
    bridging = [path for path in known if path.moves]
    distances = (ends[:, 0] != ends[:, 1]).sum(axis=1)
    assert (found["method"], found["update"], found["distance"], found["settled_pairs"]) == (
        "enumerate",
        "sequential",
        2,
        30,
    )
    assert found["connected_share"] == len(known) / 30
    assert 0 < len(bridging) < len(known) < 30
    assert found["mean_moves"] == pytest.approx(np.mean([path.moves for path in bridging]))
    least = [math.ceil(path.distance / 2) for path in bridging]
    assert found["detour"] == pytest.approx(np.mean([p.moves / n for p, n in zip(bridging, least, strict=True)]))
    assert found["mean_distance"] == pytest.approx(distances[distances > 0].mean())
    assert found["largest_bound"] == largest_cluster_bound(len(known), 30)


@pytest.mark.parametrize("options", [{}, {"field": "random", "field_strength": 0.5}, {"regime": "integer"}])
@pytest.mark.parametrize("description", [module(14, 0.8, seed=1), chain(2, 7, 0.8, 0.5, seed=1)])
def test_a_search_finds_no_more_and_no_shorter_paths(description: Any, options: dict[str, Any]) -> None:
    exact, found = (paths(description, {"method": method, **options})[0] for method in ("enumerate", "sample"))
    assert found["method"] == "sample"
    assert exact["settled_pairs"] == found["settled_pairs"] > 10
    assert exact["mean_distance"] == found["mean_distance"]
    assert 0.8 * exact["connected_share"] <= found["connected_share"] <= exact["connected_share"]
    assert found["largest_bound"] <= exact["largest_bound"] < exact["connected_share"]
    assert found["detour"] >= 1.0
    assert exact["detour"] >= 1.0


def test_larger_networks_are_searched_and_the_same_seed_gives_the_same_row() -> None:
    description = module(60, 1.2, seed=3)
    options = {"distance": 3, "pairs": 5, "tries": 20_000}
    (found,) = paths(description, options)
    assert paths(description, options) == [found]
    assert (found["method"], found["settled_pairs"], found["connected_share"]) == ("sample", 5, 1.0)
    assert found["largest_bound"] == pytest.approx(0.05 ** (1 / 5))
    assert found["mean_moves"] >= found["mean_distance"] / 3
    (hasty,) = paths(description, {**options, "tries": 1})
    assert hasty["connected_share"] == 0.0
    assert hasty["largest_bound"] == 0.0
    assert hasty["mean_moves"] is hasty["detour"] is None
    assert hasty["mean_distance"] == found["mean_distance"]


def test_linked_modules_of_a_shipped_model() -> None:
    description = apply_settings(load_model("chain"), {"size": 20, "depth": 2, "link_strength": 2.0})
    (found,) = paths(description, {"distance": 3, "pairs": 6, "tries": 20_000})
    assert found["settled_pairs"] == 6
    assert found["link_strength"] == 2.0


def test_where_nothing_settles_nothing_is_known() -> None:
    (found,) = paths(module(40, -1.0), {"sweeps": 3, "pairs": 2})
    assert found["settled_pairs"] == 0
    assert [found[name] for name in NAMES] == [None] * 5
    (found,) = paths(module(6, -2.0, seed=1), {})
    assert found["settled_pairs"] == 0
    assert [found[name] for name in NAMES] == [None] * 5


def test_ends_that_are_one_state_are_joined_by_no_move() -> None:
    # Alone, a unit that lets go has no choice where to settle but by its bias, which is 0 and counts as -1.
    (found,) = paths(module(3, 0.0, strength=0.0), {"pairs": 4})
    assert (found["settled_pairs"], found["connected_share"]) == (4, 1.0)
    assert found["mean_moves"] is found["detour"] is found["mean_distance"] is None


@pytest.mark.parametrize(
    ("units", "options", "words"),
    [
        (30, {"method": "enumerate"}, "expected at most 26; ask for method 'sample', which searches"),
        (10, {"distance": 11}, "distance: got 11, expected at most 10"),
        (10, {"distance": 0}, "option 'distance': got 0"),
        (10, {"method": "enumerate", "tries": 10}, "option 'tries': has no effect with method 'enumerate'"),
        (10, {"update": "at once"}, "option 'update': got 'at once'"),
        (10, {"field": "input"}, r"has no \[input\]"),
        (10_001, {}, "got a network of 10001 units, expected at most 10000.*ask for 'clusters'"),
    ],
)
def test_refusals(units: int, options: dict[str, object], words: str) -> None:
    with pytest.raises(NeuroError, match=words):
        paths(module(units, 0.5), options)


def test_too_many_fixed_points_are_left_to_the_search() -> None:
    description = module(16, 1.0, strength=0.0)
    with pytest.raises(NeuroError, match=r"may have more than 3e.07 pairs.*method 'sample'"):
        paths(description, {"distance": 4})
    (found,) = paths(description, {"distance": 4, "method": "sample"})
    assert found["connected_share"] == 1.0
