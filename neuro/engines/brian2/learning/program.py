"""The program of a network that learns: the groups, synapses and actions of the rule."""

from __future__ import annotations

from typing import ClassVar, final

from ..compiled.data import ProgramData
from ..compiled.factories import AbstractProgram, Pathway
from .rule import CLASSES_EACH_SAMPLE, CLASSES_EACH_STEP, FIXED, LEARNED, SCHEDULE, UNITS_EACH_SAMPLE, Rule
from .variants import RIVALS, STREAM


@final
class LearningProgram(AbstractProgram):
    """Learns sample after sample by a rule."""

    read: ClassVar[dict[str, tuple[str, ...]]] = {
        "answers": ("r",),
        "units": ("found", "flipped", "updates_recurrent", "updates_input", "keep_recurrent", "keep_input", "odd"),
        "classes": ("found", "updates_readout", "keep_readout", "odd"),
        **dict.fromkeys(LEARNED, ("w",)),
    }

    def __init__(self, data: ProgramData, rule: Rule) -> None:
        super().__init__(data, SCHEDULE)
        events, each_sample = rule.events(), dict(UNITS_EACH_SAMPLE)
        if rule.masks:
            each_sample["after_start"] = rule.masks
        if rule.judge_units:
            each_sample["before_judge"] = rule.judge_units
        each_step = {}
        if rule.in_turn:
            each_sample["after_clear"], each_step = f"{each_sample['after_clear']}\nturn = 0", {"end": rule.in_turn}
        if rule.follow:
            each_step["sum"] = each_sample.pop("sum")
        self._group("units", rule.units, events["units"], each_step, each_sample)
        if rule.follow:
            begin = {"before_clear": rule.load, "after_clear": "sample += 1"}
            self._group("lines", rule.lines, events["lines"], {"clear": rule.follow}, begin)
        else:
            # What happens once per sample isn't looked for in every step.
            self._group("lines", rule.lines, events["lines"], {}, {"clear": rule.load}, clock="sampling")
        competing = {"after_start": rule.forget} if rule.forget else {}
        if rule.judge_classes:
            competing["before_judge"] = rule.judge_classes
        self._group("classes", rule.classes, events["classes"], CLASSES_EACH_STEP, CLASSES_EACH_SAMPLE | competing)
        self._monitor("answers", "classes", "r", "record", "sampling")
        if rule.compare:
            source, target, clock = RIVALS
            self._connect("rivals", (source, target), {"flow": Pathway("rank", rule.compare, "compare")}, clock=clock)
        for name, (source, target, clock, flow) in FIXED.items():
            self._connect(name, (source, target), {"flow": flow}, clock=clock)
        for name, (source, target, clock, flow) in LEARNED.items():
            if rule.follow and name == "input":
                clock, flow = STREAM
            self._connect(name, (source, target), {"flow": flow, **rule.changes(name)}, rule.synapse, clock)
