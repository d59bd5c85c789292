"""A network that learns in whole numbers, as one Lava process."""

from typing import Any

import numpy as np
from lava.magma.core.decorator import implements
from lava.magma.core.model.sub.model import AbstractSubProcessModel
from lava.magma.core.process.ports.ports import InPort, OutPort
from lava.magma.core.process.process import AbstractProcess
from neuro_deploy.lava.building_blocks import connect
from neuro_deploy.lava.processes.learning_units import LearningReadout, LearningUnits
from neuro_deploy.lava.processes.plastic_connection import PlasticConnection
from neuro_deploy.lava.ranges import state_limit
from neuro_deploy.lava.record import LearningRecord
from neuro_deploy.lava.shared import Couplings

from neuro.engines.rule import ends, margins
from neuro.network import Network


class LearningNetwork(AbstractProcess):  # type: ignore[misc]
    """LearningUnits, LearningReadout and PlasticConnections: the rule in whole numbers, inside the graph.

    Ports, each a vector of whole numbers:

    * ``lines_in`` (M): what each input line changes by, from 0 before a sample; in the step in which units learn, what
      each line offers to learning, -1, 0 or +1.
    * ``units_in`` (N): a :class:`~neuro_deploy.lava.schedule.UnitAction` for each unit.
    * ``labels_in`` (C): what the line of each label changes by.
    * ``readout_in`` (C): a :class:`~neuro_deploy.lava.schedule.ReadoutAction` for each readout.
    * ``s_out`` (N): what each unit's state changed by, or, where it offers it to learning, the state itself.

    Timing, of a sample whose phases take T steps: in step 0 units start and readouts forget, and lines speak; what they
    say acts in step 1. In steps 1 to T units step. In step T + 1 units judge and offer, lines offer, and the couplings
    onto units change; in step T + 2 units hold, some offering, readouts are taught, and their couplings change. A
    change is felt by the messages of the next step. So a sample takes T + 3 steps.

    On a chip: no, for its units, readouts and plastic connections are ours, with models for Lava's CPU alone.

    Parameters
    ----------
    network
        An integer network.
    projections
        Its learned weights by name, in memory that the program can read as they change.
    record
        What is written down.
    period
        Steps of a sample, T + 3.
    fixed
        Whether the models are those of fixed point.
    """

    def __init__(
        self, *, network: Network, projections: dict[str, Couplings], record: LearningRecord, period: int, fixed: bool
    ) -> None:
        super().__init__(network=network, projections=projections, record=record, period=period, fixed=fixed)
        self.lines_in = InPort(shape=(network.lines,))
        self.units_in = InPort(shape=(network.units,))
        self.labels_in = InPort(shape=(network.classes,))
        self.readout_in = InPort(shape=(network.classes,))
        self.s_out = OutPort(shape=(network.units,))


@implements(proc=LearningNetwork)
class LearningNetworkModel(AbstractSubProcessModel):  # type: ignore[misc]
    """Units, readouts, the connections that learn, and those that stay."""

    def __init__(self, proc: Any) -> None:
        given = proc.proc_params
        network, fixed, record = given["network"], given["fixed"], given["record"]
        rule = network.description.integer_plasticity
        excluded = network.description.plasticity.self_coupling_in_margin == "excluded"
        # No field is as large, so no larger margin makes a difference.
        most, wanted = state_limit(fixed=fixed), margins(network)
        self.units = LearningUnits(
            bias=network.bias,
            excluded=network.self_coupling * int(excluded),
            margin=int(min(wanted.units, most)),
            flips=record.flips,
        )
        self.readout = LearningReadout(
            units=network.units,
            fields=record.fields,
            unstable=record.unstable,
            corrected=record.corrected,
            clock=record.clock,
            period=given["period"],
            margin=int(min(wanted.readout, most)),
            competitive=wanted.competitive,
        )
        proc.units_in.connect(self.units.action_in)
        proc.readout_in.connect(self.readout.action_in)
        self.units.post_out.connect(self.readout.unstable_in)
        self.units.s_out.connect(proc.s_out)
        self.recurrent = _plastic(given, "recurrent", rule.recurrent_step, self.units.s_out, self.units)
        self.lines = _plastic(given, "input_weights", rule.input_step, proc.lines_in, self.units)
        self.answers = _plastic(given, "readout_weights", rule.readout_step, self.units.s_out, self.readout)
        self.fixed = connect(self.units.s_out, network.fixed_couplings, self.units.a_in, fixed=fixed, factor=1, bits=24)
        self.feedback = connect(
            proc.labels_in, network.feedback_weights, self.units.a_in, fixed=fixed, factor=1, bits=24
        )


def _plastic(given: Any, name: str, step: int, sender: Any, receiver: Any) -> PlasticConnection:
    """Let a learned projection lead from a port to units that send post factors."""
    network, couplings = given["network"], given["projections"][name]
    largest = network.description.numbers.largest
    low, high = np.array([-largest]), np.array([largest])
    if name == "recurrent" and network.links.nnz and len(couplings.values):
        low, high = ends(network, couplings.rows(), couplings.columns)
    # A step of the whole range leads to its end from anywhere.
    step, updates = min(step, 2 * largest), given["record"].updates[name]
    plastic = PlasticConnection(couplings=couplings, step=step, low=low, high=high, updates=updates)
    sender.connect(plastic.s_in)
    plastic.a_out.connect(receiver.a_in)
    receiver.post_out.connect(plastic.post_in)
    return plastic
