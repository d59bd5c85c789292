"""Learning in Lava: the rule in whole numbers, inside the graph, in fixed or floating point."""

from __future__ import annotations

import dataclasses
import time
from typing import Any, final

import numpy as np
from numpy.typing import NDArray

from neuro.description import Phases
from neuro.engines import AbstractLearner, LearnResult, Stimulus
from neuro.engines.learning_activity import Learned, LearningCounter, nothing_learned
from neuro.engines.rule import Masks, draw_masks
from neuro.engines.stimulus import check_stimulus
from neuro.errors import NeuroError
from neuro.events import InputEvents, Inputs
from neuro.network import LEARNED, Network, stored

from .graph import LearningGraph
from .ranges import check_network, check_stimulus_fits, number_type
from .shared import Couplings

_MOST_UNITS = 2000
_MOST_COUPLINGS = 4_000_000
# Samples a graph learns in one run, and bytes of their stimuli it has room for.
_RUN_SAMPLES = 256
_RUN_BYTES = 2**26


@final
class LavaLearner(AbstractLearner):
    """One graph learns row after row; the host sends samples, masks and labels and reads what came of them.

    After a failure the network is that of the last row that was learned to its end, and learning can go on from there.
    In floating point the same whole numbers are held in double precision. No payload and no doubled field may reach
    2^53, the first whole number whose successor a double can't hold: below it sums and products are exact.

    Raises
    ------
    NeuroError
        When the network is not integer, too large, or doesn't fit the arithmetic.
    """

    def __init__(self, network: Network, engine: str, *, fixed: bool) -> None:
        _check(network, engine, fixed=fixed)
        self._origin, self._fixed, self._counter = network, fixed, LearningCounter(network)
        self._largest = _at_their_largest(network)
        self._graph: LearningGraph | None = None
        kind = number_type(fixed=fixed)
        self._projections = {name: Couplings(network, name, kind) for name in LEARNED}
        self._values = self._copied()

    def learn(self, inputs: Inputs, labels: NDArray[np.int64], rate: float = 1.0, first: int = 0) -> LearnResult:
        """Learn a row of samples, one by one.

        Raises
        ------
        NeuroError
            When samples don't fit the network or the arithmetic, or a process of the graph fails.
        """
        began, network = time.perf_counter(), self._origin
        inputs, labels = inputs if isinstance(inputs, InputEvents) else np.asarray(inputs), np.asarray(labels)
        stimulus = Stimulus(len(labels), network.description.phases, inputs, labels)
        # Labels teach the readout even where no phase clamps them.
        check_stimulus(network, dataclasses.replace(stimulus, phases=Phases(0, stimulus.steps, 0)), "flips")
        magnitudes = inputs.with_values(abs(inputs.values)) if isinstance(inputs, InputEvents) else np.abs(inputs)
        absolute = dataclasses.replace(stimulus, inputs=magnitudes)
        check_stimulus_fits(self._largest, absolute, "flips", fixed=self._fixed)
        masks = draw_masks(network, np.asarray(stimulus.inputs_at(stimulus.steps)), first, rate)
        try:
            fields, found = self._learn(stimulus, masks)
        except BaseException:
            # The graph may have learned some of the row.
            self.close()
            raise
        self._values = self._copied()
        share = found.hidden / (stimulus.samples * network.units)
        activity = self._counter.activity(inputs, labels, found)
        return LearnResult(fields.argmax(axis=1), share, time.perf_counter() - began, activity)

    def network(self) -> Network:
        """The network after the last row."""
        learned = {name: projection.matrix_of(self._values[name]) for name, projection in self._projections.items()}
        return dataclasses.replace(self._origin, **learned)

    def close(self) -> None:
        """End the processes of the graph; what was learned stays."""
        if self._graph is not None:
            self._graph.close()
            self._graph = None

    def _learn(self, stimulus: Stimulus, masks: Masks) -> tuple[NDArray[np.int64], Learned]:
        """Readout fields (S, C) of a row and what was counted, learned in as many runs as it takes."""
        graph, room = self._ready(stimulus.streams), self._room(stimulus.streams)
        fields, found = [], nothing_learned(self._origin.units)
        for start in range(0, stimulus.samples, room):
            chosen = slice(start, min(start + room, stimulus.samples))
            answers, one = graph.learn(stimulus, masks, chosen)
            fields.append(answers)
            found += one
        return np.concatenate(fields), found

    def _ready(self, streams: bool) -> LearningGraph:
        if self._graph is not None and self._graph.streams != streams:
            self.close()
        if self._graph is None or self._graph.closed:
            # Start from the weights after the last row that was learned to its end.
            for name, projection in self._projections.items():
                projection.values[:] = self._values[name]
            self._graph = LearningGraph(
                self._origin, self._projections, self._room(streams), fixed=self._fixed, streams=streams
            )
        return self._graph

    def _room(self, streams: bool) -> int:
        rows = self._origin.description.phases.steps if streams else 1
        return max(1, min(_RUN_SAMPLES, _RUN_BYTES // (8 * (self._origin.units + rows * self._origin.lines))))

    def _copied(self) -> dict[str, NDArray[Any]]:
        return {name: projection.values.copy() for name, projection in self._projections.items()}


def _check(network: Network, engine: str, *, fixed: bool) -> None:
    couplings = sum(stored(network, name).nnz for name in LEARNED)
    if network.units > _MOST_UNITS or couplings > _MOST_COUPLINGS:
        raise NeuroError(
            f"{engine} learns in networks of at most {_MOST_UNITS} units and {_MOST_COUPLINGS} couplings, and this "
            f"one has {network.units} and {couplings}; train with numpy or brian2-standalone, which learn the same "
            "weights, then run the result here."
        )
    check_network(network, "flips", fixed=fixed)


def _at_their_largest(network: Network) -> Network:
    """The network whose fields are as large as learning could make them."""
    largest = network.description.numbers.largest
    absolute = {name: abs(getattr(network, name)) for name in ("self_coupling", "bias", "links", "feedback_weights")}
    learned = {name: largest * stored(network, name) for name in LEARNED}
    return dataclasses.replace(network, **absolute, **{**learned, LEARNED[2]: learned[LEARNED[2]].toarray()})
