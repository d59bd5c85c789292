"""Tables of numbers: with or without a header, each fault with its line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from neuro.data import load_data
from neuro.errors import NeuroError

from .test_arrays import as_rows, rows

LINES = "0,.5,0\n1,.25,1\n.5,.5,0\n1,1,2\n0,0,1\n"
INPUTS, LABELS = np.array([[0, 0.5], [1, 0.25], [0.5, 0.5], [1, 1], [0, 0]]), np.array([0, 1, 0, 2, 1])


def write(folder: Path, text: str | bytes) -> Path:
    path = folder / "own.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@pytest.mark.parametrize(
    "text",
    [
        LINES,
        LINES.rstrip("\n"),
        "a,b,c\n" + LINES,
        'a,"b, with a comma",c\n' + LINES,
        "a,b,Label \n" + LINES,
        "0,1,label\n" + LINES,
        "\ufeffa,b,c\n" + LINES,
        "\n  \n" + LINES.replace("\n", "\n\n"),
        LINES.replace("\n", "\r\n"),
        LINES.replace(",", " , ").replace(".5", '".5"').replace(' "', '"').replace('" ', '"'),
        "label,a,b\n0,0,.5\n1,1,.25\n0,.5,.5\n2,1,1\n1,0,0\n",
        "a,label,b\n0,0.0,5e-1\n1,1,.25\n.5,0,.5\n1,2,1\n0,1,0\n",
    ],
)
def test_ways_to_write_one_table(tmp_path: Path, text: str) -> None:
    data = load_data(write(tmp_path, text))
    assert (len(data.train), len(data.validation), len(data.test), data.classes) == (3, 1, 1, 3)
    assert rows(data) == as_rows(INPUTS, LABELS)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "is empty, expected a sample a line"),
        ("\n \n", "is empty"),
        ("a,b,label\n", "is empty"),
        ("0\n1\n0\n1\n1\n", "has one column, expected inputs and a class"),
        ("0;1;0\n" * 5, "has one column, expected inputs and a class, separated by commas"),
        (LINES + "0,1\n", "line 6 has 2 columns, expected 3 like line 1"),
        (LINES + "0,1,1,1\n", "line 6 has 4 columns, expected 3"),
        (LINES + "\n0,x,1\n", "line 7, column 2: got 'x', expected a number"),
        (LINES + "0,,1\n", "line 6, column 2: got '', expected a number"),
        (LINES + ",,\n", "line 6, column 1: got '', expected a number"),
        (LINES.replace("2\n", "cat\n"), "line 4, column 3: got 'cat', expected a number; .* number the classes"),
        ("a,b,label\n" + LINES + "0,x,1\n", "line 7, column 2: got 'x'"),
        ("a,b\n" + LINES, "header names 2 columns, the lines hold 3"),
        ("0,x,1\n" + LINES, "line 1, column 2: got 'x' among numbers; .* column named 'label'"),
        ("label,b,Label\n" + LINES, "has 2 columns named 'label', expected one"),
        (LINES + "0,nan,1\n", r"inputs\[5, 1\] is NaN or infinite"),
        (LINES + "0,1e999,1\n", r"inputs\[5, 1\] is NaN or infinite"),
        (LINES + "0,1,nan\n", r"labels\[5\] is nan, expected whole numbers"),
        (LINES + "0,1,.5\n", r"labels\[5\] is 0.5, expected whole numbers"),
        (LINES + "0,1,-2\n", r"labels\[5\] is -2.0, expected whole numbers"),
        (LINES + "0,16,1\n", r"reach from 0 to 16, .*: x / 16\."),
        ("0,1,0\n1,1,1\n", "holds 2 samples, expected at least 5"),
        (b"\xff\xfe0\x00,\x001\x00", "is not UTF-8 text"),
        (LINES.encode() + b"\xff", "is not UTF-8 text"),
        # Python 3.10 reads no NUL, later ones do.
        (b"PK\x03\x04\x00\x00,1\n", r"is no table \(line contains NUL\)|line 1, column 1: got .* among numbers"),
        (LINES.encode() + b"\0,1,1\n", r"is no table \(line contains NUL\)|line 6, column 1: got"),
        (LINES + "1_0,1,1\n", "line 6, column 1: got .1_0., expected a number"),
    ],
)
def test_faults_are_named(tmp_path: Path, text: Any, sentence: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(NeuroError, match=sentence) as caught:
        load_data(path)
    assert str(caught.value).startswith(f"{path}: ")


def test_a_folder_called_csv_and_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(NeuroError, match=r"own\.csv: there is no such file"):
        load_data(tmp_path / "own.csv")
    (tmp_path / "own.csv").mkdir()
    with pytest.raises(NeuroError, match=r"own\.csv: holds no 'inputs'"):
        load_data(tmp_path / "own.csv")


@given(
    st.integers(5, 20).flatmap(
        lambda count: st.tuples(
            arrays(np.float64, (count, 3), elements=st.floats(0, 1)),
            arrays(np.int64, count, elements=st.integers(0, 9)),
        )
    ),
    st.integers(0, 3),
    st.booleans(),
)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_tables_come_back_to_the_last_bit(tmp_path: Path, pair: tuple[Any, Any], column: int, header: bool) -> None:
    inputs, labels = pair
    labels[0] = 9
    names, at = [f"x{n}" for n in range(3)], column if header else 3
    lines = [[repr(float(x)) for x in row] for row in inputs]
    for line, label in zip(lines, labels, strict=True):
        line.insert(at, str(label))
    names.insert(at, "label")
    path = write(tmp_path, "\n".join(",".join(line) for line in ([names] if header else []) + lines))
    data = load_data(path)
    assert data.train.inputs.dtype == np.float64
    assert rows(data) == as_rows(inputs, labels)


@given(st.binary(max_size=40))
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_bytes_break_it(tmp_path: Path, body: bytes) -> None:
    path = write(tmp_path, body)
    with pytest.raises(NeuroError) as caught:
        load_data(path)
    assert str(caught.value).startswith(f"{path}: ")
