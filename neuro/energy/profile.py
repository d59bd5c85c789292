"""A chip's energies per event, read from a data file that cites its source."""

from __future__ import annotations

import sys
from dataclasses import dataclass, fields
from importlib.resources import files
from pathlib import Path
from typing import Any, final

from ..description.fields import check_fields, quantity
from ..errors import FieldError, NeuroError, nearest

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

DEFAULT = "loihi1-2018"


@final
@dataclass(frozen=True)
class EnergyPerEvent:
    """Picojoules per event."""

    synop: float = quantity(low=0.0)
    neuron_update_active: float = quantity(low=0.0)
    neuron_update_inactive: float = quantity(low=0.0)
    packet_within_tile: float = quantity(low=0.0)

    def __post_init__(self) -> None:
        check_fields(self)


@final
@dataclass(frozen=True)
class Profile:
    """Where a chip's energies come from, under which conditions they hold, and what they are (in pJ)."""

    name: str
    chip: str
    basis: str
    citation: str
    conditions: str
    energy_pJ: EnergyPerEvent  # noqa: N815  the unit is part of the key

    def __post_init__(self) -> None:
        check_fields(self)


def profile_names() -> list[str]:
    """Every shipped profile."""
    return sorted(
        entry.name[:-5] for entry in files(f"{__package__}.profiles").iterdir() if entry.name.endswith(".toml")
    )


def load_profile(name: str = DEFAULT) -> Profile:
    """A shipped profile by name, or a file by path (ending in .toml).

    Raises
    ------
    NeuroError
        When there is none, or an entry is missing, negative or unknown.
    """
    if name.endswith(".toml"):
        source = Path(name)
    elif name in profile_names():
        source = Path(str(files(f"{__package__}.profiles") / f"{name}.toml"))
    else:
        raise NeuroError(f"there is no energy profile '{name}'; {nearest(name, profile_names())}")
    try:
        table = tomllib.loads(source.read_text(encoding="utf-8"))
    except OSError as problem:
        raise NeuroError(f"{source}: can't be read ({problem.strerror}); expected an energy profile.") from problem
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise NeuroError(f"{source}: is not valid TOML: {problem}.") from problem
    table.pop("format", None)
    try:
        energies = _exactly(EnergyPerEvent, table.pop("energy_pJ", {}), "energy_pJ.")
        return Profile(**_exactly(Profile, {**table, "energy_pJ": EnergyPerEvent(**energies)}, ""))
    except FieldError as problem:
        raise NeuroError(f"{source}: {problem}") from problem


def _exactly(cls: type, table: dict[str, Any], prefix: str) -> dict[str, Any]:
    known = [field.name for field in fields(cls)]
    for key in table:
        if key not in known:
            raise FieldError(f"{prefix}{key}", f"is not a known key; {nearest(key, known)}")
    for key in known:
        if key not in table:
            raise FieldError(f"{prefix}{key}", "is missing; expected it here.")
    return table
