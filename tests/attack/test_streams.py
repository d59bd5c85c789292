"""Output and errors that go nowhere, into a full disk, or into an encoding short of letters; odd terminals."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
from pathlib import Path

import pytest

from .commands import brief, run

_COMMANDS = {
    "models": ["models"],
    "simulate": ["simulate", "chain", "--steps", "3", "--out", "run.npz"],
    "compare": ["compare", "core", "--engines", "numpy", "--steps", "3", "--json", "figures.json"],
    "place": ["place", "core", "--samples", "1", "--steps", "2", "--json", "figures.json", "--out", "placed.json"],
    "manifold": ["manifold", "count", "core", "--over", "size=6", "--seeds", "2", "--workers", "0", "--table", "t.csv"],
    "train": ["train", "digits", "--epochs", "1", "--out", "trained"],
}
_TERMINAL = {"TERM": "xterm", "FORCE_COLOR": "1"}
_QUICK = {name: command for name, command in _COMMANDS.items() if name != "train"}
_BROKEN = [("closed", ""), ("", "closed"), ("closed", "closed"), ("/dev/full", ""), ("", "/dev/full")]
_BROKEN += [("/dev/full", "/dev/full"), ("/dev/full", "closed"), ("closed", "/dev/full")]


def written(command: list[str], folder: Path) -> None:
    """See that every file a command was asked for is there."""
    for option, path in itertools.pairwise(command):
        if option in ("--out", "--json", "--table"):
            assert (folder / path).exists(), path
            if (folder / path).is_dir():
                assert (folder / path / "training.json").exists()


@pytest.mark.parametrize("streams", _BROKEN, ids="+".join)
@pytest.mark.parametrize("name", brief(_QUICK, "simulate"))
def test_the_work_is_finished(name: str, streams: tuple[str, str], tmp_path: Path) -> None:
    ended = run(*_COMMANDS[name], cwd=tmp_path, streams=streams)
    written(_COMMANDS[name], tmp_path)
    assert "Traceback" not in ended.err
    if streams[0] != "/dev/full":
        assert ended.code == 0, ended
    elif streams[1] == "":
        ended.refused("the output can't be written", "No space left on device")
    else:
        assert ended.code == 2, ended


@pytest.mark.parametrize("streams", brief(_BROKEN, ("", "/dev/full")), ids="+".join)
def test_a_training_keeps_its_result(streams: tuple[str, str], tmp_path: Path) -> None:
    run(*_COMMANDS["train"], cwd=tmp_path, streams=streams)
    written(_COMMANDS["train"], tmp_path)


@pytest.mark.parametrize("streams", _BROKEN, ids="+".join)
@pytest.mark.parametrize(
    "command",
    brief([["simulate", "nothing"], ["--nonsense"], ["train", "digits"]], ["simulate", "nothing"]),
    ids=" ".join,
)
def test_a_refusal_is_one_anyway(command: list[str], streams: tuple[str, str], tmp_path: Path) -> None:
    ended = run(*command, cwd=tmp_path, streams=streams)
    assert ended.code == 2, ended
    if streams[1] == "":
        ended.refused()


@pytest.mark.parametrize("words", [["--help"], ["--version"], ["compare", "--help"]], ids=" ".join)
def test_help_into_a_full_disk(words: list[str], tmp_path: Path) -> None:
    run(*words, cwd=tmp_path, streams=("/dev/full", "")).refused("can't be written")
    assert run(*words, cwd=tmp_path, streams=("closed", "")).code == 0


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp437", "koi8-r", "utf-16-le"])
@pytest.mark.parametrize("name", brief(_QUICK, "models"))
def test_letters_an_encoding_lacks(name: str, encoding: str, tmp_path: Path) -> None:
    said = run(*_COMMANDS[name], cwd=tmp_path, encoding=encoding).worked()
    written(_COMMANDS[name], tmp_path)
    assert "?" not in said, "everything the product says has a plain form"
    if encoding == "ascii":
        plain = run(*_COMMANDS[name], cwd=tmp_path).worked()
        assert len(said.splitlines()) == len(plain.splitlines())


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
@pytest.mark.parametrize(
    "name", ["große.toml", "模型.toml", "a\nb.toml", "a\x1b[31mb.toml", "a\udcffb.toml", "\u202e.toml"]
)
def test_names_that_cannot_be_printed(name: str, encoding: str, tmp_path: Path) -> None:
    words = "is no UTF-8 text" if "\udcff" in name else "No such file"
    sentence = run("simulate", name, cwd=tmp_path, encoding=encoding).refused(words)
    assert all(character.isprintable() for character in sentence)


@pytest.mark.parametrize(
    "columns", ["0", "-1", "1", "7", "39", "abc", "", " ", "²", "1e3", "80.0", "9" * 40, "1000000"]
)
@pytest.mark.parametrize("terminal", brief([{"TERM": None}, {"TERM": "dumb"}, _TERMINAL], _TERMINAL))
def test_odd_terminals(columns: str, terminal: dict[str, str | None], tmp_path: Path) -> None:
    environment = {**terminal, "COLUMNS": columns, "LINES": columns}
    said = run(*_COMMANDS["simulate"], cwd=tmp_path, environment=environment).worked()
    assert len(said) < 100_000


# As a shell starts it: a new interpreter makes its own streams.
_REAL = [
    (">&-", 0),
    ("2>&-", 0),
    (">&- 2>&- <&-", 0),
    ("> /dev/full", 2),
    ("2> /dev/full", 0),
    ("> /dev/full 2>&1", 2),
    ("| head -c 1", 0),
]
_PLAIN = [{"PYTHONIOENCODING": "latin-1"}, {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}]


def shell(line: str, folder: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[bytes]:
    line = f'set -o pipefail; "{sys.executable}" -m neuro {line}'
    return subprocess.run(
        ["bash", "-c", line], cwd=folder, env={**os.environ, **environment}, capture_output=True, timeout=60
    )


@pytest.mark.slow
@pytest.mark.parametrize(("redirection", "code"), _REAL)
@pytest.mark.parametrize("name", _COMMANDS)
def test_under_a_shell(name: str, redirection: str, code: int, tmp_path: Path) -> None:
    ended = shell(f"{' '.join(_COMMANDS[name])} {redirection}", tmp_path, {})
    assert (ended.returncode, b"Traceback" in ended.stderr, b"Exception" in ended.stderr) == (code, False, False), ended
    written(_COMMANDS[name], tmp_path)


@pytest.mark.parametrize(("redirection", "code"), _REAL[3:4])
def test_under_a_shell_briefly(redirection: str, code: int, tmp_path: Path) -> None:
    test_under_a_shell("simulate", redirection, code, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("environment", _PLAIN)
@pytest.mark.parametrize("name", _COMMANDS)
def test_under_a_plain_locale(name: str, environment: dict[str, str], tmp_path: Path) -> None:
    ended = shell(" ".join(_COMMANDS[name]), tmp_path, environment)
    assert ended.returncode == 0, ended
    assert b"Traceback" not in ended.stderr
    ended.stdout.decode("latin-1" if "PYTHONIOENCODING" in environment else "ascii")
    written(_COMMANDS[name], tmp_path)
