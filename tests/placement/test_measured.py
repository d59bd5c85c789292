"""A placer that weighs couplings by what a run sent keeps the loud ones on one core."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from neuro.cli import main
from neuro.errors import NeuroError
from neuro.network import Network
from neuro.placement import place
from neuro.placement.measured import read_messages
from tests.small import small_network

from .small_chip import small_chip

CHIP = small_chip(neurons=4, synapse_bits=100_000, in_axons=None, out_axons=None)


# Two ways to halve eight units; even ones speak to their half of one way, odd ones to theirs of the other.
HALVES = {0: ({0, 1, 2, 3}, {4, 5, 6, 7}), 1: ({0, 1, 4, 5}, {2, 3, 6, 7})}


def two_ways() -> Network:
    """Which way fewer messages are cut depends on who speaks."""
    couplings = np.zeros((8, 8), int)
    for sender in range(8):
        (half,) = (half for half in HALVES[sender % 2] if sender in half)
        couplings[list(half - {sender}), sender] = 1
    return small_network(couplings)


def apart(core: np.ndarray[Any, Any]) -> set[frozenset[int]]:
    return {frozenset(np.flatnonzero(core == number).tolist()) for number in set(core.tolist())}


def test_who_speaks_most_lies_together() -> None:
    pytest.importorskip("pymetis")
    for way, halves in HALVES.items():
        messages = np.where(np.arange(8) % 2 == way, 500, 1)
        core = place(two_ways(), CHIP, "metis", messages=messages).placement.core
        assert apart(core) == set(map(frozenset, halves))


def test_a_placer_that_weighs_nothing_says_so() -> None:
    with pytest.raises(NeuroError, match="'modular' weighs no messages; take 'metis'"):
        place(two_ways(), CHIP, messages=np.zeros(8, int))


def run_file(path: Path, **arrays: Any) -> Path:
    with path.open("wb") as stream:
        np.savez(stream, **arrays)
    return path


@pytest.mark.parametrize(
    ("messages", "words"),
    [
        (np.zeros(7, int), "of shape .7,. and type int64; expected 8 whole numbers"),
        (np.zeros(8), "type float64"),
        (np.full(8, -1), "whole numbers from 0"),
        (np.full(8, 2**64 - 1, np.uint64), "whole numbers from 0"),
    ],
)
def test_messages_that_are_none(messages: np.ndarray[Any, Any], words: str, tmp_path: Path) -> None:
    network = two_ways()
    path = run_file(tmp_path / "run.npz", network=np.array(network.hash), messages=messages)
    with pytest.raises(NeuroError, match=words):
        read_messages(path, network)


def test_a_run_of_another_network_or_no_run_at_all(tmp_path: Path) -> None:
    network = two_ways()
    other = run_file(tmp_path / "other.npz", network=np.array("0" * 16), messages=np.zeros(8, int))
    with pytest.raises(NeuroError, match=f"run of network {'0' * 16}, expected one of network {network.hash}"):
        read_messages(other, network)
    with pytest.raises(NeuroError, match="holds weights; expected a run written by 'neuro simulate"):
        read_messages(run_file(tmp_path / "weights.npz", weights=np.zeros(8)), network)


def test_from_a_run_to_a_placement(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("pymetis")
    run = str(tmp_path / "run.npz")
    assert main(["simulate", "digits", "--samples", "5", "--regime", "integer", "--out", run]) == 0
    with np.load(run, allow_pickle=False) as kept:
        flips = (kept["states"][:, 1:] != kept["states"][:, :-1]).sum(axis=(0, 1))
        np.testing.assert_array_equal(kept["messages"][:500], flips)
    assert main(["place", "digits", "--placer", "metis", "--activity", run]) == 0
    assert "fits on one Loihi 1" in capsys.readouterr().out
    assert main(["place", "digits", "--activity", run]) == 2
    assert "add --placer metis" in capsys.readouterr().err
    assert main(["place", "digits", "--seed", "2", "--placer", "metis", "--activity", run]) == 2
    assert "run it with 'neuro simulate --regime integer --out FILE.npz'" in capsys.readouterr().err
