"""The commands on a model whose inputs change from step to step, and what is no pair with it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from neuro.cli import main
from neuro.learning import load_trained
from neuro.workload import make_workload
from tests.data.archives import write_archive

MODEL = """format = 1
name = "eye"
seed = 3
[input]
size = 784
shape = [28, 28]
steps = 6
data = "saccade-mnist"
[classes]
size = 10
[phases]
warmup = 2
clamped = 1
free = 3
[plasticity]
epochs = 2
[consolidation]
epochs = 1
[numbers]
regime = "integer"
[[populations]]
name = "hidden"
size = 60
self_coupling = 1.0
[[couplings]]
kind = "gaussian"
source = "hidden"
target = "hidden"
density = 0.2
[[couplings]]
kind = "input"
target = "hidden"
strength = 5.0
pattern = "patch"
patch = 10
[[couplings]]
kind = "feedback"
target = "hidden"
strength = 2.0
[[couplings]]
kind = "readout"
source = "hidden"
"""


@pytest.fixture(autouse=True)
def model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NEURO_DATA", str(write_archive(tmp_path / "data", train=120, test=30)))
    monkeypatch.chdir(tmp_path)
    Path("eye.toml").write_text(MODEL)
    return Path("eye.toml")


@pytest.mark.parametrize("regime", ["float", "integer"])
def test_training_goes_on_as_if_it_had_never_stopped(regime: str) -> None:
    learn = ["train", "eye.toml", "--regime", regime]
    assert main([*learn, "--out", "whole"]) == 0
    assert main([*learn, "--out", "cut", "--epochs", "1"]) == 0
    assert main([*learn, "--out", "cut", "--resume"]) == 0
    assert load_trained("whole").hash == load_trained("cut").hash
    record = json.loads(Path("whole/training.json").read_text())
    assert record["epochs"] == 3
    assert 0 <= record["stability"]["settled_share"] <= 1


def test_trained_networks_are_compared_evaluated_placed_and_joined(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", "eye.toml", "--out", "one"]) == 0
    asked = ["compare", "one", "--samples", "4", "--engines", "numpy,numba", "--json", "out.json", "--report", "p.html"]
    assert main(asked) == 0
    found = json.loads(Path("out.json").read_text())
    assert found["early_stop"] == {}
    assert "no sample may end before the last one" in Path("p.html").read_text()
    assert main(["evaluate", "one"]) == 0
    assert main(["place", "one"]) == 0
    assert main(["join", "one", "one", "--out", "both"]) == 0
    assert load_trained("both").units == 120
    assert "identical" in capsys.readouterr().out


def test_what_changes_is_summed_up_in_every_step() -> None:
    workload = make_workload("eye.toml", samples=5)
    assert workload.stimulus.streams
    assert workload.stimulus.phases.clamped == 0
    assert workload.stimulus.steps == 6


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["simulate", "eye.toml", "--steps", "4"], "steps: got 4, but inputs of model 'eye' change over 6"),
        (["train", "eye.toml", "--data", "mnist", "--out", "a"], "expects such for 6 steps"),
        (
            ["train", "mnist", "--data", "saccade-mnist", "--out", "a"],
            "consists of events, which a model lays",
        ),
        (["claims", "--data", "saccade-mnist", "--model", "eye.toml", "--out", "a"], "and perceptrons don't"),
    ],
)
def test_what_is_no_pair_is_refused(arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    assert sentence in capsys.readouterr().err


def test_without_a_data_set_inputs_are_drawn_for_every_step(capsys: pytest.CaptureFixture[str]) -> None:
    Path("none.toml").write_text(MODEL.replace('data = "saccade-mnist"', ""))
    workload = make_workload("none.toml", samples=2)
    assert workload.stimulus.streams
    assert workload.stimulus.steps == 6
    assert main(["simulate", "none.toml", "--steps", "3"]) == 2
    assert "inputs of model 'eye' change over 6" in capsys.readouterr().err
    assert main(["simulate", "none.toml"]) == 0
    assert "in a cycle" not in capsys.readouterr().out
