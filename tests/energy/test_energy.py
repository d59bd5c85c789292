"""Energy: hand-computed cases, with and without a placement."""

from __future__ import annotations

from dataclasses import replace

import pytest

from neuro.energy import energy_band, estimate_energy, load_profile, profiles_of
from neuro.engines import Activity
from neuro.errors import NeuroError
from neuro.placement import Traffic

_ACTIVITY = Activity(
    timesteps=3,
    spikes=5,
    flips=4,
    input_events=1,
    feedback_events=0,
    synops_recurrent=10,
    synops_input=4,
    synops_feedback=2,
    synops_readout=1,
    synops_loading=1000,
    neuron_updates_active=7,
    neuron_updates_inactive=5,
    packets=6,
)
_TRAFFIC = Traffic(
    messages=5,
    packets=9,
    packets_within_tile=4,
    hops_east_west=7,
    hops_north_south=3,
    tiles=2,
    cores=3,
    synops_busiest=8,
    neuron_updates_busiest=6,
    messages_busiest=3,
    packets_in_busiest=4,
)


def test_hand_computed() -> None:
    energy = estimate_energy(_ACTIVITY, load_profile("loihi1-2018"))
    assert energy.synapse == pytest.approx(17 * 23.6e-12)
    assert energy.neuron == pytest.approx(7 * 81e-12 + 5 * 52e-12)
    assert energy.network == pytest.approx(6 * 1.7e-12)
    assert energy.total == pytest.approx(401.2e-12 + 827e-12 + 10.2e-12)


def test_hand_computed_on_a_placement() -> None:
    energy = estimate_energy(_ACTIVITY, load_profile("loihi1-2018"), _TRAFFIC)
    assert energy.network == pytest.approx((4 * 1.7 + 7 * 3.0 + 3 * 4.0) * 1e-12)
    assert energy.by_event["hop_north_south"] == pytest.approx(12e-12)
    assert energy.left_out == ("spike_out", "axon_out", "axon_in")
    other = estimate_energy(_ACTIVITY, load_profile("loihi1-sanafe"), _TRAFFIC)
    assert other.synapse == pytest.approx(17 * 35.5e-12)
    assert other.neuron == pytest.approx((7 * 72.8 + 5 * 51.2 + 5 * 69.3) * 1e-12)
    assert other.network == pytest.approx((9 * 111.0 + 7 * 3.0 + 3 * 4.2) * 1e-12)
    assert other.left_out == ("packet_within_tile",)


def test_what_only_a_placement_tells_is_left_out_and_said() -> None:
    energy = estimate_energy(_ACTIVITY, load_profile("loihi1-sanafe"))
    assert "spike_out" in energy.left_out
    assert energy.network == pytest.approx(6 * 111.0e-12)


def test_a_chip_without_energies_prices_nothing() -> None:
    with pytest.raises(NeuroError, match=r"no energy of synop, .*can't price a run; .*published no table"):
        estimate_energy(_ACTIVITY, load_profile("loihi2"))


def test_band() -> None:
    band = energy_band(_ACTIVITY, profiles_of("loihi1"), _TRAFFIC)
    assert [energy.profile for energy in band.estimates] == ["loihi1-2018", "loihi1-sanafe"]
    totals = [energy.total for energy in band.estimates]
    assert (band.low, band.high) == (min(totals), max(totals))
    assert band.of("synapse") == (pytest.approx(17 * 23.6e-12), pytest.approx(17 * 35.5e-12))
    assert band.left_out == ()


def test_bands_that_are_refused() -> None:
    with pytest.raises(NeuroError, match="no energy band for 'loihi2'"):
        energy_band(_ACTIVITY, profiles_of("loihi2"))
    with pytest.raises(NeuroError, match="one chip family, got loihi1, loihi2"):
        energy_band(_ACTIVITY, [*profiles_of("loihi1"), *profiles_of("loihi2")])
    with pytest.raises(NeuroError, match="got no profile"):
        energy_band(_ACTIVITY, [])
    with pytest.raises(NeuroError, match="no profile of the chip family 'loihi3'"):
        profiles_of("loihi3")


def test_a_profile_that_cannot_price_is_left_out_of_the_band_with_its_reason() -> None:
    whole, empty = load_profile("loihi1-2018"), replace(load_profile("loihi2"), family="loihi1")
    band = energy_band(_ACTIVITY, [whole, empty])
    assert band.low == band.high
    assert band.left_out[0][0] == "loihi2"
    assert "no energy of synop" in band.left_out[0][1]
