"""A chip's energies and times per event, as published. What isn't published is absent: unknown, never zero."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any, final

import numpy as np

from ..errors import FieldError, NeuroError, nearest, shown
from ..fields import TOO_LARGE, AbstractDeclared, choice, citation, entries, quantity, text, value
from ..reading import fill, read_texts, read_toml

DEFAULT = "loihi1-2018"
_FORMAT = 2
# In picojoules; what one of them is.
ENERGIES: Mapping[str, str] = {
    "synop": "a message takes effect through one existing coupling",
    "neuron_update_active": "a unit is updated in a step in which a message arrived",
    "neuron_update_inactive": "a unit is updated in a step in which none arrived",
    "spike_out": "a unit sends, whatever the number of its receivers",
    "axon_out": "a message leaves for one destination core",
    "axon_in": "a message enters one destination core",
    "packet_within_tile": "a message is delivered within its tile",
    "hop_east_west": "a packet goes one tile further along a row",
    "hop_north_south": "a packet goes one tile further along a column",
    "packet_between_chips": "a message leaves its chip for a core of another",
    "weight_update": "one coupling is changed by the chip's learning engine",
    "mac_int8": "one product of 8-bit whole numbers is added to a sum",
    "ac_int8": "one 8-bit whole number is added to a sum",
    "mac_fp32": "one product of 32-bit floats is added to a sum",
    "ac_fp32": "one 32-bit float is added to a sum",
    "cache_access": "64 bits are read from a cache",
    "dram_access": "64 bits are read from main memory",
}
_UNTIMED = ("mac_int8", "ac_int8", "mac_fp32", "ac_fp32", "cache_access", "dram_access")
# In nanoseconds; the events of a chip, which take time of their own.
TIMES: Mapping[str, str] = {name: event for name, event in ENERGIES.items() if name not in _UNTIMED}
# How the authors of a number came by it.
BASES = ("simulated", "calibrated", "measured", "derived", "estimated")
_BASIS = (
    "how its authors came by it: before silicon, by a model fitted to measurements, by measuring, by arithmetic on "
    "published numbers, or by a rule of thumb"
)


@final
@dataclass(frozen=True)
class Entry(AbstractDeclared):
    """One published number."""

    value: float = quantity(low=0.0, help="the number")
    unit: str = text(help="pJ for an energy, ns for a time, mW for a power")
    basis: str = choice(*BASES, help=_BASIS)
    citation: str = citation()
    conditions: str | None = text(None, help="under which conditions it holds; None for those of its profile")


@final
@dataclass(frozen=True)
class Observation(AbstractDeclared):
    """A measurement of a whole chip at work. It stands beside modelled figures and never goes into them."""

    workload: str = text(help="what the chip did")
    figure: str = text(help="what was measured")
    value: float = quantity(help="the number")
    unit: str = text(help="what it is counted in")
    citation: str = citation()


@final
@dataclass(frozen=True)
class Barrier(AbstractDeclared):
    """Time of the barrier against the number of tiles that take part.

    Raises
    ------
    FieldError
        When the points don't ascend, a time is negative, or `between` is unknown.
    """

    points: tuple[tuple[int, float], ...] = value(help="published pairs [tiles, ns], tiles ascending from 1")
    unit: str = text(help="ns")
    between: str = choice(
        "linear", "steps", help="``linear`` joins the points by straight lines, ``steps`` keeps the last one reached"
    )
    basis: str = choice(*BASES, help="how its authors came by it")
    citation: str = citation()
    conditions: str | None = text(None, help="under which it holds, and how to go between the points")

    def __post_init__(self) -> None:
        super().__post_init__()
        points: Any = self.points
        pairs = isinstance(points, (list, tuple)) and all(isinstance(p, (list, tuple)) and len(p) == 2 for p in points)
        known = pairs and all(type(n) is int and type(t) in (int, float) for n, t in points)
        if not known or any(isinstance(one, int) and abs(one) >= TOO_LARGE for pair in points for one in pair):
            raise FieldError("points", f"got {shown(points)}, expected pairs [tiles, ns].")
        object.__setattr__(self, "points", tuple((tiles, float(time)) for tiles, time in points))
        tiles, times = list(self.tiles), list(self.times_ns)
        if not tiles or tiles[0] != 1 or any(later <= earlier for earlier, later in pairwise(tiles)):
            raise FieldError("points", f"got tiles {tiles}, expected them to ascend from 1.")
        if not all(np.isfinite(t) and t >= 0 for t in times):
            raise FieldError("points", f"got times {times}, expected numbers of at least 0 (ns).")

    @property
    def tiles(self) -> tuple[int, ...]:
        """Tiles of each point, ascending."""
        return tuple(tiles for tiles, _ in self.points)

    @property
    def times_ns(self) -> tuple[float, ...]:
        """Nanoseconds of each point."""
        return tuple(time for _, time in self.points)

    def time_ns(self, tiles: int) -> float:
        """Nanoseconds per step when `tiles` tiles are in use; beyond the last point, its value.

        Raises
        ------
        FieldError
            When it is less than 1.
        """
        if tiles < 1:
            raise FieldError("tiles", f"got {tiles}, expected at least 1.")
        if self.between == "linear":
            return float(np.interp(tiles, self.tiles, self.times_ns))
        return self.times_ns[int(np.searchsorted(self.tiles, tiles, side="right")) - 1]


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
    within: Mapping[str, str] = entries(
        ENERGIES, help="quantities without a figure of their own, and in which figure they are contained"
    )
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
            raise FieldError(f"{where}.unit", f"got {shown(entry.unit)}, expected '{unit}'.")
        return replace(entry, conditions=self.conditions) if entry.conditions is None else entry

    @property
    def basis(self) -> str:
        """What a figure computed from this profile is, however good its entries."""
        return "modelled"

    def energy_J(self, quantity: str) -> float | None:  # noqa: N802  the unit is part of the name
        """Joules of one such event, a key of :data:`ENERGIES`; None when unknown.

        Raises
        ------
        FieldError
            When it is none.
        """
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
    """A shipped profile by `name`, one of :func:`profile_names`, or a file by its path ending in .toml.

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
    return read_toml(
        path, "an energy profile", _FORMAT, lambda table: fill(Profile, table, read_texts(table, "sources"))
    )


def profiles_of(family: str) -> list[Profile]:
    """All shipped profiles of a chip `family`, such as ``loihi1``.

    Raises
    ------
    NeuroError
        When there is none.
    """
    loaded = [load_profile(name) for name in profile_names()]
    found = [profile for profile in loaded if profile.family == family]
    if not found:
        families = sorted({profile.family for profile in loaded})
        raise NeuroError(f"there is no profile of the chip family '{family}'; known: {', '.join(families)}.")
    return found
