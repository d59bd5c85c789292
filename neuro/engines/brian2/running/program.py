"""The program of a network's dynamics: groups, synapses, counters and monitors on one schedule."""

from __future__ import annotations

from typing import ClassVar, final

from scipy import sparse

from ....network import Network
from ..compiled.data import ProgramData, list_synapses
from ..compiled.factories import AbstractProgram, Event, Pathway
from .codes import LINE_SPEAKS, LINES, ON_LINE, ON_LINE_MESSAGE, SCHEDULE, Code


def run_data(network: Network, code: Code) -> ProgramData:
    """A network's numbers under a code; its lines are the input lines, then one per label."""
    factor, couplings, readout = 1 + code.folds, network.couplings, network.readout_weights.astype(float)
    feedback = network.feedback_weights.astype(float) * network.feedback_payload
    external = sparse.hstack([sparse.csc_matrix(network.input_weights), sparse.csc_matrix(feedback)], format="csc")
    constants = {"units.bias": network.bias.astype(float)}
    if code.folds:
        constants["units.fold"] = network.coupling_sums.astype(float)
        constants["accumulators.base"] = -network.readout_sums.astype(float)
    return ProgramData(
        groups={"units": network.units, "lines": network.lines + network.classes, "accumulators": network.readouts},
        synapses={
            "couplings": list_synapses(couplings, factor),
            "external": list_synapses(external),
            "readout": list_synapses(readout, factor),
        },
        constants=constants,
    )


@final
class RunProgram(AbstractProgram):
    """Runs a network under a code; lines and accumulators are left out where there are none."""

    read: ClassVar[dict[str, tuple[str, ...]]] = {
        "events": ("i", "t", "ds"),
        "units": ("sent", "loaded", "reached", "up", "flips"),
        "lines": ("sent",),
        "answers": ("r",),
        "accumulators": ("r",),
        "fields": ("field",),
        "readouts": ("r",),
        **dict.fromkeys(("couplings", "external", "readout"), ("N_outgoing",)),
    }

    def __init__(self, data: ProgramData, code: Code) -> None:
        import brian2

        super().__init__(data, SCHEDULE)
        message = Event(code.speaks, "thresholds", code.on_message, "resets")
        self._group("units", code.units, {"message": message}, code.each_step)
        units, recorded = self.objects["units"], list(code.recorded)
        self._add(brian2.EventMonitor(units, "message", recorded, when="after_resets", name="events"))
        if code.keeps:
            # Before it decides, a unit sees all that arrived in the step before.
            self._monitor("fields", "units", "field", "start")
        self._send("couplings", "units", "units", code.on_coupling)
        if data.groups["lines"]:
            self._group("lines", LINES, {"message": Event(LINE_SPEAKS, "thresholds", ON_LINE_MESSAGE, "resets")})
            self._send("external", "lines", "units", ON_LINE)
        if data.groups["accumulators"]:
            clear = {"groups": code.clear_readout}
            self._group("accumulators", code.readout, {}, *((clear, {}) if code.folds else ({}, clear)))
            # A sample's answer stands in its accumulators until the next start is loaded.
            self._monitor("answers", "accumulators", "r", "start", "sampling")
            if code.keeps:
                self._monitor("readouts", "accumulators", "r", "end")
            self._send("readout", "units", "accumulators", code.on_readout)

    def _send(self, name: str, source: str, target: str, action: str) -> None:
        self._connect(name, (source, target), {"send": Pathway("message", action, "synapses")})
