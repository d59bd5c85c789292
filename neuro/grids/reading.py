"""A grid as a TOML file: which model, which command, over what."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, final

from ..description import Description, load_model, shipped_models
from ..errors import NeuroError, shown
from ..fields import AbstractDeclared, text, value
from ..reading import fill, read_toml
from .axes import Axis, axis_of, check_number, grid
from .commands import check_command, check_options
from .points import Point
from .settings import apply_settings

FORMAT = 1


@final
@dataclass(frozen=True)
class GridFile(AbstractDeclared):
    """What stands in a file."""

    model: str = text(help="model name, or a TOML file, relative to this one")
    command: str = text(help="what is done at each point: a command, or module:function with --trust")
    seeds: Any = value(
        None,
        help="those of each setting; a number n stands for the model's seed and the n - 1 that follow",
        accepted="a list of whole numbers, or how many to take",
    )
    options: Mapping[str, Any] = value(factory=dict, help="options of the command")
    over: Mapping[str, Any] = value(
        factory=dict,
        help="settings to go over, the last one fastest",
        accepted='a table of setting = list, or "start:stop:points"',
    )


def read_grid(path: str | Path, trust: bool = False) -> list[Point]:
    """The points of a grid file; the last setting runs fastest, and the seeds are the last.

    Parameters
    ----------
    path
        A TOML file with the keys ``format`` (1) and those of :class:`GridFile`.
    trust
        Whether a command may be a function of one's own, ``module:function``: its module is imported, and so run.

    Raises
    ------
    NeuroError
        When the file can't be read or says something else, a setting doesn't fit the model, an option isn't one of the
        command, no point can be worked on, or the command is a function and the file is not trusted.
    """
    path = Path(path)
    return read_toml(path, "a grid file", FORMAT, lambda table: _points(fill(GridFile, table), path, trust))


def _points(file: GridFile, path: Path, trust: bool) -> list[Point]:
    if ":" in file.command and not trust:
        raise NeuroError(
            f"command: '{file.command}' runs code that is no part of this product; if you know it, ask for it by "
            "--trust."
        )
    check_command(file.command)
    description, options = _model(file.model, path), dict(file.options)
    axes = [axis_of(key, values) for key, values in _flat(file.over)]
    if file.seeds is not None:
        axes.append(Axis("seed", _seeds(file.seeds, description.seed)))
    points = [Point(file.command, apply_settings(description, settings), settings, options) for settings in grid(axes)]
    check_options(file.command, options, [point.description for point in points])
    return points


def _model(name: str, path: Path) -> Description:
    is_file = name.endswith(".toml") or "/" in name
    if os.path.isdir(path.parent / name) and (is_file or name not in shipped_models()):
        raise NeuroError(
            f"model: '{name}' is a folder; expected a model name or TOML file, from which each seed draws a network."
        )
    return load_model(str(path.parent / name) if is_file else name)


def _flat(table: Mapping[str, Any], prefix: str = "") -> list[tuple[str, Any]]:
    """TOML reads a bare ``phases.free = [...]`` as a table in a table; as a setting it is one path."""
    found = []
    for key, values in table.items():
        if isinstance(values, dict):
            found += _flat(values, f"{prefix}{key}.")
        else:
            found.append((f"{prefix}{key}", values))
    return found


def _seeds(seeds: Any, first: int) -> tuple[int, ...]:
    if type(seeds) is int and seeds >= 1:
        check_number(seeds)
        return tuple(range(first, first + seeds))
    if isinstance(seeds, list) and seeds and all(type(seed) is int for seed in seeds):
        return tuple(seeds)
    raise NeuroError(f"seeds: got {shown(seeds)}, expected a list of whole numbers, or how many to take.")
