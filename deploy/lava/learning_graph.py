"""A compiled graph that learns: units, readouts and the connections whose weights change in it."""

from __future__ import annotations

from typing import Any, final

import numpy as np
from lava.magma.core.process.process import AbstractProcess
from numpy.typing import NDArray

from neuro.engines import Stimulus
from neuro.engines.learning_activity import Learned
from neuro.engines.rule import Masks, whole_margin
from neuro.network import Network

from .connections import connect
from .couplings import Couplings
from .learning_schedule import LearningSchedule
from .live import LiveGraph
from .processes.drive import Drive
from .processes.learning_readout import LearningReadout
from .processes.learning_units import LearningUnits
from .processes.plastic_connection import PlasticConnection
from .ranges import number_type, state_limit
from .shared import shared_array

# Time without a finished step after which a graph counts as stuck; couplings add to it.
_PATIENCE_S = 30.0
_PATIENCE_PER_COUPLING_S = 1e-5


@final
class LearningGraph:
    """Learns samples one after another; its weights are variables of its processes.

    Parameters
    ----------
    projections
        Recurrent couplings, input and readout weights, in memory shared with the graph.
    samples
        Most samples it learns in one run.
    fixed
        Whether it runs in fixed point; else whole numbers are held in double precision.
    """

    def __init__(self, network: Network, projections: dict[str, Couplings], samples: int, *, fixed: bool) -> None:
        self._network, self._projections, self._fixed, self._done = network, projections, fixed, 0
        self._schedule = LearningSchedule(network, samples, number_type(fixed=fixed))
        self._fields = shared_array((samples, network.classes), np.int64)
        self._unstable, self._corrected = (shared_array((samples,), np.int64) for _ in range(2))
        self._flips = shared_array((network.units,), np.int64)
        self._updates = {name: shared_array((1,), np.int64) for name in projections}
        self._clock = shared_array((1,), np.int64)
        couplings = sum(len(projection.values) for projection in projections.values())
        self._patience_s = _PATIENCE_S + _PATIENCE_PER_COUPLING_S * couplings
        self._live = LiveGraph(self._build, "fixed_pt" if fixed else "floating_pt")

    def learn(self, stimulus: Stimulus, masks: Masks, chosen: slice) -> tuple[NDArray[np.int64], Learned]:
        """Learn some samples of a row, at most as many as it has room for.

        Returns
        -------
        fields, found
            Readout fields before each sample was learned, (S, C), and what the processes counted in all samples.
        """
        count = chosen.stop - chosen.start
        places = (self._done + np.arange(count)) % self._schedule.samples
        self._schedule.write(stimulus, masks, chosen, places)
        # A sample without unstable units writes nothing.
        self._unstable[places] = 0
        for counted in (self._flips, *self._updates.values()):
            counted[:] = 0
        self._live.run(count * self._schedule.period, self._patience_s, steps_done=lambda: int(self._clock[0]))
        self._done += count
        return self._fields[places], Learned(
            flips=self._flips.copy(),
            hidden=int(self._unstable[places].sum()),
            readout=int(self._corrected[places].sum()),
            recurrent=int(self._updates["recurrent"][0]),
            input=int(self._updates["input_weights"][0]),
            output=int(self._updates["readout_weights"][0]),
        )

    @property
    def closed(self) -> bool:
        """Whether its processes have been ended."""
        return self._live.closed

    def close(self) -> None:
        """End its processes."""
        self._live.close()

    def _build(self) -> AbstractProcess:
        network, schedule, rule = self._network, self._schedule, self._network.description.integer_plasticity
        excluded = network.description.plasticity.self_coupling_in_margin == "excluded"
        # No field is as large, so no larger margin makes a difference.
        most = state_limit(fixed=self._fixed)
        stimuli = Drive(lines=schedule.inputs, starts=schedule.units)
        teacher = Drive(lines=schedule.labels, starts=schedule.readout)
        units = LearningUnits(
            bias=network.bias,
            excluded=network.self_coupling * int(excluded),
            margin=min(whole_margin(network), most),
            flips=self._flips,
        )
        readout = LearningReadout(
            units=network.units,
            fields=self._fields,
            unstable=self._unstable,
            corrected=self._corrected,
            clock=self._clock,
            period=schedule.period,
            margin=min(rule.readout_margin, most),
        )
        stimuli.start_out.connect(units.action_in)
        teacher.start_out.connect(readout.action_in)
        units.post_out.connect(readout.unstable_in)
        self._join("recurrent", rule.recurrent_step, units.s_out, units)
        self._join("input_weights", rule.input_step, stimuli.lines_out, units)
        self._join("readout_weights", rule.readout_step, units.s_out, readout)
        for sender, weights in ((units.s_out, network.fixed_couplings), (teacher.lines_out, network.feedback_weights)):
            connect(sender, weights, units.a_in, fixed=self._fixed, factor=1, bits=24)
        return units

    def _join(self, name: str, step: int, sender: Any, receiver: Any) -> None:
        """Let a learned projection lead from a port to units that send post factors."""
        largest = self._network.description.numbers.largest
        # A step of the whole range leads to its end from anywhere.
        step = min(step, 2 * largest)
        couplings, updates = self._projections[name], self._updates[name]
        plastic = PlasticConnection(couplings=couplings, step=step, largest=largest, updates=updates)
        sender.connect(plastic.s_in)
        plastic.a_out.connect(receiver.a_in)
        receiver.post_out.connect(plastic.post_in)
