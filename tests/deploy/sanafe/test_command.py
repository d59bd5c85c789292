"""``neuro crosscheck`` and ``neuro compare`` with SANA-FE."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest
from neuro_deploy.sanafe import checking, crosscheck
from neuro_deploy.sanafe.command import agrees, as_json, verdict

from neuro.cli import main
from neuro.conformance import random_case
from neuro.energy import Energy, estimate_energy
from neuro.engines import Difference

pytestmark = pytest.mark.usefixtures("sanafe")

MODEL = """
format = 1
name = "small"
[[populations]]
name = "all"
size = 24
self_coupling = 0.5
[[couplings]]
kind = "gaussian"
source = "all"
target = "all"
"""


@pytest.fixture
def model(tmp_path: Path) -> str:
    path = tmp_path / "small.toml"
    path.write_text(MODEL)
    return str(path)


def test_the_crosscheck_prints_its_verdict_and_writes_its_figures(
    model: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "check.json"
    assert main(["crosscheck", model, "--samples", "2", "--steps", "3", "--json", str(path)]) == 0
    printed = capsys.readouterr()
    assert "Executed steps" not in printed.out + printed.err
    assert "all states identical; all counts identical; SANA-FE's total is" in printed.out
    figures = json.loads(path.read_text())
    assert figures["identical"]
    assert all(count["identical"] for count in figures["counts"])
    soma = {row["cause"]: row for row in figures["energy_J"]}["soma"]
    assert soma["sanafe"] - soma["ours"] == pytest.approx(sum(soma["reasons"].values()))


def test_compare_takes_it_as_one_engine_of_several(model: str, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["compare", model, "--engines", "numpy,sanafe", "--regime", "integer", "--steps", "3"]
    assert main([*command, "--code", "spikes"]) == 0
    assert "identical: every state and every answer, in numpy, sanafe" in " ".join(capsys.readouterr().out.split())
    assert main(command) == 0
    assert "left out: sanafe doesn't speak the flips code" in capsys.readouterr().out


def test_an_unknown_placer_is_a_sentence(model: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["crosscheck", model, "--placer", "sequental"]) == 2
    assert "did you mean 'sequential'" in capsys.readouterr().err


def test_the_verdict_says_what_differs() -> None:
    case = random_case(2)
    check = crosscheck(case.network, case.stimulus)
    first, *others = check.counts
    wrong = dataclasses.replace(
        check,
        difference=Difference(sample=0, step=2, unit=7),
        counts=(dataclasses.replace(first, theirs=first.theirs + 1), *others),
        causes=tuple(dataclasses.replace(cause, reasons={}) for cause in check.causes),
    )
    assert agrees(check)
    assert not agrees(wrong)
    sentence = verdict(wrong)
    assert "states part at sample 0, step 2, unit 7; counts differ in synaptic events" in sentence
    share = sum(sum(cause.reasons.values()) for cause in check.causes) / check.reported.total
    assert f"all but {share:.2%} of the total explained" in sentence
    assert not as_json(wrong)["identical"]


def test_an_energy_that_nothing_explains_is_an_exit_code(model: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def doubled(*arguments: Any) -> Energy:
        energy = estimate_energy(*arguments)
        return dataclasses.replace(energy, by_event={name: 2 * joules for name, joules in energy.by_event.items()})

    monkeypatch.setattr(checking, "estimate_energy", doubled)
    assert main(["crosscheck", model, "--samples", "1", "--steps", "2"]) == 1
