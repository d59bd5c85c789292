"""Settings by name put into a description: for all populations or couplings, for a single one, or for a depth."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ..description import Coupling, Description, Feedback, Gaussian, InputCoupling, Link, label
from ..errors import FieldError, NeuroError, nearest, shown

_OF_COUPLINGS: dict[str, tuple[type, str]] = {
    "link_strength": (Link, "strength"),
    "link_density": (Link, "density"),
    "density": (Gaussian, "density"),
    "input_strength": (InputCoupling, "strength"),
    "input_density": (InputCoupling, "density"),
    "patch": (InputCoupling, "patch"),
    "feedback_strength": (Feedback, "strength"),
}
_EVERYWHERE = ("self_coupling", "size", *_OF_COUPLINGS, "seed", "depth")
_SECTIONS = (
    "input",
    "classes",
    "phases",
    "dynamics",
    "plasticity",
    "integer_plasticity",
    "consolidation",
    "augmentation",
    "numbers",
)
_LISTS = ("populations", "couplings")
# Modules of a chain: a model file of more would be too long to be read.
_DEEPEST = 2_000


def apply_settings(description: Description, settings: Mapping[str, Any]) -> Description:
    """The description with other values.

    Parameters
    ----------
    description
        Left as it is.
    settings
        ``self_coupling`` and ``size`` (of all populations), ``density`` (of all Gaussian couplings),
        ``link_strength`` and ``link_density`` (of all links), ``input_strength``, ``input_density`` and ``patch`` (of
        all input couplings), ``feedback_strength``, ``seed``, ``depth`` (modules of a chain of equal ones), or paths
        such as ``plasticity.margin``, ``populations.hidden.size`` and
        ``couplings.gaussian:hidden->hidden.strength``. All are put in together, ``depth`` last; a path wins over a
        value for all.

    Raises
    ------
    NeuroError
        Naming the setting that isn't known, that nothing in the description has, or whose value doesn't fit.
    """
    holders, changes = _holders(description), dict[str, dict[str, Any]]()
    # Paths come after the values for all, and so win.
    for key in sorted(settings, key=lambda key: "." in key):
        for where, field in _targets(description, holders, key):
            changes.setdefault(where, {})[field] = settings[key]
    for where, fields in changes.items():
        try:
            holders[where] = replace(holders[where], **fields)
        except FieldError as problem:
            named = problem.inside(where).key if where else problem.key
            raise NeuroError(f"setting '{named}': {problem.problem}") from problem
    lists = {kind: tuple(held for where, held in holders.items() if where.startswith(f"{kind}.")) for kind in _LISTS}
    try:
        # All at once: some values fit only together.
        sections = {section: holders[section] for section in _SECTIONS if section in holders}
        changed = replace(holders[""], **lists, **sections)
        return with_depth(changed, settings["depth"]) if "depth" in settings else changed
    except FieldError as problem:
        given = ", ".join(f"{key} = {shown(value)}" for key, value in settings.items())
        raise NeuroError(f"model '{description.name}' with {given}: {problem}") from problem


def _holders(description: Description) -> dict[str, Any]:
    """All that holds fields of its own, by the path that leads to it; the description itself by an empty one."""
    found = {"": description, **{section: getattr(description, section) for section in _SECTIONS}}
    found |= {f"populations.{population.name}": population for population in description.populations}
    found |= {f"couplings.{label(coupling)}": coupling for coupling in description.couplings}
    return {where: held for where, held in found.items() if held is not None}


def _targets(description: Description, holders: Mapping[str, Any], key: str) -> list[tuple[str, str]]:
    """Which fields a setting stands for: (path of the holder, field)."""
    if key == "depth":
        return []
    if key == "seed":
        return [("", "seed")]
    if key in ("self_coupling", "size"):
        return [(f"populations.{p.name}", key) for p in description.populations]
    if key in _OF_COUPLINGS:
        kind, field = _OF_COUPLINGS[key]
        found = [(f"couplings.{label(c)}", field) for c in description.couplings if isinstance(c, kind)]
        if not found:
            raise NeuroError(f"setting '{key}': model '{description.name}' has no {kind.__name__.lower()} couplings.")
        return found
    known = {
        f"{where}.{field.name}": (where, field.name)
        for where, held in holders.items()
        for field in dataclasses.fields(held)
        if where and field.name not in ("name", "source", "target")
    }
    if key not in known:
        raise NeuroError(
            f"setting '{key}': model '{description.name}' has no such setting; {nearest(key, [*_EVERYWHERE, *known])}"
        )
    return [known[key]]


def with_depth(description: Description, depth: Any) -> Description:
    """The same chain with another number of modules.

    Every module and every step of the chain has to have the same couplings, which the new ones get as well; modules
    that are added are called ``module4`` and so on.

    Raises
    ------
    FieldError
        When `depth` is no whole number from 1 to 2,000, or the description is no chain of equal modules.
    """
    if type(depth) is not int or not 1 <= depth <= _DEEPEST:
        raise FieldError("depth", f"got {shown(depth)}, expected a whole number from 1 to {_DEEPEST:,}.")
    modules = description.populations
    if any(replace(module, name=modules[0].name) != modules[0] for module in modules):
        raise FieldError("depth", "the modules differ; expected a chain of equal ones.")
    steps = _steps(description)
    if depth > 1 and len(modules) == 1:
        raise FieldError("depth", "there is one module and no link to copy; start from a chain of two or more.")
    names = [module.name for module in modules[:depth]]
    names += [f"module{number}" for number in range(len(modules) + 1, depth + 1)]
    couplings = [
        _placed(coupling, names[at], names[at + step])
        for step, templates in steps.items()
        for at in range(depth)
        if 0 <= at + step < depth
        for coupling in templates
    ]
    populations = tuple(replace(modules[0], name=name) for name in names)
    return replace(description, populations=populations, couplings=tuple(couplings))


def _steps(description: Description) -> dict[int, list[Coupling]]:
    """Step along the chain (0: a module's own) -> the couplings that every module has that far on."""
    place = {module.name: number for number, module in enumerate(description.populations)}
    count = len(place)
    found: dict[int, dict[int, list[Coupling]]] = {}
    for coupling in description.couplings:
        source, target = getattr(coupling, "source", None), getattr(coupling, "target", None)
        at = place[str(source if source is not None else target)]
        step = place[target] - at if source is not None and target is not None else 0
        if abs(step) > 1:
            raise FieldError("depth", f"'{source}' is coupled to '{target}', which is not its neighbour in the chain.")
        template = _placed(coupling, "", "")
        found.setdefault(step, {}).setdefault(at, []).append(template)
    steps: dict[int, list[Coupling]] = {}
    for step, by_module in found.items():
        each = [by_module.get(at, []) for at in range(count) if 0 <= at + step < count]
        if any(sorted(map(repr, templates)) != sorted(map(repr, each[0])) for templates in each):
            raise FieldError("depth", "the couplings differ from module to module; expected the same in each.")
        steps[step] = each[0]
    return steps


def _placed(coupling: Coupling, source: str, target: str) -> Coupling:
    ends: dict[str, Any] = {"source": source, "target": target}
    return replace(coupling, **{end: name for end, name in ends.items() if hasattr(coupling, end)})
