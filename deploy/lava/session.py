"""A network opened in Lava: stimulus -> schedules -> graph -> trajectory."""

from __future__ import annotations

import dataclasses
import functools
import itertools
import time
from collections.abc import Callable
from typing import Any, final

import numpy as np
from numpy.typing import NDArray

from neuro.engines import AbstractEngine, AbstractSession, Activity, Run, Stimulus
from neuro.engines.activity import FanOut, activity_of, derived_events
from neuro.errors import DefectError
from neuro.network import Network

from .graph import AbstractPlayer, Graph
from .ranges import check_network, check_stimulus_fits
from .schedule import Schedule, flip_schedule, spike_schedule

# Bytes of trajectory one run of a graph may record; longer batches are cut into several.
_RUN_BYTES = 2**26
# What no port shows: states where changes are sent and changes where states are, whom messages reach, and under
# spikes a start.
_DERIVED = {
    "flips": ("spikes", "neuron_updates_active", "neuron_updates_inactive"),
    "spikes": ("flips", "neuron_updates_active", "neuron_updates_inactive", "synops_loading"),
}


@final
class LavaSession(AbstractSession):
    """Holds one compiled graph at a time and reuses it for stimuli of the same size.

    Parameters
    ----------
    make_graph
        Builds the graph for schedules of one size, whose samples take a number of steps; None for one on the CPU.

    Raises
    ------
    NeuroError
        When the network doesn't fit fixed-point arithmetic.
    """

    def __init__(
        self,
        engine: AbstractEngine,
        network: Network,
        code: str,
        *,
        fixed: bool,
        make_graph: Callable[[Schedule, int], AbstractPlayer] | None = None,
    ) -> None:
        super().__init__(engine, network, code)
        check_network(network, code, fixed=fixed)
        self._fixed = fixed
        self._make_graph = make_graph or functools.partial(Graph, network, code, fixed=fixed)
        self._graph: AbstractPlayer | None = None

    def _run(self, stimulus: Stimulus) -> Run:
        return self._run_recording(stimulus, ())

    def _run_recording(self, stimulus: Stimulus, record: tuple[str, ...]) -> Run:
        if self._fixed:
            check_stimulus_fits(self.network, stimulus, self.code)
        masks = stimulus.masks(self.network.units)
        began, setup_s = time.perf_counter(), 0.0
        states, readouts, steps, kept, found = [], [], stimulus.steps, [], []
        # Masks belong to the whole batch: they are drawn once and cut beside its samples.
        synchronous = dataclasses.replace(stimulus, update_probability=1.0, turns=())
        for chosen in _cuts(stimulus, self.network.units):
            part = synchronous.part(chosen)
            if self.code == "flips":
                schedule = flip_schedule(self.network, part, None if masks is None else masks[chosen])
            else:
                schedule = spike_schedule(self.network, part)
            graph, built_s = self._graph_for(schedule, stimulus.steps + 1)
            played = graph.play(schedule)
            messages = played.messages[schedule.offset :][: part.samples * (steps + 1)]
            messages = messages.reshape(part.samples, steps + 1, self.network.units)
            states.append(self._states(part, messages))
            found.append(self._activity(part, messages, states[-1], played.sent, graph.fan_outs))
            # A readout hears a step later; in between come the starts of the samples.
            heard = played.fields[schedule.offset + 1 :][: part.samples * (steps + 1)]
            heard = heard.reshape(part.samples, steps + 1, -1)
            readouts.append(heard[:, -1])
            kept.append(heard[:, 1:] if record else heard[:, :0])
            setup_s += built_s
        wall_s = time.perf_counter() - began - setup_s
        trajectory = np.concatenate(states)
        readout = np.concatenate(readouts)
        steps_taken = np.full(stimulus.samples, stimulus.steps, np.int64)
        return Run(
            engine=self.engine.name,
            code=self.code,
            network=self.network.hash,
            states=trajectory,
            readout=self._as_numbers(readout),
            steps_taken=steps_taken,
            activity=sum(found[1:], start=found[0]),
            derived=frozenset(_DERIVED[self.code]),
            setup_s=setup_s,
            wall_s=wall_s,
            recorded={name: self._as_numbers(np.concatenate(kept)) for name in record},
        )

    def _as_numbers(self, readout: NDArray[Any]) -> NDArray[Any]:
        return np.rint(readout).astype(np.int64) if self.network.is_integer else readout

    def close(self) -> None:
        """End the processes of the graph."""
        if self._graph is not None:
            self._graph.close()
            self._graph = None

    def _graph_for(self, schedule: Schedule, period: int) -> tuple[AbstractPlayer, float]:
        """The graph that fits, and the seconds it took to build if it had to be."""
        if self._graph is not None and not self._graph.closed and self._graph.size == schedule.size:
            return self._graph, 0.0
        self.close()
        self._graph = self._make_graph(schedule, period)
        return self._graph, self._graph.setup_s

    def _activity(
        self,
        stimulus: Stimulus,
        messages: NDArray[np.int8],
        states: NDArray[np.int8],
        sent: NDArray[np.int64],
        fan_outs: FanOut,
    ) -> Activity:
        """Counts of the messages on the ports, (S, T + 1, N) and (M + C,), along the connections of the graph."""
        network, spoken = self.network, np.count_nonzero(messages, axis=0)
        steps_taken = np.full(stimulus.samples, stimulus.steps)
        events = derived_events(network, stimulus, states, self.code, steps_taken)
        by_unit = spoken[1:].sum(axis=0)
        counted = {
            "by_unit": by_unit,
            "by_line": sent[: network.lines],
            "by_label": sent[network.lines :],
            self.code: int(by_unit.sum()),
        }
        if self.code == "flips":
            counted["loaded"] = spoken[0]
        return activity_of(fan_outs, events._replace(**counted))

    def _states(self, stimulus: Stimulus, messages: NDArray[np.int8]) -> NDArray[np.int8]:
        """States (S, T + 1, N) from what the units sent, as many."""
        start = stimulus.start(self.network.units)
        if self.code == "flips":
            states: NDArray[Any] = np.cumsum(messages, axis=1, dtype=np.int8)
        else:
            states = 2 * messages - 1
            # The graph has no silence: its units are all down, and step 1 undoes what that would exert.
            start = np.where(start == 0, np.int8(-1), start)
        if (states[:, 0] != start).any():
            raise DefectError("the Lava graph did not take over a sample's start; this is a defect, please report it.")
        states[:, 0] = stimulus.start(self.network.units)
        return states


def _cuts(stimulus: Stimulus, units: int) -> list[slice]:
    """Runs of samples of about equal length, each of which fits the memory of one run."""
    # Lines that stream have a row for every step, of whole numbers or floats, and once more as they are laid out.
    rows = 16 * (stimulus.inputs.shape[-1] if stimulus.streams and stimulus.inputs is not None else 0)
    sample_bytes = (stimulus.steps + 1) * (units + rows)
    count = min(stimulus.samples, -(-stimulus.samples * sample_bytes // _RUN_BYTES))
    edges = np.linspace(0, stimulus.samples, count + 1).astype(int)
    return [slice(int(a), int(b)) for a, b in itertools.pairwise(edges)]
