"""``neuro place`` from the command line."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from neuro import load_engine
from neuro.cli import main
from neuro.placement import load_chip, place
from neuro.placement.placed import load_placement
from neuro.placement.table import PlacedRun
from neuro.workload import make_workload
from tests.small import HEARS_TOO_MUCH


def test_place_writes_what_it_is_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, figures, picture = (tmp_path / name for name in ("place.json", "figures.json", "chip.png"))
    command = ["place", "digits", "--samples", "3", "--out", str(out), "--json", str(figures), "--figure", str(picture)]
    assert main(command) == 0
    printed = capsys.readouterr().out
    assert "500 hidden" in printed
    assert "10 readout" in printed
    assert "2 of 128 cores" in printed
    assert printed.startswith("fits on one Loihi 1: 2 cores in 1 tile")
    assert max(map(len, printed.splitlines()[3:8])) <= 80
    assert picture.stat().st_size > 10_000
    found = json.loads(figures.read_text())
    assert [core["holds"] for core in found["cores"]] == [{"hidden": 500}, {"readout": 10}]
    assert found["chip"]["limits"]["in_axons"]["value"] == 4096
    assert set(found["traffic"]) == {"flips", "spikes"}
    assert found["timesteps"] == 3 * 6
    placement = load_placement(out)
    assert placement.network == found["network"]
    assert len(placement.core) == 510


def test_unknown_limits_are_shown_as_unknown(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["place", "digits", "--chip", "loihi2", "--samples", "1", "--placer", "balanced", "--notes"]) == 0
    printed = capsys.readouterr().out
    (row,) = (line for line in printed.splitlines() if line.lstrip().startswith("0 "))
    assert row.count("%") == 2
    assert "not published" in printed


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--chip", "loihi3"], "there is no chip or board 'loihi3'"),
        (["--placer", "random"], "there is no placer 'random'"),
        (["--out", "."], "is a folder or a device"),
    ],
)
def test_refusals(options: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["place", "digits", *options]) == 2
    assert words in capsys.readouterr().err


_WIDE = """
format = 1
name = "wide"
summary = "a readout that hears more units than a core has in-axons"

[classes]
size = 2

[[populations]]
name = "hidden"
size = 4200
self_coupling = 0.5

[[couplings]]
kind = "readout"
source = "hidden"
"""


def test_what_does_not_fit_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    model = tmp_path / "wide.toml"
    model.write_text(HEARS_TOO_MUCH)
    assert main(["place", str(model)]) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert "alone needs 4," in error
    assert "in-axons, and a core of Loihi 1 has 4,096" in error


def test_a_readout_that_does_not_fit_is_split(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    model, out = tmp_path / "wide.toml", tmp_path / "place.json"
    model.write_text(_WIDE)
    assert main(["place", str(model), "--out", str(out)]) == 0
    printed = " ".join(capsys.readouterr().out.split())
    assert "2 readout units a class, whose fields the host adds up" in printed
    assert "messages on the mesh: --samples 20" in printed
    assert len(load_placement(out).core) == 4200 + 4


def test_a_placement_as_a_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["place", "digits", "--chip", "kapoho-bay", "--out", str(tmp_path / "place.csv")]) == 0
    head, *rows = (tmp_path / "place.csv").read_text().splitlines()
    assert head == "unit,population,core,tile,chip"
    assert len(rows) == 510
    assert rows[0] == '0,"hidden",0,0,0'
    assert rows[-1] == '509,"readout",1,0,0'


def test_placing_needs_no_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NEURO_DATA", str(tmp_path / "nowhere"))
    figures, page = tmp_path / "figures.json", tmp_path / "place.html"
    assert main(["place", "mnist", "--json", str(figures), "--report", str(page)]) == 0
    assert capsys.readouterr().out.startswith("fits on one Loihi 1")
    assert json.loads(figures.read_text())["traffic"] == {}
    assert "Messages on the mesh" not in page.read_text()
    assert main(["place", "mnist", "--samples", "1"]) == 2


def test_packets_between_chips_are_told_where_there_are_several() -> None:
    one_chip = {"cores": 1, "cores_per_tile": 1, "mesh_columns": 1, "mesh_rows": 1}
    chip = replace(load_chip(), **one_chip, chips=2, name="two", title="Two")
    workload = make_workload("digits", samples=1, regime="integer")
    placed = place(workload.network, chip)
    run = load_engine("numpy").run(workload.network, workload.stimulus)
    traffic = placed.traffic(workload.network, workload.stimulus, run)
    flow = placed.flow(workload.network, workload.stimulus, run)
    # Of the units' packets those to the readout leave the chip, of the lines' none.
    assert traffic.packets_between_chips == round(flow.crossing * run.activity.timesteps) > 0
    shown = PlacedRun("digits", 1, run.activity.timesteps, {"flips": traffic}, {}, flow)
    assert "packets_between_chips" in shown.columns
    alone = replace(shown, traffic={"flips": replace(traffic, chips=1)})
    assert "packets_between_chips" not in alone.columns


def test_help_loads_no_simulator() -> None:
    program = (
        "import sys; from neuro.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "print(sorted({'lava', 'brian2', 'sanafe'} & set(sys.modules)))"
    )
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert "place " in answer.stdout
    assert answer.stdout.strip().endswith("[]")
