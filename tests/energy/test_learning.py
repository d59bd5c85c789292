"""Learning priced by hand, and what an unknown price makes of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from neuro.energy import estimate_learning_energy, learning_band, load_profile, profiles_of
from neuro.engines.learning_activity import LearningActivity
from neuro.errors import NeuroError

_PJ = 1e-12
# Two samples of four units and three steps.
_ACTIVITY = LearningActivity(
    samples=2,
    timesteps=8,
    neuron_updates=24,
    flips=5,
    input_events=2,
    feedback_events=3,
    synops_recurrent=6,
    synops_input=3,
    synops_feedback=1,
    synops_readout=2,
    learning_events_hidden=2,
    learning_events_readout=1,
    weight_updates_recurrent=4,
    weight_updates_input=2,
    weight_updates_readout=1,
)


def test_by_hand_as_published_in_2018() -> None:
    energy = estimate_learning_energy(_ACTIVITY, load_profile("loihi1-2018"))
    assert energy.synapse == pytest.approx(12 * 23.6 * _PJ)
    assert energy.neuron == (pytest.approx(24 * 52 * _PJ), pytest.approx(24 * 81 * _PJ))
    assert energy.network == pytest.approx(10 * 1.7 * _PJ)
    assert energy.learning == pytest.approx(7 * 120 * _PJ)
    assert energy.low == pytest.approx((283.2 + 1248 + 17 + 840) * _PJ)
    assert energy.high == pytest.approx((283.2 + 1944 + 17 + 840) * _PJ)
    assert energy.complete


def test_an_unknown_price_of_weight_updates_is_unknown_not_zero() -> None:
    energy = estimate_learning_energy(_ACTIVITY, load_profile("loihi1-sanafe"))
    assert energy.learning is None
    assert not energy.complete
    assert "weight_update" in energy.left_out
    assert energy.neuron[0] == pytest.approx((24 * 51.2 + 5 * 69.3) * _PJ)
    assert energy.network == pytest.approx(10 * 111 * _PJ)


def test_the_band_is_that_of_complete_profiles_and_names_the_others() -> None:
    band = learning_band(_ACTIVITY, profiles_of("loihi1"))
    published = estimate_learning_energy(_ACTIVITY, load_profile("loihi1-2018"))
    assert (band.low, band.high) == (published.low, published.high)
    assert band.of("learning") == (published.learning, published.learning)
    assert band.counted == ("loihi1-2018",)
    assert band.incomplete == ("loihi1-sanafe",)
    other = estimate_learning_energy(_ACTIVITY, load_profile("loihi1-sanafe"))
    assert band.without_updates == (("loihi1-sanafe", other.low),)
    assert not band.at_least


def test_without_any_price_the_total_is_a_lower_bound() -> None:
    band = learning_band(_ACTIVITY, [load_profile("loihi1-sanafe")])
    assert band.at_least
    assert band.of("learning") is None
    assert band.low == band.energies[0].low > 0


def test_no_weight_updates_cost_nothing_under_any_profile() -> None:
    still = replace(_ACTIVITY, weight_updates_recurrent=0, weight_updates_input=0, weight_updates_readout=0)
    energy = estimate_learning_energy(still, load_profile("loihi1-sanafe"))
    assert energy.learning == 0.0
    assert "weight_update" not in energy.left_out


def test_a_chip_without_energies_prices_no_learning() -> None:
    with pytest.raises(NeuroError, match=r"no energy of learning for 'loihi2': .*can't price learning"):
        learning_band(_ACTIVITY, profiles_of("loihi2"))
