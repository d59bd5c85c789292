"""``neuro manifold`` as a user types it."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from neuro.cli import main
from neuro.commands import grid
from neuro.files import write_sealed
from neuro.manifold import expected_fixed_points

SMALL = ["--over", "size=6", "--workers", "0"]
CUBE = ["--over", "size=4,5", "--over", "self_coupling=0,1", "--over", "density=0.5,1"]


def rows(path: Path) -> list[dict[str, str]]:
    with path.open() as stream:
        return list(csv.DictReader(stream))


def said(capsys: pytest.CaptureFixture[str]) -> Any:
    return capsys.readouterr()


def test_count_over_a_grid(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["manifold", "count", "core", "--over", "self_coupling=0:1:3", "--over", "size=6,8", "--workers", "0"]
    command += ["--seeds", "4", "--seed", "10"]
    assert main([*command, "--out", str(tmp_path / "one")]) == 0
    out = said(capsys).out
    assert "4 networks a point" in out
    found = rows(tmp_path / "one" / "count.csv")
    assert len(found) == 3 * 2 * 4
    assert {row["seed"] for row in found} == {"10", "11", "12", "13"}
    for row in found:
        expected = expected_fixed_points(int(row["size"]), float(row["self_coupling"]))
        assert float(row["theory"]) == pytest.approx(expected)
        assert row["method"] == "enumerate"
    assert (tmp_path / "one" / "count.png").read_bytes().startswith(b"\x89PNG")
    # The same command gives the same table, whether worked out anew or found.
    assert main([*command, "--table", str(tmp_path / "two.csv")]) == 0
    assert (tmp_path / "two.csv").read_text() == (tmp_path / "one" / "count.csv").read_text()
    assert main([*command, "--out", str(tmp_path / "one")]) == 0
    assert (tmp_path / "two.csv").read_text() == (tmp_path / "one" / "count.csv").read_text()


@pytest.mark.parametrize(
    ("measure", "options", "heading"),
    [
        ("reach", ["--update", "sequential", "--starts", "5"], "settled"),
        ("overlap", ["--starts", "5", "--field", "random", "--field-strength", "2"], "kept overlap"),
        ("overlap", ["--points", "all", "--distribution"], "share of pairs"),
        ("clusters", ["--distance", "2"], "largest cluster"),
        ("paths", ["--distance", "2", "--pairs", "5"], "joined"),
        ("local-entropy", ["--distance", "1", "--starts", "5"], "around one reached"),
    ],
)
def test_each_measure(
    measure: str, options: list[str], heading: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table, figure = tmp_path / "t.csv", tmp_path / "f.png"
    command = ["manifold", measure, "core", *SMALL, "--over", "self_coupling=0.5,1", "--seeds", "2", *options]
    assert main([*command, "--table", str(table), "--figure", str(figure)]) == 0
    out = said(capsys).out
    assert heading in out
    assert f"{measure}: model core, 2 networks a point, size 6" in out
    assert len(rows(table)) == 4 * (7 if "--distribution" in options else 1)
    assert figure.exists()


def test_links_open_a_chain(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    command = ["manifold", "reach", "chain", "--over", "depth=2", "--over", "size=60", "--over", "link_strength=0.5,4"]
    assert main([*command, "--seeds", "2", "--starts", "4", "--workers", "0", "--table", str(table)]) == 0
    # Random subsets are the model's own dynamics.
    assert {row["update"] for row in rows(table)} == {"random-subset"}
    assert [float(row["settled_share"]) for row in rows(table)] == [0.0, 0.0, 1.0, 1.0]


def test_a_single_network(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["manifold", "count", "core", *SMALL, "--seeds", "1"]) == 0
    assert "1 network a point, size 6" in said(capsys).out


def test_points_that_fail_are_told_and_the_rest_is_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = tmp_path / "t.csv"
    command = ["manifold", "clusters", "core", "--over", "size=6,16", "--over", "self_coupling=6", "--distance", "4"]
    assert main([*command, "--seeds", "1", "--workers", "0", "--table", str(table)]) == 2
    assert "1 of 2 points have no result; distance: got 4" in said(capsys).err
    assert [row["size"] for row in rows(table)] == ["6"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["count", "core", "--method", "enumerate"], "1600 units, expected at most 26; ask for method 'sample'"),
        (["count", "core"], "expected at most 1000 for an estimate"),
        (["count", "core", *SMALL, "--over", "size=8"], "axis 'size': is given twice"),
        (["count", "core", "--over", "size"], "expected key=values"),
        (["count", "core", "--over", "siez=8"], "siez"),
        (["count", "core", "--over", "seed=1,2"], "say how many by --seeds"),
        (["count", "core", "--over", "size=4,6", "--particles", "1"], "option 'particles': got 1"),
        (["count", "core", *SMALL, "--table", "t.txt"], "ending in .csv or .parquet"),
        (["count", "core", *SMALL, "--out", "o", "--table", "t.csv"], "expected the folder, or single files"),
        (["reach", "core", *SMALL, "--engine", "nump"], "did you mean 'numpy'"),
        (["reach", "core", *SMALL, "--engine", "brian2", "--update", "sequential"], "leave the engine out"),
        (["overlap", "core", "--points", "all"], "compare those 'reached'"),
        (["overlap", "core", *SMALL, "--field", "input"], "has no [input]"),
        (["clusters", "core", *SMALL, "--distance", "7"], "expected at most 6"),
        (
            ["count", "core", *SMALL, "--over", "self_coupling=0:1:100000000"],
            "got 100,000,000 points, expected at most",
        ),
        (["count", "core", *SMALL, "--over", "density=0.1:1:3000", "--seeds", "3000"], "got 9,000,000 points"),
        (["count", "core", *SMALL, "--seeds", "100000000"], "take fewer values or seeds"),
        (["count", "core", *SMALL, "--particles", "100"], "'particles': has no effect with networks of at most 26"),
        (["paths", "core", *SMALL, "--tries", "10"], "unless method is 'sample'; leave it out"),
        (["clusters", "core", *SMALL, "--flips", "10"], "unless method is 'sample'; leave it out"),
        (["overlap", "core", *SMALL, "--points", "all", "--distribution", "--starts", "5"], "option 'starts': has no"),
        (
            ["reach", "core", *SMALL, "--update-probability", "0.3"],
            "no effect with update 'synchronous' of model 'core'",
        ),
        (["count", "core", *SMALL, "--out", ""], "got '', expected a name or a number"),
        (["count", "core", "--over", "size=6", "--workers", "1000000"], "workers: got 1000000, expected at most"),
        (["count", "..", *SMALL], "--over: got a trained network, .., whose settings can't change"),
        (["count", ".."], "..: holds no network.npz; expected a folder written by 'neuro train"),
        (["learned", "core"], "model 'core': is no classifier that names a data set; nothing is learned"),
        (["learned", "digits", "--field", "random"], "has no effect with 'learned', where each sample's input is"),
        (["local-entropy", "core", *SMALL, "--distance", "7"], "expected at most 6"),
        (["local-entropy", "core", *SMALL, "--particles", "9"], "unless method is 'sample'; leave it out"),
        (["reach", "core", *SMALL, "--field", "sample"], "has no [input]"),
        (
            ["count", "core", *CUBE, "--figure", "f.png"],
            "got 3 settings with several values (--over), expected at most 2",
        ),
    ],
)
def test_refusals(
    arguments: list[str],
    sentence: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["manifold", *arguments]) == 2
    error = said(capsys).err
    assert sentence in error
    assert len(error.strip().splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_choice_is_refused_by_the_parser(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["manifold", "reach", "core", "--update", "sequental"])
    assert stop.value.code == 2
    assert "sequental" in said(capsys).err


def test_why_a_column_is_missing_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    command = ["--over", "size=6,30", "--seeds", "1", "--workers", "0", "--starts", "2"]
    assert main(["manifold", "clusters", "core", *command]) == 0
    assert "The largest cluster is known where all fixed points are" in said(capsys).out
    assert main(["manifold", "clusters", "core", *SMALL, "--seeds", "1"]) == 0
    assert "The largest cluster is known" not in said(capsys).out
    assert main(["manifold", "reach", "core", *command, "--update", "sequential"]) == 0
    out = said(capsys).out
    assert "Cycles are recognised under synchronous updates alone" in out
    assert "in cycles" not in out


def test_a_single_unit_has_no_theory_of_pairs(capsys: pytest.CaptureFixture[str]) -> None:
    command = ["core", "--over", "size=1", "--seeds", "1", "--workers", "0"]
    assert main(["manifold", "clusters", *command]) == 0
    assert main(["manifold", "overlap", *command, "--points", "all", "--distribution"]) == 0


def test_what_failed_is_tried_again(tmp_path: Path) -> None:
    command = ["manifold", "count", "core", *SMALL, "--seeds", "1", "--out", str(tmp_path)]
    assert main(command) == 0
    (point,) = (tmp_path / "points").glob("*.json")
    content = json.loads(point.read_text())
    for key in ("rows", "sha256"):
        del content[key]
    write_sealed(point, {**content, "error": "not enough memory for this point."})
    assert main(command) == 0
    assert len(rows(tmp_path / "count.csv")) == 1


@pytest.mark.slow
def test_processes_give_the_same_table(tmp_path: Path) -> None:
    command = ["manifold", "reach", "core", "--over", "size=20,40", "--seeds", "3", "--starts", "5"]
    tables = [tmp_path / f"{workers}.csv" for workers in (0, 2)]
    for workers, table in zip((0, 2), tables, strict=True):
        assert main([*command, "--workers", str(workers), "--table", str(table)]) == 0
    assert tables[0].read_text() == tables[1].read_text()


def test_one_link_by_its_path(tmp_path: Path) -> None:
    command = ["manifold", "reach", "chain", "--over", "size=30", "--over", "couplings.link:first->second.strength=1,4"]
    assert main([*command, "--seeds", "1", "--workers", "0", "--figure", str(tmp_path / "f.png")]) == 0


def test_interrupted_and_resumed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(*_: Any, **__: Any) -> Any:
        raise KeyboardInterrupt

    command = ["manifold", "count", "core", *SMALL, "--seeds", "2"]
    with monkeypatch.context() as patch:
        patch.setattr(grid, "run_points", cut)
        assert main([*command, "--out", str(tmp_path)]) == 130
        assert "the same command goes on there" in said(capsys).err
        assert main(command) == 130
    assert main([*command, "--out", str(tmp_path)]) == 0
    assert len(rows(tmp_path / "count.csv")) == 2
