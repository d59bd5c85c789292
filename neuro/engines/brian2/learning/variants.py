"""Variants of the rule: readouts that compete, modules that are updated in turn, other rules, inputs that change."""

from __future__ import annotations

from dataclasses import replace

from ....rules import PlasticityRule
from ..compiled.factories import Pathway
from .rule import Rule

# Source, target and clock of the synapses between readouts; weight 1 where equal fields put the sender first, else 0.
RIVALS = ("classes", "classes", "sampling")
# Clock and flow of the input synapses where inputs stream: lines may speak in every step, and say what they change by.
STREAM = ("step", Pathway("speak", "h_input_post += w*dx_pre", "carry"))


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


_POST = """
    post : 1                      # what its couplings change by for each sender, as the rule says
    odd : integer                 # how often that was nothing a weight can change by
    """
_FINITE, _WHOLE = "abs(post) < 1e300", "post == -1 or post == 0 or post == 1"


def registered(rule: Rule, own: PlasticityRule) -> Rule:
    """The same `rule` where what units, and perhaps readouts, change by is what a registered one says."""
    # NaN is neither less nor more than anything.
    sound = f"odd += due*int(not ({_WHOLE if own.whole and rule.masks else _FINITE}))"
    found = replace(
        rule,
        units=rule.units + _POST,
        judge_units=f"post = {own.post.written()}\n{sound}",
        is_unstable="post != 0",
        unstable=rule.unstable.replace("*s", "*post"),
        recurrent=rule.recurrent.replace("s_post", "post_post"),
        input=rule.input.replace("s_post", "post_post"),
    )
    if own.taught is None:
        return found
    # Brian2 divides whole numbers, such as the teacher's sign, in single precision.
    formula = own.taught.written({"y": "(1.0*teacher)"})
    return replace(
        found,
        classes=rule.classes + _POST,
        judge_classes=f"post = {formula}\n{sound}",
        is_wrong="post != 0",
        wrong=rule.wrong.replace("*teacher", "*post"),
        readout=rule.readout.replace("teacher_post", "post_post"),
    )


def streaming(rule: Rule) -> Rule:
    """The same `rule` for inputs that change from step to step; what a sample's lines are at last is learned from."""
    masked = "\nx_to_units = input_mask_of(sample*N + i)" if rule.masks else ""
    return replace(
        rule,
        lines=rule.lines
        + """
    dx : 1                        # what it changes by, the payload of its message
    sample : integer (shared)     # samples begun
    """,
        load="x = 0" + masked,
        said="dx",
        follow="""
    dx = payload_of(t_in_timesteps*N + i) - x
    x = payload_of(t_in_timesteps*N + i)
    """,
    )
