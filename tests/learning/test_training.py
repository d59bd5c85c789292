"""Training: reproducible, resumable, better than chance, and refused where it makes no sense."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from neuro import Network, load_model, write_description
from neuro.cli import main
from neuro.data import load_data
from neuro.description import Consolidation, Description, Dynamics, Phases, Population
from neuro.engines import LearningActivity
from neuro.errors import NeuroError
from neuro.learning import (
    Checkpoint,
    Epoch,
    evaluate,
    load_checkpoint,
    load_trained,
    save_checkpoint,
    starting_network,
    total_epochs,
    train,
)
from neuro.network import integer_network, save_network


def short(epochs: int = 1, **changes: object) -> Description:
    model = load_model("digits")
    rule = replace(model.plasticity, epochs=epochs, batch_size=16)
    return replace(model, plasticity=rule, consolidation=Consolidation(), **changes)


def last(description: Description) -> tuple[Epoch, Network]:
    return list(train(description, load_data("digits")))[-1]


def test_same_seed_same_weights() -> None:
    assert last(short())[1].hash == last(short())[1].hash != last(short(seed=99))[1].hash


def test_a_run_that_goes_on_ends_like_one_that_never_stopped() -> None:
    whole = [network.hash for _, network in train(short(3), load_data("digits"))]
    # The number of epochs is part of the description, and so of a network's name.
    first = replace(last(short(1))[1], description=short(3))
    rest = [network.hash for _, network in train(short(3), load_data("digits"), start=(first, 1))]
    assert rest == whole[1:]


@pytest.mark.slow
def test_digits_reach_their_accuracy() -> None:
    data = load_data("digits")
    *_, (epoch, network) = train(load_model("digits"), data)
    assert epoch.number == total_epochs(load_model("digits"))
    assert evaluate(network, data.test) >= 0.965
    assert evaluate(integer_network(network), data.test) >= 0.955


def test_without_self_coupling_supervision_leaves_less_behind() -> None:
    """arXiv 2509.05041: with J_D = 0 the states do not survive the removal of the label."""
    model = short(3)
    couplings = tuple(replace(c, strength=1.0) if c.kind == "input" else c for c in model.couplings)
    held = replace(model, couplings=couplings)
    bare = replace(held, populations=(replace(model.populations[0], self_coupling=0.0),))
    assert last(bare)[0].validation_accuracy < last(held)[0].validation_accuracy


def test_models_that_cannot_learn() -> None:
    data = load_data("digits")
    with pytest.raises(NeuroError, match="can't be trained"):
        next(train(load_model("core"), data))
    with pytest.raises(NeuroError, match="64 inputs"):
        next(train(short(input=replace(load_model("digits").input, size=72, shape=(8, 9))), data))
    with pytest.raises(NeuroError, match=r"needs \[input\], \[classes\] and a clamped phase"):
        next(train(short(phases=Phases(1, 0, 5)), data))
    model = short()
    with pytest.raises(NeuroError, match="no coupling of kind 'readout'"):
        next(train(replace(model, couplings=tuple(c for c in model.couplings if c.kind != "readout")), data))
    with pytest.raises(NeuroError, match="asks for random-subset"):
        next(train(short(dynamics=Dynamics("random-subset", 0.5)), data))
    with pytest.raises(NeuroError, match="or with numpy"):
        next(train(model, data, engine="lava-fixed"))


def test_folders_are_neither_mixed_nor_replaced_unasked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    model, out = str(tmp_path / "model.toml"), str(tmp_path / "run")
    Path(model).write_text(write_description(short(populations=(Population("hidden", 40, 0.9),))))
    command = ["train", model, "--out", out, "--epochs", "1"]
    assert main(command) == 0
    assert main(command) == 2
    assert "--resume or replace it with --overwrite" in capsys.readouterr().err
    assert main([*command, "--seed", "4", "--resume"]) == 2
    assert "trained with another description" in capsys.readouterr().err
    assert main([*command, "--seed", "4", "--overwrite"]) == 0
    assert main(["train", model, "--out", out, "--epochs", "2", "--seed", "4", "--resume"]) == 0
    lines = (tmp_path / "run" / "metrics.jsonl").read_text().splitlines()
    assert [json.loads(line)["number"] for line in lines] == [1, 2]
    assert main(["train", "digits", "--out", str(tmp_path / "none"), "--resume"]) == 2
    assert "holds no network.npz" in capsys.readouterr().err


@pytest.mark.parametrize(("epochs", "said"), [(0, "start anew with the same command"), (1, "finished so far (1)")])
def test_ctrl_c_says_how_to_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], epochs: int, said: str
) -> None:
    def interrupted(*arguments: Any, **options: Any) -> Iterator[Any]:
        for number, trained in enumerate(train(*arguments, **options)):
            if number == epochs:
                raise KeyboardInterrupt
            yield trained

    monkeypatch.setattr("neuro.commands.train.train", interrupted)
    command = ["train", "digits", "--epochs", "2", "--engine", "numpy", "--regime", "integer", "--out", str(tmp_path)]
    assert main(command) == 130
    assert said in capsys.readouterr().err
    assert (tmp_path / "network.npz").exists() == bool(epochs)


def test_killed_and_resumed(tmp_path: Path) -> None:
    """A run killed at some moment and resumed leaves exactly the weights of one that was let alone."""
    model = tmp_path / "model.toml"
    model.write_text(write_description(short(3)))
    command = [sys.executable, "-m", "neuro", "train", str(model), "--out"]
    calm, killed = tmp_path / "calm", tmp_path / "killed"
    assert main(["train", str(model), "--out", str(calm)]) == 0
    process = subprocess.Popen([*command, str(killed)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while not (killed / "network.npz").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait(timeout=30)
    done = len(load_checkpoint(killed).epochs)
    assert done >= 1
    subprocess.run([*command, str(killed), "--resume"], check=True, capture_output=True, timeout=120)
    assert load_trained(killed).hash == load_trained(calm).hash
    assert set(os.listdir(killed)) >= set(os.listdir(calm))


def test_weights_stay_finite() -> None:
    assert all(np.isfinite(array).all() for array in last(short(2))[1].arrays().values())


def test_counts_are_kept_with_the_epochs(tmp_path: Path) -> None:
    model = load_model("digits")
    counts = LearningActivity(samples=3, weight_updates_input=7)
    epochs = Epoch(1, 0.5, 0.5, 0.1, 1.0, 2.0), Epoch(2, 0.5, 0.5, 0.1, 1.0, 2.0, counts)
    save_checkpoint(tmp_path, Checkpoint(starting_network(model, integer=True), "digits", "numpy", epochs))
    assert load_checkpoint(tmp_path).epochs == epochs


def test_a_record_that_cannot_be_replaced(tmp_path: Path) -> None:
    checkpoint = Checkpoint(starting_network(load_model("digits"), integer=True), "digits", "numpy", ())
    (tmp_path / "training.json").mkdir()
    with pytest.raises(NeuroError, match=r"training.json: can't be replaced \([A-Z][a-z ]+\)\.$"):
        save_checkpoint(tmp_path, checkpoint)


@pytest.mark.parametrize(
    "epochs",
    [
        [3],
        ["one"],
        [{}],
        [{**asdict(Epoch(1, 0.5, 0.5, 0.1, 1.0, 2.0)), "rate": "1"}],
        [asdict(Epoch(2, 0.5, 0.5, 0.1, 1.0, 2.0))],
        [{**asdict(Epoch(1, 0.5, 0.5, 0.1, 1.0, 2.0)), "activity": {"samples": 1.5}}],
        [{**asdict(Epoch(1, 0.5, 0.5, 0.1, 1.0, 2.0)), "activity": [1]}],
        {"number": 1},
    ],
)
def test_notes_that_speak_of_no_epochs(epochs: Any, tmp_path: Path) -> None:
    network = starting_network(load_model("digits"), integer=True)
    notes = {"data": "digits", "engine": "numpy", "epochs": epochs}
    save_network(network, tmp_path / "network.npz", json.dumps(notes))
    with pytest.raises(NeuroError, match=r"network.npz: holds no state of training \(.*\); train anew"):
        load_checkpoint(tmp_path)
