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

# What the key of an option begins with where a grid goes over it.
_OPTION = "options."


@final
@dataclass(frozen=True)
class LargeGrid(AbstractDeclared):
    """What a larger size of the same grid has instead; whatever is left out stays as it is."""

    seeds: Any = value(
        None,
        help="in place of those above",
        accepted="a list of whole numbers, or how many to take",
    )
    options: Mapping[str, Any] = value(factory=dict, help="options that take other values; the others stay")
    over: Mapping[str, Any] = value(
        factory=dict,
        help="settings that take other values, and further ones; the others stay",
        accepted='a table of setting = list, or "start:stop:points"',
    )


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
        help="settings to go over, the last one fastest; options.NAME goes over an option of the command",
        accepted='a table of setting = list, or "start:stop:points"',
    )
    large: LargeGrid | None = value(None, help="a larger size, taken by --large")


def read_grid(path: str | Path, trust: bool = False, large: bool = False) -> list[Point]:
    """The points of a grid file; the last setting runs fastest, and the seeds are the last.

    An option that the grid goes over stands in the settings of each point under its own name.

    Parameters
    ----------
    path
        A TOML file with the keys ``format`` (1) and those of :class:`GridFile`.
    trust
        Whether a command may be a function of one's own, ``module:function``: its module is imported, and so run.
    large
        Whether the values of the file's table [large] replace those above it, key by key.

    Raises
    ------
    NeuroError
        When the file can't be read or says something else, a setting doesn't fit the model, an option isn't one of the
        command, no point can be worked on, the command is a function and the file is not trusted, or the file has no
        [large] and is asked for it.
    """
    path = Path(path)
    return read_toml(path, "a grid file", FORMAT, lambda table: _points(fill(GridFile, table), path, trust, large))


def _points(file: GridFile, path: Path, trust: bool, large: bool) -> list[Point]:
    if ":" in file.command and not trust:
        raise NeuroError(
            f"command: '{file.command}' runs code that is no part of this product; if you know it, ask for it by "
            "--trust."
        )
    check_command(file.command)
    description = _model(file.model, path)
    if file.large is not None and not large:
        # What a cluster is to run is looked at on the laptop; its points are too many to be made.
        _check_large(file, description)
    seeds, options, over = _sized(file, large)
    axes = [axis_of(key, values) for key, values in over.items()]
    if seeds is not None:
        axes.append(Axis("seed", _seeds(seeds, description.seed)))
    _check_axes(axes, options)
    points = [_point(file.command, description, settings, options) for settings in grid(axes)]
    by_options: dict[str, list[Point]] = {}
    for point in points:
        by_options.setdefault(repr(point.options), []).append(point)
    for alike in by_options.values():
        check_options(file.command, alike[0].options, [point.description for point in alike])
    return points


def _sized(file: GridFile, large: bool) -> tuple[Any, dict[str, Any], dict[str, Any]]:
    """Seeds, options, and settings with their values: those of the file, or of its larger size."""
    options, over = dict(file.options), _axes(file.over)
    if not large:
        return file.seeds, options, over
    if file.large is None:
        raise NeuroError("has no [large], which --large asks for; leave it out, or write that table.")
    larger, replaced = dict(file.large.options), _axes(file.large.over)
    if file.large.seeds is None and not larger and not replaced:
        raise NeuroError("[large]: is empty; expected seeds, options or over.")
    # An option that one of the sizes goes over, and the other doesn't, stands where the larger one has it.
    options = {name: given for name, given in options.items() if f"{_OPTION}{name}" not in replaced}
    fixed = {f"{_OPTION}{name}" for name in larger}
    over = {key: values for key, values in over.items() if key not in fixed}
    seeds = file.seeds if file.large.seeds is None else file.large.seeds
    return seeds, {**options, **larger}, over | replaced


def _check_large(file: GridFile, description: Description) -> None:
    """Refuse a larger size whose seeds, settings or options can't be meant."""
    seeds, options, over = _sized(file, large=True)
    axes = [axis_of(key, values) for key, values in over.items()]
    if seeds is not None:
        _seeds(seeds, description.seed)
    _check_axes(axes, options)
    ends = [
        _point(file.command, description, {axis.key: axis.values[place] for axis in axes}, options) for place in (0, -1)
    ]
    for end in ends:
        check_options(file.command, end.options, [each.description for each in ends])


def _check_axes(axes: list[Axis], options: Mapping[str, Any]) -> None:
    """Refuse an option that is both given and gone over, has no name, or has the name of a setting."""
    keys = [axis.key for axis in axes]
    for axis in axes:
        if not axis.key.startswith(_OPTION):
            continue
        name = axis.key.removeprefix(_OPTION)
        if "auto" in axis.values:
            raise NeuroError(f"axis '{axis.key}': got 'auto', which is one of the others; go over those.")
        if not name:
            raise NeuroError(f"axis '{_OPTION}': has no name; expected that of an option, as in options.update.")
        if name in options:
            raise NeuroError(f"option '{name}': stands in [options] and in [over]; expected it in one of them.")
        if name in keys:
            raise NeuroError(f"axis '{_OPTION}{name}': '{name}' is a setting too; expected a column for one of them.")


def _point(command: str, description: Description, settings: Mapping[str, Any], options: Mapping[str, Any]) -> Point:
    """A point whose settings are split into those of the network and options of the command."""
    chosen = {key.removeprefix(_OPTION): value for key, value in settings.items() if key.startswith(_OPTION)}
    network = {key: value for key, value in settings.items() if not key.startswith(_OPTION)}
    columns = {key.removeprefix(_OPTION): value for key, value in settings.items()}
    return Point(command, apply_settings(description, network), columns, {**options, **chosen})


def _model(name: str, path: Path) -> Description:
    is_file = name.endswith(".toml") or "/" in name
    if os.path.isdir(path.parent / name) and (is_file or name not in shipped_models()):
        raise NeuroError(
            f"model: '{name}' is a folder; expected a model name or TOML file, from which each seed draws a network."
        )
    return load_model(str(path.parent / name) if is_file else name)


def _axes(table: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """TOML reads a bare ``phases.free = [...]`` as a table in a table; as a setting it is one path."""
    found: dict[str, Any] = {}
    for key, values in table.items():
        path = f"{prefix}{key}"
        if values == {}:
            raise NeuroError(f"axis '{path}': is empty; expected its values, or none of it.")
        inside = _axes(values, f"{path}.") if isinstance(values, dict) else {path: values}
        for one in found.keys() & inside.keys():
            raise NeuroError(f"axis '{one}': is given twice; expected all its values in one.")
        found |= inside
    return found


def _seeds(seeds: Any, first: int) -> tuple[int, ...]:
    if type(seeds) is int and seeds >= 1:
        check_number(seeds)
        return tuple(range(first, first + seeds))
    if isinstance(seeds, list) and seeds and all(type(seed) is int for seed in seeds):
        return tuple(seeds)
    raise NeuroError(f"seeds: got {shown(seeds)}, expected a list of whole numbers, or how many to take.")
