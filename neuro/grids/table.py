"""A table of rows as a file: CSV, or Parquet where its library is installed."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ..errors import NeuroError
from ..files import write_text, write_whole

_ENDINGS = (".csv", ".parquet")


def check_table(path: str | Path) -> None:
    """Refuse a name that no table can be written to.

    Parameters
    ----------
    path
        The file to write.

    Raises
    ------
    NeuroError
        When it ends neither in .csv nor .parquet, or the library for Parquet is missing.
    """
    if Path(path).suffix not in _ENDINGS:
        raise NeuroError(f"{path}: expected the name of a table, ending in .csv or .parquet.")
    if Path(path).suffix == ".parquet":
        _parquet(path)


def write_table(rows: Sequence[Mapping[str, Any]], path: str | Path) -> Path:
    """Write rows whole; the ending of `path` says in which form.

    Columns stand in the order in which they first appear. In CSV a missing value is empty, floats are written so that
    they read back equal.

    Parameters
    ----------
    rows
        Plain values by column.
    path
        The file to write.

    Raises
    ------
    NeuroError
        When the ending is neither .csv nor .parquet, the library for Parquet is missing, a column mixes kinds that
        Parquet can't hold together, or the file can't be written.
    """
    check_table(path)
    columns = list(dict.fromkeys(name for row in rows for name in row))
    if Path(path).suffix == ".csv":
        text = io.StringIO()
        writer = csv.DictWriter(text, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        return write_text(path, text.getvalue())
    arrow, parquet = _parquet(path)
    try:
        table = arrow.table({name: arrow.array([row.get(name) for row in rows]) for name in columns})
    except (arrow.ArrowInvalid, arrow.ArrowTypeError) as problem:
        raise NeuroError(f"{path}: a column mixes kinds that Parquet keeps apart ({problem}); write CSV.") from problem
    return write_whole(path, lambda stream: parquet.write_table(table, stream))


def _parquet(path: str | Path) -> tuple[Any, Any]:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as problem:
        raise NeuroError(
            f"{path}: Parquet needs pyarrow, which is missing here; pip install 'neuro-engines[parquet]', or write CSV."
        ) from problem
    return pyarrow, pyarrow.parquet
