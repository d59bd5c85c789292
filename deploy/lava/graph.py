"""One compiled graph: a network between a drive and a recorder, and the shared arrays on both ends."""

from __future__ import annotations

import time
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
from .schedule import Schedule
from .shared import shared_array

# Time without a finished step after which a graph counts as stuck; couplings add to it. Machines shared with others
# were seen to stand still for ten seconds.
_PATIENCE_S = 30.0
_PATIENCE_PER_COUPLING_S = 1e-6


@final
class Graph:
    """Plays schedules of one size on a network; every schedule of that size reuses the same processes.

    Parameters
    ----------
    schedule
        Sets the size; nothing is run yet.
    period
        Steps a sample takes on the timeline.
    """

    def __init__(self, network: Network, code: str, schedule: Schedule, period: int, *, fixed: bool) -> None:
        began = time.perf_counter()
        self._network, self._code, self._fixed, self._period = network, code, fixed, period
        self.size = schedule.size
        kind = np.int32 if fixed else float
        self._schedule = schedule.shared(kind)
        self._messages = shared_array((schedule.steps, network.units), np.int8)
        self._fields = shared_array((schedule.steps, network.classes), np.int64 if fixed else float)
        self._clock = shared_array((1,), int)
        self._live = LiveGraph(self._build, "fixed_pt" if fixed else "floating_pt")
        self.setup_s = time.perf_counter() - began

    def play(self, schedule: Schedule) -> tuple[NDArray[np.int8], NDArray[Any]]:
        """Run a schedule from its first step to its last.

        Returns
        -------
        messages, fields
            What the units sent, (steps, N), and the readout fields, (steps, C), in each step.
        """
        self._schedule.write(schedule)
        couplings = self._network.couplings
        patience = _PATIENCE_S + _PATIENCE_PER_COUPLING_S * (couplings.size + self._network.units * self._network.lines)
        self._live.run(schedule.steps, patience, steps_done=lambda: int(self._clock[0]))
        return self._messages.copy(), self._fields.copy()

    @property
    def closed(self) -> bool:
        """Whether its processes have been ended."""
        return self._live.closed

    def close(self) -> None:
        """End its processes."""
        self._live.close()

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
