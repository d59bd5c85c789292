"""``neuro grid`` as a user types it: done, failed, killed, interrupted, gone on with."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
import uuid
from pathlib import Path

import pytest

from neuro.cli import main
from neuro.errors import NeuroError
from neuro.grids import read_grid

from .leftovers import MARK, marked, none_left
from .works import HERE

ROOT = Path(__file__).resolve().parents[2]


def write_grid(folder: Path, work: str = "cheap", seeds: int = 12, seconds: float = 0.0) -> Path:
    path = folder / "grid.toml"
    path.write_text(
        f"""
        format = 1
        model = "core"
        command = "{HERE}{work}"
        seeds = {seeds}
        [options]
        seconds = {seconds}
        [over]
        phases.free = [5]
        size = "8:12:3"
        """
    )
    return path


def start(grid: Path, out: Path, mark: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "neuro", "grid", str(grid), "--out", str(out), "--workers", "2", "--trust"],
        cwd=ROOT,
        env={**os.environ, MARK: mark},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_for_points(out: Path, count: int, process: subprocess.Popen[str]) -> dict[str, int]:
    """Name -> time of the files, once there are enough of them."""
    while True:
        assert process.poll() is None, process.communicate()
        there = {path.name: path.stat().st_mtime_ns for path in (out / "points").glob("*.json")}
        if len(there) >= count:
            return there
        time.sleep(0.02)


def test_a_grid_ends_in_one_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    grid, out = write_grid(tmp_path, seeds=2), tmp_path / "out"
    page = tmp_path / "grid.html"
    assert main(["grid", str(grid), "--out", str(out), "--workers", "1", "--trust", "--report", str(page)]) == 0
    assert f"neuro grid {grid} --out {out} --trust --report {page}" in page.read_text()
    lines = (out / "results.csv").read_text().splitlines()
    assert lines[0] == "phases.free,size,seed,trial,value"
    assert lines[1:3] == ["5,8,1,0,1.8", "5,8,1,1,2.8"]
    assert len(lines) == 1 + 3 * 2 * 2
    printed = capsys.readouterr()
    assert "12 rows of 6 points" in printed.out
    assert "6 points: 6 done, 0 failed." in printed.out
    assert "6 done" in printed.err


def test_failures_are_told_and_tried_again_when_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    grid, out = write_grid(tmp_path, work="failing", seeds=3), tmp_path / "out"
    command = ["grid", str(grid), "--out", str(out), "--workers", "1", "--trust"]
    assert main(command) == 1
    told = capsys.readouterr().err
    assert "3 points failed (first: phases.free = 5, size = 8, seed = 2): seed 2 is out of the question." in told
    assert "ZeroDivisionError: of seed 3" in told
    assert len((out / "results.csv").read_text().splitlines()) == 1 + 3 * 2
    assert main(command) == 1
    printed = capsys.readouterr()
    assert "(9 found)" in printed.err
    assert "9 points: 3 done, 6 failed; 9 of them skipped, as they were there from before." in printed.out
    assert main([*command, "--retry-failed"]) == 1
    assert "(3 found)" in capsys.readouterr().err


def test_a_killed_grid_goes_on_and_does_nothing_twice(tmp_path: Path) -> None:
    grid, out, mark = write_grid(tmp_path, seeds=4, seconds=0.1), tmp_path / "out", uuid.uuid4().hex
    process = start(grid, out, mark)
    wait_for_points(out, 3, process)
    assert len(marked(mark)) >= 3
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert none_left(mark)
    before = {path.name: path.stat().st_mtime_ns for path in (out / "points").glob("*.json")}
    assert 3 <= len(before) < 12
    assert main(["grid", str(grid), "--out", str(out), "--workers", "2", "--trust"]) == 0
    after = {path.name: path.stat().st_mtime_ns for path in (out / "points").glob("*.json")}
    assert len(after) == 12
    assert before.items() <= after.items()
    undisturbed = tmp_path / "undisturbed"
    assert main(["grid", str(grid), "--out", str(undisturbed), "--workers", "1", "--trust"]) == 0
    assert (undisturbed / "results.csv").read_bytes() == (out / "results.csv").read_bytes()


@pytest.mark.parametrize("how", [signal.SIGTERM, pytest.param(signal.SIGINT, marks=pytest.mark.slow)])
def test_an_interrupted_grid_says_how_to_go_on_and_leaves_no_process(tmp_path: Path, how: signal.Signals) -> None:
    grid, out, mark = write_grid(tmp_path, seconds=0.2), tmp_path / "out", uuid.uuid4().hex
    process = start(grid, out, mark)
    wait_for_points(out, 1, process)
    process.send_signal(how)
    _, told = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "go on with the same command" in told
    assert "Traceback" not in told
    assert none_left(mark, seconds=5)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("format = 1", "format = 2", "format: got 2, expected 1"),
        ("seeds = 12", "seed = 12", "seed: is not a known key; did you mean 'seeds'"),
        ("seeds = 12", "seeds = 0", "seeds: got 0, expected a list of whole numbers"),
        ("seeds = 12", "seeds = [1, 1]", "axis 'seed': 1 appears twice"),
        ('model = "core"', 'model = "cor"', "there is no model 'cor'"),
        ('model = "core"', 'model = "x.toml"', "x.toml: can't be read"),
        ('model = "core"', "", "model: is missing"),
        (f'"{HERE}cheap"', '"simulte"', "did you mean 'simulate'"),
        ("size =", "sise =", "did you mean 'size'"),
        ('"8:12:3"', '"8:12"', "expected start:stop:points"),
        ('"8:12:3"', "{ a = true }", "axis 'size.a': got True"),
        ("[over]", "[over", "is not valid TOML"),
        ("[options]", "[option]", "did you mean 'options'"),
        ("size =", "seed = [1]\nsize =", "axis 'seed': is given twice"),
    ],
)
def test_refused_files(tmp_path: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, message: str) -> None:
    grid = write_grid(tmp_path)
    grid.write_text(grid.read_text().replace(old, new))
    assert main(["grid", str(grid), "--out", str(tmp_path / "out"), "--trust"]) == 2
    told = capsys.readouterr().err
    assert re.sub(r"\s+", " ", told).count(message) == 1
    assert str(grid) in told or "x.toml" in told
    assert not (tmp_path / "out").exists()


def test_places_that_cannot_be_written_are_refused_first(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    grid = write_grid(tmp_path)
    assert main(["grid", str(grid), "--out", str(tmp_path / "out"), "--table", str(tmp_path / "t.xlsx")]) == 2
    assert ".csv or .parquet" in capsys.readouterr().err
    assert main(["grid", str(grid), "--out", str(grid)]) == 2
    assert str(grid) in capsys.readouterr().err
    assert main(["grid", str(tmp_path / "absent.toml"), "--out", str(tmp_path / "out")]) == 2
    assert "can't be read" in capsys.readouterr().err


@pytest.mark.parametrize(
    "path",
    [path for path in sorted((ROOT / "examples").glob("*.toml")) if "\ncommand = " in path.read_text("utf-8")],
    ids=lambda path: path.name,
)
def test_the_examples_are_grids(path: Path) -> None:
    points = read_grid(path)
    assert len({point.address for point in points[::7]}) == len(points[::7]) > 1
    if "[large" in path.read_text():
        larger = read_grid(path, large=True)
        assert len(larger) > 2 * len(points)
        assert max(point.description.units for point in larger) >= max(point.description.units for point in points)


@pytest.mark.parametrize(
    ("command", "options", "sentence"),
    [
        ("count", "particels = 3", "option 'particels': is not known; did you mean 'particles'"),
        ("count", "particles = 300", "option 'particles': has no effect with networks of at most 26 units"),
        ("count", 'method = "guess"', "option 'method': got 'guess'"),
        ("clusters", "distance = 9", "distance: got 9, expected at most 8"),
        ("reach", 'engine = "nump"', "there is no engine 'nump'; did you mean 'numpy'"),
        ("reach", 'engine = "lava-fixed"', "runs no float networks (Lava's fixed-point"),
        ("simulate", 'code = "spiks"', "did you mean 'spikes'"),
        ("train", 'engine = "nump"', "there is no engine 'nump'"),
    ],
)
def test_options_that_no_point_can_take_are_refused_before_any_work(
    command: str, options: str, sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    grid = tmp_path / "grid.toml"
    over = "[over]\nsize = [6, 8]\n"
    grid.write_text(f'format = 1\nmodel = "core"\ncommand = "{command}"\n[options]\n{options}\n{over}')
    assert main(["grid", str(grid), "--out", str(tmp_path / "out"), "--workers", "1", "--trust"]) == 2
    assert sentence in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_options_that_some_points_can_take_are_left_to_the_others(tmp_path: Path) -> None:
    grid = tmp_path / "grid.toml"
    grid.write_text(
        'format = 1\nmodel = "core"\ncommand = "clusters"\n[options]\ndistance = 7\n[over]\nsize = [6, 8]\n'
    )
    assert [point.settings["size"] for point in read_grid(grid)] == [6, 8]


def test_a_folder_is_no_model(tmp_path: Path) -> None:
    grid = tmp_path / "grid.toml"
    grid.write_text('format = 1\nmodel = "trained"\ncommand = "count"\n')
    (tmp_path / "trained").mkdir()
    with pytest.raises(NeuroError, match="'trained' is a folder; expected a model name or TOML file"):
        read_grid(grid)
