"""The Brian2 objects of a network: groups, synapses, counters and monitors on one schedule."""

from __future__ import annotations

from typing import Any, final

from .model import LINE_SPEAKS, LINES, ON_LINE, ON_LINE_EVENT, Model
from .tables import TABLES, Table
from .wiring import Bundle, Wiring

# An event of step t is stored by its sender in `resets`, delivered in `synapses`, and acts in step t + 1.
SCHEDULE = ["start", "groups", "thresholds", "resets", "synapses", "end"]


@final
class Program:
    """Everything Brian2 runs for one network; made while the wanted device is active.

    One time step is one second of Brian2's clock, so that times are whole numbers and never round.

    Parameters
    ----------
    wiring, model
        The network's numbers, and the code's equations.
    """

    def __init__(self, wiring: Wiring, model: Model) -> None:
        import brian2

        self.tables = {name: Table(name) for name in TABLES}
        self._lookups = {name: table.function for name, table in self.tables.items()}
        self._step = brian2.Clock(dt=1 * brian2.second, name="step")
        self.sampling = brian2.Clock(dt=2 * brian2.second, name="sampling")
        self.units = self._group("units", wiring.units, model.units, model.event, model.on_event)
        self.units.bias = wiring.bias
        if wiring.fold is not None:
            self.units.fold = wiring.fold
        self._regularly(self.units, model.each_step, model.each_step_when)
        recorded = list(model.recorded)
        self.events = brian2.EventMonitor(self.units, "message", recorded, when="after_resets", name="events")
        self.network = brian2.Network(self.units, self.events, name="network")
        self.network.schedule = SCHEDULE
        self.synapses: dict[str, Any] = {}
        self._connect("couplings", self.units, self.units, wiring.couplings, model.on_coupling)
        self.lines = self.accumulators = self.answers = None
        if wiring.lines + wiring.classes:
            self.lines = self._group("lines", wiring.lines + wiring.classes, LINES, LINE_SPEAKS, ON_LINE_EVENT)
            self.lines.label_line = wiring.label_line
            self.network.add(self.lines)
            self._connect("external", self.lines, self.units, wiring.external, ON_LINE)
        if wiring.classes:
            self._read_out(wiring, model)

    def _group(self, name: str, size: int, equations: str, event: str, action: str) -> Any:
        import brian2

        group = brian2.NeuronGroup(
            size, equations, events={"message": event}, namespace=self._lookups, clock=self._step, name=name
        )
        group.run_on_event("message", action, when="resets")
        return group

    def _regularly(self, group: Any, action: str, when: str, clock: Any = None) -> None:
        clock = self._step if clock is None else clock
        group.run_regularly(action, clock=clock, when=when, name=f"{group.name}_{when}")

    def _connect(self, name: str, source: Any, target: Any, bundle: Bundle, on_event: str) -> None:
        import brian2

        if not len(bundle):
            return
        synapses = brian2.Synapses(
            source,
            target,
            "w : 1",
            on_pre=on_event,
            on_event={"pre": "message"},
            # One delay for all, or Brian2 would store one per synapse.
            delay=0 * brian2.second,
            clock=self._step,
            name=name,
        )
        synapses.connect(i=bundle.senders, j=bundle.receivers)
        synapses.w = bundle.weights
        self.synapses[name] = synapses
        self.network.add(synapses)

    def _read_out(self, wiring: Wiring, model: Model) -> None:
        import brian2

        group = brian2.NeuronGroup(wiring.classes, model.readout, clock=self._step, name="accumulators")
        if wiring.base is not None:
            group.base = wiring.base
        # A sample's answer stands in its accumulators until the next load slot clears them.
        self._regularly(group, model.readout_reset, "groups", self._step if model.readout_each_step else self.sampling)
        self.answers = brian2.StateMonitor(group, "r", record=True, clock=self.sampling, when="start", name="answers")
        self.accumulators = group
        self.network.add(group, self.answers)
        self._connect("readout", self.units, group, wiring.readout, model.on_readout)

    @property
    def results(self) -> dict[str, Any]:
        """What is read when a run has ended: Brian2's variables by ``object.variable``."""
        names = {
            self.events: ("i", "t", "ds"),
            self.units: ("sent", "loaded", "reached", "up", "flips"),
            self.lines: ("sent",),
            self.answers: ("r",),
            self.accumulators: ("r",),
            **dict.fromkeys(self.synapses.values(), ("N_outgoing",)),
        }
        return {
            f"{owner.name}.{name}": owner.variables[name]
            for owner, chosen in names.items()
            if owner is not None
            for name in chosen
            if name in owner.variables
        }
