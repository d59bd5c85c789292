"""Points of a grid, their results, and the folder that keeps them: one file a point, under its address."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, final

from ..description import Description, as_table
from ..errors import NeuroError
from ..files import write_text

FORMAT = 1


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
    """

    point: Point
    rows: tuple[dict[str, Any], ...] = ()
    error: str | None = None


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


POINTS = "points"
_LOCK = ".lock"


@final
class Store:
    """Results kept in a folder, or, without one, in memory alone."""

    def __init__(self, folder: str | Path | None) -> None:
        self.folder = None if folder is None else Path(folder)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep other grids out of the folder; the lock ends with the process, however that ends.

        Raises
        ------
        NeuroError
            When another grid is worked on in the folder, or it can't be written.
        """
        if self.folder is None:
            yield
            return
        try:
            (self.folder / POINTS).mkdir(parents=True, exist_ok=True)
            lock = os.open(self.folder / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
        except OSError as problem:
            raise NeuroError(
                f"{self.folder}: can't be written ({problem.strerror}); expected a folder for the results."
            ) from problem
        try:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as problem:
                raise NeuroError(
                    f"{self.folder}: another grid is at work there; wait for its end or choose another folder."
                ) from problem
            yield
        finally:
            os.close(lock)

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
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
            if json.loads(point.content) != {key: content[key] for key in json.loads(point.content)}:
                raise ValueError("it holds another point")
            if (error := content.get("error")) is not None:
                return PointResult(point, error=str(error))
            return PointResult(point, tuple(dict(row) for row in content["rows"]))
        except FileNotFoundError:
            return None
        except OSError as problem:
            raise NeuroError(f"{path}: can't be read ({problem.strerror or problem}).") from problem
        except (ValueError, KeyError, TypeError) as problem:
            raise NeuroError(
                f"{path}: is no result of its point ({problem}); delete it to have it done anew."
            ) from problem

    def keep(self, point: Point, answer: dict[str, Any]) -> PointResult:
        """Write what :func:`perform` answered; the folder's lock is held."""
        result = PointResult(point, tuple(answer.get("rows", ())), answer.get("error"))
        if self.folder is not None:
            content = {**json.loads(point.content), **answer}
            write_text(_path(self.folder, point), json.dumps(content, indent=1) + "\n")
        return result


def _path(folder: Path, point: Point) -> Path:
    return folder / POINTS / f"{point.address}.json"
