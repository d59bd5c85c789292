"""What is advised when a network doesn't fit: each remedy is one that was tried."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from neuro.errors import NeuroError
from neuro.placement import load_chip, place
from neuro.placement.demand import Connections, connections_of
from neuro.placement.estimate import estimated_cores, ranges_of
from neuro.placement.placers import SequentialPlacer
from tests.small import small_network

from .small_chip import small_chip

CHIP = small_chip(neurons=64, synapse_bits=4_000, in_axons=None, out_axons=None)


def thick(units: int, density: float = 0.3) -> np.ndarray[Any, Any]:
    there = np.random.default_rng(5).random((units, units)) < density
    return (there & ~np.eye(units, dtype=bool)).astype(int)


def refused(couplings: np.ndarray[Any, Any], chip: Any = CHIP) -> str:
    with pytest.raises(NeuroError) as refusal:
        place(small_network(couplings, bits=8), chip, "sequential")
    return str(refusal.value)


@pytest.mark.parametrize("large", [False, True])
def test_so_many_units_fit(large: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    couplings = thick(128)
    if large:
        monkeypatch.setattr("neuro.placement.estimate._FEW", 100)
    told = refused(couplings)
    assert ("needs about" in told) == large
    found = re.search(r"lower the size of every population to ([\d.]+) of the present one", told)
    assert found is not None
    units = round(float(found[1]) * 128)
    # An estimate may be a core off.
    kept = couplings[: units - 8 * large, : units - 8 * large]
    assert place(small_network(kept, bits=8), CHIP, "sequential").cores <= 8
    more = couplings[: units + 13, : units + 13]
    if not large:
        assert "too many" in refused(more)


def test_so_few_couplings_fit_by_an_estimate_too(monkeypatch: pytest.MonkeyPatch) -> None:
    couplings = thick(256, 0.1)
    tried = re.search(r"density of all couplings to ([\d.]+)", refused(couplings))
    monkeypatch.setattr("neuro.placement.estimate._FEW", 100)
    estimated = re.search(r"density of all couplings to ([\d.]+)", refused(couplings))
    assert tried is not None
    assert estimated is not None
    assert abs(float(tried[1]) - float(estimated[1])) < 0.11


@pytest.mark.parametrize("density", [0.02, 0.1, 0.4])
def test_an_estimate_is_about_right(density: float) -> None:
    chip = replace(CHIP, cores=200, mesh_columns=50)
    connections = connections_of(small_network(thick(300, density), bits=8))
    cores = len(SequentialPlacer().cut(connections, chip, chip.neurons))
    about = estimated_cores(ranges_of(connections, chip), 300, chip)
    # The length of a range is estimated as a power of two, or its half more.
    assert cores - 1 <= about <= 1.6 * cores


@pytest.mark.parametrize("large", [False, True])
def test_another_chip_is_named_where_it_would_hold_it(large: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if large:
        monkeypatch.setattr("neuro.placement.estimate._FEW", 100)
    # Of few units a core: the other chip's cores are filled as its own.
    one_tile = replace(load_chip("loihi1"), cores=4, mesh_columns=1, mesh_rows=1, neurons=100, synapse_bits=20_000)
    assert "take Loihi 2 (chip 'loihi2') or lower" in refused(thick(300, 0.2), one_tile)


def test_a_chip_that_holds_no_such_weights_is_not_named(monkeypatch: pytest.MonkeyPatch) -> None:
    one_tile = replace(load_chip("loihi1"), cores=4, mesh_columns=1, mesh_rows=1, synapse_bits=20_000)
    few_bits = replace(load_chip("loihi2"), weight_bits=7)
    monkeypatch.setattr(
        "neuro.placement.advice.load_chip", lambda name: few_bits if name == "loihi2" else load_chip(name)
    )
    assert "loihi2" not in refused(thick(300, 0.2), one_tile)


def test_a_readout_that_hears_too_many_can_be_split() -> None:
    network = small_network(np.eye(9, k=1, dtype=int), readout=np.ones((2, 9), int), bits=8)
    with pytest.raises(
        NeuroError, match=r"readout unit 0 alone needs 9 in-axons.* or the readout is split \('neuro split'"
    ):
        place(network, small_chip(synapse_bits=100_000))
    wide = small_network(1 - np.eye(10, dtype=int), bits=8)
    with pytest.raises(NeuroError, match=r"unit 0 alone needs 9 in-axons.* of their present density\.$"):
        place(wide, small_chip(synapse_bits=100_000))


def test_a_narrower_network_is_a_network() -> None:
    from neuro.placement.advice import _narrowed

    network = small_network(thick(20), inputs=np.ones((20, 3), int), readout=np.ones((2, 20), int), bits=8)
    fewer: Connections = _narrowed(connections_of(network), 0.5)
    assert (fewer.units, fewer.lines, fewer.readouts, fewer.neurons) == (10, 3, 2, 12)
    assert fewer.pattern.shape == (12, 10 + 3 + 2)
    by_hand = small_network(thick(20)[:10, :10], inputs=np.ones((10, 3), int), readout=np.ones((2, 10), int), bits=8)
    assert (fewer.pattern != connections_of(by_hand).pattern).nnz == 0
    assert fewer.populations == connections_of(by_hand).populations
