"""Folders that two commands share: one of them is told who is at work there, and nothing is lost."""

from __future__ import annotations

import os
import random
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from neuro.engines.brian2.compiled.cache import Cache
from neuro.errors import NeuroError
from neuro.learning import load_trained
from neuro.machine.locks import LOCK, locked

from .commands import Ended, Running, run, start
from .small import grid_file, model_file, table_file

# What each command that writes a folder is asked, and the file that holds its result.
_WRITES = {
    "train": (["train", "model.toml", "--data", "data.csv", "--out", "out"], "network.npz"),
    "claims": (["claims", "--data", "data.csv", "--model", "model.toml", "--quick", "--out", "out"], "results.json"),
    "grid": (["grid", "grid.toml", "--trust", "--workers", "1", "--out", "out"], "results.csv"),
    "manifold": (["manifold", "count", "core", "--over", "size=6", "--workers", "0", "--out", "out"], "count.csv"),
}
_NAMES = pytest.mark.parametrize("name", _WRITES)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with all the files that commands are asked about."""
    model_file(tmp_path / "model.toml")
    table_file(tmp_path / "data.csv")
    grid_file(tmp_path / "grid.toml")
    return tmp_path


def until(happened: Callable[[], bool], running: Running) -> None:
    """Wait until something has happened, or the command has ended."""
    while running.is_alive and not happened():
        time.sleep(0.002)


@_NAMES
def test_the_second_command_is_told_who_is_at_work(name: str, place: Path) -> None:
    with locked(place / "out"):
        said = run(*_WRITES[name][0], cwd=place).refused("out: ", f"(process {os.getpid()})", "since 20", "wait for")
    assert "another folder" in said
    assert not (place / "out").exists()


@pytest.mark.parametrize("name", ["train", "grid", "manifold", pytest.param("claims", marks=pytest.mark.slow)])
def test_no_folder_is_locked_by_what_a_killed_command_left(name: str, place: Path) -> None:
    (place / "out").mkdir()
    (place / "out" / LOCK).write_text("neuro train (process 1) has been at work there since 2020-01-01 00:00:00")
    run(*_WRITES[name][0], cwd=place, limit_s=60).worked()
    assert (place / "out" / _WRITES[name][1]).exists()
    assert not (place / "out" / LOCK).exists()


@pytest.mark.parametrize("name", ["claims", "grid"])
def test_commands_of_all_kinds_keep_each_other_out(name: str, place: Path) -> None:
    grid_file(place / "grid.toml", seconds=60)
    # One that would take long.
    first = start(*_WRITES[name][0], *(["--epochs", "1000"] if name == "claims" else []), cwd=place)
    until((place / "out" / LOCK).exists, first)
    for other in _WRITES:
        run(*_WRITES[other][0], cwd=place).refused("out: ", f"neuro {name} ", f"(process {first.pid})")
    first.kill()


def test_the_way_to_the_folder_is_no_way_around_the_lock(place: Path) -> None:
    (place / "real").mkdir()
    (place / "link").symlink_to("real")
    with locked(place / "real"):
        for way in ("link", "real/../link"):
            run("train", "model.toml", "--data", "data.csv", "--out", way, cwd=place).refused("at work there")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda lock: lock.mkdir(),
        lambda lock: lock.symlink_to(lock.parent.parent / "grid.toml"),
    ],
    ids=["folder", "link to another file"],
)
def test_a_lock_that_cannot_be_taken(spoil: Callable[[Path], object], place: Path) -> None:
    (place / "out").mkdir()
    before = (place / "grid.toml").read_text()
    spoil(place / "out" / LOCK)
    run(*_WRITES["grid"][0], cwd=place).refused("out", "written")
    assert (place / "grid.toml").read_text() == before


def test_a_forked_child_that_lives_on_keeps_nobody_out(tmp_path: Path) -> None:
    read, write = os.pipe()
    with locked(tmp_path / "out"):
        if (child := os.fork()) == 0:
            os.read(read, 1)
            os._exit(0)
    with locked(tmp_path / "out"):
        pass
    os.write(write, b".")
    assert os.waitpid(child, 0)[1] == 0


def test_a_failing_command_gives_the_folder_back(tmp_path: Path) -> None:
    for problem in (KeyboardInterrupt, NeuroError):
        with pytest.raises(problem), locked(tmp_path / "out"):
            raise problem
        assert not (tmp_path / "out").exists()


def raced(place: Path, name: str, folder: str = "out") -> tuple[Ended, Ended]:
    """Two commands started together on one folder."""
    command = [*_WRITES[name][0][:-1], folder]
    both = [start(*command, cwd=place) for _ in range(2)]
    first, second = (one.ended(90) for one in both)
    return first, second


def check_race(place: Path, name: str, folder: str) -> None:
    """One of two, or both one after the other, have worked; who has not says why; the folder is whole."""
    ended = raced(place, name, folder)
    assert 0 in [one.code for one in ended]
    for one in ended:
        if one.code == 0:
            one.worked()
        else:
            one.refused(folder)
    files = sorted(os.listdir(place / folder))
    assert _WRITES[name][1] in files
    assert LOCK not in files
    if name == "train":
        load_trained(place / folder)


@pytest.mark.parametrize("name", ["train", "grid"])
def test_two_at_once(name: str, place: Path) -> None:
    check_race(place, name, "out")


@pytest.mark.slow
@_NAMES
def test_two_at_once_again_and_again(name: str, place: Path) -> None:
    for number in range(5 if name == "claims" else 25):
        check_race(place, name, f"out-{number}")


def test_two_that_write_one_file_both_work(place: Path) -> None:
    command = ["simulate", "core", "--steps", "5", "--out", "run.npz"]
    for running in [start(*command, cwd=place) for _ in range(2)]:
        running.ended(30).worked()


def results(place: Path, folder: str, name: str) -> object:
    """What a command has come to, without what a clock says."""
    if name == "train":
        return load_trained(place / folder).hash
    return (place / folder / _WRITES[name][1]).read_bytes()


def killed(place: Path, name: str, seconds: float) -> None:
    """Kill a command after some seconds, then let it go on: the result is that of one that was let alone."""
    command, calm, folder = _WRITES[name][0][:-1], "calm", f"killed-{seconds:.3f}"
    if not (place / calm).exists():
        run(*command, calm, cwd=place, limit_s=90).worked()
    first = start(*command, folder, cwd=place)
    time.sleep(seconds)
    first.kill()
    goes_on = ["--resume"] if name == "train" and (place / folder / "network.npz").exists() else []
    run(*command, folder, *goes_on, cwd=place, limit_s=90).worked()
    assert results(place, folder, name) == results(place, calm, name)
    shutil.rmtree(place / folder)


@pytest.mark.parametrize("name", ["train", "manifold"])
def test_killed_and_gone_on(name: str, place: Path) -> None:
    killed(place, name, 0.2)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["train", "grid", "manifold"])
def test_killed_at_any_moment_and_gone_on(name: str, place: Path) -> None:
    dice = random.Random(name)
    for _ in range(25):
        killed(place, name, dice.uniform(0.0, 1.5))


def compared(place: Path, seconds: float) -> None:
    """A comparison that is killed after some seconds leaves whole files, and can be made again."""
    command = ["compare", "core", "--engines", "numpy", "--steps", "5", "--figure", "figure.png"]
    first = start(*command, cwd=place)
    time.sleep(seconds)
    first.kill()
    figure = place / "figure.png"
    assert not figure.exists() or figure.read_bytes().endswith(b"IEND\xaeB`\x82")
    run(*command, cwd=place, limit_s=60).worked()
    assert figure.read_bytes().endswith(b"IEND\xaeB`\x82")


def test_a_killed_comparison_is_made_again(place: Path) -> None:
    compared(place, 0.2)


@pytest.mark.slow
def test_a_comparison_killed_at_any_moment_is_made_again(place: Path) -> None:
    dice = random.Random(1)
    for _ in range(15):
        compared(place, dice.uniform(0.0, 2.5))


@pytest.mark.slow
def test_two_commands_on_a_fresh_cache(place: Path) -> None:
    settings = {"NEURO_CACHE": str(place / "cache")}
    command = ["simulate", "core", "--steps", "5", "--engine", "brian2-standalone"]
    both = [start(*command, cwd=place, environment=settings) for _ in range(2)]
    one, other = (running.ended(120).worked() for running in both)
    assert [line for line in one.splitlines() if "counted" in line] == [
        line for line in other.splitlines() if "counted" in line
    ]


@pytest.mark.slow
def test_a_compiling_training_is_killed_and_goes_on(place: Path) -> None:
    dice, settings = random.Random(0), {"NEURO_CACHE": str(place / "cache")}
    command = ["train", "model.toml", "--data", "data.csv", "--engine", "brian2-standalone", "--out"]
    run(*command, "calm", cwd=place, limit_s=180, environment={"NEURO_CACHE": str(place / "calm-cache")}).worked()
    for number in range(4):
        first = start(*command, f"out-{number}", cwd=place, environment=settings)
        time.sleep(dice.uniform(0.5, 12.0))
        first.kill()
        goes_on = ["--resume"] if (place / f"out-{number}" / "network.npz").exists() else []
        run(*command, f"out-{number}", *goes_on, cwd=place, limit_s=180, environment=settings).worked()
        assert load_trained(place / f"out-{number}").hash == load_trained(place / "calm").hash


def test_a_cache_is_shared_by_all_who_need_it(tmp_path: Path) -> None:
    children = []
    for _ in range(4):
        if (child := os.fork()) == 0:
            made = Cache(tmp_path).folder("key", lambda folder: (time.sleep(0.1), (folder / "main").write_text("x")))
            os._exit(0 if (made / "main").read_text() == "x" else 1)
        children.append(child)
    assert [os.waitpid(child, 0)[1] for child in children] == [0] * 4
