"""How many fixed points are found: exactly and from starts, and what is refused."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from neuro import build_network
from neuro.errors import NeuroError
from neuro.manifold import basins as basins_of
from neuro.manifold import count_fixed_points
from neuro.manifold.measures import basins
from neuro.manifold.measures.basins import BasinsOptions, meeting_error
from tests.manifold.small import chain, module


def test_exact_figures_are_those_of_the_basins() -> None:
    description = module(10, 0.5)
    (found,) = basins(description, {"update": "synchronous"})
    exact, number = basins_of(build_network(description), "synchronous"), count_fixed_points(build_network(description))
    assert exact.effective is not None
    assert found["method"] == "enumerate"
    assert found["effective"] == pytest.approx(exact.effective)
    assert found["reached_share"] == pytest.approx(exact.effective / number)
    assert found["count_entropy"] == pytest.approx(math.log(number) / 10)
    assert found["reached_entropy"] == pytest.approx(math.log(exact.effective) / 10)
    assert found["shannon_entropy"] == pytest.approx(exact.entropy / 10)
    assert found["reached_entropy"] < found["shannon_entropy"] < found["count_entropy"]
    assert found["settled_share"] == pytest.approx(exact.shares.sum())
    assert found["alone_share"] == pytest.approx(exact.alone.mean())
    assert found["relative_error"] == 0.0


@pytest.mark.parametrize("update", ["synchronous", "random-subset", "module-by-module"])
def test_starts_that_meet_tell_the_same(update: str) -> None:
    description = chain(2, 6, 0.5, 0.5)
    exact, sampled = (
        basins(description, {"update": update, "method": method, "starts": 20_000 if method == "sample" else 10_000})[0]
        for method in ("enumerate", "sample")
    )
    assert sampled["settled_share"] == pytest.approx(exact["settled_share"], abs=0.02)
    error = sampled["relative_error"]
    assert 0.0 < error < 0.05
    assert sampled["effective"] == pytest.approx(exact["effective"], rel=4 * error)
    assert sampled["alone_share"] is None
    assert sampled["shannon_entropy"] is None


@pytest.mark.parametrize(
    ("chances", "starts"),
    [
        (np.full(50, 1 / 50), 2_000),
        (np.full(5_000, 1 / 5_000), 1_000),
        (0.7 ** np.arange(20), 1_000),
        (1 / np.arange(1, 3_000), 1_000),
    ],
    ids=["every pair meets", "few meet", "a few have most", "long tail"],
)
def test_the_error_is_the_spread_of_repeated_samples(chances: NDArray[np.float64], starts: int) -> None:
    rng = np.random.default_rng(1)
    samples = rng.multinomial(starts, chances / chances.sum(), size=600)
    meetings = (samples * (samples - 1)).sum(axis=1) / 2
    spread = meetings.std() / meetings.mean()
    errors = [meeting_error(visits) for visits in samples]
    assert np.median(errors) == pytest.approx(spread, rel=0.12)


def test_errors_without_meetings_and_without_chance() -> None:
    assert meeting_error(np.ones(7, np.int64)) == 0.0
    assert meeting_error(np.array([9])) == 0.0


def test_larger_networks_are_sampled_and_counted_by_an_estimate() -> None:
    (found,) = basins(module(30, 0.3), {"update": "sequential", "starts": 300})
    assert found["method"] == "sample"
    assert found["count_entropy"] > 0.0


def test_a_network_without_fixed_points_has_no_figures() -> None:
    seeds = (module(3, 0.0, seed=seed) for seed in range(40))
    description = next(one for one in seeds if not count_fixed_points(build_network(one)))
    (found,) = basins(description, {"update": "synchronous"})
    figures = ("effective", "count_entropy", "reached_entropy", "reached_share", "relative_error", "alone_share")
    assert [found[name] for name in (*figures, "shannon_entropy")] == [None] * 7
    assert found["settled_share"] == 0.0


@pytest.mark.parametrize(
    ("units", "options", "words"),
    [
        (10, {"update": "sequential", "method": "enumerate"}, "aren't known exactly; ask for update 'one-at-a-time'"),
        (23, {"update": "one-at-a-time"}, "at most 22 units, all states at once; ask for update 'sequential'"),
        (10, {"update": "one-at-a-time", "method": "sample"}, "ask for update 'sequential'"),
        (19, {"update": "random-subset", "method": "enumerate"}, "expected at most 18 under random-subset updates"),
        (10, {"update": "synchronous", "update_probability": 0.3}, "'update_probability': has no effect"),
        (1001, {"update": "synchronous"}, "expected at most 1000"),
        (10, {"update": "at once"}, "update"),
    ],
)
def test_refusals(units: int, options: dict[str, object], words: str) -> None:
    with pytest.raises(NeuroError, match=words):
        basins(module(units, 0.5), options)


@pytest.mark.parametrize(("update", "units"), [("sequential", 10), ("random-subset", 19), ("synchronous", 27)])
def test_numbers_of_starts_are_heeded_where_starts_are_drawn(update: str, units: int) -> None:
    BasinsOptions(update=update, starts=50).check_heeded([module(units, 0.5)])


@pytest.mark.parametrize(("update", "units"), [("one-at-a-time", 22), ("random-subset", 18), ("synchronous", 26)])
def test_numbers_of_starts_are_refused_where_all_states_are_followed(update: str, units: int) -> None:
    with pytest.raises(NeuroError, match=f"'starts': has no effect with networks of at most {units} units"):
        BasinsOptions(update=update, starts=50).check_heeded([module(units, 0.5)])
