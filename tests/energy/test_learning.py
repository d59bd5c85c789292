"""Learning priced by hand, and what an unknown price makes of it."""

from __future__ import annotations

import pytest

from neuro.energy import (
    energy_band,
    estimate_energy,
    estimate_time,
    load_profile,
    profiles_of,
    time_band,
)
from neuro.errors import NeuroError

from .four_neurons import flip_traffic, flips

_PJ = 1e-12
_UPDATES = 7


def test_the_phases_cost_what_any_run_costs_and_updates_come_on_top() -> None:
    activity, traffic, profile = flips().activity, flip_traffic(), load_profile("loihi1-2018")
    energy = estimate_energy(activity, profile, traffic, _UPDATES)
    phases = estimate_energy(activity, profile, traffic)
    assert (energy.synapse, energy.neuron, energy.network) == (phases.synapse, phases.neuron, phases.network)
    assert energy.learning == pytest.approx(7 * 120 * _PJ)
    assert energy.total == pytest.approx(phases.total + 7 * 120 * _PJ)
    assert energy.complete
    assert energy.left_out == phases.left_out


def test_an_unknown_price_of_weight_updates_is_unknown_not_zero() -> None:
    energy = estimate_energy(flips().activity, load_profile("loihi1-sanafe"), weight_updates=_UPDATES)
    assert energy.learning is None
    assert not energy.complete
    assert "weight_update" in energy.left_out


def test_a_profile_without_the_time_of_an_update_times_no_learning() -> None:
    activity, traffic = flips().activity, flip_traffic()
    with pytest.raises(NeuroError, match=r"'loihi1-sanafe' .* has no time of weight_update, so it can't time learning"):
        estimate_time(activity, traffic, load_profile("loihi1-sanafe"), 1, 2.0)
    band = time_band(activity, traffic, profiles_of("loihi1"), 1, 2.0)
    assert [time.profile for time in band.estimates] == ["loihi1-2018"]
    assert band.left_out[0][0] == "loihi1-sanafe"
    assert len(time_band(activity, traffic, profiles_of("loihi1"), 1, 0.0).estimates) == 2


def test_the_band_is_that_of_complete_profiles_and_names_the_others() -> None:
    band = energy_band(flips().activity, profiles_of("loihi1"), weight_updates=_UPDATES)
    published = estimate_energy(flips().activity, load_profile("loihi1-2018"), weight_updates=_UPDATES)
    assert (band.low, band.high) == (published.total, published.total)
    assert band.of("learning") == (published.learning, published.learning)
    assert band.counted == ("loihi1-2018",)
    assert band.incomplete == ("loihi1-sanafe",)
    other = estimate_energy(flips().activity, load_profile("loihi1-sanafe"), weight_updates=_UPDATES)
    assert band.under("loihi1-sanafe") == other
    assert not band.at_least


def test_without_any_price_the_total_is_a_lower_bound() -> None:
    band = energy_band(flips().activity, [load_profile("loihi1-sanafe")], weight_updates=_UPDATES)
    assert band.at_least
    assert band.of("learning") is None
    assert band.low == band.estimates[0].total > 0


def test_no_weight_updates_cost_nothing_under_any_profile() -> None:
    energy = estimate_energy(flips().activity, load_profile("loihi1-sanafe"), weight_updates=0)
    assert energy.learning == 0.0
    assert "weight_update" not in energy.left_out


def test_a_chip_without_energies_prices_no_learning() -> None:
    with pytest.raises(NeuroError, match=r"no energy of learning for 'loihi2': .*can't price learning"):
        energy_band(flips().activity, profiles_of("loihi2"), weight_updates=_UPDATES)
