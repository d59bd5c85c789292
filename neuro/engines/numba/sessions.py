"""A network laid out for kernels, and runs of any number of samples on it."""

from __future__ import annotations

import time
from functools import cached_property
from typing import Any, final

import numpy as np
from numpy.typing import NDArray

from ...events import Inputs, by_step
from ...machine.cores import threads
from ...machine.memory import check_memory
from ...network import Network, fan_out
from ..activity import Events, FanOut, activity_of
from ..contract import AbstractEngine, AbstractSession
from ..outcome import Outcome
from ..run import Run
from ..stimulus import STOPS, Stimulus
from .block import Steps, modules_of, new_block
from .compiling import compiling
from .counting import NOT_COUNTED, new_counts
from .dense import Dense
from .draws import streams
from .lanes import LANES
from .layout import laid_out
from .samples import Desk, Given, Layout, Outcomes, exerted, run_samples
from .threads import share_out
from .tracing import NOT_TRACED
from .wiring import rows_of

# Blocks in a task of a thread.
_BLOCKS = 4
# Fields of first states held at once: 256 MB of them.
_FIELDS = 1 << 25
_NO_INPUT = np.zeros((0, 0, 0))


@final
class NumbaSession(AbstractSession):
    """A network with its couplings laid out for kernels, ready to run."""

    def __init__(self, engine: AbstractEngine, network: Network, code: str) -> None:
        super().__init__(engine, network, code)
        began = time.perf_counter()
        self._layout = Layout(
            couplings=laid_out(network, threads()),
            inputs=rows_of(network.input_weights),
            readout=rows_of(network.readout_weights),
            bias=network.bias.astype(float),
            feedback=np.ascontiguousarray(network.feedback_weights * float(network.feedback_payload)),
        )
        self._dense = isinstance(self._layout.couplings, Dense)
        self._keys = np.random.default_rng(0).integers(1, 1 << 63, network.units, np.uint64)
        self._ready: set[int] = set()
        self._setup_s = time.perf_counter() - began
        self._make_ready(1 if self._dense else LANES)

    def _run(self, stimulus: Stimulus) -> Run:
        out, events, wall_s = self._perform(stimulus, kept=True)
        return Run(
            engine=self.engine.name,
            code=self.code,
            network=self.network.hash,
            states=out.states[:, : out.steps_taken.max() + 1],
            readout=self._readout(out),
            steps_taken=out.steps_taken,
            activity=activity_of(self._fan_outs, events),
            derived=frozenset(),
            setup_s=self._setup_s,
            wall_s=wall_s,
        )

    def _settle(self, stimulus: Stimulus) -> Outcome:
        out, _, _ = self._perform(stimulus, kept=False)
        return Outcome(out.final, self._readout(out), out.steps_taken, out.last_change, out.period)

    def _readout(self, out: Outcomes) -> NDArray[Any]:
        return out.readout.astype(np.int64) if self.network.is_integer else out.readout

    def _perform(self, stimulus: Stimulus, *, kept: bool) -> tuple[Outcomes, Events, float]:
        """Run a stimulus; what becomes of it, its events if its states are kept, and the seconds it took."""
        samples, lanes = stimulus.samples, self._lanes(stimulus)
        self._make_ready(lanes)
        began = time.perf_counter()
        given, out = self._given(stimulus), self._nothing(samples, stimulus.steps, kept)
        if kept:
            out.states[:, 0] = stimulus.start(self.network.units)
        step = _BLOCKS * LANES if lanes > 1 else LANES
        if stimulus.stop == "cycle":
            what = f"{stimulus.steps:,} steps of {self.network.units:,} units, all looked through for cycles,"
            needed = threads() * (stimulus.steps + 1) * (2 * self.network.units + 8 * LANES)
            check_memory(what, needed, "ask for fewer steps or units")
        desks = [self._desk(stimulus, lanes, kept) for _ in range(min(threads(), -(-samples // step)))]
        phases, stop = stimulus.phases, STOPS.index(stimulus.stop)
        steps = Steps(phases.warmup, phases.clamped, phases.free, stop, np.uint16(0))
        probability = float(stimulus.update_probability)
        most = max(step, _FIELDS // self.network.units)
        for begin in range(0, samples, most):
            chosen = range(begin, min(begin + most, samples))
            self._perform_some(given, stimulus.inputs, steps, probability, chosen, step, desks, out)
        wall_s = time.perf_counter() - began
        return out, self._events(out, desks), wall_s

    def _perform_some(
        self,
        given: Given,
        inputs: Inputs | None,
        steps: Steps,
        probability: float,
        chosen: range,
        step: int,
        desks: list[Desk],
        out: Outcomes,
    ) -> None:
        """Run samples whose fields fit into memory together, so many in a task."""
        starts = given.starts[chosen.start : chosen.stop]
        known = self._layout.couplings.exerted(starts) if self._dense and len(starts) else np.zeros((0, 0))

        def work(desk: Desk, first: int, last: int) -> None:
            fields = known[first:last]
            if len(starts) and not self._dense and last - first > 2:
                fields = desk.fields[: last - first]
                exerted(self._layout.couplings.rows, starts[first:last], desk.side, desk.line, fields)
            place, end = chosen.start + first, chosen.start + last
            payloads = _NO_INPUT if inputs is None else by_step(inputs[place:end], float)
            run_samples(self._layout, given, payloads, fields, steps, probability, place, end, desk, out)

        share_out(work, len(chosen), step, desks, out.halt)

    def _lanes(self, stimulus: Stimulus) -> int:
        """States that are given mostly stay: their flips are followed one by one. Out of silence all units change."""
        return LANES if stimulus.initial is None and not self._dense else 1

    def _make_ready(self, lanes: int) -> None:
        """Compile what runs so many samples side by side, without any: the time of a run is that of the run."""
        if lanes in self._ready:
            return
        began, nothing = time.perf_counter(), Stimulus(0, self.network.description.phases)
        desk = self._desk(nothing, lanes, kept=False)
        steps = Steps(0, 0, 0, 0, np.uint16(0))
        given, fields, out = self._given(nothing), np.zeros((0, 0)), self._nothing(0, 0, kept=False)
        with compiling(8):
            run_samples(self._layout, given, _NO_INPUT, fields, steps, 1.0, 0, 0, desk, out)
            if lanes == 1 and not self._dense:
                exerted(self._layout.couplings.rows, given.starts, desk.side, desk.line, fields)
        self._ready.add(lanes)
        self._setup_s += time.perf_counter() - began

    def _given(self, stimulus: Stimulus) -> Given:
        """What a stimulus begins with, in the layout that kernels are compiled for."""
        units = self.network.units
        starts = np.zeros((0, units), np.int8)
        if stimulus.initial is not None:
            starts = np.require(stimulus.initial, np.int8, ["C", "W"])
        return Given(
            starts=starts,
            labels=np.require(stimulus.labels, np.int64, ["C", "W"])
            if stimulus.labels is not None and stimulus.phases.clamped
            else np.zeros(0, np.int64),
            streams=streams(stimulus, units),
        )

    def _nothing(self, samples: int, steps: int, kept: bool) -> Outcomes:
        units, (taken, last, period) = self.network.units, (np.zeros(samples, np.int64) for _ in range(3))
        states = np.empty((samples, steps + 1, units) if kept else (0, 0, 0), np.int8)
        final = np.empty((0, 0) if kept else (samples, units), np.int8)
        halt, readout = np.zeros(1, np.uint8), np.empty((samples, self.network.readouts))
        return Outcomes(halt, states, final, readout, taken, last, period)

    def _desk(self, stimulus: Stimulus, lanes: int, kept: bool) -> Desk:
        network, cycle = self.network, stimulus.stop == "cycle"
        lines, readouts = (
            ((network.lines, lanes), (network.readouts, lanes)) if lanes > 1 else (network.lines, network.readouts)
        )
        side = (network.units, LANES) if lanes == 1 and not self._dense and stimulus.samples > 2 else (0, LANES)
        return Desk(
            block=new_block(network.units, lanes),
            payloads=np.zeros(lines),
            scores=np.zeros(readouts),
            chosen=np.zeros(network.units if stimulus.masked else 0, np.uint16),
            fourths=np.zeros((4, 4), np.uint64),
            turn=np.zeros(1, np.uint64),
            modules=modules_of(stimulus.turns),
            in_turn=len(stimulus.turns),
            key=np.zeros(LANES, np.uint64),
            keys=self._keys if cycle else NOT_TRACED.keys,
            seen=np.empty((stimulus.steps + 1, LANES), np.uint64) if cycle else NOT_TRACED.seen,
            ups=np.empty((stimulus.steps + 1, network.units), np.uint16) if cycle else NOT_TRACED.ups,
            counts=new_counts(network.units, network.lines, network.classes, self.code) if kept else NOT_COUNTED,
            side=np.zeros(side),
            line=np.zeros((1, LANES)),
            fields=np.zeros(side[::-1]),
        )

    @cached_property
    def _fan_outs(self) -> FanOut:
        """How many couplings each sender has in the layout."""
        network, couplings = self.network, self._layout.couplings
        return FanOut(
            fan_out(couplings.weights.reshape(network.units, -1))
            if isinstance(couplings, Dense)
            else np.diff(couplings.columns.starts.astype(np.int64)),
            np.bincount(self._layout.readout.senders, minlength=network.units),
            np.bincount(self._layout.inputs.senders, minlength=network.lines),
            fan_out(self._layout.feedback),
        )

    def _events(self, out: Outcomes, desks: list[Desk]) -> Events:
        """What was counted at all desks."""
        names = "up", "loaded", "said", "labelled", "active"
        up, loaded, said, labelled, received = (
            np.sum([getattr(desk.counts, name) for desk in desks], axis=0) for name in names
        )
        flips = np.sum([desk.block.flips for desk in desks], axis=0)
        return Events(
            timesteps=int(out.steps_taken.sum()),
            spikes=int(up.sum()),
            flips=int(flips.sum()),
            received=int(received.sum()),
            by_unit=up if self.code == "spikes" else flips,
            by_line=said,
            by_label=labelled,
            loaded=loaded,
        )
