"""Energy: hand-computed cases and profiles that are not whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from neuro.energy import estimate_energy, load_profile, profile_names
from neuro.engines import Activity
from neuro.errors import NeuroError

_COUNTS = {
    "timesteps": 3,
    "spikes": 5,
    "flips": 4,
    "input_events": 1,
    "feedback_events": 0,
    "synops_recurrent": 10,
    "synops_input": 4,
    "synops_feedback": 2,
    "synops_readout": 1,
    "synops_loading": 1000,
    "neuron_updates_active": 7,
    "neuron_updates_inactive": 5,
    "packets": 6,
}


def test_hand_computed() -> None:
    energy = estimate_energy(Activity(**_COUNTS), load_profile("loihi1-2018"))
    assert energy.synapse == pytest.approx(17 * 23.6e-12)
    assert energy.neuron == pytest.approx(7 * 81e-12 + 5 * 52e-12)
    assert energy.network == pytest.approx(6 * 1.7e-12)
    assert energy.total == pytest.approx(401.2e-12 + 827e-12 + 10.2e-12)


def test_every_profile_cites_its_source() -> None:
    assert "loihi1-2018" in profile_names()
    for name in profile_names():
        profile = load_profile(name)
        assert profile.basis == "modelled"
        assert len(profile.citation) > 20
        assert profile.conditions


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("synop = 23.6", ""), "energy_pJ.synop: is missing"),
        (("synop = 23.6", "synop = -1"), "synop: got -1"),
        (("synop = 23.6", "synop = nan"), "synop: got nan"),
        (("synop = 23.6", "synops = 23.6"), "did you mean 'synop'"),
        (("citation", "quotation"), "did you mean 'citation'"),
        (("[energy_pJ]", "[energy_pJ"), "not valid TOML"),
    ],
)
def test_profiles_that_are_refused(change: tuple[str, str], words: str, tmp_path: Path) -> None:
    import neuro.energy

    shipped = Path(neuro.energy.__file__).parent / "profiles" / "loihi1-2018.toml"
    path = tmp_path / "mine.toml"
    path.write_text(shipped.read_text().replace(*change))
    with pytest.raises(NeuroError) as refusal:
        load_profile(str(path))
    assert words in str(refusal.value)
    assert str(path) in str(refusal.value)


def test_unknown_profile() -> None:
    with pytest.raises(NeuroError, match="did you mean 'loihi1-2018'"):
        load_profile("loihi1-2019")
    with pytest.raises(NeuroError, match="can't be read"):
        load_profile("nowhere.toml")
