"""Several chips: which cores are whose, packets that leave their chip, a barrier that is known or isn't."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from neuro.energy import estimate_energy, estimate_time, load_profile
from neuro.errors import NeuroError
from neuro.placement import board_names, load_chip, place
from tests.small import small_network

from .small_chip import count_traffic, four_units, placed, small_chip
from .test_traffic import four_unit_run

_BOARD = """
format = 1
name = "mine"
chip = "loihi1"
title = "Mine"

[sources]
sheet = "a data sheet"

[limits]
chips = { value = 3, source = "sheet" }
"""


@pytest.mark.parametrize("name", board_names())
def test_shipped_boards_number_their_cores_through(name: str) -> None:
    board = load_chip(name)
    tiles = board.neighbouring_tiles()
    assert sorted(tiles) == list(range(board.all_tiles))
    cores = [core for tile in tiles for core in board.cores_of(tile)]
    assert sorted(cores) == list(range(board.all_cores))
    assert all(board.tile(core) == tile for tile in tiles for core in board.cores_of(tile))
    assert board.citations["chips"]
    # From chip to chip in order.
    chips = board.chip_of(np.array(tiles))
    assert (np.diff(chips) >= 0).all()
    assert len(set(chips.tolist())) == board.chips


def test_known_numbers() -> None:
    sizes = {name: (load_chip(name).chips, load_chip(name).all_cores) for name in board_names()}
    assert sizes == {
        "hala-point": (1152, 140544),
        "kapoho-bay": (2, 256),
        "kapoho-point": (8, 1024),
        "nahuku-32": (32, 4096),
        "nahuku-8": (8, 1024),
        "pohoiki-springs": (768, 98304),
    }
    # 122 cores on 32 tiles of four: the thirty-first has two, the last none.
    hala = load_chip("hala-point")
    assert [len(hala.cores_of(32 + tile)) for tile in (0, 29, 30, 31)] == [4, 4, 2, 0]
    assert hala.cores_of(32)[0] == 122


def test_what_a_chip_is_too_small_for_goes_on_over_the_next() -> None:
    chain = small_network(np.eye(40, k=1, dtype=int))
    with pytest.raises(NeuroError, match="it has 40 units"):
        place(chain, small_chip())
    found = place(chain, small_chip(chips=3))
    assert found.cores == 20
    assert sorted(set(found.chip.chip_of(found.chip.tile(found.placement.core)).tolist())) == [0, 1, 2]


def test_packets_between_chips_counted_by_hand() -> None:
    # As on one chip, but units 3 and the readout stand on the second: core 14 and 15 are its cores 6 and 7.
    stimulus, run = four_unit_run("spikes")
    placement = placed(four_units(), [0, 1, 2, 14, 15, 15])
    traffic = count_traffic(four_units(), stimulus, run, placement, small_chip(chips=2))
    assert (traffic.packets, traffic.packets_within_tile, traffic.chips) == (10, 6, 2)
    # Unit 0 to core 15, and twice the line to core 14.
    assert traffic.packets_between_chips == 3
    # On the chip itself only unit 0 goes anywhere, one tile down to core 2.
    assert (traffic.hops_east_west, traffic.hops_north_south) == (0, 1)


def test_what_is_not_published_of_several_chips_is_left_out() -> None:
    stimulus, run = four_unit_run("spikes")
    placement = placed(four_units(), [0, 1, 2, 14, 15, 15])
    traffic, profile = (
        count_traffic(four_units(), stimulus, run, placement, small_chip(chips=2)),
        load_profile("loihi1-2018"),
    )
    assert "packet_between_chips" in estimate_energy(run.activity, profile, traffic).left_out
    time = estimate_time(run.activity, traffic, profile)
    assert {"packet_between_chips", "barrier"} <= set(time.left_out)
    known = estimate_time(run.activity, replace(traffic, chips=3), profile, board=((2, 100.0), (4, 300.0)))
    assert known.by_event["barrier"] == pytest.approx(2 * 200e-9)
    few = estimate_time(run.activity, traffic, profile, board=((3, 100.0), (4, 300.0)))
    assert "barrier" in few.left_out
    alone = estimate_time(run.activity, replace(traffic, chips=1, packets_between_chips=0), profile, board=((2, 1.0),))
    assert alone.by_event["barrier"] > 0
    assert "packet_between_chips" not in alone.left_out


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (('chip = "loihi1"', 'chip = "loihi3"'), "chip: there is no chip 'loihi3'; did you mean"),
        (('chip = "loihi1"', 'chip = "kapoho-bay"'), "chip: there is no chip 'kapoho-bay'"),
        (("value = 3", "value = 0"), "limits.chips.value: got 0"),
        (("value = 3", "value = 8000"), "got 1,024,000 in all, expected at most 1,000,000"),
        (("chips = {", "chip = {"), "did you mean 'chips'"),
        (("[limits]", "[limits]\ncores = { value = 129, source = 'sheet' }"), "got 129, expected 8 x 4 tiles of 4"),
        (("[limits]", "[barrier]\npoints = [[4, 1.0], [2, 2.0]]\nsource = 'sheet'\n[limits]"), r"chips \[4, 2\]"),
        (("[limits]", "[barrier]\npoints = [[4, 1]]\nsource = 'sheet'\n[limits]"), "a decimal point"),
        (("[limits]", "[barrier]\npoints = []\nsource = 'sheet'\n[limits]"), "a decimal point"),
    ],
)
def test_files_that_are_refused(change: tuple[str, str], words: str, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(_BOARD, encoding="utf-8")
    assert load_chip(path).all_cores == 384
    assert change[0] in _BOARD
    path.write_text(_BOARD.replace(*change), encoding="utf-8")
    with pytest.raises(NeuroError, match=words):
        load_chip(path)
