"""Profiles: every number cited, nothing unknown taken for zero, files that are not whole refused."""

from __future__ import annotations

from pathlib import Path

import pytest

import neuro.energy
from neuro.energy import ENERGIES, TIMES, load_profile, profile_names
from neuro.errors import FieldError, NeuroError

_SHIPPED = Path(neuro.energy.__file__).parent / "profiles" / "loihi1-2018.toml"
_SYNOP = 'synop = { value = 23.6, unit = "pJ", source = "davies2018", basis = "simulated", conditions'


@pytest.mark.parametrize("name", profile_names())
def test_every_number_of_every_profile_is_cited(name: str) -> None:
    profile = load_profile(name)
    assert profile.name == name
    assert profile.basis == "modelled"
    assert profile.missing
    for known, entries, unit in ((ENERGIES, profile.energies, "pJ"), (TIMES, profile.times, "ns")):
        for quantity, entry in entries.items():
            assert quantity in known
            assert entry.unit == unit
            assert len(entry.citation) > 20
            assert entry.conditions
            assert entry.basis in ("simulated", "calibrated", "measured", "derived", "estimated")


def test_the_published_table() -> None:
    profile = load_profile("loihi1-2018")
    energies = {name: entry.value for name, entry in profile.energies.items()}
    assert energies == {
        "synop": 23.6,
        "neuron_update_active": 81.0,
        "neuron_update_inactive": 52.0,
        "packet_within_tile": 1.7,
        "hop_east_west": 3.0,
        "hop_north_south": 4.0,
        "weight_update": 120.0,
    }
    assert profile.time_s("weight_update") == pytest.approx(6.1e-9)
    assert profile.static_power is not None
    assert profile.static_power.unit == "mW"


def test_unknown_is_not_zero() -> None:
    profile = load_profile("loihi1-sanafe")
    assert profile.energy_J("weight_update") is None
    assert profile.energy_J("axon_in") == 0.0
    assert profile.static_power is None
    assert load_profile("loihi2").energies == {}
    assert len(load_profile("loihi2").observations) == 7
    with pytest.raises(FieldError, match="did you mean 'synop'"):
        profile.energy_J("synops")


def test_barriers() -> None:
    line, steps = load_profile("loihi1-2018").barrier, load_profile("loihi1-sanafe").barrier
    assert line is not None
    assert steps is not None
    assert [line.time_ns(tiles) for tiles in (1, 32)] == [113.0, 465.0]
    assert line.time_ns(2) == pytest.approx(113 + 352 / 31)
    assert [steps.time_ns(tiles) for tiles in (1, 2, 3, 4, 28, 29, 32)] == [600, 1000, 1000, 1400, 1400, 1800, 1800]
    with pytest.raises(FieldError, match="tiles: got 0"):
        line.time_ns(0)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ((_SYNOP, _SYNOP.replace("value = 23.6, ", "")), "energy.synop.value: is missing"),
        ((_SYNOP, _SYNOP.replace("23.6", "-1")), "energy.synop.value: got -1"),
        ((_SYNOP, _SYNOP.replace("23.6", "nan")), "energy.synop.value: got nan"),
        ((_SYNOP, _SYNOP.replace("23.6", '"much"')), "energy.synop.value: got 'much'"),
        ((_SYNOP, _SYNOP.replace("23.6", "0")), None),
        ((_SYNOP, _SYNOP.replace('"pJ"', '"nJ"')), "energy.synop.unit: got 'nJ', expected 'pJ'"),
        ((_SYNOP, _SYNOP.replace("davies2018", "davis2018")), "did you mean 'davies2018'"),
        ((_SYNOP, _SYNOP.replace("simulated", "believed")), "energy.synop.basis: got 'believed'"),
        ((_SYNOP, _SYNOP.replace("synop =", "synops =")), "energy.synops: is not a known key; did you mean 'synop'"),
        (("[energy]", "[energy]\nhop = 3"), "energy.hop: is not a known key"),
        (("[energy]", "[energies]"), "did you mean 'energy'"),
        (("conditions =", "# conditions ="), "conditions: is missing"),
        (('name = "loihi1-2018"', ""), "name: is missing"),
        (("format = 2", "format = 1"), "format: got 1, expected 2"),
        (("points = [[1, 113.0]", "points = [[1, -113.0]"), "barrier.points: got times"),
        (("points = [[1, 113.0], [32", "points = [[1, 113.0], [1"), "expected them to ascend from 1"),
        (("points = [[1, 113.0]", "points = [[1]"), "expected pairs"),
        (('between = "linear"', 'between = "smooth"'), "barrier.between: got 'smooth'"),
        (('unit = "mW"', 'unit = "W"'), "static_power.unit: got 'W', expected 'mW'"),
        (("[energy]", "[energy"), "not valid TOML"),
    ],
)
def test_profiles_that_are_refused(change: tuple[str, str], words: str | None, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    shipped = _SHIPPED.read_text(encoding="utf-8")
    assert change[0] in shipped
    path.write_text(shipped.replace(*change, 1), encoding="utf-8")
    if words is None:
        assert load_profile(str(path)).energy_J("synop") == 0.0
        return
    with pytest.raises(NeuroError) as refusal:
        load_profile(str(path))
    assert words in str(refusal.value)
    assert str(path) in str(refusal.value)


def test_an_entry_that_is_not_there_is_unknown(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    lines = _SHIPPED.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(line for line in lines if not line.startswith("weight_update")), encoding="utf-8")
    assert load_profile(str(path)).energy_J("weight_update") is None
    assert load_profile(str(path)).time_s("weight_update") is None


def test_unknown_profile() -> None:
    with pytest.raises(NeuroError, match="did you mean 'loihi1-2018'"):
        load_profile("loihi1-2019")
    with pytest.raises(NeuroError, match="can't be read"):
        load_profile("nowhere.toml")
