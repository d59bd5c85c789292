"""``neuro split``: a folder like the first, with more readout units."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from neuro.cli import main
from neuro.description import Gaussian, load_model, write_description
from neuro.learning import load_trained
from neuro.network import split_readout

CHIP = """format = 1
name = "few-axons"
family = "few"
title = "Few axons"
notes = []
[sources]
own = "made up"
[limits]
"""
LIMITS = {
    "cores": 256,
    "cores_per_tile": 1,
    "mesh_columns": 16,
    "mesh_rows": 16,
    "neurons": 99,
    "synapse_bits": 10**7,
    "weight_bits": 9,
    "word_bits": 64,
    "list_header_bits": 10,
    "list_couplings": 64,
    "index_bits": 10,
    "in_axons": 130,
}


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("trained")
    digits = load_model("digits")
    # Units that hear less than the readout does.
    rare = tuple(replace(c, density=0.1) if isinstance(c, Gaussian) else c for c in digits.couplings)
    small = replace(digits, populations=(replace(digits.populations[0], size=200),), couplings=rare)
    (folder / "small.toml").write_text(write_description(small))
    given = ["--data", "digits", "--epochs", "1", "--out", str(folder / "digits")]
    assert main(["train", str(folder / "small.toml"), *given]) == 0
    limits = "".join(f'{name} = {{ value = {limit}, source = "own" }}\n' for name, limit in LIMITS.items())
    (folder / "few.toml").write_text(CHIP + limits)
    return folder


def test_a_split_folder_is_taken_like_the_first(trained, tmp_path, capsys):
    whole = load_trained(trained / "digits")
    assert main(["split", str(trained / "digits"), "--readouts", "3", "--out", str(tmp_path / "split")]) == 0
    assert "3 readout units for each of 10 classes, 30 in all" in capsys.readouterr().out
    assert load_trained(tmp_path / "split").hash == split_readout(whole, 3).hash
    assert json.loads((tmp_path / "split" / "training.json").read_text())["split"] == whole.hash
    for folder in (trained / "digits", tmp_path / "split"):
        assert main(["evaluate", str(folder), "--regime", "integer", "--samples", "100"]) == 0
    first, second = (line.split(";")[0] for line in capsys.readouterr().out.splitlines())
    assert first == second
    assert main(["split", str(tmp_path / "split"), "--readouts", "1", "--out", str(tmp_path / "again")]) == 0
    assert load_trained(tmp_path / "again").hash == whole.hash
    assert main(["train", str(trained / "small.toml"), "--out", str(tmp_path / "split"), "--resume"]) == 2


def test_a_chip_says_how_many(trained, tmp_path, capsys):
    given = ["split", str(trained / "digits"), "--out", str(tmp_path / "split")]
    assert main([*given, "--chip", str(trained / "few.toml")]) == 0
    assert load_trained(tmp_path / "split").readouts == 20
    assert main(given) == 2
    assert "replace it with --overwrite" in capsys.readouterr().err
    # On a Loihi it fits as it is.
    assert main([*given, "--overwrite"]) == 0
    assert load_trained(tmp_path / "split").readouts == 10


def test_a_comparison_splits_by_itself_and_learns_so(trained, capsys):
    chip = ["--chip", str(trained / "few.toml"), "--samples", "3"]
    assert main(["place", str(trained / "digits"), *chip]) == 0
    assert "2 readout units a class, whose fields the host adds up" in " ".join(capsys.readouterr().out.split())
    few = trained / "few-loihi.toml"
    few.write_text((trained / "few.toml").read_text().replace('family = "few"', 'family = "loihi1"'))
    chip[1] = str(few)
    placement = str(trained / "placement.json")
    assert main(["place", str(trained / "digits"), *chip, "--out", placement]) == 0
    engines = ["--engines", "numpy,numba", "--learning-samples", "2"]
    for given in ([], ["--placement", placement]):
        assert main(["compare", str(trained / "digits"), *chip, *engines, *given]) == 0
        told = " ".join(capsys.readouterr().out.split())
        assert "2 readout units a class" in told


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (["--readouts", "201"], "readouts: got 201, expected a whole number from 1 to 200"),
        (["--readouts", "0"], "expected a whole number of at least 1"),
        (["--chip", "loihi9"], "there is no chip or board 'loihi9'"),
        (["--chip", "loihi1", "--readouts", "2"], "not allowed with argument"),
    ],
)
def test_what_is_refused(trained, tmp_path, capsys, given, words):
    try:
        code = main(["split", str(trained / "digits"), "--out", str(tmp_path / "split"), *given])
    except SystemExit as stop:
        code = int(stop.code or 0)
    assert code == 2
    assert words in capsys.readouterr().err
    assert not (tmp_path / "split" / "network.npz").exists()
