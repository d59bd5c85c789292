"""A sweep as a TOML file: which model, which command, over what."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..description import Description, load_model, shipped_models
from ..errors import FieldError, NeuroError
from ..tables import as_table, check_keys, read_toml, text
from .axes import Axis, axis_of, check_number, grid
from .points import Point
from .registry import check_command, check_options
from .settings import apply_settings

FORMAT = 1


def read_sweep(path: str | Path) -> list[Point]:
    """The points of a sweep file; the last setting runs fastest, and the seeds are the last.

    The keys are ``format`` (1), ``model`` (a name, or a file relative to this one), ``command``, and, if wanted,
    ``seeds`` (a list, or a number n: the model's seed and the n - 1 that follow), ``[options]`` of the command and
    ``[over]``, setting = list or "start:stop:points".

    Raises
    ------
    NeuroError
        When the file can't be read or says something else, a setting doesn't fit the model, an option isn't one of the
        command, or no point can be worked on.
    """
    path = Path(path)
    table = read_toml(path, "a sweep file")
    try:
        return _points(table, path)
    except NeuroError as problem:
        raise NeuroError(f"{path}: {problem}") from problem


def _points(table: dict[str, Any], path: Path) -> list[Point]:
    check_keys(table, "", ("format", "model", "command"), ("seeds", "options", "over"))
    if table["format"] != FORMAT:
        raise FieldError("format", f"got {table['format']!r}, expected {FORMAT}, the format this version reads.")
    command, model = text(table["command"], "command"), text(table["model"], "model")
    options, over = as_table(table.get("options", {}), "options"), as_table(table.get("over", {}), "over")
    check_command(command)
    description = _model(model, path)
    axes = [axis_of(key, values) for key, values in _flat(over)]
    if "seeds" in table:
        axes.append(Axis("seed", _seeds(table["seeds"], description.seed)))
    points = [Point(command, apply_settings(description, settings), settings, options) for settings in grid(axes)]
    check_options(command, options, [point.description for point in points])
    return points


def _model(name: str, path: Path) -> Description:
    is_file = name.endswith(".toml") or "/" in name
    if (path.parent / name).is_dir() and (is_file or name not in shipped_models()):
        raise NeuroError(
            f"model: '{name}' is a folder; expected a model name or TOML file, from which each seed draws a network."
        )
    return load_model(str(path.parent / name) if is_file else name)


def _flat(table: dict[str, Any], prefix: str = "") -> list[tuple[str, Any]]:
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
    raise NeuroError(f"seeds: got {seeds!r}, expected a list of whole numbers, or how many there shall be.")
