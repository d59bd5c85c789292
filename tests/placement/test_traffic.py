"""Packets and hops of four units, counted by hand; laws that hold for any placement."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from neuro.description import Phases
from neuro.engines import CODES, Run, Stimulus, load_engine
from neuro.errors import NeuroError
from tests.small import alternating, clamped, classifier

from .small_chip import count_traffic, four_units, placed, small_chip

# Tiles: 0 at (0, 0), 1 below it, 2 to its right, 3 across. Cores 0 and 1 are tile 0, 2 and 3 tile 1, 6 and 7 tile 3.
_CORE = [0, 1, 2, 6, 7, 7]


def four_unit_run(code: str) -> tuple[Stimulus, Run]:
    """Two steps with input, from a given start."""
    stimulus = Stimulus(
        samples=1,
        phases=Phases(0, 0, 2),
        inputs=np.array([[1]]),
        initial=np.array([[-1, 1, -1, -1]], np.int8),
    )
    return stimulus, load_engine("numpy").run(four_units(), stimulus, code)


def test_the_run_itself() -> None:
    _, run = four_unit_run("spikes")
    # Step 1: h = (1 + 1, -1, -1 - 1, -1 + 2); step 2: h = (-1 + 1, 1, 1 - 1, -1 + 2), a tie is down.
    assert run.states[0].tolist() == [[-1, 1, -1, -1], [1, -1, -1, 1], [-1, 1, -1, 1]]


def test_spikes_counted_by_hand() -> None:
    stimulus, run = four_unit_run("spikes")
    traffic = count_traffic(four_units(), stimulus, run, placed(four_units(), _CORE), small_chip())
    # Up in step 1: units 0 and 3, in step 2: units 1 and 3. The line speaks in both.
    assert traffic.messages == 4
    # Unit 0 reaches cores 1, 2 and 7, unit 1 core 0, unit 3 core 7 twice, the line cores 0 and 6 twice.
    assert traffic.packets == 3 + 1 + 2 + 4
    # Within a tile: 0 to core 1, 1 to core 0, 3 to core 7 twice, the line to core 0 twice.
    assert traffic.packets_within_tile == 6
    # Unit 0 goes one tile down to core 2, one right and one down to core 7; the line twice one right and one down.
    assert traffic.hops_east_west == 1 + 2
    assert traffic.hops_north_south == 1 + 1 + 2
    assert (traffic.tiles, traffic.cores) == (3, 5)
    # Step 1: readout core 7 hears unit 0 once and unit 3 twice; step 2: unit 3 twice.
    assert traffic.synops_busiest == 3 + 2
    assert traffic.neuron_updates_busiest == 2 * 2
    assert traffic.messages_busiest == 1 + 1
    # Step 1: core 7 gets two packets; step 2: core 0 gets two (unit 1 and the line).
    assert traffic.packets_in_busiest == 2 + 2


def test_flips_counted_by_hand() -> None:
    stimulus, run = four_unit_run("flips")
    traffic = count_traffic(four_units(), stimulus, run, placed(four_units(), _CORE), small_chip())
    # Step 1: units 0, 1 and 3 change; step 2: 0 and 1. The line speaks once.
    assert traffic.messages == 5
    assert traffic.packets == 2 * 3 + 2 * 1 + 1 + 2
    assert traffic.packets_within_tile == 2 + 2 + 1 + 1
    assert traffic.hops_east_west == 2 * 1 + 1
    assert traffic.hops_north_south == 2 * 2 + 1


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("core", [[0, 0, 0, 0, 0, 0], [0, 1, 2, 3, 4, 5], [7, 3, 3, 7, 0, 7]])
def test_laws(code: str, core: list[int]) -> None:
    network: Any = classifier()
    start = np.array([[1, -1, 1, -1]], np.int8)
    stimulus = clamped(initial=start)
    run = load_engine("numpy").run(network, stimulus, code)
    traffic = count_traffic(network, stimulus, run, placed(network, core), small_chip(neurons=8))
    activity = run.activity
    assert traffic.packets >= activity.packets
    assert traffic.packets_within_tile <= traffic.packets
    assert activity.synops / traffic.cores <= traffic.synops_busiest <= activity.synops
    if len(set(core)) == 1:
        assert traffic.packets == traffic.packets_within_tile == traffic.packets_in_busiest == activity.packets
        assert traffic.synops_busiest == activity.synops
        assert traffic.hops_east_west == traffic.hops_north_south == 0
        assert traffic.messages_busiest == traffic.messages


def test_steps_after_an_early_stop_are_not_counted() -> None:
    network = four_units()
    start = np.array([[-1, -1, -1, -1]], np.int8)
    halves = [Stimulus(samples=1, phases=Phases(0, 0, steps), initial=start, stop="fixed-point") for steps in (2, 9)]
    runs = [load_engine("numpy").run(network, one, "spikes") for one in halves]
    assert runs[0].steps_taken.tolist() == runs[1].steps_taken.tolist()
    placement = placed(network, _CORE)
    one, other = (count_traffic(network, s, r, placement, small_chip()) for s, r in zip(halves, runs, strict=True))
    assert one == other


def test_runs_and_placements_of_other_networks_are_refused() -> None:
    stimulus, run = four_unit_run("flips")
    with pytest.raises(NeuroError, match="the placement was made for network"):
        count_traffic(four_units(), stimulus, run, placed(alternating(), [0, 0, 0]), small_chip())
    network = alternating()
    with pytest.raises(NeuroError, match="the run is of network"):
        count_traffic(network, stimulus, run, placed(network, [0, 0, 0]), small_chip(neurons=3))


@pytest.mark.parametrize("value", [-1, 1.0, None])
def test_traffic_is_whole_numbers(value: object) -> None:
    stimulus, run = four_unit_run("flips")
    traffic = count_traffic(four_units(), stimulus, run, placed(four_units(), _CORE), small_chip())
    with pytest.raises(NeuroError, match="traffic packets: got"):
        replace(traffic, packets=value)


def test_traffic_of_two_runs_on_one_placement() -> None:
    stimulus, run = four_unit_run("flips")
    one = count_traffic(four_units(), stimulus, run, placed(four_units(), _CORE), small_chip())
    both = one + one
    assert (both.tiles, both.cores) == (one.tiles, one.cores)
    assert (both.packets, both.synops_busiest) == (2 * one.packets, 2 * one.synops_busiest)
    with pytest.raises(NeuroError, match=r"traffic on 5 cores of 3 tiles and on 4 of 3 can't be added"):
        one + replace(one, cores=4)
