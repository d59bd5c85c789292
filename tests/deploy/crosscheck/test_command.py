"""``neuro crosscheck``: one table of witnesses, whoever is missing is named, and each difference is."""

from __future__ import annotations

import dataclasses
import json
import re
from pathlib import Path
from typing import Any

import pytest
from neuro_deploy.crosscheck import witnesses
from neuro_deploy.crosscheck.witnesses import USUAL, obstacle_of
from neuro_deploy.emulators.emulator import AbstractEmulatorSession
from neuro_deploy.sanafe import checking

from neuro.cli import main
from neuro.energy import Energy, estimate_energy
from neuro.engines import Run
from neuro.errors import DefectError

HERE = [name for name in USUAL if obstacle_of(name) is None]


@pytest.mark.usefixtures("sanafe")
def test_it_hears_everyone_who_is_here_and_writes_what_they_said(
    model: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "check.json"
    assert main(["crosscheck", model, "--samples", "2", "--steps", "3", "--networks", "3", "--json", str(path)]) == 0
    printed = capsys.readouterr()
    assert "Executed steps" not in printed.out + printed.err
    assert "all states identical; all counts identical; SANA-FE's total is" in printed.out
    assert f"no difference in what all {len(HERE)} witnesses said." in printed.out
    found = json.loads(path.read_text())
    heard = [(one["witness"], one["found"]) for one in found["witnesses"] if one["witness"] != "nest"]
    assert heard == [(name, said) for name in HERE if name != "nest" for said in ("identical", "3 of 3 identical")]
    assert [one["package"].split()[0] for one in found["witnesses"] if one["witness"] == "sanafe"] == ["sanafe"] * 2
    assert not any(one["differences"] for one in found["witnesses"])
    assert found["sanafe"]["identical"]
    assert all(count["identical"] for count in found["sanafe"]["counts"])
    soma = {row["cause"]: row for row in found["sanafe"]["energy_J"]}["soma"]
    assert soma["sanafe"] - soma["ours"] == pytest.approx(sum(soma["reasons"].values()))


def test_any_engine_may_be_a_witness(model: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["crosscheck", model, "--samples", "2", "--with", "numba", "--networks", "5"]) == 0
    printed = " ".join(capsys.readouterr().out.split())
    assert "5 of 5 identical" in printed
    assert "13 of 13 counts its own" in printed
    assert "SANA-FE" not in printed


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--placer", "sequental"], "did you mean 'sequential'"),
        (["--with", "nset"], "did you mean 'nest'"),
        (["--with", "numpy"], "numpy is the reference that witnesses are held against"),
        (["--with", "numba", "--placer", "modular"], "places networks in SANA-FE alone"),
        (["--with", "nest", "--networks", "3"], "NEST runs none|NEST is not installed"),
    ],
)
def test_what_is_not_there_is_a_sentence(
    model: str, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    assert main(["crosscheck", model, *arguments]) == 2
    assert re.search(words, capsys.readouterr().err)


def test_who_is_missing_is_left_out_unless_named(
    model: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(witnesses, "nest_obstacle", lambda: "NEST is not installed.")
    monkeypatch.setattr(witnesses, "USUAL", ("numba", "nest"))
    assert main(["crosscheck", model, "--samples", "1"]) == 0
    assert "left out: nest: NEST is not installed." in capsys.readouterr().out
    assert main(["crosscheck", model, "--samples", "1", "--with", "numba,nest"]) == 2
    assert "NEST is not installed." in capsys.readouterr().err
    monkeypatch.setattr(witnesses, "USUAL", ("nest",))
    assert main(["crosscheck", model, "--samples", "1"]) == 2
    assert "NEST is not installed." in capsys.readouterr().err


def test_a_witness_that_contradicts_itself_is_not_left_out(
    model: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*arguments: Any) -> Run:
        raise DefectError("it counted 3 and 4.")

    monkeypatch.setattr(witnesses, "USUAL", ("numba",))
    monkeypatch.setattr(witnesses, "hear_engine", broken)
    assert main(["crosscheck", model, "--samples", "1"]) == 1
    assert "numba: it counted 3 and 4." in capsys.readouterr().out


@pytest.mark.skipif("brian2-loihi" not in HERE, reason="brian2-loihi is not installed")
def test_a_difference_is_named_and_an_exit_code(
    model: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    truly = AbstractEmulatorSession._run

    def off(self: AbstractEmulatorSession, stimulus: Any) -> Run:
        run = truly(self, stimulus)
        return dataclasses.replace(run, activity=dataclasses.replace(run.activity, spikes=run.activity.spikes + 1))

    monkeypatch.setattr(AbstractEmulatorSession, "_run", off)
    assert main(["crosscheck", model, "--samples", "1", "--with", "brian2-loihi", "--networks", "2"]) == 1
    printed = " ".join(capsys.readouterr().out.split())
    assert "brian2-loihi: spikes are" in printed
    assert "0 of 2 identical, then DIFFERS" in printed
    assert "brian2-loihi: random network 0: spikes are" in printed


@pytest.mark.usefixtures("sanafe")
def test_an_energy_that_nothing_explains_is_an_exit_code(
    model: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def doubled(*arguments: Any) -> Energy:
        energy = estimate_energy(*arguments)
        return dataclasses.replace(energy, by_event={name: 2 * joules for name, joules in energy.by_event.items()})

    monkeypatch.setattr(checking, "estimate_energy", doubled)
    assert main(["crosscheck", model, "--samples", "1", "--steps", "2", "--with", "sanafe"]) == 1
    printed = capsys.readouterr().out
    assert "sanafe: all states identical; all counts identical; SANA-FE's total is" in printed
    assert "no difference" not in printed
    assert "SANA-FE (counted)" not in printed
    assert main(["crosscheck", model, "--samples", "1", "--steps", "2", "--with", "sanafe", "--notes"]) == 1
    assert "SANA-FE (counted)" in capsys.readouterr().out
