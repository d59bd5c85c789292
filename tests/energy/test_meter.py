"""The meter against a made-up folder of counters."""

from __future__ import annotations

from pathlib import Path

import pytest

from neuro.energy import RaplMeter
from neuro.errors import NeuroError


def zone(folder: Path, name: str, kind: str, energy: int, span: int = 1_000_000) -> Path:
    """A powercap zone; its counter."""
    path = folder / name
    path.mkdir(parents=True)
    for key, value in (("name", kind), ("energy_uj", energy), ("max_energy_range_uj", span)):
        (path / key).write_text(f"{value}\n", encoding="utf-8")
    return path / "energy_uj"


def test_packages_are_added_and_what_they_hold_is_not(tmp_path: Path) -> None:
    one = zone(tmp_path, "intel-rapl:0", "package-0", 1000)
    two = zone(tmp_path, "intel-rapl:1", "package-1", 500)
    core = zone(tmp_path, "intel-rapl:0:0", "core", 7)
    other = zone(tmp_path, "intel-rapl:2", "psys", 0)

    def work() -> str:
        for counter, value in ((one, 3000), (two, 1500), (core, 900), (other, 5000)):
            counter.write_text(f"{value}\n", encoding="utf-8")
        return "done"

    meter = RaplMeter(tmp_path)
    assert meter.obstacle is None
    result, joules = meter.measure(work)
    assert result == "done"
    assert joules == pytest.approx(3000e-6)


def test_a_counter_that_starts_over(tmp_path: Path) -> None:
    counter = zone(tmp_path, "intel-rapl:0", "package-0", 999_000)
    _, joules = RaplMeter(tmp_path).measure(lambda: counter.write_text("2000\n", encoding="utf-8"))
    assert joules == pytest.approx(3000e-6)


def test_no_meter(tmp_path: Path) -> None:
    meter = RaplMeter(tmp_path / "nothing")
    assert meter.obstacle is not None
    assert meter.obstacle.startswith("no meter: this machine shows no energy counters")
    assert meter.measure(lambda: 5) == (5, None)


def test_a_counter_that_is_not_shown(tmp_path: Path) -> None:
    zone(tmp_path, "intel-rapl:0", "package-0", 1)
    zone(tmp_path, "intel-rapl:1", "package-1", 1).unlink()
    meter = RaplMeter(tmp_path)
    assert meter.obstacle == "no meter: the energy counter intel-rapl:1 can't be read (No such file or directory)."
    assert meter.measure(lambda: 5) == (5, None)


def test_a_counter_that_goes_away(tmp_path: Path) -> None:
    counter = zone(tmp_path, "intel-rapl:0", "package-0", 1)
    with pytest.raises(NeuroError, match="can't be read any more"):
        RaplMeter(tmp_path).measure(counter.unlink)
