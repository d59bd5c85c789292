"""A network and what is done to it as Brian2 objects, to which anything else of Brian2 can be added before they run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, final

import numpy as np

from ....errors import NeuroError
from ....network import Network
from ...run import Run
from ...stimulus import Stimulus, check_stimulus
from ..compiled.library import brian2_obstacle, load, quietly
from .codes import CODES
from .counting import Record
from .program import RunProgram, run_data
from .timeline import Timeline


@final
@dataclass(frozen=True, eq=False)
class Brian2Objects:
    """What :func:`brian2_objects` makes; nothing has run yet.

    One time step is one second of Brian2's clock. A sample takes T + 1 steps, one after the other: in the first its
    start is loaded, in the next T it runs.

    Parameters
    ----------
    network
        The ``brian2.Network``; add to it. Its schedule is start, groups, thresholds, resets, synapses, end: units
        decide in `thresholds` (spikes: in `groups`), messages go out in `resets`, arrive in `synapses`, and act in
        the next step.
    objects
        By name: ``units`` (their event ``message`` is a flip or a spike, ``s`` their state, ``h`` what has arrived,
        under flips for good, under spikes for one step), ``lines`` (input, then labels), ``accumulators`` (readout
        units), synapses ``couplings``, ``external`` and ``readout``, monitors ``events`` and ``answers``; those of
        which the network has none are left out.
    clock
        That of the time steps: give it to what shall keep step with the units.
    duration
        Of the whole stimulus, a quantity.
    timeline
        How the stimulus lies in time.
    program
        What made them.

    Examples
    --------
    >>> from neuro.engines.brian2 import brian2_objects
    >>> from neuro.workload import make_workload
    >>> workload = make_workload("digits", samples=2)
    >>> made = brian2_objects(workload.network, workload.stimulus)
    >>> sorted(made.objects)
    ['accumulators', 'answers', 'couplings', 'events', 'external', 'lines', 'readout', 'units']
    >>> made.time(sample=1, step=3)
    10. * second
    """

    network: Any
    objects: Mapping[str, Any]
    clock: Any
    duration: Any
    timeline: Timeline
    program: RunProgram

    def run(self, namespace: Mapping[str, Any] | None = None) -> None:
        """Run the whole stimulus, once.

        Parameters
        ----------
        namespace
            What names in the equations of added objects mean.

        Raises
        ------
        NeuroError
            When it has run already.
        """
        if float(self.network.t) > 0.0:
            raise NeuroError("these Brian2 objects have run already; make others for another run.")
        with quietly():
            self.network.run(self.duration, namespace={} if namespace is None else dict(namespace))

    def time(self, sample: int, step: int) -> Any:
        """When a step of a sample begins, a quantity.

        Parameters
        ----------
        sample
            From 0.
        step
            1 to T, or 0 for that in which the start is loaded.
        """
        return (sample * self.timeline.period + step) * self.clock.dt

    def result(self) -> Run:
        """What the units did, after the run; under a stimulus of theirs alone what the engine ``brian2`` gives.

        Raises
        ------
        NeuroError
            When it hasn't run.
        """
        timeline, stimulus, network = self.timeline, self.timeline.stimulus, self.timeline.network
        device = load().device
        values = {name: np.array(variable.get_value()) for name, variable in self.program.results.items()}
        if not values.get("events.t", np.zeros(0)).size and float(self.network.t) == 0.0:
            raise NeuroError("these Brian2 objects haven't run yet; call run() first.")
        record = Record(values, stimulus.samples, float(device._last_run_time or 0.0))
        readout = record.answers()
        return Run(
            engine="brian2",
            code=timeline.code,
            network=network.hash,
            states=record.states(timeline.starts(slice(0, stimulus.samples)), timeline.period),
            readout=np.rint(readout).astype(np.int64) if network.is_integer else readout,
            steps_taken=np.full(stimulus.samples, stimulus.steps),
            activity=record.activity(stimulus.steps, network.lines),
            derived=frozenset(),
            setup_s=0.0,
            wall_s=record.wall_s,
        )


def brian2_objects(network: Network, stimulus: Stimulus, code: str = "flips") -> Brian2Objects:
    """Make the Brian2 objects of a network under a stimulus on Brian2's active device, in either mode.

    Parameters
    ----------
    network, stimulus
        What is to run. All samples lie on one timeline: as many as fit into one chunk of the engine ``brian2``.
    code
        ``flips`` or ``spikes``.

    Raises
    ------
    NeuroError
        When the stimulus doesn't fit the network, asks for an early stop, or is too long; or Brian2 is missing.
    """
    if (obstacle := brian2_obstacle()) is not None:
        raise NeuroError(obstacle)
    check_stimulus(network, stimulus, code)
    if stimulus.stop != "never":
        raise NeuroError(f"stop = '{stimulus.stop}': Brian2's number of steps is fixed; use stop = 'never'.")
    brian2, timeline = load(), Timeline(network, stimulus, code)
    first = next(timeline.chunks())
    if first.stop < stimulus.samples:
        raise NeuroError(
            f"got {stimulus.samples} samples, expected at most {first.stop} of {stimulus.steps} steps; "
            "give fewer, and make objects for the others."
        )
    with quietly():
        program = RunProgram(run_data(network, CODES[code]), CODES[code])
    program.clocks["sampling"].dt = timeline.period * brian2.second
    for name, values in timeline.tables(first).items():
        program.tables[name].values = values
    duration = stimulus.samples * timeline.period * brian2.second
    return Brian2Objects(program.network, dict(program.objects), program.clocks["step"], duration, timeline, program)
