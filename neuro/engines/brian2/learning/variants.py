"""Variants of the rule: readouts that compete, and modules that are updated in turn."""

from __future__ import annotations

from dataclasses import replace

from .rule import Rule

# Source, target and clock of the synapses between readouts; weight 1 where equal fields put the sender first, else 0.
RIVALS = ("classes", "classes", "sampling")


def competitive(rule: Rule) -> Rule:
    """The same `rule` with readouts that compete: the true class and its strongest rival learn, the first of equals."""
    return replace(
        rule,
        classes=rule.classes
        + """
    ahead : integer               # wrong classes that are stronger
    close : integer               # classes from which it is less than the margin apart, one of both being the true one
    """,
        forget="""
    ahead = 0
    close = 0
    """,
        compare="""
    ahead_post += int(i != label_pre and (r_pre > r_post or (r_pre == r_post and w > 0)))
    close_post += int(j == label_pre and r_post - r_pre < margin_pre)
    close_post += int(i == label_pre and r_pre - r_post < margin_pre)
    """,
        is_wrong="close > 0 and (i == label or ahead == 0)",
    )


def by_modules(rule: Rule) -> Rule:
    """The same `rule` where the units of one module are updated in a step, the modules in turn."""
    return replace(
        rule,
        units=rule.units
        + """
    module : integer (constant)
    modules : integer (shared)
    turn : integer (shared)       # the module that is updated in this step
    """,
        flips="wanted != s and module == turn",
        in_turn="turn = (turn + 1) % modules",
    )
