"""METIS puts together who talks to each other, as far as a core holds it."""

from __future__ import annotations

import builtins
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from neuro.errors import NeuroError
from neuro.placement import load_chip, place
from neuro.placement.demand import connections_of, usage_of
from tests.small import small_network

from .small_chip import small_chip

CHIP = small_chip(neurons=8, synapse_bits=100_000, in_axons=None, out_axons=None)


def circles(number: int, size: int) -> np.ndarray[Any, Any]:
    """Circles that know only each other, their units numbered through all circles in turn."""
    units = np.arange(number * size)
    return (units[:, None] % number == units % number) & ~np.eye(number * size, dtype=bool)


def test_circles_of_friends_share_a_core() -> None:
    pytest.importorskip("pymetis")
    network = small_network(circles(4, 8).astype(int))
    core = place(network, CHIP, "metis").placement.core
    assert [len(set(core[first::4].tolist())) for first in range(4)] == [1, 1, 1, 1]
    apart, together = (
        usage_of(connections_of(network), place(network, CHIP, name).placement.core, CHIP)
        for name in ("sequential", "metis")
    )
    assert apart.out_axons.sum() == 4 * 32
    assert together.out_axons.sum() == 32


def test_the_same_network_is_placed_alike_every_time() -> None:
    pytest.importorskip("pymetis")
    rng = np.random.default_rng(3)
    network = small_network((rng.random((40, 40)) < 0.2).astype(int) * ~np.eye(40, dtype=bool))
    first, second = (place(network, CHIP, "metis").placement.core for _ in range(2))
    np.testing.assert_array_equal(first, second)


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    imported = builtins.__import__

    def without(name: str, *more: Any, **named: Any) -> Any:
        if name == "pymetis":
            raise ImportError(name)
        return imported(name, *more, **named)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(NeuroError, match=r"pip install 'neuro-engines\[metis\]'"):
        place(small_network(np.eye(4, k=1, dtype=int)), CHIP, "metis")


def test_a_network_of_very_many_couplings_is_refused_after_a_look_at_some(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("neuro.placement.estimate._FEW", 100)
    there = (np.random.default_rng(1).random((400, 400)) < 0.05) & ~np.eye(400, dtype=bool)
    network = small_network(there.astype(int))
    with pytest.raises(NeuroError, match="needs about 50 cores, and Small has 8"):
        place(network, CHIP, "sequential")


def test_a_board_that_would_hold_it_is_named() -> None:
    # One core of a Loihi 1 after the other, and more than there are.
    loihi = load_chip("loihi1")
    one_unit = replace(loihi, cores=4, mesh_columns=1, mesh_rows=1)
    chain = small_network(np.eye(40, k=1, dtype=int))
    assert place(chain, one_unit).cores == 1
    ring = small_network(np.roll(np.eye(5000, dtype=int), 1, axis=0))
    with pytest.raises(NeuroError, match=r"holds 4,096 at most: take Kapoho Bay of 256 cores \(chip 'kapoho-bay'\) or"):
        place(ring, one_unit)
