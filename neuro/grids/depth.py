"""A chain of equal modules made longer or shorter."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..description import Coupling, Description
from ..errors import FieldError


def with_depth(description: Description, depth: Any) -> Description:
    """The same chain with another number of modules.

    Every module and every step of the chain has to have the same couplings, which the new ones get as well; modules
    that are added are called ``module4`` and so on.

    Raises
    ------
    FieldError
        When `depth` is no whole number of at least 1, or the description is no chain of equal modules.
    """
    if type(depth) is not int or depth < 1:
        raise FieldError("depth", f"got {depth!r}, expected a whole number of at least 1.")
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
