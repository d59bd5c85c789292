"""Names that no file can have, and places where none can be: in every argument of every command."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from neuro.commands.options import check_writable
from neuro.errors import NeuroError

from .commands import run

# Where PATH stands, a name is put in.
READ: dict[str, list[str]] = {
    "simulate model": ["simulate", "PATH"],
    "simulate data": ["simulate", "digits", "--data", "PATH"],
    "simulate data folder": ["simulate", "mnist", "--data-folder", "PATH"],
    "evaluate folder": ["evaluate", "PATH"],
    "compare profile": ["compare", "core", "--profile", "PATH"],
    "compare placement": ["compare", "digits", "--samples", "2", "--engines", "numpy", "--placement", "PATH"],
    "train data": ["train", "digits", "--out", "o", "--data", "PATH"],
    "place chip": ["place", "core", "--chip", "PATH"],
    "grid file": ["grid", "PATH", "--out", "o"],
    "manifold model": ["manifold", "count", "PATH"],
    "claims model": ["claims", "--data", "digits", "--model", "PATH", "--out", "o"],
    "claims data": ["claims", "--data", "PATH", "--out", "o"],
}
WRITTEN: dict[str, list[str]] = {
    "simulate out": ["simulate", "core", "--out", "PATH"],
    "evaluate json": ["evaluate", "o", "--json", "PATH"],
    "compare json": ["compare", "core", "--json", "PATH"],
    "compare figure": ["compare", "core", "--figure", "PATH"],
    "compare report": ["compare", "core", "--report", "PATH"],
    "train report": ["train", "digits", "--out", "o", "--report", "PATH"],
    "train out": ["train", "digits", "--out", "PATH"],
    "place report": ["place", "core", "--report", "PATH"],
    "place out": ["place", "core", "--out", "PATH"],
    "claims report": ["claims", "--data", "digits", "--out", "o", "--report", "PATH"],
    "claims out": ["claims", "--data", "digits", "--out", "PATH"],
    "grid report": ["grid", "g.toml", "--out", "o", "--report", "PATH"],
    "grid out": ["grid", "g.toml", "--out", "PATH"],
    "grid table": ["grid", "g.toml", "--out", "o", "--table", "PATH"],
    "manifold out": ["manifold", "count", "core", "--out", "PATH"],
    "manifold report": ["manifold", "count", "core", "--report", "PATH"],
    "manifold table": ["manifold", "count", "core", "--table", "PATH"],
}

NAMES: dict[str, str] = {
    "long": "n" * 300,
    "very long": "n" * 5000,
    "long inside": f"{'n' * 300}/m",
    "deep": "d/" * 3000 + "m",
    "newline": "a/b\nneuro: done\nc",
    "escape": "a/\x1b[31mred\r",
    "loop": "loop",
    "in a loop": "loop/m",
    "in a file": "file/m",
    "nothing": "",
    "spaces": " ",
    "not UTF-8": "a/\udcff",
    "backwards": "a/\u202eb",
}
# Told apart by nothing that the product does; tried now and then.
SELDOM = ("long inside", "deep", "escape", "in a loop", "spaces", "backwards", "nothing", "not UTF-8")


def often(names: Iterable[str]) -> list[object]:
    """Names as parameters, the seldom ones for the slow suite."""
    return [pytest.param(name, marks=[pytest.mark.slow] if name in SELDOM else []) for name in names]


ENDINGS = {"figure": ".png", "report": ".html", "table": ".csv", "profile": ".toml", "chip": ".toml"}


def prepared(folder: Path) -> None:
    (folder / "loop").symlink_to("loop")
    (folder / "loop.toml").symlink_to("loop.toml")
    (folder / "file").write_text("")
    (folder / "g.toml").write_text('format = 1\nmodel = "core"\ncommand = "count"\n[over]\nsize = [6]\n')


def asked(words: list[str], what: str, name: str) -> list[str]:
    ending = ENDINGS.get(what.split()[-1], "") if name else ""
    return [f"{name}{ending}" if word == "PATH" else word for word in words]


@pytest.mark.parametrize("name", often(NAMES))
@pytest.mark.parametrize("what", READ)
def test_names_of_files_to_read(what: str, name: str, tmp_path: Path) -> None:
    prepared(tmp_path)
    sentence = run(*asked(READ[what], what, NAMES[name]), cwd=tmp_path).refused()
    assert len(sentence) < 2500
    assert sentence.isprintable()


# Names that can't be written to, whatever the command: those of the others are names like any other.
IMPOSSIBLE = ("long", "very long", "long inside", "deep", "in a loop", "in a file", "nothing", "not UTF-8")


@pytest.mark.parametrize("name", often(IMPOSSIBLE))
@pytest.mark.parametrize("what", WRITTEN)
def test_names_of_files_to_write(what: str, name: str, tmp_path: Path) -> None:
    prepared(tmp_path)
    before = sorted(os.listdir(tmp_path))
    sentence = run(*asked(WRITTEN[what], what, NAMES[name]), cwd=tmp_path).refused()
    assert len(sentence) < 2500
    assert sorted(os.listdir(tmp_path)) == before


@pytest.mark.parametrize("name", ["", ".", "..", "folder/", "folder/x/", "/dev/full", "/dev/null", "loop"])
def test_places_of_results(name: str, tmp_path: Path) -> None:
    prepared(tmp_path)
    (tmp_path / "folder").mkdir()
    run("simulate", "core", "--steps", "1", "--out", name, cwd=tmp_path).refused()


@pytest.mark.parametrize("name", ["a\nb.npz", "\u202e.npz", " .npz", "-.npz", "sub/./x.npz", "ü.npz"])
def test_odd_names_that_files_can_have(name: str, tmp_path: Path) -> None:
    run("simulate", "digits", "--samples", "1", "--steps", "1", f"--out={name}", cwd=tmp_path).worked()
    assert (tmp_path / name).is_file()


@pytest.mark.parametrize(
    "option", ["--data", "--data-folder", "--chip", "--profile", "--placement", "--json", "--code"]
)
@pytest.mark.parametrize("form", [lambda option: [option, ""], lambda option: [f"{option}="]], ids=["word", "equals"])
def test_empty_options_are_not_ignored(option: str, form: Callable[[str], list[str]], tmp_path: Path) -> None:
    run("compare", "core", *form(option), cwd=tmp_path).refused(option if "=" in form(option)[0] else "''")


@pytest.mark.parametrize("number", [13, 5, 40, 36], ids=["access", "input", "loop", "long"])
def test_folders_that_cannot_be_looked_at(number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.stat

    def stat(path: object, *arguments: object, **keywords: object) -> object:
        if "hidden" in str(path):
            raise OSError(number, os.strerror(number))
        return real(path, *arguments, **keywords)  # type: ignore[call-overload]

    monkeypatch.setattr(os, "stat", stat)
    with pytest.raises(NeuroError, match=os.strerror(number)):
        check_writable(str(tmp_path / "hidden" / "run.json"))
