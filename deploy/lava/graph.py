"""Compiled graphs and the arrays they share: a network between a drive and a recorder, and one that learns."""

from __future__ import annotations

import functools
import time
from abc import ABC, abstractmethod
from typing import Any, NamedTuple, final

import numpy as np
from lava.magma.core.process.process import AbstractProcess
from numpy.typing import NDArray

from neuro.engines import Stimulus
from neuro.engines.activity import FanOut
from neuro.engines.learning_activity import Learned
from neuro.engines.rule import Masks
from neuro.network import Network, fan_out

from .live import LiveGraph
from .processes.flip_network import FlipNetwork
from .processes.learning_network import LearningNetwork
from .processes.outside import Drive, Recorder
from .processes.spike_network import SpikeNetwork
from .ranges import number_type
from .record import LearningRecord
from .schedule import LearningSchedule, Schedule
from .shared import Couplings, shared_array

# Time without a finished step after which a graph counts as stuck; couplings add to it, more where they learn. Machines
# shared with others were seen to stand still for ten seconds.
_PATIENCE_S = 30.0
_PATIENCE_PER_COUPLING_S, _PATIENCE_PER_LEARNED_S = 1e-6, 1e-5


class AbstractGraph(ABC):
    """A network as the processes of one graph, from their start to their end."""

    _live: LiveGraph
    _patience_s: float

    def __init__(self, network: Network) -> None:
        self._network = network
        self._clock = shared_array((1,), int)

    def _run(self, steps: int) -> None:
        self._live.run(steps, self._patience_s, steps_done=lambda: int(self._clock[0]))

    @abstractmethod
    def _build(self) -> AbstractProcess:
        """Make and connect the processes; one of them."""

    @property
    def closed(self) -> bool:
        """Whether its processes have been ended."""
        return self._live.closed

    def close(self) -> None:
        """End its processes."""
        self._live.close()


class Played(NamedTuple):
    """What the units sent, (steps, N), and the fields of readout units, (steps, R), in each step; how many messages
    each input and label line has `sent`, (M + C,).
    """

    messages: NDArray[np.int8]
    fields: NDArray[Any]
    sent: NDArray[np.int64]


def _held(connections: Any, name: str, senders: int) -> NDArray[np.int64]:
    """How many weights that are not 0 a connection holds for each of its senders; none where it wasn't made."""
    made = name in connections.member_names
    return fan_out(getattr(connections, name).weights.init) if made else np.zeros(senders, np.int64)


class AbstractPlayer(AbstractGraph):
    """Plays schedules of one size on a network; every schedule of that size reuses the same processes.

    Parameters
    ----------
    schedule
        Sets the size; nothing is run yet.
    kind
        Number type of what is sent.
    """

    setup_s: float
    _net: AbstractProcess

    def __init__(self, network: Network, schedule: Schedule, kind: type) -> None:
        super().__init__(network)
        self.size = schedule.size
        self._schedule = schedule.shared(kind)
        self._messages = shared_array((schedule.steps, network.units), np.int8)
        self._sent = shared_array((network.lines + network.classes,), np.int64)

    def play(self, schedule: Schedule) -> Played:
        """Run a schedule from its first step to its last."""
        self._schedule.write(schedule)
        self._sent[:] = 0
        self._run(schedule.steps)
        return Played(self._messages.copy(), self._readout(), self._sent.copy())

    @functools.cached_property
    def fan_outs(self) -> FanOut:
        """How many couplings each sender has in the connections of the graph."""
        network, connections = self._network, self._net.procs
        lines = _held(connections, "lines", network.lines + network.classes)
        return FanOut(
            _held(connections, "recurrent", network.units),
            _held(connections, "readout", network.units),
            lines[: network.lines],
            lines[network.lines :],
        )

    @abstractmethod
    def _readout(self) -> NDArray[Any]:
        """Readout fields of the run just done."""


@final
class Graph(AbstractPlayer):
    """A graph on the CPU, of samples that take `period` steps each on the timeline."""

    def __init__(self, network: Network, code: str, schedule: Schedule, period: int, *, fixed: bool) -> None:
        began = time.perf_counter()
        super().__init__(network, schedule, number_type(fixed=fixed))
        self._code, self._fixed, self._period = code, fixed, period
        couplings = network.couplings.size + network.units * network.lines
        self._patience_s = _PATIENCE_S + _PATIENCE_PER_COUPLING_S * couplings
        self._fields = shared_array((schedule.steps, network.readouts), np.int64 if fixed else float)
        self._live = LiveGraph(self._build, "fixed_pt" if fixed else "floating_pt")
        self.setup_s = time.perf_counter() - began

    def _readout(self) -> NDArray[Any]:
        return self._fields.copy()

    def _build(self) -> AbstractProcess:
        drive = Drive(lines=self._schedule.lines, starts=self._schedule.starts, sent=self._sent)
        spikes = self._code == "spikes"
        net = self._net = (SpikeNetwork if spikes else FlipNetwork)(network=self._network, fixed=self._fixed)
        recorder = Recorder(
            messages=self._messages,
            fields=self._fields,
            clock=self._clock,
            # Under spikes the readout has a folded bias like any unit; under flips it adds up changes.
            bias=-self._network.readout_sums * spikes,
            period=0 if spikes else self._period,
        )
        drive.start_out.connect(net.start_in)
        if self._network.lines + self._network.classes:
            drive.lines_out.connect(net.lines_in)
        net.s_out.connect(recorder.messages_in)
        if self._network.classes:
            net.y_out.connect(recorder.fields_in)
        return net


@final
class LearningGraph(AbstractGraph):
    """Learns samples one after another, at most `samples` in one run; its weights are variables of its processes.

    `projections` are recurrent couplings, input and readout weights, in memory shared with the graph. Where it doesn't
    run in fixed point, whole numbers are held in double precision. `streams` says that inputs change from step to step.
    """

    def __init__(
        self, network: Network, projections: dict[str, Couplings], samples: int, *, fixed: bool, streams: bool
    ) -> None:
        super().__init__(network)
        self.streams = streams
        self._projections, self._fixed, self._done = projections, fixed, 0
        self._schedule = LearningSchedule(network, samples, number_type(fixed=fixed), streams=streams)
        self._record = LearningRecord.of(network, samples, self._clock)
        couplings = sum(len(projection.values) for projection in projections.values())
        self._patience_s = _PATIENCE_S + _PATIENCE_PER_LEARNED_S * couplings
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
        record = self._record
        record.unstable[places] = 0
        for counted in (record.flips, *record.updates.values()):
            counted[:] = 0
        self._run(count * self._schedule.period)
        self._done += count
        return record.fields[places], Learned(
            flips=record.flips.copy(),
            hidden=int(record.unstable[places].sum()),
            readout=int(record.corrected[places].sum()),
            recurrent=int(record.updates["recurrent"][0]),
            input=int(record.updates["input_weights"][0]),
            output=int(record.updates["readout_weights"][0]),
        )

    def _build(self) -> AbstractProcess:
        schedule = self._schedule
        stimuli = Drive(lines=schedule.inputs, starts=schedule.units)
        teacher = Drive(lines=schedule.labels, starts=schedule.readout)
        net = LearningNetwork(
            network=self._network,
            projections=self._projections,
            record=self._record,
            period=schedule.period,
            fixed=self._fixed,
        )
        stimuli.lines_out.connect(net.lines_in)
        stimuli.start_out.connect(net.units_in)
        teacher.lines_out.connect(net.labels_in)
        teacher.start_out.connect(net.readout_in)
        return net
