"""The spike-code graph on the chip: the network on neuro cores, adapters on its edges, drive and recorder on the host.

Not run on silicon. What it relies on and a chip alone can show: a LIFReset that resets in every step, several
connections into one unit, and adapters that cost no step (the self-test tells).
"""

from __future__ import annotations

import time
from typing import Any, final

import numpy as np
from lava.magma.core.model.model import AbstractProcessModel
from lava.magma.core.process.process import AbstractProcess
from lava.magma.core.resources import Loihi2NeuroCore, NeuroCore
from lava.magma.core.run_configs import Loihi2HwCfg
from lava.proc.dense.process import Dense
from lava.proc.embedded_io.spike import NxToPyAdapter, PyToNxAdapter
from lava.proc.lif.process import LIFReset
from lava.proc.sparse.process import Sparse
from lava.utils.loihi2_state_probes import StateProbe
from numpy.typing import NDArray

from neuro.errors import NeuroError
from neuro.network import Network

from ..lava.graph import AbstractPlayer
from ..lava.live import LiveGraph
from ..lava.processes.outside import Drive, DriveModelFixed, Recorder, RecorderModelFixed
from ..lava.processes.spike_network import SpikeNetwork
from ..lava.schedule import Schedule
from .measured import READOUT_THRESHOLD, Measured, Probes, check_readout, readout_fields

# A board has to be booked and booted before its first step.
_PATIENCE_S = 600.0
_FINISH_S = 60.0


@final
class OnChip(Loihi2HwCfg):  # type: ignore[misc]
    """Lava's hardware configuration, which would silently run on the CPU what has no model for the chip."""

    def select(self, process: AbstractProcess, proc_models: list[type[AbstractProcessModel]]) -> Any:
        """The model Lava chooses, unless it would leave a part of the network on the CPU."""
        model = super().select(process, proc_models)
        on_chip = {NeuroCore, Loihi2NeuroCore}.intersection(model.required_resources)
        if isinstance(process, (LIFReset, Dense, Sparse)) and not on_chip:
            raise NeuroError(
                f"Intel's Lava extension here has no model of {type(process).__name__} for the chip, and it would run "
                "on the CPU; use a version of the extension that has one, or the engine lava-fixed."
            )
        return model


@final
class ChipGraph(AbstractPlayer):
    """A graph on the chip, with the profiler's probes where `profile` says so.

    Raises
    ------
    NeuroError
        When a readout field could reach the highest threshold, or the extension lacks a model.
    """

    def __init__(self, network: Network, schedule: Schedule, *, profile: bool) -> None:
        began = time.perf_counter()
        check_readout(network)
        super().__init__(network, schedule, np.int32)
        self.plays, self._patience_s = 0, _PATIENCE_S
        self._fields: Any = None
        self._probes = Probes(schedule.steps) if profile else None
        self._live = LiveGraph(self._build, "fixed_pt", self._configure, start_s=_PATIENCE_S)
        self.setup_s = time.perf_counter() - began

    def _readout(self) -> NDArray[Any]:
        self.plays += 1
        steps = len(self._messages)
        if self._fields is None:
            return np.zeros((steps, 0), np.int64)
        return readout_fields(self._network, self._fields.time_series, steps)

    def measured(self, samples: int) -> Measured:
        """What the probes say of a run of `samples`, once the graph is closed."""
        if self._probes is None:
            raise NeuroError("this graph was made without the profiler's probes.")
        return self._probes.measured(samples)

    def close(self) -> None:
        """End its processes and give the board back."""
        self._live.finish(_FINISH_S)

    def _configure(self, tag: str) -> OnChip:
        # Models for the chip carry no known tag, so none is asked for; what runs on the host is named instead.
        fields = [] if self._fields is None else [self._fields]
        return OnChip(
            callback_fxs=fields + (self._probes.callbacks if self._probes else []),
            exception_proc_model_map={Drive: DriveModelFixed, Recorder: RecorderModelFixed},
        )

    def _build(self) -> AbstractProcess:
        network = self._network
        drive = Drive(lines=self._schedule.lines, starts=self._schedule.starts, sent=self._sent)
        net = self._net = SpikeNetwork(network=network, fixed=True, spike_bits=0)
        steps = len(self._messages)
        recorder = Recorder(
            messages=self._messages, fields=np.zeros((steps, 0)), clock=self._clock, bias=np.zeros(0), period=0
        )
        _through(PyToNxAdapter(shape=(network.units,), num_message_bits=24), drive.start_out, net.start_in)
        if network.lines + network.classes:
            width = (network.lines + network.classes,)
            _through(PyToNxAdapter(shape=width, num_message_bits=24), drive.lines_out, net.lines_in)
        _through(NxToPyAdapter(shape=(network.units,)), net.s_out, recorder.messages_in)
        if network.classes:
            readout = LIFReset(shape=(network.readouts,), du=0, dv=0, vth=READOUT_THRESHOLD, reset_interval=1)
            net.y_out.connect(readout.a_in)
            self._fields = StateProbe(readout.v)
        return net


def _through(adapter: Any, source: Any, sink: Any) -> None:
    source.connect(adapter.inp)
    adapter.out.connect(sink)
