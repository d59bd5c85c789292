"""Placements: kept, loaded, held to their network; every placer places all, once, within limits."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from neuro.description import Classes, Description, Gaussian, Population, Readout
from neuro.errors import NeuroError
from neuro.files import write_sealed
from neuro.network import build_network, integer_network
from neuro.placement.demand import connections_of, usage_of
from neuro.placement.fit import check_usage
from neuro.placement.placed import load_placement, save_placement
from neuro.placement.placers import PLACERS, load_placer
from tests.small import alternating

from .small_chip import four_units, placed, small_chip

WRITTEN: dict[str, Any] = {"format": 2, "chip": "", "placer": "", "network": "", "units": [0], "readout": []}


def test_kept_and_loaded(tmp_path: Path) -> None:
    network, chip = four_units(), small_chip()
    path = save_placement(placed(network, [0, 0, 1, 1, 4, 4]), network, tmp_path / "p.json")
    loaded = load_placement(path)
    loaded.check(network, chip)
    assert loaded.core.tolist() == [0, 0, 1, 1, 4, 4]
    assert (loaded.chip, loaded.placer, loaded.network) == ("small", "by hand", network.hash)


def test_another_network_or_chip_is_refused() -> None:
    network, chip = four_units(), small_chip()
    placement = placed(network, [0, 0, 1, 1, 4, 4])
    with pytest.raises(NeuroError, match=f"made for network {network.hash}, got network {alternating().hash}"):
        placement.check(alternating(), chip)
    with pytest.raises(NeuroError, match="made for chip 'small', got chip 'other'"):
        placement.check(network, small_chip(name="other"))
    with pytest.raises(NeuroError, match="puts unit 5 on core 8; Small has cores 0 to 7"):
        placed(network, [0, 0, 1, 1, 4, 8]).check(network, chip)
    with pytest.raises(NeuroError, match="puts unit 1 on core -1; Small has cores 0 to 7"):
        placed(network, [0, -1, 1, 1, 4, 8]).check(network, chip)
    with pytest.raises(NeuroError, match="holds 4 units, the network has 6"):
        placed(network, [0, 0, 1, 1]).check(network, chip)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "is not a placement written by"),
        ("[]", "is not a placement written by 'neuro place' with a checksum; place the network anew"),
        (json.dumps({**WRITTEN, "sha256": "0"}), "is not as it was written"),
    ],
)
def test_files_that_are_no_placement(text: str, words: str, tmp_path: Path) -> None:
    path = tmp_path / "p.json"
    path.write_text(text)
    with pytest.raises(NeuroError, match=words):
        load_placement(path)
    with pytest.raises(NeuroError, match="can't be read"):
        load_placement(tmp_path / "nowhere.json")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"format": 1}, "of format 2"),
        ({"more": 0}, "of format 2"),
        ({"units": [0.5]}, "lists of whole numbers"),
        ({"readout": [-1]}, "lists of whole numbers from 0"),
    ],
)
def test_placements_that_say_nonsense(change: dict[str, Any], words: str, tmp_path: Path) -> None:
    with pytest.raises(NeuroError, match=words):
        load_placement(write_sealed(tmp_path / "p.json", {**WRITTEN, **change}))


def test_unknown_placer() -> None:
    with pytest.raises(NeuroError, match="did you mean 'modular'"):
        load_placer("modula")


@settings(max_examples=40)
@given(
    sizes=st.lists(st.integers(1, 12), min_size=1, max_size=3),
    density=st.sampled_from([0.1, 0.5, 1.0]),
    classes=st.sampled_from([0, 2]),
    neurons=st.integers(1, 9),
    memory=st.integers(1000, 4000),
    out_axons=st.sampled_from([None, 20, 60]),
    placer=st.sampled_from(sorted(PLACERS)),
    seed=st.integers(0, 99),
)
def test_every_placer_places_all_units_once_within_limits(
    sizes: list[int],
    density: float,
    classes: int,
    neurons: int,
    memory: int,
    out_axons: int | None,
    placer: str,
    seed: int,
) -> None:
    names = [f"p{k}" for k in range(len(sizes))]
    couplings: list[Gaussian | Readout] = [Gaussian(a, b, density=density) for a in names for b in names]
    if classes:
        couplings.append(Readout(names[0]))
    description = Description(
        name="random",
        populations=tuple(Population(n, s, self_coupling=1.0) for n, s in zip(names, sizes, strict=True)),
        couplings=tuple(couplings),
        classes=Classes(classes) if classes else None,
        seed=seed,
    )
    network = integer_network(build_network(description))
    chip = small_chip(
        cores=32, mesh_columns=4, mesh_rows=4, neurons=neurons, synapse_bits=memory, in_axons=38, out_axons=out_axons
    )
    try:
        placement = load_placer(placer).place(network, chip)
    except NeuroError as problem:
        refusal = str(problem)
    else:
        refusal = ""
    if refusal:
        event("refused")
        assert "too many" in refusal
        return
    event("placed")
    placement.check(network, chip)
    assert len(placement.core) == network.units + network.classes
    usage = usage_of(connections_of(network), placement.core, chip)
    assert usage.neurons.sum() == network.units + network.classes
    check_usage(usage, chip)
    if placer == "modular":
        populations = [*description.slices.values(), slice(network.units, None)]
        held = [set(placement.core[rows].tolist()) for rows in populations]
        assert sum(len(cores) for cores in held) == len(usage.cores)


def test_modules_lie_on_neighbouring_tiles() -> None:
    chip = small_chip()
    column, row = (np.array(part) for part in chip.position(np.array(chip.neighbouring_tiles())))
    assert (np.abs(np.diff(column)) + np.abs(np.diff(row)) == 1).all()
    placement = load_placer("modular").place(four_units(), chip)
    # Tile 1 lies below tile 0.
    assert placement.core.tolist() == [0, 0, 1, 1, 2, 2]


def test_fewest_cores_and_about_equal_ones() -> None:
    chip = small_chip(neurons=4)
    assert load_placer("sequential").place(four_units(), chip).core.tolist() == [0, 0, 0, 0, 1, 1]
    # 2 + 2 + 2 + 2 + 2 + 1 couplings: the first three units have six, the others five.
    assert load_placer("balanced").place(four_units(), chip).core.tolist() == [0, 0, 0, 1, 1, 1]
