"""Tables of numbers separated by commas, one sample a line."""

from __future__ import annotations

import csv
from itertools import chain, islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import NeuroError

_LABEL = "label"


def read_table(path: Path) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Inputs and labels of a .csv file.

    The class is the column named ``label`` or else the last one. A first line without any number, or with a column
    named ``label``, is a header.

    Raises
    ------
    NeuroError
        When the file can't be read, or a line is something else; names the line.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            first = _first_line(stream)
        if len(first) == 1:
            raise NeuroError(f"{path}: has one column, expected inputs and a class, separated by commas.")
        names = _header(path, first)
        with path.open(encoding="utf-8-sig") as stream:
            values = _numbers(stream, skip=0 if names is None else 1)
        if values is None:
            raise NeuroError(f"{path}: {_first_fault(path, len(first), names is not None)}")
    except OSError as problem:
        raise NeuroError(f"{path}: can't be read ({problem.strerror}); expected a .csv file.") from problem
    except UnicodeDecodeError as problem:
        raise NeuroError(f"{path}: is not UTF-8 text; expected numbers separated by commas, save it so.") from problem
    except csv.Error as problem:
        raise NeuroError(f"{path}: is no table ({problem}); expected numbers separated by commas.") from problem
    if not len(values):
        raise NeuroError(f"{path}: is empty, expected a sample a line, numbers separated by commas.")
    if names is not None and values.shape[1] != len(names):
        raise NeuroError(
            f"{path}: the header names {len(names)} columns, the lines hold {values.shape[1]}; give each column a name."
        )
    column = values.shape[1] - 1 if names is None or _LABEL not in names else names.index(_LABEL)
    return np.delete(values, column, axis=1), values[:, column].copy()


def _first_line(stream: Any) -> list[str]:
    return next((row for row in csv.reader(stream) if not _is_blank(row)), [])


def _is_blank(row: list[str]) -> bool:
    return not row or (len(row) == 1 and not row[0].strip())


def _header(path: Path, first: list[str]) -> list[str] | None:
    """Names of the columns in small letters; None when the first line is a sample."""
    names = [field.strip().lower() for field in first]
    if names.count(_LABEL) > 1:
        raise NeuroError(f"{path}: has {names.count(_LABEL)} columns named '{_LABEL}', expected one; rename one.")
    numbers = [_is_number(field) for field in first]
    if _LABEL in names or not any(numbers):
        return names if first else None
    if all(numbers):
        return None
    at = numbers.index(False)
    raise NeuroError(
        f"{path}: line 1, column {at + 1}: got '{first[at]}' among numbers; expected numbers alone, or a header with a "
        f"column named '{_LABEL}'."
    )


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _numbers(stream: Any, skip: int) -> NDArray[np.float64] | None:
    """All lines after the header; None when one of them is something else."""
    lines = islice((line for line in stream if line.strip()), skip, None)
    first = next(lines, None)
    if first is None:
        return np.empty((0, 0))
    try:
        return np.loadtxt(chain([first], lines), delimiter=",", comments=None, quotechar='"', ndmin=2)
    except UnicodeDecodeError:
        raise
    except ValueError:
        return None


def _first_fault(path: Path, width: int, header: bool) -> str:
    """Where the table breaks, and how."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.reader(stream)
        rows = (row for row in reader if not _is_blank(row))
        for row in islice(rows, int(header), None):
            if len(row) != width:
                return f"line {reader.line_num} has {len(row)} columns, expected {width} like line 1; mend that line."
            for column, field in enumerate(row):
                if not _is_number(field):
                    return (
                        f"line {reader.line_num}, column {column + 1}: got '{field}', expected a number; "
                        "mend that line, or number the classes."
                    )
    return "is no table of numbers separated by commas; write it again."
