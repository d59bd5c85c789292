from __future__ import annotations

import csv
import sys
from pathlib import Path

import pytest

from neuro.errors import NeuroError
from neuro.grids import write_table

ROWS = [{"a": 0.1, "b": 'x, "y"', "c": None}, {"a": 1e-300, "b": "ü", "c": True}]


def test_csv_reads_back(tmp_path: Path) -> None:
    path = write_table(ROWS, tmp_path / "t.csv")
    with path.open(newline="", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert [float(row["a"]) for row in rows] == [0.1, 1e-300]
    assert [row["b"] for row in rows] == ['x, "y"', "ü"]
    assert [row["c"] for row in rows] == ["", "True"]


def test_parquet_reads_back(tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    path = write_table(ROWS, tmp_path / "t.parquet")
    assert parquet.read_table(path).to_pylist() == ROWS
    with pytest.raises(NeuroError, match="write CSV"):
        write_table([{"a": 1}, {"a": "x"}], tmp_path / "u.parquet")
    assert [p.name for p in tmp_path.iterdir()] == ["t.parquet"]


def test_parquet_without_its_library_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(NeuroError, match=r"pip install 'neuro-engines\[parquet\]'"):
        write_table(ROWS, tmp_path / "t.parquet")


def test_other_endings_are_refused(tmp_path: Path) -> None:
    with pytest.raises(NeuroError, match=r"\.csv or \.parquet"):
        write_table(ROWS, tmp_path / "t.xlsx")
