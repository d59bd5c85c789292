"""One wrong bit in anything that is stored: it is noticed, or what is read is the same."""

from __future__ import annotations

import random
from contextlib import suppress
from pathlib import Path

import pytest

from neuro.errors import NeuroError

from .commands import run
from .small import model_file, table_file
from .stored import KINDS, stored

_KINDS = pytest.mark.parametrize("kind", KINDS)


def flip(path: Path, whole: bytes, place: int) -> None:
    """Turn one bit round."""
    changed = bytearray(whole)
    changed[place // 8] ^= 1 << place % 8
    path.write_bytes(changed)


def check_flips(kind: str, folder: Path, number: int, seed: int) -> int:
    """Flip so many bits, one at a time, in each file of a kind; how many were refused, by the name of the file."""
    files, noticed, dice = stored(kind, folder), 0, random.Random(f"{kind} {seed}")
    expected = files.read()
    for path in files.files:
        whole = path.read_bytes()
        for place in dice.sample(range(8 * len(whole)), number):
            flip(path, whole, place)
            try:
                assert files.read() == expected, (path.name, place)
            except NeuroError as problem:
                noticed += kind == "program" or str(path) in str(problem)
        path.write_bytes(whole)
        assert files.read() == expected
    return noticed


@_KINDS
def test_some_bits(kind: str, tmp_path: Path) -> None:
    assert check_flips(kind, tmp_path, 40, seed=0) >= 15


@pytest.mark.slow
@_KINDS
@pytest.mark.parametrize("seed", range(1, 6))
def test_many_bits(kind: str, seed: int, tmp_path: Path) -> None:
    assert check_flips(kind, tmp_path, 60, seed) >= 25


@_KINDS
def test_what_is_cut_off_emptied_or_longer(kind: str, tmp_path: Path) -> None:
    files = stored(kind, tmp_path)
    expected = files.read()
    for path in files.files:
        whole = path.read_bytes()
        for other in (b"", whole[: len(whole) // 2], whole[:-1], whole + b"x", b"\0" * len(whole), whole + whole):
            path.write_bytes(other)
            # Some bytes after an archive, or the last newline, mean nothing.
            with suppress(NeuroError):
                assert files.read() == expected, (path.name, len(other))
        path.write_bytes(whole)


@pytest.mark.slow
def test_a_wrong_bit_in_a_compiled_program_costs_a_compile_and_nothing_else(tmp_path: Path) -> None:
    settings = {"NEURO_CACHE": str(tmp_path / "cache")}
    command = ["simulate", "core", "--steps", "5", "--engine", "brian2-standalone", "--out", "run.npz"]

    def counts() -> list[str]:
        said = run(*command, cwd=tmp_path, limit_s=180, environment=settings).worked()
        return [line for line in said.splitlines() if "counted" in line]

    expected, dice = counts(), random.Random(0)
    (program,) = (path for path in (tmp_path / "cache" / "brian2").iterdir() if path.is_dir())
    for name in ("main", "manifest.json", "seal.json"):
        path = program / name
        whole = path.read_bytes()
        flip(path, whole, dice.randrange(8 * len(whole)))
        assert counts() == expected


@pytest.mark.slow
def test_wrong_bits_in_a_trained_folder_end_a_command_with_a_sentence(tmp_path: Path) -> None:
    model_file(tmp_path / "model.toml")
    table_file(tmp_path / "data.csv")
    run("train", "model.toml", "--data", "data.csv", "--out", "out", cwd=tmp_path, limit_s=60).worked()
    dice = random.Random(0)
    for name in ("network.npz", "training.json", "metrics.jsonl", "model.toml"):
        path = tmp_path / "out" / name
        whole = path.read_bytes()
        for _ in range(5):
            flip(path, whole, dice.randrange(8 * len(whole)))
            ended = run("simulate", "out", "--data", "data.csv", cwd=tmp_path, limit_s=30)
            if name == "training.json" and ended.code == 0:
                # A space or a newline in it means nothing.
                continue
            ended.refused("out/")
        path.write_bytes(whole)
