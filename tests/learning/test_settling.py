"""What changes when supervision is removed, and how soon it rests, on networks worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from neuro.data import Split
from neuro.description import Phases
from neuro.learning import settling
from neuro.network import Network
from tests.small import small_network


def network(phases: Phases, recurrent: Any, self_coupling: Any, bias: Any = 0) -> Network:
    """Feedback of class 0 drives every unit up and that of class 1 drives it down; no input."""
    units = len(recurrent)
    made = small_network(
        recurrent,
        self_coupling=self_coupling,
        bias=bias,
        inputs=[[0]] * units,
        feedback=[[9, -9]] * units,
        readout=[[1] * units, [-1] * units],
    )
    return replace(made, description=replace(made.description, phases=phases))


def samples(*labels: int) -> Split:
    return Split(np.zeros((len(labels), 1)), np.array(labels))


def test_units_that_remember_do_not_change() -> None:
    got = settling(network(Phases(1, 2, 2), np.zeros((3, 3)), [1, 1, 1]), samples(0, 1))
    assert (got.changed_share, got.settled_share, got.settling_steps, got.samples) == (0.0, 1.0, 0.0, 2)


def test_units_that_forget_fall_back() -> None:
    # Without a field a unit falls to -1: only class 0 had lifted it. Unit 0 remembers.
    got = settling(network(Phases(1, 2, 2), np.zeros((4, 4)), [1, 0, 0, 0]), samples(0, 1))
    assert got.changed_share == 3 / 8
    assert (got.settled_share, got.settling_steps) == (1.0, 0.5)


def test_a_chain_takes_a_step_for_each_unit() -> None:
    # Unit 0 falls at once, each other follows the one before it a step later.
    chain = [[0, 0, 0], [1, 0, 0], [0, 1, 0]]
    assert settling(network(Phases(1, 2, 1), chain, 0), samples(0)).changed_share == 1 / 3
    whole = settling(network(Phases(1, 2, 7), chain, 0), samples(0))
    assert (whole.changed_share, whole.settled_share, whole.settling_steps) == (1.0, 1.0, 3.0)
    assert settling(network(Phases(1, 2, 7), chain, 0), samples(0), longest=3).settled_share == 0.0


def test_a_cycle_never_rests() -> None:
    # Two units that turn each other: (1, 1) -> (1, -1) -> (-1, -1) -> (-1, 1) -> (1, 1).
    got = settling(network(Phases(1, 2, 4), [[0, 1], [-1, 0]], 0), samples(0), longest=20)
    assert (got.changed_share, got.settled_share, got.settling_steps) == (0.0, 0.0, None)


def test_overlap_tells_states_apart() -> None:
    # Of four units two remember: the classes end in (1, 1, -1, -1) and (-1, -1, -1, -1).
    assert settling(network(Phases(1, 2, 2), np.zeros((4, 4)), [1, 1, 0, 0]), samples(0, 1, 0)).overlap == 0.0
    assert settling(network(Phases(1, 2, 2), np.zeros((4, 4)), 0), samples(0, 1)).overlap == 1.0
    assert settling(network(Phases(1, 2, 2), np.zeros((4, 4)), 1), samples(1, 1)).overlap is None


def test_no_more_samples_than_asked_for() -> None:
    got = settling(network(Phases(1, 2, 2), np.zeros((2, 2)), 1), samples(0, 1, 1, 0), samples=3)
    assert got.samples == 3
