"""The folder of a grid's results: one file a point, written whole and once, under the point's address."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, final

from ..errors import NeuroError
from ..files import write_text
from .points import Point, PointResult

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
