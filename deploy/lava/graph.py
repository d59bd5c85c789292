"""One compiled graph: a network between a drive and a recorder, and the shared arrays on both ends."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from typing import Any, final

import numpy as np
from lava.magma.core.process.process import AbstractProcess
from numpy.typing import NDArray

from neuro.network import Network

from .live import LiveGraph
from .processes.drive import Drive
from .processes.flip_network import FlipNetwork
from .processes.recorder import Recorder
from .processes.spike_network import SpikeNetwork
from .ranges import number_type
from .schedule import Schedule
from .shared import shared_array

# Time without a finished step after which a graph counts as stuck; couplings add to it. Machines shared with others
# were seen to stand still for ten seconds.
_PATIENCE_S = 30.0
_PATIENCE_PER_COUPLING_S = 1e-6


class AbstractGraph(ABC):
    """Plays schedules of one size on a network; every schedule of that size reuses the same processes.

    Parameters
    ----------
    schedule
        Sets the size; nothing is run yet.
    kind
        Number type of what is sent.
    """

    setup_s: float
    _live: LiveGraph
    _patience_s: float

    def __init__(self, network: Network, schedule: Schedule, kind: type) -> None:
        self._network, self.size = network, schedule.size
        self._schedule = schedule.shared(kind)
        self._messages = shared_array((schedule.steps, network.units), np.int8)
        self._clock = shared_array((1,), int)

    def play(self, schedule: Schedule) -> tuple[NDArray[np.int8], NDArray[Any]]:
        """Run a schedule from its first step to its last.

        Returns
        -------
        messages, fields
            What the units sent, (steps, N), and the readout fields, (steps, C), in each step.
        """
        self._schedule.write(schedule)
        self._live.run(schedule.steps, self._patience_s, steps_done=lambda: int(self._clock[0]))
        return self._messages.copy(), self._readout()

    @abstractmethod
    def _readout(self) -> NDArray[Any]:
        """Readout fields of the run just done."""

    @property
    def closed(self) -> bool:
        """Whether its processes have been ended."""
        return self._live.closed

    def close(self) -> None:
        """End its processes."""
        self._live.close()


@final
class Graph(AbstractGraph):
    """A graph on the CPU.

    Parameters
    ----------
    schedule
        Sets the size; nothing is run yet.
    period
        Steps a sample takes on the timeline.
    """

    def __init__(self, network: Network, code: str, schedule: Schedule, period: int, *, fixed: bool) -> None:
        began = time.perf_counter()
        super().__init__(network, schedule, number_type(fixed=fixed))
        self._code, self._fixed, self._period = code, fixed, period
        couplings = network.couplings.size + network.units * network.lines
        self._patience_s = _PATIENCE_S + _PATIENCE_PER_COUPLING_S * couplings
        self._fields = shared_array((schedule.steps, network.classes), np.int64 if fixed else float)
        self._live = LiveGraph(self._build, "fixed_pt" if fixed else "floating_pt")
        self.setup_s = time.perf_counter() - began

    def _readout(self) -> NDArray[Any]:
        return self._fields.copy()

    def _build(self) -> AbstractProcess:
        drive = Drive(lines=self._schedule.lines, starts=self._schedule.starts)
        spikes = self._code == "spikes"
        net = (SpikeNetwork if spikes else FlipNetwork)(network=self._network, fixed=self._fixed)
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
