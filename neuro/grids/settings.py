"""Settings by name put into a description: one value for all populations or couplings, or a path to a single one."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from ..description import Coupling, Description, Gaussian, Link, label
from ..errors import FieldError, NeuroError, nearest
from .depth import with_depth

_EVERYWHERE = ("self_coupling", "size", "link_strength", "link_density", "density", "seed", "depth")
_SECTIONS = ("input", "classes", "phases", "dynamics", "plasticity", "integer_plasticity", "numbers")


def apply_settings(description: Description, settings: Mapping[str, Any]) -> Description:
    """The description with other values.

    Parameters
    ----------
    settings
        ``self_coupling`` and ``size`` (of all populations), ``density`` (of all Gaussian couplings),
        ``link_strength`` and ``link_density`` (of all links), ``seed``, ``depth`` (modules of a chain of equal
        ones), or paths such as ``plasticity.margin``, ``populations.hidden.size`` and
        ``couplings.gaussian:hidden->hidden.strength``. All are put in together, ``depth`` last; a path wins over a
        value for all.

    Raises
    ------
    NeuroError
        Naming the setting that isn't known, that nothing in the description has, or whose value doesn't fit.
    """
    changes: dict[tuple[str, str], dict[str, Any]] = {}
    # Paths come after the values for all, and so win.
    for key in sorted(settings, key=lambda key: "." in key):
        for where, field in _targets(description, key):
            changes.setdefault(where, {})[field] = settings[key]
    for path, fields in changes.items():
        _check(description, path, fields)
    try:
        changed = _changed(description, changes)
        return with_depth(changed, settings["depth"]) if "depth" in settings else changed
    except FieldError as problem:
        given = ", ".join(f"{key} = {value!r}" for key, value in settings.items())
        raise NeuroError(f"model '{description.name}' with {given}: {problem}") from problem


def _targets(description: Description, key: str) -> list[tuple[tuple[str, str], str]]:
    """Which fields of what a setting stands for: ((part, name within it), field)."""
    if key == "depth":
        return []
    if key == "seed":
        return [(("", ""), "seed")]
    if key in ("self_coupling", "size"):
        return [(("populations", p.name), key) for p in description.populations]
    kinds: dict[str, tuple[type, str]] = {
        "link_strength": (Link, "strength"),
        "link_density": (Link, "density"),
        "density": (Gaussian, "density"),
    }
    if key in kinds:
        kind, field = kinds[key]
        found = [(("couplings", label(c)), field) for c in description.couplings if isinstance(c, kind)]
        if not found:
            raise NeuroError(f"setting '{key}': model '{description.name}' has no {kind.__name__.lower()} couplings.")
        return found
    known = {path: (where, field) for path, where, field in _paths(description)}
    if key not in known:
        raise NeuroError(
            f"setting '{key}': model '{description.name}' has no such setting; {nearest(key, [*_EVERYWHERE, *known])}"
        )
    return [known[key]]


def _paths(description: Description) -> Iterable[tuple[str, tuple[str, str], str]]:
    """Every single field that a path leads to."""
    for section in _SECTIONS:
        if (part := getattr(description, section)) is not None:
            yield from ((f"{section}.{f.name}", (section, ""), f.name) for f in dataclasses.fields(part))
    parts: list[tuple[str, str, Any]] = [("populations", p.name, p) for p in description.populations]
    parts += [("couplings", label(c), c) for c in description.couplings]
    for kind, name, part in parts:
        for field in dataclasses.fields(part):
            if field.name not in ("name", "source", "target"):
                yield f"{kind}.{name}.{field.name}", (kind, name), field.name


def _check(description: Description, path: tuple[str, str], fields: Mapping[str, Any]) -> None:
    """Refuse values of the wrong kind or range, part by part, so that the message names the part."""
    kind, name = path
    try:
        if not kind:
            replace(description, **fields)
        elif not name:
            replace(getattr(description, kind), **fields)
        else:
            replace(_part(description, kind, name), **fields)
    except FieldError as problem:
        where = ".".join(part for part in path if part)
        named = problem.inside(where).key if where else problem.key
        raise NeuroError(f"setting '{named}': {problem.problem}") from problem


def _part(description: Description, kind: str, name: str) -> Any:
    if kind == "populations":
        return next(p for p in description.populations if p.name == name)
    return next(c for c in description.couplings if label(c) == name)


def _changed(description: Description, changes: Mapping[tuple[str, str], dict[str, Any]]) -> Description:
    """All changes at once: some values fit only together."""
    populations = tuple(replace(p, **changes.get(("populations", p.name), {})) for p in description.populations)
    couplings: tuple[Coupling, ...] = tuple(
        replace(c, **changes.get(("couplings", label(c)), {})) for c in description.couplings
    )
    sections = {
        section: replace(getattr(description, section), **changes[(section, "")])
        for section in _SECTIONS
        if (section, "") in changes
    }
    return replace(description, populations=populations, couplings=couplings, **sections, **changes.get(("", ""), {}))
