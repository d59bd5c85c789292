"""A refusal is one sentence: no warning and no bar above it, whoever reads it and wherever it was found out."""

from __future__ import annotations

import re
import warnings
from pathlib import Path

import numpy as np
import pytest

from neuro.cli import main
from tests.small import HEARS_TOO_MUCH

from .commands import brief, run

_TERMINAL = {"FORCE_COLOR": "1", "TERM": "xterm", "COLUMNS": "100"}
_GRID = 'format = 1\nmodel = "core"\nseeds = 2\n'
_LEARNING = ["compare", "digits", "--learning"]
# What can be known to be wrong before any work.
_AT_ONCE = [
    ["simulate", "core", "--engine", "nope"],
    ["simulate", "core", "--data", "nope"],
    ["simulate", "digits", "--data", "nope"],
    ["evaluate", "nowhere", "--engine", "nope"],
    ["train", "digits", "--engine", "nope", "--out", "x"],
    ["train", "digits", "--engine", "sanafe", "--out", "x"],
    ["train", "digits", "--engine", "lava-float", "--out", "x"],
    ["train", "digits", "--data", "nope", "--out", "x"],
    ["train", "digits", "--regime", "nope", "--out", "x"],
    ["claims", "--data", "digits", "--engine", "nope"],
    ["claims", "--data", "digits", "--engine", "sanafe"],
    ["claims", "--data", "nope"],
    ["claims", "--data", "digits", "--model", "nope"],
    ["compare", "core", "--engines", "nope"],
    ["compare", "core", "--engines", "numpy,nope"],
    ["compare", "core", "--engines", "numpy", "--chip", "nope"],
    ["compare", "core", "--engines", "numpy", "--profile", "nope"],
    ["compare", "core", "--engines", "numpy", "--placement", "nope.json"],
    [*_LEARNING, "--engines", "nope"],
    [*_LEARNING, "--engines", "sanafe"],
    ["place", "core", "--placer", "nope"],
    ["place", "core", "--chip", "nope"],
    ["manifold", "reach", "core", "--engine", "nope"],
    ["manifold", "count", "core", "--over", "nope=1:2"],
    ["manifold", "count", "core", "--workers", "9999"],
    ["grid", "simulate.toml", "--out", "points"],
    ["grid", "train.toml", "--out", "points"],
]
_FILES = {
    "wide.toml": HEARS_TOO_MUCH,
    "simulate.toml": _GRID + 'command = "simulate"\noptions.engine = "nope"\n',
    "train.toml": _GRID.replace("core", "digits") + 'command = "train"\noptions.engine = "nope"\n',
    "count.toml": _GRID + 'command = "count"\n[over]\nsize = [6]\n',
}
# What shows only when the work has begun.
_LATER = [
    ["manifold", "count", "core", "--over", "size=3000", "--seeds", "2", "--workers", "0"],
    ["grid", "count.toml", "--out", "points", "--scheduler", "nope"],
    ["place", "wide.toml", "--samples", "1", "--steps", "1"],
    ["simulate", "huge.toml"],
]


def plain(text: str) -> str:
    """What is left on a terminal: without colours, and without lines that were wiped out."""
    for wiped in re.findall(r"(?:\x1b\[1A\x1b\[2K)+", text):
        before, _, after = text.partition(wiped)
        lines = before.split("\n")
        text = "\n".join(lines[: len(lines) - 1 - wiped.count("1A")]) + "\n" + after
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text).strip("\r\n")


@pytest.mark.parametrize("command", _AT_ONCE, ids=" ".join)
def test_what_is_wrong_from_the_start(command: list[str], tmp_path: Path) -> None:
    for name, text in _FILES.items():
        (tmp_path / name).write_text(text)
    before = set(tmp_path.rglob("*"))
    run(*command, cwd=tmp_path).refused()
    assert set(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("command", [*_AT_ONCE[::4], *_LATER], ids=" ".join)
def test_nothing_stays_above_it_on_a_terminal(command: list[str], tmp_path: Path) -> None:
    for name, text in _FILES.items():
        (tmp_path / name).write_text(text)
    ended = run(*command, cwd=tmp_path, environment=_TERMINAL)
    assert ended.code == 2, ended
    (line,) = plain(ended.err).splitlines()
    assert line.startswith("neuro: ")


@pytest.mark.parametrize("command", _LATER, ids=" ".join)
def test_what_shows_later(command: list[str], tmp_path: Path) -> None:
    for name, text in _FILES.items():
        (tmp_path / name).write_text(text)
    run(*command, cwd=tmp_path).refused()


@pytest.mark.parametrize("settings", brief([{}, {"PYTHONWARNINGS": "always"}], {}), ids=str)
@pytest.mark.parametrize("value", [1e308, -1e308, 1e-320, np.inf, np.nan])
def test_arithmetic_that_overflows_warns_nobody(value: float, settings: dict[str, str], tmp_path: Path) -> None:
    samples = np.full((12, 64), value)
    np.savez(tmp_path / "data.npz", inputs=samples, labels=np.arange(12) % 10)
    data = ["--data", "data.npz", "--samples", "2"]
    ended = run("simulate", "digits", *data, "--regime", "float", cwd=tmp_path, environment=settings)
    assert "Warning" not in ended.err
    if ended.code:
        ended.refused()


def test_warnings_are_kept_from_users_and_not_from_tests(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def warn(*_: object) -> int:
        warnings.warn("of a library", RuntimeWarning, stacklevel=2)
        return 0

    monkeypatch.setattr("neuro.commands.overview.list_models", warn)
    with pytest.raises(RuntimeWarning):
        main(["models"])
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        assert main(["models"]) == 0
    assert capsys.readouterr().err == ""
