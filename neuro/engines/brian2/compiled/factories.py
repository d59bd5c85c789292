"""Brian2 objects made from declarations: each action of a group or of its synapses has a slot in the schedule."""

from __future__ import annotations

from abc import ABC
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, final

from .data import TABLES, ProgramData, Table


@final
@dataclass(frozen=True)
class Event:
    """When the units of a group send an event."""

    condition: str
    when: str  # slot in which the condition is tested
    action: str = ""  # what the event does to its sender ...
    then: str = ""  # ... and the slot of that


@final
@dataclass(frozen=True)
class Pathway:
    """What an event does along synapses."""

    event: str
    action: str
    when: str  # slot
    back: bool = False  # the receiver sends the event, not the sender; only its own synapses are touched


class AbstractProgram(ABC):
    """All Brian2 objects of a network, made while the wanted device is active.

    One time step is one second of Brian2's clock, so that times are whole numbers and never round. There are two
    clocks: ``step`` ticks in every step, ``sampling`` once per sample. `schedule` names the slots of a time step.
    """

    read: ClassVar[dict[str, tuple[str, ...]]]
    """Which variables of which objects are read when a run has ended."""

    def __init__(self, data: ProgramData, schedule: Sequence[str]) -> None:
        import brian2

        self.data = data
        self.tables = {name: Table(name) for name in TABLES}
        # The length of a sample is a value of a run; 2 only stands for "not every step".
        seconds = {"step": 1, "sampling": 2}
        self.clocks = {name: brian2.Clock(dt=dt * brian2.second, name=name) for name, dt in seconds.items()}
        self.network = brian2.Network(name="network")
        self.network.schedule = list(schedule)
        self.objects: dict[str, Any] = {}

    @property
    def results(self) -> dict[str, Any]:
        """What is read when a run has ended: Brian2's variables by ``object.variable``."""
        return {
            f"{name}.{variable}": self.objects[name].variables[variable]
            for name, variables in self.read.items()
            if name in self.objects
            for variable in variables
            if variable in self.objects[name].variables
        }

    def _add(self, made: Any) -> None:
        """Take in an object, with its constants."""
        for key, values in self.data.constants.items():
            owner, _, variable = key.partition(".")
            if owner == made.name:
                setattr(made, variable, values)
        self.objects[made.name] = made
        self.network.add(made)

    def _group(
        self,
        name: str,
        equations: str,
        events: Mapping[str, Event] | None = None,
        each_step: Mapping[str, str] | None = None,
        each_sample: Mapping[str, str] | None = None,
        clock: str = "step",
    ) -> None:
        """Make a group with its constants, its events, and actions by slot that it takes regularly."""
        import brian2

        events = events or {}
        group = brian2.NeuronGroup(
            self.data.groups[name],
            equations,
            events={key: event.condition for key, event in events.items()},
            namespace={key: table.function for key, table in self.tables.items()},
            clock=self.clocks[clock],
            name=name,
        )
        for key, event in events.items():
            group.set_event_schedule(key, when=event.when)
            if event.action:
                group.run_on_event(key, event.action, when=event.then)
        for ticks, actions in (("step", each_step), ("sampling", each_sample)):
            for when, action in (actions or {}).items():
                group.run_regularly(action, clock=self.clocks[ticks], when=when, name=f"{name}_{when}")
        self._add(group)

    def _monitor(self, name: str, group: str, variable: str, when: str, clock: str = "step") -> None:
        """Record a variable of all members of a group, in a slot of each tick of a clock."""
        import brian2

        watched, ticks = self.objects[group], self.clocks[clock]
        self._add(brian2.StateMonitor(watched, variable, record=True, clock=ticks, when=when, name=name))

    def _connect(
        self,
        name: str,
        ends: tuple[str, str],
        pathways: Mapping[str, Pathway],
        equations: str = "w : 1",
        clock: str = "step",
    ) -> None:
        """Make the synapses of a list from one group to another with their pathways; an empty list makes none."""
        import brian2

        listed = self.data.synapses[name]
        if not len(listed):
            return
        synapses = brian2.Synapses(
            *(self.objects[end] for end in ends),
            equations,
            on_pre={key: pathway.action for key, pathway in pathways.items() if not pathway.back},
            on_post={key: pathway.action for key, pathway in pathways.items() if pathway.back},
            on_event={key: pathway.event for key, pathway in pathways.items()},
            # One delay for all, or Brian2 would store one per synapse.
            delay=dict.fromkeys(pathways, 0 * brian2.second),
            clock=self.clocks[clock],
            name=name,
        )
        for key, pathway in pathways.items():
            getattr(synapses, key).when = pathway.when
        synapses.connect(i=listed.senders, j=listed.receivers)
        synapses.w = listed.weights
        self._add(synapses)
