"""Rules by name, found through the entry-point group ``neuro.rules``."""

from __future__ import annotations

from importlib.metadata import EntryPoint, entry_points

from ..errors import NeuroError, nearest
from .rule import PlasticityRule

GROUP = "neuro.rules"
LOCAL = "local"
"""The built-in rule, which engines have in forms of their own, some in whole numbers."""


def rule_names() -> list[str]:
    """The built-in rule, and every one that is registered."""
    return [LOCAL, *sorted(_registered())]


def load_rule(name: str) -> PlasticityRule:
    """The rule of that name, as formulas.

    Parameters
    ----------
    name
        One of :func:`rule_names`, but for the built-in one.

    Raises
    ------
    NeuroError
        When there is none, or it can't be imported here.
    """
    registered = _registered()
    if name == LOCAL:
        raise NeuroError(f"the rule '{LOCAL}' is built in, and no formulas; expected one of {', '.join(registered)}.")
    if name not in registered:
        raise NeuroError(f"there is no rule '{name}'; {nearest(name, rule_names())}")
    try:
        rule = registered[name].load()
    except Exception as problem:
        # It runs what another package wrote.
        raise NeuroError(f"the rule '{name}' can't be used here ({type(problem).__name__}: {problem}).") from problem
    if not isinstance(rule, PlasticityRule):
        raise NeuroError(f"the rule '{name}' is a {type(rule).__name__}, expected a PlasticityRule.")
    return rule


def _registered() -> dict[str, EntryPoint]:
    return {point.name: point for point in entry_points(group=GROUP)}
