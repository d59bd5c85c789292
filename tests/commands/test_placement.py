"""``neuro compare --placement``: the cores that ``neuro place`` wrote, or a sentence."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import neuro.energy
from neuro.cli import main
from neuro.files import write_sealed

from .test_refusals import refused


def place(folder: Path) -> Path:
    """A placement by another placer than 'neuro compare' takes."""
    file = folder / "placement.json"
    assert main(["place", "digits", "--samples", "1", "--placer", "balanced", "--out", str(file)]) == 0
    return file


def compared(folder: Path, *options: str) -> Any:
    """What a comparison of one sample says."""
    report = folder / "report.json"
    assert main(["compare", "digits", "--engines", "numpy", "--samples", "1", "--json", str(report), *options]) == 0
    return json.loads(report.read_text(encoding="utf-8"))


def test_the_written_cores_are_used(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = place(tmp_path)
    contents = json.loads(file.read_text(encoding="utf-8"))
    # Every unit sixteen tiles further along: nothing changes but the way of the input, which enters at tile 0.
    contents["units"] = [core + 64 for core in contents["units"]]
    contents["readout"] = [core + 64 for core in contents["readout"]]
    del contents["sha256"]
    write_sealed(file, contents)
    data = compared(tmp_path, "--placement", str(file), "--learning-samples", "1")
    assert data["placement"]["file"] == str(file)
    cores = sorted({*contents["units"], *contents["readout"]})
    assert [core["core"] for core in data["placement"]["utilisation"]] == cores
    anew = compared(tmp_path)
    assert anew["placement"]["file"] is None
    moved, others = data["engines"]["numpy"]["traffic"], anew["engines"]["numpy"]["traffic"]
    assert moved["hops_east_west"] > others["hops_east_west"]
    # The lesson lies on the same cores.
    assert data["learning"]["placement"]["cores"] == len(cores)
    assert data["learning"]["traffic"]["hops_east_west"] > 0
    assert "placement.json says" in " ".join(capsys.readouterr().out.split())


def test_another_network_or_chip_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = str(place(tmp_path))
    asked = ("compare", "digits", "--engines", "numpy", "--samples", "1", "--placement")
    capsys.readouterr()
    assert "was made for network" in refused(capsys, *asked, file, "--seed", "7")
    assert "made for chip 'loihi1', got chip 'loihi2'" in refused(capsys, *asked, file, "--chip", "loihi2")
    assert "can't be read" in refused(capsys, *asked, str(tmp_path / "missing.json"))
    assert "is a float network" in refused(capsys, *asked, file, "--regime", "float")
    (tmp_path / "other.json").write_text("{}", encoding="utf-8")
    assert "is not a placement" in refused(capsys, *asked, str(tmp_path / "other.json"))


def test_what_would_be_ignored_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = str(place(tmp_path))
    capsys.readouterr()
    asked = ("compare", "digits", "--placement", file)
    assert "--placement says nothing about learning" in refused(capsys, *asked, "--learning")
    other = tmp_path / "other.toml"
    text = (Path(neuro.energy.__file__).parent / "profiles" / "loihi1-2018.toml").read_text(encoding="utf-8")
    other.write_text(text.replace('family = "loihi1"', 'family = "mine"'), encoding="utf-8")
    assert "would not be used" in refused(capsys, *asked, "--engines", "numpy", "--profile", str(other))
