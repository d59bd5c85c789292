"""Machine code that is kept: used when it is as it was written, made anew otherwise, and never read from a stranger."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from neuro.engines.numba.compiling import compiling, entry


def twice(value: int) -> int:
    return 2 * value


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NEURO_CACHE", str(tmp_path))
    return tmp_path / "numba"


def found() -> bool:
    """Whether a new process would find the machine code; it is compiled and kept otherwise."""
    compiled = entry()(twice)
    assert compiled(21) == 42
    (hits,) = compiled.stats.cache_hits.values() or (0,)
    return bool(hits)


def flip(path: Path) -> None:
    body = bytearray(path.read_bytes())
    body[len(body) // 2] ^= 1
    path.write_bytes(body)


DAMAGE: dict[str, Callable[[Path], Any]] = {
    "a wrong bit": flip,
    "cut": lambda path: path.write_bytes(path.read_bytes()[:-1]),
    "empty": lambda path: path.write_bytes(b""),
    "absent": Path.unlink,
    "something else": lambda path: path.write_bytes(b"\0" * 32 + b"cposix\nsystem\n(S'false'\ntR."),
    "a folder": lambda path: (path.unlink(), path.mkdir()),
}


def test_it_is_compiled_once(folder: Path) -> None:
    assert [found(), found(), found()] == [False, True, True]
    assert len(list(folder.iterdir())) == 1
    assert folder.stat().st_mode & 0o777 == 0o700


def test_who_has_to_wait_is_told_so(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for expected in ("neuro: compiling for the engine 'numba', once on this machine: about 3 s.\n", ""):
        with compiling(3):
            found()
        assert capsys.readouterr().err == expected


@pytest.mark.slow
def test_all_is_compiled_ahead(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """In a process of its own, as this one has compiled much already; after that nobody waits."""
    for command in (["doctor", "--compile"], ["train", "digits", "--epochs", "1", "--out", str(folder.parent / "t")]):
        subprocess.run([sys.executable, "-m", "neuro", *command], check=True)
        assert ("the engine 'numba', once" in capfd.readouterr().err) == (command[0] == "doctor")


@pytest.mark.parametrize("damage", DAMAGE)
def test_what_is_damaged_is_made_anew(damage: str, folder: Path) -> None:
    found()
    (path,) = folder.iterdir()
    DAMAGE[damage](path)
    assert not found()
    # A folder in its place is left alone.
    assert found() == (damage != "a folder")


def test_a_folder_that_others_can_write_to_is_not_used(folder: Path) -> None:
    found()
    folder.chmod(0o777)
    assert [found(), found()] == [False, False]
    folder.chmod(0o700)
    assert found()


def test_a_cache_that_cannot_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEURO_CACHE", "/dev/null/nowhere")
    assert [found(), found()] == [False, False]
