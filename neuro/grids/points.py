"""A point of a grid and its result; the point's address is a digest of all that its result depends on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, final

from ..description import Description, as_table
from ..errors import NeuroError

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
