"""Ctrl-C, a request to end and a closed terminal, at any moment of any command, and what a kill leaves behind."""

from __future__ import annotations

import fcntl
import itertools
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from neuro import load_model, write_description
from neuro.grids import apply_settings
from neuro.machine.scratch import _PREFIX, Scratch, scratch_file
from neuro.machine.signals import STOPPING
from tests.grids.leftovers import MARK, none_left

from .commands import Ended, brief, run

_GRID = """
format = 1
model = "core"
command = "reach"
seeds = 40
[options]
starts = 400
[over]
size = [400, 600]
"""
# Each works for many seconds, if nobody stops it.
_LONG = {
    "simulate": ["simulate", "long.toml", "--steps", "200000", "--samples", "2"],
    "compare": ["compare", "long.toml", "--engines", "numpy", "--steps", "200000", "--samples", "2"],
    "compare learning": ["compare", "digits", "--learning", "--engines", "numpy", "--samples", "1000", "--every", "1"],
    "train": ["train", "digits", "--epochs", "99", "--out", "trained"],
    "claims": ["claims", "--data", "digits", "--out", "claimed"],
    "place": ["place", "long.toml", "--samples", "2", "--steps", "200000"],
    "manifold": ["manifold", "reach", "core", "--over", "size=300", "--starts", "5000", "--seeds", "50"],
    "manifold here": ["manifold", "count", "core", "--over", "size=22", "--seeds", "50", "--workers", "0"],
    "grid": ["grid", "grid.toml", "--out", "points", "--workers", "2"],
}
_FOREIGN = {
    "brian2": ["simulate", "core", "--engine", "brian2", "--steps", "20000", "--samples", "2"],
    "compiled": ["simulate", "core", "--engine", "brian2-standalone", "--steps", "9000", "--samples", "9"],
    "lava": ["simulate", "core", "--engine", "lava-float", "--steps", "5000", "--samples", "3"],
    "lava learning": ["train", "digits", "--engine", "lava-fixed", "--regime", "integer", "--out", "trained"],
}
_MOMENTS = (0.02, 0.15, 0.6, 2.5)


def stopped(
    name: str, moments: list[tuple[float, int]], folder: Path, limit_s: float = 12.0, **options: object
) -> Ended:
    """Run a long command, send it signals, and see that it ended as it should and that nothing is left of it."""
    (folder / "grid.toml").write_text(_GRID)
    small = apply_settings(load_model("core"), {"size": 60})
    (folder / "long.toml").write_text(write_description(small))
    temporary = folder / "temporary"
    temporary.mkdir()
    mark = f"{folder}-{name}"
    # An empty cache: the compiled engine compiles.
    environment = {"TMPDIR": str(temporary), "NEURO_CACHE": str(folder / "cache"), MARK: mark}
    command = {**_LONG, **_FOREIGN}[name]
    ended = run(*command, cwd=folder, environment=environment, signals=moments, limit_s=limit_s, **options)  # type: ignore[arg-type]
    assert none_left(mark, 5.0)
    assert list(temporary.iterdir()) == []
    assert [path for path in folder.rglob("*") if path.name.startswith(_PREFIX)] == []
    return ended


def interrupted(ended: Ended) -> None:
    """Hold a command to the one sentence of an interruption."""
    assert ended.code == 130, ended
    assert ended.err.startswith("neuro: interrupted; "), ended
    assert len(ended.err.splitlines()) == 1, ended


@pytest.mark.parametrize(("name", "number"), list(zip(_LONG, itertools.cycle(STOPPING), strict=False)))
def test_every_command_stops(name: str, number: int, tmp_path: Path) -> None:
    interrupted(stopped(name, [(0.3, number)], tmp_path))


@pytest.mark.parametrize("second", brief(STOPPING, signal.SIGINT))
@pytest.mark.parametrize("name", ["train", "grid"])
def test_an_impatient_second_signal_changes_nothing(name: str, second: int, tmp_path: Path) -> None:
    moments = [(0.6, signal.SIGINT), *((0.6 + 0.05 * n, second) for n in range(1, 6))]
    interrupted(stopped(name, moments, tmp_path))


@pytest.mark.slow
@pytest.mark.parametrize("moment", _MOMENTS)
@pytest.mark.parametrize("number", [*STOPPING, -signal.SIGTERM])
@pytest.mark.parametrize("name", [*_LONG, *_FOREIGN])
def test_at_any_moment(name: str, number: int, moment: float, tmp_path: Path) -> None:
    ended = stopped(name, [(moment, number)], tmp_path, 20.0)
    # On a fast machine some are done by the last moment.
    if moment < _MOMENTS[-1] or ended.code != 0:
        interrupted(ended)


@pytest.mark.parametrize("ignored", brief(STOPPING, signal.SIGHUP))
def test_what_was_ignored_stays_ignored(ignored: int, tmp_path: Path) -> None:
    moments = [(0.15, ignored)]
    command = ["simulate", "core", "--steps", "900", "--out", "run.npz"]
    run(*command, cwd=tmp_path, signals=moments, ignored=[ignored]).worked()
    assert (tmp_path / "run.npz").exists()


def test_a_kill_while_writing_is_cleaned_up_by_the_next_write(tmp_path: Path) -> None:
    program = (
        "import os, signal, sys; from neuro.files import write_whole\n"
        "write_whole(sys.argv[1], lambda stream: os.kill(os.getpid(), signal.SIGKILL))"
    )
    target = tmp_path / "rows.json"
    for _ in range(2):
        subprocess.run([sys.executable, "-c", program, str(target)], check=False)
    assert len(list(tmp_path.iterdir())) == 1, "the second removes what the first left, and leaves its own"
    with scratch_file(tmp_path) as stream:
        assert [Path(stream.name)] == list(tmp_path.iterdir())
    assert list(tmp_path.iterdir()) == []


def test_a_killed_folder_goes_and_a_living_one_stays(tmp_path: Path) -> None:
    program = (
        "import os, signal, sys; from pathlib import Path; from neuro.machine.scratch import Scratch\n"
        "held = Scratch(Path(sys.argv[1])); (held.path / 'values').write_text('')\n"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=False)
    (dead,) = tmp_path.iterdir()
    living = Scratch(tmp_path)
    assert not dead.exists()
    # Another process leaves alone what this one holds.
    subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=False)
    assert living.path.exists()
    living.close()
    assert not living.path.exists()


@pytest.mark.parametrize("kind", ["file", "folder", "link", "pipe", "held"])
def test_what_is_not_a_leftover_stays(kind: str, tmp_path: Path) -> None:
    """Foreign files beside ours: those of other names, links and pipes of our name, and what a living process holds."""
    name = tmp_path / (".neuro-settings" if kind in ("file", "folder") else f"{_PREFIX}abcdefgh")
    if kind == "folder":
        name.mkdir()
    elif kind == "link":
        name.symlink_to(tmp_path / "elsewhere")
        (tmp_path / "elsewhere").mkdir()
        (tmp_path / "elsewhere" / "precious").write_text("")
    elif kind == "pipe":
        os.mkfifo(name)
    else:
        name.write_text("")
    with name.open("rb") if kind == "held" else open(os.devnull, "rb") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        began = time.monotonic()
        Scratch(tmp_path).close()
    assert time.monotonic() - began < 5
    assert name.is_symlink() or name.exists() or kind == "pipe"
    if kind == "link":
        assert (tmp_path / "elsewhere" / "precious").exists()


@pytest.mark.slow
@pytest.mark.parametrize("name", ["compiled", "grid", "brian2", "lava"])
@pytest.mark.parametrize("moment", [0.5, 3.0, 6.0])
def test_what_a_kill_leaves_the_next_run_removes(name: str, moment: float, tmp_path: Path) -> None:
    temporary, cache = tmp_path / "temporary", tmp_path / "cache"
    temporary.mkdir()
    (tmp_path / "grid.toml").write_text(_GRID)
    environment = {"TMPDIR": str(temporary), "NEURO_CACHE": str(cache), MARK: str(tmp_path)}
    command = {**_LONG, **_FOREIGN}[name]
    ended = run(*command, cwd=tmp_path, environment=environment, signals=[(moment, -signal.SIGKILL)])
    # On a fast machine some are done before.
    assert ended.code in (-signal.SIGKILL, 0)
    # A compiler that its dead parent couldn't stop comes to its end by itself.
    assert none_left(str(tmp_path), 30.0)
    engine = "brian2-standalone" if name == "compiled" else "brian2"
    run("simulate", "chain", "--engine", engine, "--steps", "2", cwd=tmp_path, environment=environment, limit_s=60)
    assert list(temporary.iterdir()) == []
    assert [path for path in cache.rglob("*") if path.name.startswith(_PREFIX)] == []
