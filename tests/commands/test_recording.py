"""``neuro simulate --record``, ``--out`` and ``--figure``: what was kept, in a file; a picture; and what is refused."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from neuro.cli import main

RUN = ["simulate", "digits", "--samples", "3"]


def test_what_is_recorded_is_written(tmp_path: Path) -> None:
    assert main([*RUN, "--record", "fields,readouts", "--out", str(tmp_path / "run.npz")]) == 0
    with np.load(tmp_path / "run.npz", allow_pickle=False) as run:
        assert run["fields"].shape == (3, 6, 500)
        np.testing.assert_array_equal(run["states"][:, 1:] > 0, run["fields"] > 0)
        np.testing.assert_array_equal(run["readouts"][:, -1], run["readout"])


def test_netcdf_says_the_same(tmp_path: Path) -> None:
    xarray = pytest.importorskip("xarray")
    pytest.importorskip("h5netcdf")
    for ending in ("npz", "nc"):
        assert main([*RUN, "--record", "fields", "--out", str(tmp_path / f"run.{ending}")]) == 0
    with np.load(tmp_path / "run.npz", allow_pickle=False) as run, xarray.open_dataset(tmp_path / "run.nc") as data:
        np.testing.assert_array_equal(data["fields"], run["fields"])
        np.testing.assert_array_equal(data["states"], run["states"][:, 1:])


def test_netcdf_without_its_library_is_refused_before_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "h5netcdf", None)
    assert main([*RUN, "--out", str(tmp_path / "run.nc")]) == 2
    told = capsys.readouterr()
    assert "h5netcdf is not installed; install it with: pip install 'neuro-engines[xarray]'." in told.err
    assert not told.out
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("model", ["digits", "core"])
def test_a_picture(tmp_path: Path, model: str) -> None:
    assert main(["simulate", model, "--samples", "2", "--steps", "4", "--figure", str(tmp_path / "run.png")]) == 0
    assert (tmp_path / "run.png").read_bytes().startswith(b"\x89PNG")


def test_what_an_engine_does_not_record_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*RUN, "--engine", "numba", "--record", "fields"]) == 2
    assert "numba can't record fields" in capsys.readouterr().err
