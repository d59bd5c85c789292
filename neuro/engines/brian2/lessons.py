"""The Brian2 objects of a network that learns."""

from __future__ import annotations

from typing import Any, final

from . import rule
from .learned import Wires
from .parts import Event, Pathway, make_group, make_synapses
from .tables import Table
from .updates import COUNT, Update

LOOKUPS = ("payload_of", "label_of", "share_of")
MASK_LOOKUPS = ("recurrent_mask_of", "readout_mask_of", "input_mask_of")


@final
class Lessons:
    """Groups and synapses on two clocks: one ticks every step, the other once per sample.

    Parameters
    ----------
    wires, update
        The network's numbers, and how its weights change.
    """

    def __init__(self, wires: Wires, update: Update) -> None:
        import brian2

        masked = update.masked
        self.tables = {name: Table(name) for name in (*LOOKUPS, *(MASK_LOOKUPS if masked else ()))}
        self._wires, self._update = wires, update
        # What a receiver learns from: all that units and lines say, or what the sample's masks leave of it.
        self._said = ("offered", "offered", "shown") if masked else ("s", "x", "s")
        # The length of a sample is a value of a run, as in Program.
        self._step = brian2.Clock(dt=1 * brian2.second, name="step")
        self._sampling = brian2.Clock(dt=2 * brian2.second, name="sampling")
        self.network = brian2.Network(name="network")
        self.network.schedule = rule.SCHEDULE
        self.units, self.lines, self.classes = self._make_units(), self._make_lines(), self._make_classes()
        for name, values in wires.values.items():
            owner, _, variable = name.partition(".")
            if owner in ("units", "classes"):
                setattr(getattr(self, owner), variable, values)
        self.answers = brian2.StateMonitor(
            self.classes, "r", record=True, clock=self._sampling, when="record", name="answers"
        )
        self.network.add(self.answers)
        self.synapses: dict[str, Any] = {}
        self._connect()

    def _make_units(self) -> Any:
        events = {
            "tell": Event(rule.TELL, "tell"),
            "unstable": Event(rule.UNSTABLE, "judge", self._update.mark, "mark"),
            "flip": Event(rule.FLIP, "flip", rule.ON_FLIP, "store"),
        }
        masked = self._update.masked
        equations = rule.UNITS + (rule.UNITS_MASKED if masked else "")
        units = self._group("units", self._wires.units, equations, events, self._update.weigh, self._step)
        once = {"start": rule.BEGIN_UNITS, "decay": rule.DECAY, "clear": rule.CLEAR, "after_clear": rule.NEXT}
        if masked:
            once["after_start"] = rule.OFFER
        self._regularly(units, {**once, "sum": rule.SUM}, self._sampling)
        return units

    def _make_lines(self) -> Any:
        events = {"speak": Event(rule.SPEAK, "speak")}
        masked = self._update.masked
        equations = f"{rule.LINES}\n{rule.LINES_MASKED}" if masked else rule.LINES
        lines = self._group("lines", self._wires.lines, equations, events, "", self._sampling)
        self._regularly(lines, {"clear": rule.LOAD_MASKED if masked else rule.LOAD}, self._sampling)
        return lines

    def _make_classes(self) -> Any:
        events = {
            "wrong": Event(rule.WRONG, "judge", self._update.mark_class, "mark"),
            "cue": Event(rule.CUE, "speak"),
        }
        equations = rule.CLASSES + (rule.CLASSES_MASKED if self._update.masked else "")
        classes = self._group("classes", self._wires.classes, equations, events, self._update.weigh_class, self._step)
        once = {"start": rule.BEGIN, "decay": rule.DECAY_READOUT, "clear": rule.CLEAR_READOUT}
        self._regularly(classes, {**once, "after_clear": rule.NEXT_CLASSES}, self._sampling)
        self._regularly(classes, {"before_speak": rule.SIGNAL, "end": rule.TICK}, self._step)
        return classes

    def _group(self, name: str, size: int, equations: str, events: dict[str, Event], weigh: str, clock: Any) -> Any:
        if weigh:
            events["close"] = Event(rule.CLOSE, "close", weigh, "weigh")
        lookups = {key: table.function for key, table in self.tables.items()}
        group = make_group(name, size, equations, events, lookups, clock)
        self.network.add(group)
        return group

    def _regularly(self, group: Any, actions: dict[str, str], clock: Any) -> None:
        for when, action in actions.items():
            group.run_regularly(action, clock=clock, when=when, name=f"{group.name}_{when}")

    def _connect(self) -> None:
        units, lines, classes, fixed = self.units, self.lines, self.classes, "w : 1"
        flow = Pathway("flip", "fixed_post += w*ds_pre", "exchange")
        self._synapses("fixed", (units, units), fixed, {"flow": flow}, self._step)
        flow = Pathway("cue", "fed_post += w*signal_pre", "carry")
        self._synapses("feedback", (classes, units), fixed, {"flow": flow}, self._step)
        learned = self._update.synapse
        of_units, of_lines, of_readout = self._said
        flow = Pathway("flip", "arrived_post += w*ds_pre", "exchange")
        back = self._back("unstable", "recurrent", of_units)
        self._synapses("recurrent", (units, units), learned, {"flow": flow, **back}, self._step)
        # What happens once per sample along a synapse isn't looked for in every step.
        flow = Pathway("speak", "entered_post += w*x_pre", "carry")
        back = self._back("unstable", "input", of_lines)
        self._synapses("input", (lines, units), learned, {"flow": flow, **back}, self._sampling)
        flow = Pathway("tell", "heard_post += w*s_pre", "answer")
        back = self._back("wrong", "", of_readout, step="pace", teacher="teacher")
        self._synapses("readout", (units, classes), learned, {"flow": flow, **back}, self._sampling)

    def _back(self, found: str, name: str, sent: str, step: str = "", teacher: str = "s") -> dict[str, Pathway]:
        end = f"_{name}" if name else ""
        words = {"push": f"push{end}", "updates": f"updates{end}", "step": step or f"step{end}"}
        words |= {"sent": sent, "teacher": teacher}
        action = (self._update.learn + COUNT).format(**words)
        pathways = {"learn": Pathway(found, action, "learn", back=True)}
        if self._update.apply:
            pathways["apply"] = Pathway("close", self._update.apply.format(**words), "apply", back=True)
        return pathways

    def _synapses(
        self, name: str, ends: tuple[Any, Any], equations: str, pathways: dict[str, Pathway], clock: Any
    ) -> None:
        bundle = self._wires.bundles[name]
        if len(bundle):
            self.synapses[name] = make_synapses(name, ends, bundle, equations, pathways, clock)
            self.network.add(self.synapses[name])

    @property
    def results(self) -> dict[str, Any]:
        """What is read when a run has ended: Brian2's variables by ``object.variable``."""
        counted = ("found", "flipped", "updates_recurrent", "updates_input")
        names = {self.answers: ("r",), self.units: (*counted, "keep_recurrent", "keep_input")}
        names |= {self.classes: ("found", "updates", "keep")}
        names |= {self.synapses[name]: ("w",) for name in ("recurrent", "input", "readout") if name in self.synapses}
        return {f"{owner.name}.{name}": owner.variables[name] for owner, chosen in names.items() for name in chosen}
