"""Chips and boards, read from data files that cite their sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields, replace
from importlib.resources import files
from pathlib import Path
from typing import Any, final

from ..errors import FieldError, NeuroError, nearest
from ..fields import AbstractDeclared, citation, entries, field_types, quantity, text, value
from ..reading import fill, read_texts, read_toml
from .limits import Chip

DEFAULT_CHIP = "loihi1"
_FORMAT = 1
# Nearly 32 bits: such bits for each of a network's couplings still make a number of 64.
_LARGEST = 4_000_000_000
# What the file of a board may say of its chips.
_BOARD_LIMITS = ("chips", "cores")
# What a chip's file may say of a core or the mesh, by key.
LIMITS = {
    field.name: field for field in fields(Chip) if field_types(Chip)[field.name][0] is int and field.name != "chips"
}


def chip_names() -> list[str]:
    """Every chip that :func:`load_chip` knows by name."""
    return _names("chips")


def board_names() -> list[str]:
    """Every board that :func:`load_chip` knows by name."""
    return _names("boards")


def _names(folder: str) -> list[str]:
    found = files(f"{__package__}.{folder}").iterdir()
    return sorted(entry.name[:-5] for entry in found if entry.name.endswith(".toml"))


def load_chip(name: str | Path = DEFAULT_CHIP) -> Chip:
    """A chip or a board by `name`, or in a file of one's own by its path ending in .toml.

    Parameters
    ----------
    name
        One of :func:`chip_names`; or of :func:`board_names`, for all its chips; or a path.

    Raises
    ------
    NeuroError
        When there is none, or a limit is missing, unknown or not a whole number from 1 to 4e9.

    Examples
    --------
    >>> from neuro.placement import load_chip
    >>> chip = load_chip("loihi1")
    >>> chip.title, chip.cores, chip.neurons
    ('Loihi 1', 128, 1024)
    >>> board = load_chip("kapoho-bay")
    >>> board.title, board.chips, board.all_cores
    ('Kapoho Bay', 2, 256)
    """
    name = str(name)
    if name.endswith(".toml"):
        path = Path(name)
    elif name in chip_names():
        path = Path(str(files(f"{__package__}.chips") / f"{name}.toml"))
    elif name in board_names():
        path = Path(str(files(f"{__package__}.boards") / f"{name}.toml"))
    else:
        raise NeuroError(f"there is no chip or board '{name}'; {nearest(name, [*chip_names(), *board_names()])}")
    return read_toml(path, "a chip's limits or a board", _FORMAT, _either)


@final
@dataclass(frozen=True)
class Limit(AbstractDeclared):
    """One published limit."""

    value: int = quantity(low=1, high=_LARGEST, help="the largest number that is allowed")
    citation: str = citation()


@final
@dataclass(frozen=True)
class ChipFile(AbstractDeclared):
    """What stands in the file of a chip."""

    name: str = text(help="what it is called")
    family: str = text(help="chip family of the energy profiles that price it")
    title: str = text(help="what to print")
    notes: tuple[str, ...] = value(help="what to know of its numbers")
    limits: Mapping[str, Limit] = entries(
        LIMITS, [name for name, f in LIMITS.items() if f.default is MISSING], help="by name, as below"
    )


@final
@dataclass(frozen=True)
class BoardBarrier(AbstractDeclared):
    """How long the chips of a board wait for each other after a step, where that is published.

    Raises
    ------
    FieldError
        When the points don't ascend, or a time is not above 0.
    """

    points: tuple[tuple[int, float], ...] = value(help="published pairs [chips, ns], chips ascending")
    citation: str = citation()

    def __post_init__(self) -> None:
        super().__post_init__()
        points: Any = self.points
        if not isinstance(points, (list, tuple)) or not points or not all(map(_is_point, points)):
            raise FieldError("points", "expected pairs [chips, ns] of a whole number and one with a decimal point.")
        chips = [pair[0] for pair in points]
        if sorted(set(chips)) != chips:
            raise FieldError("points", f"got chips {chips}, expected them to ascend.")
        object.__setattr__(self, "points", tuple((pair[0], pair[1]) for pair in points))


def _is_point(pair: Any) -> bool:
    pair = pair if isinstance(pair, (list, tuple)) else ()
    return [type(one) for one in pair] == [int, float] and all(0 < one < _LARGEST for one in pair)


@final
@dataclass(frozen=True)
class BoardFile(AbstractDeclared):
    """What stands in the file of a board."""

    name: str = text(help="what it is called")
    chip: str = text(help="what chips stand on it, by name")
    title: str = text(help="what to print")
    notes: tuple[str, ...] = value((), help="what to know of its numbers")
    limits: Mapping[str, Limit] = entries(
        _BOARD_LIMITS, ("chips",), help="chips, and cores of each chip where not all of them are in use"
    )
    barrier: BoardBarrier | None = value(None, help="time of the barrier over several chips, in ns")


def _either(table: dict[str, Any]) -> Chip:
    return _board(table) if "chip" in table else _chip(table)


def _numbers(limits: Mapping[str, Limit]) -> tuple[dict[str, Any], dict[str, str]]:
    """The numbers of limits, and their sources, by name."""
    return {name: one.value for name, one in limits.items()}, {name: one.citation for name, one in limits.items()}


def _chip(table: dict[str, Any]) -> Chip:
    found = fill(ChipFile, table, read_texts(table, "sources"))
    limits, citations = _numbers(found.limits)
    return Chip(found.name, found.family, found.title, found.notes, citations=citations, **limits)


def _board(table: dict[str, Any]) -> Chip:
    found = fill(BoardFile, table, read_texts(table, "sources"))
    if found.chip not in chip_names():
        raise FieldError("chip", f"there is no chip '{found.chip}'; {nearest(found.chip, chip_names())}")
    chip = load_chip(found.chip)
    limits, citations = _numbers(found.limits)
    if found.barrier is not None:
        citations["barrier"] = found.barrier.citation
    return replace(
        chip,
        name=found.name,
        title=found.title,
        notes=(*found.notes, *(f"each {chip.title}: {note}" for note in chip.notes)),
        citations={**chip.citations, **citations},
        barrier=() if found.barrier is None else found.barrier.points,
        **limits,
    )
