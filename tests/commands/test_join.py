"""``neuro join``: committees of training folders and of grids, and what doesn't go together."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from neuro.cli import main
from neuro.data import load_data
from neuro.grids import kept_networks
from neuro.learning import evaluate, load_checkpoint, load_trained
from neuro.network import join_networks, load_network

GRID = """format = 1
model = "digits"
command = "train"
seeds = 2
[options]
keep = true
epochs = 1
[over]
size = [40]
"""


@pytest.fixture(scope="module")
def grid(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("grid")
    (folder / "committee.toml").write_text(GRID)
    assert main(["grid", str(folder / "committee.toml"), "--out", str(folder / "out"), "--workers", "1"]) == 0
    return folder / "out"


def test_a_grid_keeps_its_networks_and_they_are_joined(grid, tmp_path, capsys):
    kept = kept_networks(grid)
    assert [one.network.description.seed for _, one in kept] == [17, 18]
    assert main(["join", str(grid), "--out", str(tmp_path / "both")]) == 0
    whole, data = load_trained(tmp_path / "both"), load_data("digits")
    assert whole.hash == join_networks([one.network for _, one in kept]).hash
    told = capsys.readouterr().out
    for _, one in kept:
        assert f"{evaluate(one.network, data.validation):.4f}" in told
    record = json.loads((tmp_path / "both" / "training.json").read_text())
    assert record["joined"] == [one.network.hash for _, one in kept]
    assert record["validation_accuracy"] == evaluate(whole, data.validation)
    assert record["test_accuracy"]["float"] == evaluate(whole, data.test)
    assert load_checkpoint(tmp_path / "both").data == "digits"
    assert main(["evaluate", str(tmp_path / "both")]) == 0
    # A committee may be a member.
    assert main(["join", str(tmp_path / "both"), str(grid), "--out", str(tmp_path / "more"), "--name", "four"]) == 0
    assert load_trained(tmp_path / "more").units == 4 * 40
    assert main(["join", str(grid), "--out", str(tmp_path / "both")]) == 2
    assert "replace it with --overwrite" in capsys.readouterr().err


def test_a_grid_that_goes_on_brings_back_a_network_that_was_taken_away(grid, capsys):
    before = {path: load_network(path).hash for path in (grid / "points").glob("*.npz")}
    gone = min(before)
    gone.unlink()
    file = str(grid.parent / "committee.toml")
    assert main(["grid", file, "--out", str(grid), "--workers", "1"]) == 0
    assert "(1 found)" in capsys.readouterr().err
    assert load_network(gone).hash == before[gone]


def test_a_point_that_failed_is_not_tried_again_unasked(tmp_path, capsys):
    (tmp_path / "astray.toml").write_text(GRID.replace("epochs = 1", 'epochs = 1\ndata = "astray.npz"'))
    command = ["grid", str(tmp_path / "astray.toml"), "--out", str(tmp_path / "out"), "--workers", "1"]
    for found in (0, 2):
        assert main(command) == 1
        assert f"({found} found)  2 failed" in capsys.readouterr().err or found == 0


@pytest.mark.parametrize(
    ("members", "sentence"),
    [
        (["{grid}/points"], "points: holds no trained network; expected a folder written by 'neuro train'"),
        (["{nothing}"], "holds no trained network"),
    ],
)
def test_folders_without_networks(grid, tmp_path, members, sentence, capsys):
    given = [member.format(grid=grid, nothing=tmp_path / "nothing") for member in members]
    assert main(["join", *given, "--out", str(tmp_path / "out")]) == 2
    assert sentence in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_networks_of_other_data(grid, tmp_path, capsys):
    rng = np.random.default_rng(0)
    np.savez(tmp_path / "own.npz", inputs=rng.random((50, 64)), labels=np.arange(50) % 10)
    trained = ["train", "digits", "--data", str(tmp_path / "own.npz"), "--epochs", "1", "--out", str(tmp_path / "own")]
    assert main(trained) == 0
    assert main(["join", str(grid), str(tmp_path / "own"), "--out", str(tmp_path / "out")]) == 2
    assert "the networks learned from different data" in capsys.readouterr().err
