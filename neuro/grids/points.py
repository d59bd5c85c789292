"""Points of a grid, their results, and the folder that keeps them: one file a point, under its address."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, final

from ..description import Description, as_table
from ..errors import NeuroError
from ..files import read_sealed, write_sealed, write_whole
from ..machine.locks import locked

FORMAT = 2


@final
@dataclass(frozen=True)
class Point:
    """One command on one network.

    Parameters
    ----------
    command
        One of :data:`neuro.grids.COMMANDS`.
    description
        The network, settings put in.
    settings
        Which settings those were: the first columns of the table. The result doesn't depend on them.
    options
        Of the command; plain values, lists and dictionaries with texts as keys.
    """

    command: str
    description: Description
    settings: dict[str, Any] = field(default_factory=dict)
    options: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def content(self) -> str:
        """All that the result depends on, as canonical JSON: equal contents, equal texts.

        Raises
        ------
        NeuroError
            When an option can't be written as JSON.
        """
        content = {
            "format": FORMAT,
            "command": self.command,
            "description": as_table(self.description),
            "options": self.options,
        }
        try:
            return json.dumps(content, sort_keys=True, separators=(",", ":"), allow_nan=False)
        except (TypeError, ValueError) as problem:
            raise NeuroError(f"options of '{self.command}': can't be written as JSON ({problem}).") from problem

    @cached_property
    def address(self) -> str:
        """SHA-256 of the content, 64 hexadecimal digits."""
        return hashlib.sha256(self.content.encode()).hexdigest()


@final
@dataclass(frozen=True)
class PointResult:
    """What a point came to: rows, or the sentence that says why there are none.

    Parameters
    ----------
    point
        What was to be done.
    rows
        Of the table, by column.
    error
        Why there are none; None when there are.
    found
        Whether it is from an earlier run.
    """

    point: Point
    rows: tuple[dict[str, Any], ...] = ()
    error: str | None = None
    found: bool = field(default=False, compare=False)


def tidy_rows(results: Iterable[PointResult]) -> list[dict[str, Any]]:
    """The rows of all points in one table: settings first, then what the command gave, None where a column is missing.

    Points that failed have no rows. A column with the name of a setting has to agree with it or be None.

    Parameters
    ----------
    results
        As :func:`~neuro.grids.run_points` gives them.

    Raises
    ------
    NeuroError
        When a command gave a column the name of a setting, and another value.
    """
    rows = []
    for result in results:
        for row in result.rows:
            settings = result.point.settings
            for name in row.keys() & settings.keys():
                if row[name] is not None and row[name] != settings[name]:
                    raise NeuroError(
                        f"column '{name}': is {settings[name]!r} as a setting and {row[name]!r} as a result of "
                        f"'{result.point.command}'; expected one of them to have another name."
                    )
            # Settings stand first, and fill a column of their name that the command left empty.
            rows.append({**settings, **row, **settings})
    columns = list(dict.fromkeys(name for row in rows for name in row))
    return [{name: row.get(name) for name in columns} for row in rows]


POINTS, KEPT = "points", ".npz"


@final
class Store:
    """Results kept in a folder, or, without one, in memory alone."""

    def __init__(self, folder: str | Path | None) -> None:
        self.folder = None if folder is None else Path(folder)

    def locked(self) -> AbstractContextManager[None]:
        """Keep other grids out of the points of the folder; see :func:`neuro.machine.locks.locked`."""
        return locked(None if self.folder is None else self.folder / POINTS)

    def find(self, point: Point) -> PointResult | None:
        """What is known of a point.

        Raises
        ------
        NeuroError
            When its file is damaged or belongs to another point.
        """
        if self.folder is None:
            return None
        path = _path(self.folder, point)
        if not os.path.lexists(path):
            return None
        remedy = "delete it to have it done anew"
        content, asked = read_sealed(path, "a result of its point", remedy), json.loads(point.content)
        if asked != {key: content.get(key) for key in asked}:
            raise NeuroError(f"{path}: is no result of its point, it holds another point; {remedy}.")
        rows = content.get("rows")
        is_table = isinstance(rows, list) and all(isinstance(row, dict) for row in rows)
        if not (isinstance(content["error"], str) if "error" in content else is_table):
            raise NeuroError(f"{path}: holds neither rows nor the reason why there are none; {remedy}.")
        if "rows" in content and point.options.get("keep") is True and not path.with_suffix(KEPT).exists():
            # The network was taken away: it has to be learned again.
            return None
        return _result(point, content, found=True)

    def keep(self, point: Point, answer: dict[str, Any]) -> PointResult:
        """Write what :func:`perform` answered, first the network if there is one; the folder's lock is held."""
        network = answer.pop("network", None)
        if self.folder is not None:
            if network is not None:
                path = _path(self.folder, point).with_suffix(KEPT)
                write_whole(path, lambda stream: stream.write(network))
            write_sealed(_path(self.folder, point), {**json.loads(point.content), **answer})
        return _result(point, answer)


def _result(point: Point, answer: Mapping[str, Any], *, found: bool = False) -> PointResult:
    return PointResult(point, tuple(answer.get("rows", ())), answer.get("error"), found)


def _path(folder: Path, point: Point) -> Path:
    return folder / POINTS / f"{point.address}.json"
