"""Chips by name, and a placement held to its network."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from neuro.engines import load_engine
from neuro.errors import NeuroError
from neuro.placement import chip_names, load_chip, place, read_placed
from neuro.placement.placed import Placement, save_placement
from tests.small import small_network

from ..energy.four_neurons import flips, four_units, two_steps


def test_chip_names() -> None:
    assert chip_names() == ["loihi1", "loihi2", "odin", "truenorth"]
    for name in chip_names():
        chip = load_chip(name)
        assert (chip.name, chip.family) == (name, name)
        assert chip.title
    with pytest.raises(NeuroError, match="no chip or board 'loihi3'; did you mean 'loihi"):
        load_chip("loihi3")


@pytest.mark.parametrize("name", ["loihi1", "loihi2"])
def test_four_units_on_one_core(name: str) -> None:
    placed = place(four_units(), load_chip(name))
    assert (placed.cores, placed.tiles) == (1, 1)
    (core,) = placed.utilisation()
    assert core.holds == {"module": 4}
    assert core.used["neurons"] == 4
    assert core.share["neurons"] == 4 / placed.chip.neurons
    traffic = placed.traffic(four_units(), two_steps(), flips())
    # All couplings and all units on one core, a packet a message.
    assert (traffic.synops_busiest, traffic.neuron_updates_busiest, traffic.packets) == (5, 8, 3)
    assert placed.figure().axes


def test_a_placement_for_another_network_is_refused() -> None:
    placed = place(four_units(), load_chip())
    other = small_network([[0, 1, 0, 0], [0] * 4, [0] * 4, [0] * 4])
    run = load_engine("numpy").run(other, two_steps(), "flips")
    with pytest.raises(NeuroError, match=r"was made for network .*, got network"):
        placed.traffic(other, two_steps(), run)
    with pytest.raises(NeuroError, match="run is of network"):
        placed.traffic(four_units(), two_steps(), run)


def test_a_float_network_is_not_placed() -> None:
    with pytest.raises(NeuroError, match="is a float network"):
        place(small_network([[0, 1], [1, 0]], unit=None), load_chip())


@pytest.mark.parametrize("learning", [False, True])
def test_a_placement_that_no_core_holds_is_refused(tmp_path: Path, learning: bool) -> None:
    network = small_network(np.zeros((1025, 1025), int))
    cores = Placement("loihi1", "hand", network.hash, np.zeros(1025, np.int64))
    file = save_placement(cores, network, tmp_path / "full.json")
    with pytest.raises(NeuroError, match=r"1,025 neurons.*1,024"):
        read_placed(file, network, load_chip(), learning=learning)
