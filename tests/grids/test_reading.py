"""Grid files: a larger size of the same grid, and options that it goes over."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from neuro.cli import main
from neuro.errors import NeuroError
from neuro.grids import read_grid, run_points, tidy_rows

from .works import HERE

SMALL = """format = 1
model = "core"
command = "reach"
seeds = [3, 4]
[options]
sweeps = 20
starts = 4
[over]
size = [10, 12]
phases.free = [5]
self_coupling = [0.5]
"""
LARGE = """
[large]
seeds = 3
[large.options]
starts = 6
[large.over]
size = [12, 14, 16]
density = [0.5, 1.0]
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "grid.toml"
    path.write_text(text)
    return path


def refused(folder: Path, text: str, large: bool = False) -> str:
    with pytest.raises(NeuroError) as problem:
        read_grid(written(folder, text), trust=True, large=large)
    return str(problem.value)


def test_a_file_without_its_larger_size_means_what_it_meant(tmp_path: Path) -> None:
    assert read_grid(written(tmp_path, SMALL)) == read_grid(written(tmp_path, SMALL + LARGE))


def test_the_larger_size_replaces_key_by_key(tmp_path: Path) -> None:
    points = read_grid(written(tmp_path, SMALL + LARGE), large=True)
    alone = """format = 1
model = "core"
command = "reach"
seeds = 3
[options]
sweeps = 20
starts = 6
[over]
size = [12, 14, 16]
phases.free = [5]
self_coupling = [0.5]
density = [0.5, 1.0]
"""
    assert points == read_grid(written(tmp_path, alone))
    assert len(points) == 3 * 2 * 3


def test_a_path_is_replaced_however_it_is_written(tmp_path: Path) -> None:
    points = read_grid(written(tmp_path, f'{SMALL}[large.over]\n"phases.free" = [7, 9]\n'), large=True)
    assert [point.description.phases.free for point in points[::2]] == [7, 9] * 2


def test_both_sizes_share_a_folder_and_each_table_is_its_own(tmp_path: Path) -> None:
    grid, out = written(tmp_path, SMALL + "[large.over]\nsize = [12, 14, 16]\n"), tmp_path / "out"
    run_points(read_grid(grid), out, workers=0)
    assert main(["grid", str(grid), "--out", str(out), "--workers", "1", "--large"]) == 0
    with (out / "results.csv").open() as stream:
        table = [(row["size"], row["seed"]) for row in csv.DictReader(stream)]
    assert table == [(size, seed) for size in ("12", "14", "16") for seed in ("3", "4")]
    # Those of 12 units stand in both.
    assert len(list((out / "points").glob("*.json"))) == 8
    again = run_points(read_grid(grid), out, workers=0)
    assert [(one.found, one.point.settings["size"]) for one in again] == [
        (True, 10),
        (True, 10),
        (True, 12),
        (True, 12),
    ]


def test_a_larger_size_that_is_not_there_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    grid = written(tmp_path, SMALL)
    assert main(["grid", str(grid), "--out", str(tmp_path / "out"), "--large"]) == 2
    assert f"{grid}: has no [large], which --large asks for" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[large]\nmodel = 'chain'\n", "large.model: is not a known key"),
        ("[large]\nseeds = 0\n", "seeds: got 0"),
        ("[large.over]\nsise = [8]\n", "did you mean 'size'"),
        ("[large.options]\nsweps = 8\n", "did you mean 'sweeps'"),
        ("[large.over]\nsize = 8\n", "axis 'size': got 8"),
    ],
)
def test_larger_sizes_that_say_something_else_are_refused(tmp_path: Path, text: str, message: str) -> None:
    assert message in refused(tmp_path, SMALL + text, large=True)


def test_unknown_keys_of_a_larger_size_are_refused_even_if_nobody_asks_for_it(tmp_path: Path) -> None:
    assert "large.sizes: is not a known key" in refused(tmp_path, SMALL + "[large]\nsizes = 3\n")
    assert "large: got 3, expected a [large] table" in refused(tmp_path, SMALL.replace("seeds", "large = 3\nseeds"))


@pytest.mark.parametrize("key", ["options.update", '"options.update"'])
def test_options_are_gone_over(tmp_path: Path, key: str) -> None:
    points = read_grid(written(tmp_path, f'{SMALL}{key} = ["synchronous", "sequential"]\n'))
    assert len(points) == len({point.address for point in points}) == 8
    assert list(points[0].settings) == ["size", "phases.free", "self_coupling", "update", "seed"]
    # The same point as one whose option stands above.
    above = SMALL.replace("sweeps = 20", 'sweeps = 20\nupdate = "sequential"')
    assert [p.address for p in read_grid(written(tmp_path, above))] == [
        p.address for p in points if p.settings["update"] == "sequential"
    ]
    rows = tidy_rows(run_points(points, None, workers=0))
    assert [row["update"] for row in rows] == ["synchronous", "synchronous", "sequential", "sequential"] * 2
    assert [row["cycle_share"] is None for row in rows] == [False, False, True, True] * 2


def test_the_strength_of_a_field_is_a_column(tmp_path: Path) -> None:
    text = SMALL.replace("sweeps = 20", 'sweeps = 20\nfield = "random"') + "options.field_strength = [0, 1.5]\n"
    rows = tidy_rows(run_points(read_grid(written(tmp_path, text)), None, workers=0))
    assert [row["field_strength"] for row in rows] == [0, 0, 1.5, 1.5] * 2
    (bare, *_) = tidy_rows(run_points(read_grid(written(tmp_path, SMALL))[:1], None, workers=0))
    assert bare["field_strength"] is None
    assert rows[0]["settled_share"] == bare["settled_share"]


def test_functions_of_ones_own_take_options_too(tmp_path: Path) -> None:
    text = f'format = 1\nmodel = "core"\ncommand = "{HERE}cheap"\n[over]\noptions.seconds = [0.0, 0.001]\n'
    points = read_grid(written(tmp_path, text), trust=True)
    assert [(p.settings, p.options) for p in points] == [({"seconds": s}, {"seconds": s}) for s in (0.0, 0.001)]


@pytest.mark.parametrize(
    ("axis", "message"),
    [
        ("options.updat = ['synchronous']", "option 'updat': is not known; did you mean 'update'"),
        ("options.update = ['synchronous', 'sequental']", "did you mean 'sequential'"),
        ("options.starts = [2, 3]", "option 'starts': stands in [options] and in [over]; expected it in one of them"),
        ("options.field_strength = [1.0, 2.0]", "option 'field_strength': has no effect with field 'none'"),
        ("options.engine = ['numpy', 'nump']", "there is no engine 'nump'"),
        ("options.field = ['none', 'input']", "model 'core' has no [input]"),
        ("'options.' = [1]", "axis 'options.': has no name"),
        ("options.size = [1]", "axis 'options.size': 'size' is a setting too"),
        ("options.update = [true]", "axis 'options.update': got True"),
        ("'options.update' = ['sequential']\noptions.update = ['synchronous']", "'options.update': is given twice"),
    ],
)
def test_refused_options(tmp_path: Path, axis: str, message: str) -> None:
    assert message in refused(tmp_path, f"{SMALL}{axis}\n")


SIZED = """
format = 1
model = "core"
command = "reach"
[options]
update = "sequential"
[over]
size = [10, 20]
"""


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ("[large]", "[large]: is empty"),
        ('[large]\nseeds = "abc"', "seeds: got 'abc'"),
        ("[large.options]\nnonsense = 3", "option 'nonsense'"),
        ("[large.over]\nfoo = [1]", "setting 'foo'"),
        ("[large.over]\nsize = []", "axis 'size': got no values"),
        ("[over.options]", "axis 'options': is empty"),
        ('[large.over]\noptions.method = ["auto"]', "axis 'options.method': got 'auto', which is one of the others"),
    ],
)
def test_a_larger_size_is_looked_at_before_it_is_asked_for(more, sentence, tmp_path):
    path = tmp_path / "grid.toml"
    path.write_text(SIZED + more)
    with pytest.raises(NeuroError) as caught:
        read_grid(path)
    assert sentence in str(caught.value)


def test_an_option_is_gone_over_in_one_of_two_sizes(tmp_path):
    path = tmp_path / "grid.toml"
    path.write_text(SIZED + '[large.over]\noptions.update = ["synchronous", "sequential"]')
    assert [point.options["update"] for point in read_grid(path)] == ["sequential"] * 2
    assert [point.options["update"] for point in read_grid(path, large=True)] == ["synchronous", "sequential"] * 2
    path.write_text(
        SIZED.replace('update = "sequential"', "")
        + 'options.update = ["synchronous", "sequential"]\n[large.options]\nupdate = "sequential"'
    )
    assert len(read_grid(path)) == 4
    assert [point.options["update"] for point in read_grid(path, large=True)] == ["sequential"] * 2
