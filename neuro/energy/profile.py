"""A chip's energies and times per event, as published. What isn't published is absent: unknown, never zero."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import final

from ..errors import FieldError, NeuroError, nearest
from .barrier import Barrier
from .quantities import ENERGIES, Entry, Observation

DEFAULT = "loihi1-2018"


@final
@dataclass(frozen=True)
class Profile:
    """What is known of one chip from one source.

    Parameters
    ----------
    name, chip, family
        The profile, the chip it speaks of, and the family within which profiles may be held against each other.
    citation
        The main source; each entry has its own.
    conditions
        What holds for the profile as a whole.
    energies, times
        Entries by quantity, see :data:`ENERGIES` (pJ) and :data:`TIMES` (ns).
    barrier
        Time between two steps; None when unknown.
    static_power
        What the chip draws when nothing happens (mW); None when unknown. Never part of a dynamic energy.
    missing
        What the source leaves open, in words.
    observations
        Measurements of whole chips, for reading only.
    """

    name: str
    chip: str
    family: str
    citation: str
    conditions: str
    energies: Mapping[str, Entry]
    times: Mapping[str, Entry]
    barrier: Barrier | None
    static_power: Entry | None
    missing: tuple[str, ...]
    observations: tuple[Observation, ...]

    @property
    def basis(self) -> str:
        """What a figure computed from this profile is, however good its entries."""
        return "modelled"

    def energy_J(self, quantity: str) -> float | None:  # noqa: N802  the unit is part of the name
        """Joules of one such event; None when unknown."""
        if quantity not in ENERGIES:
            raise FieldError("quantity", f"got {quantity!r}; {nearest(quantity, ENERGIES)}")
        entry = self.energies.get(quantity)
        return None if entry is None else entry.value * 1e-12

    def time_s(self, quantity: str) -> float | None:
        """Seconds of one such event; None when unknown."""
        entry = self.times.get(quantity)
        return None if entry is None else entry.value * 1e-9


def profile_names() -> list[str]:
    """Every shipped profile."""
    return sorted(
        entry.name[:-5] for entry in files(f"{__package__}.profiles").iterdir() if entry.name.endswith(".toml")
    )


def profile_file(name: str) -> Path:
    """Where a shipped profile, or one named by a path ending in .toml, stands.

    Raises
    ------
    NeuroError
        When there is none of that name.
    """
    if name.endswith(".toml"):
        return Path(name)
    if name in profile_names():
        return Path(str(files(f"{__package__}.profiles") / f"{name}.toml"))
    raise NeuroError(f"there is no energy profile '{name}'; {nearest(name, profile_names())}")
