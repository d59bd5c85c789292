"""Variables and folders that a machine may lack, or have in odd forms."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from neuro.engines.brian2.compiled.cache import Cache

from .commands import Ended, brief, run

_SIMULATE = ["simulate", "chain", "--steps", "3", "--out", "run.npz"]
_FIGURE = ["compare", "core", "--engines", "numpy", "--steps", "2", "--figure", "picture.png"]
_TRAIN = ["train", "digits", "--epochs", "1", "--out", "trained"]
# None takes the variable away; a place under {here} is made anew for each case.
_PLACES = [None, "", " ", "relative", "{here}/missing/deep", "{here}/file", "/proc", "/dev/null", "/dev/full/x"]
_PLACES += ["{here}/with space", "{here}/ünïcode", "~", "{here}/link-to-itself"]
_FOLDERS = ["HOME", "TMPDIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "MPLCONFIGDIR", "NEURO_CACHE"]


_TWO_ERRORS = "main.cpp:1:1: error: no luck\nmain.cpp:2:1: error: still none"


def quiet(ended: Ended) -> None:
    """Hold a command to success without a word on the error stream, or to a refusal."""
    if ended.code:
        ended.refused()
    else:
        assert ended.worked()
        assert [line for line in ended.err.splitlines() if line.strip()] == [], ended


def place(name: str | None, here: Path) -> str | None:
    """A place of :data:`_PLACES` on disk."""
    (here / "file").write_text("")
    (here / "with space").mkdir()
    (here / "link-to-itself").symlink_to(here / "link-to-itself")
    return None if name is None else name.format(here=here)


@pytest.mark.parametrize("value", _PLACES)
@pytest.mark.parametrize("variable", brief(_FOLDERS, "TMPDIR"))
def test_folders_named_by_variables(variable: str, value: str | None, tmp_path: Path) -> None:
    command = _FIGURE if variable in ("HOME", "MPLCONFIGDIR") else _SIMULATE
    quiet(run(*command, cwd=tmp_path, environment={variable: place(value, tmp_path)}))


@pytest.mark.parametrize("variable", brief(["CXX", "CC"], "CXX"))
@pytest.mark.parametrize(
    "value", ["", " ", "\t", "nothing-of-that-name", "/", "/dev/null", "./", "-x", "nothing --flag", "'"]
)
def test_compilers_that_are_none(variable: str, value: str, tmp_path: Path) -> None:
    environment = {variable: value, "NEURO_CACHE": str(tmp_path / "cache"), "PATH": str(tmp_path)}
    command = ["simulate", "chain", "--steps", "2", "--engine", "brian2-standalone"]
    run(*command, cwd=tmp_path, environment=environment).refused("is not installed")


@pytest.mark.parametrize("value", ["", " ", None])
def test_a_blank_compiler_is_the_usual_one(value: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    from neuro.engines.brian2.compiled.compiler import compiler

    monkeypatch.delenv("CXX", raising=False)
    if value is not None:
        monkeypatch.setenv("CXX", value)
    assert compiler() == "g++"


@pytest.mark.parametrize("said", brief([_TWO_ERRORS, "no luck", ""], _TWO_ERRORS))
def test_a_failed_compile_is_one_sentence(said: str, tmp_path: Path) -> None:
    compiler = tmp_path / "false-compiler"
    compiler.write_text(f"#!/bin/sh\nprintf '%s\\n' '{said}' >&2\nexit 1\n")
    compiler.chmod(0o755)
    environment = {"CXX": str(compiler), "NEURO_CACHE": "cache"}
    command = ["simulate", "chain", "--steps", "2", "--engine", "brian2-standalone"]
    sentence = run(*command, cwd=tmp_path, environment=environment, limit_s=30).refused("doesn't compile")
    assert said.split("\n")[0] in sentence
    (log,) = (tmp_path / "cache").glob("*.log")
    assert str(log) in sentence
    assert said in log.read_text()


@pytest.mark.parametrize("value", ["relative/cache", "./x", "..", "with space/x"])
def test_a_relative_cache_is_that_of_the_first_folder(
    value: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "start").mkdir()
    monkeypatch.chdir(tmp_path / "start")
    monkeypatch.setenv("NEURO_CACHE", value)
    root = Cache().root
    monkeypatch.chdir(tmp_path)
    assert root.is_absolute()
    assert root.exists()


@pytest.mark.slow
@pytest.mark.parametrize("variable", ["NEURO_CACHE", "TMPDIR", "XDG_CACHE_HOME", "HOME"])
@pytest.mark.parametrize("value", ["relative", "{here}/file", "/proc", "{here}/with space"])
def test_compiling_under_odd_folders(variable: str, value: str, tmp_path: Path) -> None:
    environment = {"NEURO_CACHE": None, "HOME": str(tmp_path), variable: place(value, tmp_path)}
    for engine in ("brian2-standalone", "brian2"):
        command = ["simulate", "chain", "--steps", "2", "--engine", engine]
        run(*command, cwd=tmp_path, environment=environment, limit_s=120).worked()


def in_deleted_folder(tmp_path: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command in a folder that is deleted before it starts."""
    gone = tmp_path / "gone"
    gone.mkdir()
    line = f'rmdir "{gone}"; exec "{sys.executable}" -m neuro {" ".join(words)}'
    settings: Mapping[str, str] = {**os.environ, **environment}
    return subprocess.run(["sh", "-c", line], cwd=gone, env=settings, capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize(
    "command",
    [
        _SIMULATE,
        pytest.param(["models"], marks=pytest.mark.slow),
        pytest.param(_TRAIN, marks=pytest.mark.slow),
        pytest.param(["grid", "grid.toml", "--out", "points"], marks=pytest.mark.slow),
    ],
    ids=lambda words: words[0],
)
def test_a_deleted_current_folder(command: list[str], tmp_path: Path) -> None:
    ended = in_deleted_folder(tmp_path, *command)
    assert ended.returncode == 2
    assert ended.stderr == "neuro: the current folder has been deleted; go to one that exists and try again.\n"


@pytest.mark.parametrize("command", brief([_SIMULATE, _TRAIN], _SIMULATE), ids=lambda words: words[0])
def test_no_variables_at_all(command: list[str], tmp_path: Path) -> None:
    line = ["env", "-i", sys.executable, "-m", "neuro", *command]
    ended = subprocess.run(line, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert ended.returncode == 0, ended
    assert "Traceback" not in ended.stderr
