"""A profile from its TOML file, or one sentence that says what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..errors import FieldError, NeuroError, nearest
from ..tables import as_table, check_keys, read_toml, text
from .barrier import Barrier
from .profile import DEFAULT, Profile, profile_file
from .quantities import ENERGIES, TIMES, Entry, Observation

_FORMAT = 2
_NEEDED = ("format", "name", "chip", "family", "source", "conditions", "missing", "sources")
_OPTIONAL = ("energy", "time", "barrier", "static_power", "observations")


def load_profile(name: str = DEFAULT) -> Profile:
    """A shipped profile by name, or a file by path (ending in .toml).

    Raises
    ------
    NeuroError
        When there is none, or a key is missing or unknown, a value negative, a unit another, a source not declared.
    """
    path = profile_file(name)
    table = read_toml(path, "an energy profile")
    try:
        return _profile(table)
    except FieldError as problem:
        raise NeuroError(f"{path}: {problem}") from problem


def _profile(table: dict[str, Any]) -> Profile:
    check_keys(table, "", _NEEDED, _OPTIONAL)
    if table["format"] != _FORMAT:
        raise FieldError("format", f"got {table['format']!r}, expected {_FORMAT}.")
    sources = as_table(table["sources"], "sources")
    sources = {name: text(citation, f"sources.{name}") for name, citation in sources.items()}
    conditions = text(table["conditions"], "conditions")
    if not isinstance(table["missing"], list):
        raise FieldError("missing", f"got {table['missing']!r}, expected a list of sentences.")
    observations = table.get("observations", [])
    if not isinstance(observations, list):
        raise FieldError("observations", "expected [[observations]] tables.")
    barrier, static = table.get("barrier"), table.get("static_power")
    return Profile(
        name=text(table["name"], "name"),
        chip=text(table["chip"], "chip"),
        family=text(table["family"], "family"),
        citation=_source(table, "", sources),
        conditions=conditions,
        energies=_entries(table.get("energy", {}), "energy", ENERGIES, "pJ", sources, conditions),
        times=_entries(table.get("time", {}), "time", TIMES, "ns", sources, conditions),
        barrier=None if barrier is None else _barrier(barrier, sources, conditions),
        static_power=None if static is None else _entry(static, "static_power", "mW", sources, conditions),
        missing=tuple(text(line, f"missing[{k}]") for k, line in enumerate(table["missing"])),
        observations=tuple(_observation(one, f"observations[{k}]", sources) for k, one in enumerate(observations)),
    )


def _source(table: Mapping[str, Any], where: str, sources: Mapping[str, str]) -> str:
    name = text(table["source"], f"{where}source")
    if name not in sources:
        raise FieldError(f"{where}source", f"got '{name}', which [sources] doesn't hold; {nearest(name, sources)}")
    place = table.get("place")
    return sources[name] if place is None else f"{sources[name]}, {text(place, f'{where}place')}"


def _entries(
    table: Any, where: str, known: Mapping[str, str], unit: str, sources: Mapping[str, str], conditions: str
) -> dict[str, Entry]:
    table = as_table(table, where)
    check_keys(table, f"{where}.", (), known)
    return {name: _entry(entry, f"{where}.{name}", unit, sources, conditions) for name, entry in table.items()}


def _entry(table: Any, where: str, unit: str, sources: Mapping[str, str], conditions: str) -> Entry:
    table = as_table(table, where)
    check_keys(table, f"{where}.", ("value", "unit", "source", "basis"), ("place", "conditions"))
    if table["unit"] != unit:
        raise FieldError(f"{where}.unit", f"got {table['unit']!r}, expected '{unit}'.")
    citation = _source(table, f"{where}.", sources)
    held = text(table.get("conditions", conditions), f"{where}.conditions")
    try:
        return Entry(citation, held, value=table["value"], unit=unit, basis=table["basis"])
    except FieldError as problem:
        raise problem.inside(where) from problem


def _barrier(table: Any, sources: Mapping[str, str], conditions: str) -> Barrier:
    table = as_table(table, "barrier")
    check_keys(table, "barrier.", ("points", "unit", "between", "source", "basis"), ("place", "conditions"))
    if table["unit"] != "ns":
        raise FieldError("barrier.unit", f"got {table['unit']!r}, expected 'ns'.")
    points = table["points"]
    pairs = isinstance(points, list) and all(isinstance(p, list) and len(p) == 2 for p in points)
    if not pairs or not all(type(n) is int and type(t) in (int, float) for n, t in points):
        raise FieldError("barrier.points", f"got {points!r}, expected pairs [tiles, ns].")
    try:
        return Barrier(
            tiles=tuple(tiles for tiles, _ in points),
            times_ns=tuple(float(time) for _, time in points),
            between=table["between"],
            citation=_source(table, "barrier.", sources),
            conditions=text(table.get("conditions", conditions), "barrier.conditions"),
            basis=text(table["basis"], "barrier.basis"),
        )
    except FieldError as problem:
        raise (problem if problem.key.startswith("barrier") else problem.inside("barrier")) from problem


def _observation(table: Any, where: str, sources: Mapping[str, str]) -> Observation:
    table = as_table(table, where)
    check_keys(table, f"{where}.", ("workload", "figure", "value", "unit", "source"), ("place",))
    try:
        return Observation(
            workload=text(table["workload"], f"{where}.workload"),
            figure=text(table["figure"], f"{where}.figure"),
            value=table["value"],
            unit=text(table["unit"], f"{where}.unit"),
            citation=_source(table, f"{where}.", sources),
        )
    except FieldError as problem:
        raise (problem if problem.key.startswith(where) else problem.inside(where)) from problem
