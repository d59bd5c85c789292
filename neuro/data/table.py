"""Tables of numbers separated by commas, one sample a line."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..errors import NeuroError, shown
from ..files import open_plain
from ..machine.memory import check_memory
from ..numerals import number

_LABEL = "label"
# Characters of a line, and its columns.
_LONGEST, _MOST_COLUMNS = 1 << 24, 1_000_000
# Bytes that it takes to read one character.
_EACH = 8


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
        with _opened(path) as stream:
            check_memory(
                f"{path}: reading it", _EACH * os.fstat(stream.fileno()).st_size, "give fewer lines, or an .npz file"
            )
            first = _first_line(_lines(path, stream))
        if len(first) == 1:
            raise NeuroError(f"{path}: has one column, expected inputs and a class, separated by commas.")
        names = _header(path, first)
        with _opened(path) as stream:
            values = _numbers(_lines(path, stream), skip=0 if names is None else 1)
        if values is None:
            raise NeuroError(f"{path}: {_first_fault(path, len(first), names is not None)}")
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


def _opened(path: Path) -> io.TextIOWrapper:
    return io.TextIOWrapper(open_plain(path, "a .csv file"), encoding="utf-8-sig")


def _lines(path: Path, stream: io.TextIOWrapper) -> Iterator[str]:
    for place, line in enumerate(iter(lambda: stream.readline(_LONGEST), ""), 1):
        if len(line) == _LONGEST or line.count(",") >= _MOST_COLUMNS:
            raise NeuroError(f"{path}: line {place} is too long, expected at most {_MOST_COLUMNS:,} columns.")
        yield line


def _first_line(lines: Iterable[str]) -> list[str]:
    return next((row for row in csv.reader(lines) if not _is_blank(row)), [])


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
        f"{path}: line 1, column {at + 1}: got {shown(first[at])} among numbers; expected numbers alone, or a header "
        f"with a column named '{_LABEL}'."
    )


def _is_number(text: str) -> bool:
    try:
        number(text)
    except ValueError:
        return False
    return True


def _numbers(stream: Iterable[str], skip: int) -> NDArray[np.float64] | None:
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
    with _opened(path) as stream:
        reader = csv.reader(_lines(path, stream))
        rows = (row for row in reader if not _is_blank(row))
        for row in islice(rows, int(header), None):
            if len(row) != width:
                return f"line {reader.line_num} has {len(row)} columns, expected {width} like line 1; mend that line."
            for column, field in enumerate(row):
                if not _is_number(field):
                    return (
                        f"line {reader.line_num}, column {column + 1}: got {shown(field)}, expected a number; "
                        "mend that line, or number the classes."
                    )
    return "is no table of numbers separated by commas; write it again."
