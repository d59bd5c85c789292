"""Every term of the model for four units on three tiles, worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from neuro.energy import (
    energy_band,
    estimate_energy,
    estimate_time,
    load_profile,
    profiles_of,
    static_energy,
    time_band,
)
from neuro.errors import NeuroError
from neuro.placement import PlacedNetwork, Traffic, load_chip
from neuro.placement.placed import Placement

from .four_neurons import CORES, flip_traffic, flips, four_units, two_steps

_PJ, _NS = 1e-12, 1e-9


def test_events() -> None:
    run = flips()
    assert run.states[0].tolist() == [[1, 1, -1, -1], [1, -1, 1, -1], [-1, -1, 1, 1]]
    activity = run.activity
    # 1 and 2 flip (a coupling each), then 0 (three) and 3 (none).
    assert (activity.flips, activity.synops, activity.packets) == (4, 5, 3)
    # In step 1 the start arrives at all, in step 2 only at 0 and 3.
    assert (activity.neuron_updates_active, activity.neuron_updates_inactive) == (6, 2)


def test_messages_on_the_mesh() -> None:
    # 1 -> core 0 and 0 -> core 1 stay in the tile; 0 -> core 4 goes one down, 0 -> core 32 two right, 2 -> core 32
    # takes both ways.
    assert flip_traffic() == Traffic(
        messages=3,
        packets=5,
        packets_within_tile=2,
        hops_east_west=4,
        hops_north_south=2,
        tiles=3,
        cores=4,
        synops_busiest=2,
        neuron_updates_busiest=2,
        messages_busiest=2,
        packets_in_busiest=2,
    )


def test_energy_as_published_in_2018() -> None:
    energy = estimate_energy(flips().activity, load_profile("loihi1-2018"), flip_traffic())
    assert energy.by_event == pytest.approx(
        {
            "synop": 5 * 23.6 * _PJ,
            "neuron_update_active": 6 * 81 * _PJ,
            "neuron_update_inactive": 2 * 52 * _PJ,
            "packet_within_tile": 2 * 1.7 * _PJ,
            "hop_east_west": 4 * 3.0 * _PJ,
            "hop_north_south": 2 * 4.0 * _PJ,
        }
    )
    assert energy.total == pytest.approx(731.4 * _PJ)
    assert energy.left_out == ("spike_out", "axon_out", "axon_in")


def test_energy_as_recalibrated() -> None:
    energy = estimate_energy(flips().activity, load_profile("loihi1-sanafe"), flip_traffic())
    assert energy.by_event["spike_out"] == pytest.approx(3 * 69.3 * _PJ)
    assert energy.by_event["axon_out"] == pytest.approx(5 * 111 * _PJ)
    assert energy.total == pytest.approx(1500.0 * _PJ)
    band = energy_band(flips().activity, profiles_of("loihi1"), flip_traffic())
    assert (band.low, band.high) == (pytest.approx(731.4 * _PJ), pytest.approx(1500.0 * _PJ))


def test_time() -> None:
    activity, traffic = flips().activity, flip_traffic()
    published = estimate_time(activity, traffic, load_profile("loihi1-2018"))
    barrier = 113 + 352 * 2 / 31
    assert published.by_event == pytest.approx(
        {"synop": 2 * 3.5 * _NS, "neuron_update_active": 2 * 8.4 * _NS, "barrier": 2 * barrier * _NS}
    )
    assert published.left_out[:2] == ("spike_out", "axon_in")
    assert published.per_step == pytest.approx((3.5 + 8.4 + barrier) * _NS)
    recalibrated = estimate_time(activity, traffic, load_profile("loihi1-sanafe"))
    # 3.8 for a coupling, 9.7 for a unit, 30 to send, 16 to receive, and the barrier of two tiles.
    assert recalibrated.total == pytest.approx(2 * (3.8 + 9.7 + 30 + 16 + 1000) * _NS)
    assert recalibrated.left_out == ("axon_out", "hop_east_west", "hop_north_south")
    band = time_band(activity, traffic, profiles_of("loihi1"))
    assert (band.low, band.high) == (published.total, recalibrated.total)
    assert band.under("loihi1-sanafe") == recalibrated
    assert band.under("another") is None


def test_static_energy_stands_apart() -> None:
    profile, other = load_profile("loihi1-2018"), load_profile("loihi1-sanafe")
    time = estimate_time(flips().activity, flip_traffic(), profile)
    assert static_energy(profile, time) == pytest.approx(0.1044 * time.total)
    assert static_energy(other, estimate_time(flips().activity, flip_traffic(), other)) is None
    with pytest.raises(NeuroError, match="of profile 'loihi1-2018', got profile 'loihi1-sanafe'"):
        static_energy(other, time)
    with pytest.raises(NeuroError, match="of profile 'loihi1-sanafe', got profile 'loihi1-2018'"):
        static_energy(profile, estimate_time(flips().activity, flip_traffic(), other))


def test_a_chip_without_times_times_nothing() -> None:
    with pytest.raises(NeuroError, match=r"no time for 'loihi2': .*no time of synop, neuron_update_active"):
        time_band(flips().activity, flip_traffic(), profiles_of("loihi2"))


def test_learning_on_the_same_cores() -> None:
    network = four_units()
    placement = Placement("loihi1", "hand", network.hash, np.array(CORES))
    placed = PlacedNetwork(network, placement, load_chip("loihi1"), learning=True)
    # Of five couplings, two are of unit 3: its core makes four of ten updates.
    assert placed.updates_busiest(10, 0, 0) == pytest.approx(4.0)
    traffic = placed.traffic(network, two_steps(), flips())
    assert traffic == flip_traffic()
    activity, profile = flips().activity, load_profile("loihi1-2018")
    energy = estimate_energy(activity, profile, traffic, 10)
    assert energy.synapse == pytest.approx(5 * 23.6 * _PJ)
    assert energy.neuron == pytest.approx((6 * 81 + 2 * 52) * _PJ)
    assert energy.network == pytest.approx((2 * 1.7 + 4 * 3.0 + 2 * 4.0) * _PJ)
    assert energy.learning == pytest.approx(10 * 120 * _PJ)
    assert energy.total == pytest.approx((731.4 + 1200) * _PJ)
    time = estimate_time(activity, traffic, profile, learning_steps=1, updates_busiest=4.0)
    # Two steps as before, a third for learning: its four updates and the barrier of three tiles.
    barrier = 113 + 352 * 2 / 31
    assert time.timesteps == 3
    assert time.total == pytest.approx((2 * (3.5 + 8.4 + barrier) + 4 * 6.1 + barrier) * _NS)


def test_a_network_placed_to_run_has_no_weight_updates() -> None:
    placement = Placement("loihi1", "hand", four_units().hash, np.array(CORES))
    with pytest.raises(NeuroError, match="was placed to run, not to learn"):
        PlacedNetwork(four_units(), placement, load_chip("loihi1")).updates_busiest(1, 0, 0)
