"""What a clumsy user types: one sentence, exit code 2, no traceback, nothing half-written."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from neuro import build_network, load_model, save_network
from neuro.cli import main
from neuro.engines import load_engine


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """Run, expect a refusal, give back its sentence."""
    try:
        code = main(arguments)
    except SystemExit as stop:
        code = stop.code if isinstance(stop.code, int) else 1
    captured = capsys.readouterr()
    assert code == 2
    lines = captured.err.strip().splitlines()
    assert len(lines) == 1, captured.err
    assert lines[0].startswith("neuro: ")
    assert "Traceback" not in captured.err
    return lines[0]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["simulate", "cores"], "did you mean 'core'"),
        (["simulate", "missing.toml"], "No such file"),
        (["simulate", "core", "--engine", "brian"], "did you mean 'brian2'"),
        (["simulate", "core", "--steps", "-3"], "got '-3'"),
        (["simulate", "core", "--steps", "many"], "got 'many'"),
        (["simulate", "core", "--seed", "-1"], "at least 0"),
        (["simulate", "core", "--samples", "0"], "at least 1"),
        (["simulate", "core", "--code", "morse"], "morse"),
        (["simulate", "digits", "--samples", "5000"], "expected 1 to 540"),
        (["simulate", "core", "--out", "/dev/null/run.npz"], "can't be written"),
        (["simulate", "core", "--out", "/dev/null"], "is a folder or a device"),
        (["train", "digits", "--out", "/proc/run"], "can't be written"),
        (["simulate"], "model"),
        (["compare", "core", "--engines", "numpy,,brian2"], "single commas"),
        (["compare", "core", "--engines", "numpy,numpy"], "each name once"),
        (["compare", "core", "--engines", "numpy", "--figure", "picture.gif"], ".png"),
        (["compare", "core", "--engines", "numpy", "--profile", "loihi1-2019"], "did you mean"),
        (["compare", "core", "--engines", "numpy", "--profile", "loihi2"], "Intel has published no table for Loihi 2"),
        (["compare", "core", "--engines", "numpy", "--profile", "cpu-45nm"], "can't price a run; add them, or take"),
        (["compare", "core", "--profile", "loihi1-2018", "--chip", "loihi2"], "leave one of them out"),
        (["compare", "core", "--engines", "numpy", "--report", "page.txt"], "expected a name ending in .html"),
        (["compare", "core", "--json", "page.html", "--report", "./page.html"], "two options name this one file"),
        (["compare", "digits", "--learning", "--code", "flips"], "--code says nothing about learning"),
        (["compare", "digits", "--learning", "--steps", "3"], "--steps says nothing about learning"),
        (["compare", "digits", "--learning", "--profile", "loihi1-2018"], "--profile says nothing about learning"),
        (["compare", "digits", "--learning", "--figure", "x.png"], "--figure says nothing about learning"),
        (["compare", "digits", "--learning", "--chip", "loihi1"], "--chip says nothing about learning"),
        (["compare", "digits", "--learning", "--learning-samples", "3"], "say --samples instead"),
        (["compare", "core", "--engines", "numpy", "--chip", "loihi3"], "no chip or board 'loihi3'"),
        (["compare", "core", "--engines", "numpy", "--learning-samples", "3"], "nothing to learn from"),
        (["compare", "digits", "--every", "3"], "--every speaks of learning; add --learning"),
        (["compare", "digits", "--learning", "--every", "0"], "got '0'"),
        (["compare", "digits", "--learning", "--samples", "1078"], "expected 1 to 1077"),
        (["compare", "digits", "--learning", "--engines", "numpy,numpy"], "each name once"),
        (["compare", "digits", "--learning", "--engines", "nump"], "did you mean"),
        (["compare", "core", "--learning"], "names no data set"),
        (["compare", "core", "--learning", "--data", "digits"], "can't be trained"),
        pytest.param(
            ["compare", "digits", "--learning", "--regime", "float", "--engines", "lava-float"],
            "doesn't learn by the float rule",
            marks=pytest.mark.skipif(load_engine("lava-float").obstacle() is not None, reason="Lava isn't here"),
        ),
        (["train", "core", "--out", "x"], "names no data set"),
        (["train", "core", "--data", "digits", "--out", "x"], "can't be trained"),
        (["train", "digits", "--data", "letters", "--out", "x"], "no data set 'letters'"),
        (["train", "digits", "--epochs", "0", "--out", "x"], "got '0'"),
        (["evaluate", "nowhere"], "holds no network.npz"),
        (["dance"], "dance"),
        (["--json"], "command"),
    ],
)
def test_one_sentence(
    arguments: list[str],
    words: str,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert words in refused(capsys, *arguments)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("format = 1\nname = ", "not valid TOML"),
        ("name = 'x'", "format"),
        ("format = 1\nname = 'x'", "populations: is missing"),
        ("format = 1\nname = 'x'\n[[population]]\nname = 'a'", "did you mean 'populations'"),
        ("format = 1\nname = 'x'\n[[populations]]\nname = 'a'\nsize = nan", "populations[0].size: got nan"),
        (
            "format = 1\nname = 'x'\n[[populations]]\nname = 'a'\nsize = 4\nself_coupling = inf",
            "self_coupling: got inf",
        ),
    ],
)
def test_malformed_models(text: str, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "model.toml"
    path.write_text(text)
    sentence = refused(capsys, "simulate", str(path))
    assert words in sentence
    assert str(path) in sentence


def test_weights_that_are_not_those_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = save_network(build_network(load_model("digits")), tmp_path / "network.npz")
    with np.load(path) as archive:
        contents = dict(archive)
    contents["bias"] = np.full_like(contents["bias"], np.nan)
    np.savez(path, **contents)
    assert "is not as it was written" in refused(capsys, "evaluate", str(tmp_path))
    path.write_bytes(path.read_bytes()[:1000])
    assert "write it again" in refused(capsys, "evaluate", str(tmp_path))


def test_a_failed_write_leaves_the_old_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "report.json"
    folder.mkdir()
    assert "is a folder" in refused(capsys, "compare", "core", "--engines", "numpy", "--json", str(folder))
    assert list(folder.iterdir()) == []


def test_out_that_is_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    taken = tmp_path / "taken"
    taken.write_text(json.dumps({}))
    assert "can't be written" in refused(capsys, "train", "digits", "--out", str(taken))
    assert taken.read_text() == "{}"


def test_interruption_is_one_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("neuro.commands.options.make_workload", interrupt)
    assert main(["simulate", "core"]) == 130
    assert capsys.readouterr().err.count("\n") == 1
