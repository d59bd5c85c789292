"""A chip's energies and times per event, as published. What isn't published is absent: unknown, never zero."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import Any, final

from ..errors import FieldError, NeuroError, nearest
from ..fields import AbstractDeclared, citation, entries, text, value
from ..reading import fill, read_texts, read_toml
from .barrier import Barrier
from .quantities import ENERGIES, TIMES, Entry, Observation

DEFAULT = "loihi1-2018"
_FORMAT = 2


@final
@dataclass(frozen=True)
class Profile(AbstractDeclared):
    """What is known of one chip from one source.

    Raises
    ------
    FieldError
        When a text is missing, or an entry has another unit than its kind.
    """

    name: str = text(help="the profile")
    chip: str = text(help="the chip it speaks of")
    family: str = text(help="within which profiles may be held against each other")
    conditions: str = text(help="what holds for all entries that state no conditions of their own")
    missing: tuple[str, ...] = value(help="what the source leaves open, in words")
    citation: str = citation("the main source; each entry has its own")
    energies: Mapping[str, Entry] = entries(ENERGIES, key="energy", help="by quantity, see :data:`ENERGIES` (pJ)")
    times: Mapping[str, Entry] = entries(TIMES, key="time", help="by quantity, see :data:`TIMES` (ns)")
    barrier: Barrier | None = value(None, help="time between two steps (ns); None when unknown")
    static_power: Entry | None = value(
        None, help="drawn when nothing happens (mW), never part of a dynamic energy; None when unknown"
    )
    observations: tuple[Observation, ...] = value((), help="measurements of whole chips, for reading only")

    def __post_init__(self) -> None:
        super().__post_init__()
        held = self._held
        object.__setattr__(self, "energies", {q: held(e, f"energy.{q}", "pJ") for q, e in self.energies.items()})
        object.__setattr__(self, "times", {q: held(e, f"time.{q}", "ns") for q, e in self.times.items()})
        object.__setattr__(self, "barrier", self.barrier and held(self.barrier, "barrier", "ns"))
        object.__setattr__(self, "static_power", self.static_power and held(self.static_power, "static_power", "mW"))

    def _held(self, entry: Any, where: str, unit: str) -> Any:
        """The entry with its conditions, its unit checked."""
        if entry.unit != unit:
            raise FieldError(f"{where}.unit", f"got {entry.unit!r}, expected '{unit}'.")
        return replace(entry, conditions=self.conditions) if entry.conditions is None else entry

    @property
    def basis(self) -> str:
        """What a figure computed from this profile is, however good its entries."""
        return "modelled"

    def energy_J(self, quantity: str) -> float | None:  # noqa: N802  the unit is part of the name
        """Joules of one such event, a key of :data:`ENERGIES`; None when unknown."""
        if quantity not in ENERGIES:
            raise FieldError("quantity", f"got {quantity!r}; {nearest(quantity, ENERGIES)}")
        entry = self.energies.get(quantity)
        return None if entry is None else entry.value * 1e-12

    def time_s(self, quantity: str) -> float | None:
        """Seconds of one such event, a key of :data:`TIMES`; None when unknown."""
        entry = self.times.get(quantity)
        return None if entry is None else entry.value * 1e-9


def profile_names() -> list[str]:
    """Every shipped profile."""
    return sorted(
        entry.name[:-5] for entry in files(f"{__package__}.profiles").iterdir() if entry.name.endswith(".toml")
    )


def load_profile(name: str = DEFAULT) -> Profile:
    """A shipped profile by name, or a file by path.

    Parameters
    ----------
    name
        One of :func:`profile_names`, or a path ending in .toml.

    Raises
    ------
    NeuroError
        When there is none, or a key is missing or unknown, a value negative, a unit another, a source not declared.
    """
    if name.endswith(".toml"):
        path = Path(name)
    elif name in profile_names():
        path = Path(str(files(f"{__package__}.profiles") / f"{name}.toml"))
    else:
        raise NeuroError(f"there is no energy profile '{name}'; {nearest(name, profile_names())}")
    return read_toml(path, "an energy profile", _FORMAT, _profile)


def _profile(table: dict[str, Any]) -> Profile:
    return fill(Profile, table, read_texts(table, "sources"))
