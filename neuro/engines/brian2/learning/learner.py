"""Learning in Brian2: one run of a compiled program for thousands of samples."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from typing import Any, final

import numpy as np
from numpy.typing import NDArray

from ....errors import NeuroError
from ....events import Inputs, by_step, is_stream
from ....network import Network
from ...learner import AbstractLearner, LearnResult
from ...learning_activity import Learned, LearningCounter, nothing_learned
from ...rule import draw_masks, margins, own_rule
from ...stimulus import Stimulus, check_stimulus
from ..compiled.build import ProgramSpec
from ..compiled.runner import ProgramRunner
from .program import LearningProgram
from .projections import LearningNetwork
from .rule import BATCHED, INTEGER, INTEGER_WITH_LINKS, LEARNED, ONLINE
from .samples import StepSizes, chunks, mask_tables, most_samples, sample_tables, table_room
from .variants import by_modules, competitive, registered, streaming

# Decay gathers in one factor per unit until a chunk ends; it stays far above the smallest number there is.
_LEAST_FACTOR = 1e-100


@final
class Brian2Learner(AbstractLearner):
    """Learning as events: units that are unstable change their incoming synapses, all others stay untouched.

    Weights, rates, margins, decays, masks and samples are data of the program; only the network's shape and how
    weights change are compiled. A float network learns online or in batches, an integer one sample by sample.
    """

    def __init__(self, network: Network) -> None:
        self._origin, self._batch_size = network, 1 if network.is_integer else network.description.plasticity.batch_size
        self._steps = StepSizes(network)
        self._now, self._counter = LearningNetwork(network, self._steps.steps(1.0)), LearningCounter(network)
        self._rule = INTEGER if network.is_integer else ONLINE if self._batch_size == 1 else BATCHED
        if self._now.meets_links:
            self._rule = INTEGER_WITH_LINKS
        if margins(network).competitive:
            self._rule = competitive(self._rule)
        if len(network.description.turns) > 1:
            self._rule = by_modules(self._rule)
        if (own := own_rule(network)) is not None:
            self._rule = registered(self._rule, own.rule)
        self._streams = self._closed = False
        self._runner: ProgramRunner | None = None

    def close(self) -> None:
        """Remove the program's values; the program stays in the cache."""
        self._closed = True
        if self._runner is not None:
            self._runner.close()

    def network(self) -> Network:
        """The network as it is now."""
        return self._now.network()

    def learn(self, inputs: Inputs, labels: NDArray[np.int64], rate: float = 1.0, first: int = 0) -> LearnResult:
        """Learn a row of samples, chunk after chunk.

        Raises
        ------
        NeuroError
            When samples don't fit the network, or a decay would take all of a weight at once.
        """
        most, origin = self._most_batches(rate), self._origin
        labels = np.asarray(labels)
        check_stimulus(origin, Stimulus(len(labels), origin.description.phases, inputs, labels), "flips")
        runner, began = self._ready(is_stream(inputs)), time.perf_counter()
        answers, found = [], nothing_learned(origin.units)
        for chunk in chunks(len(labels), self._batch_size, most, self._samples()):
            results = self._run(runner, by_step(inputs[chunk], float), labels[chunk], rate, first + chunk.start)
            if any(results[name].any() for name in ("units.odd", "classes.odd") if name in results):
                raise NeuroError(self._odd())
            self._now.take(results)
            # Entry k of the monitor belongs to the sample before the k-th one that begins.
            answers.append(results["answers.r"].reshape(-1, origin.classes)[1:].argmax(axis=1))
            found += _found(results)
        share = found.hidden / (len(labels) * origin.units)
        activity = self._counter.activity(inputs, labels, found)
        return LearnResult(np.concatenate(answers).astype(np.int64), share, time.perf_counter() - began, activity)

    def _most_batches(self, rate: float) -> int:
        """Batches after which decay is folded into the weights."""
        loss = self._steps.largest_loss(rate)
        if loss >= 1.0:
            raise NeuroError(f"a decay takes {loss:.3g} of a weight per batch; expected less than 1: lower it.")
        return int(np.log(_LEAST_FACTOR) / np.log1p(-loss)) if loss > 0 else sys.maxsize

    def _odd(self) -> str:
        name = self._origin.description.plasticity.rule
        expected = "-1, 0 or 1, as it promises" if self._origin.is_integer else "finite steps"
        return f"the rule '{name}' came to NaN, infinity or another step; expected {expected}."

    def _ready(self, streams: bool) -> ProgramRunner:
        """Have the program for inputs that change, or for those that stay."""
        if self._closed:
            raise NeuroError("this learner of brian2 is closed; make another one of its network.")
        if self._runner is not None and streams != self._streams:
            self._runner.close()
            self._runner = None
        if self._runner is None:
            self._streams = streams
            self._runner = ProgramRunner(self._spec())
        return self._runner

    def _given(self) -> int:
        """Steps of a sample for which inputs are given."""
        return self._origin.description.phases.steps if self._streams else 1

    def _samples(self) -> int:
        return most_samples(self._origin.lines, self._given(), self._batch_size)

    def _spec(self) -> ProgramSpec:
        data, rule = self._now.data(), streaming(self._rule) if self._streams else self._rule
        groups = data.groups
        room = table_room(groups["units"], groups["lines"], self._given(), self._samples(), bool(rule.masks))
        return ProgramSpec(LearningProgram, data, rule, room)

    def _run(
        self, runner: ProgramRunner, inputs: NDArray[Any], labels: NDArray[np.int64], rate: float, first: int
    ) -> dict[str, NDArray[Any]]:
        """Run one chunk with the present weights; `first` samples were learned before it."""
        spec, steps, settings = self._spec(), self._steps.steps(rate), self._steps.settings(rate)
        weights = {f"{name}.w": spec.data.synapses[name].weights for name in LEARNED}
        values = {**sample_tables(inputs, labels, self._batch_size), **steps, **weights}
        if self._rule.masks:
            values |= mask_tables(draw_masks(self._origin, inputs[:, -1], first, rate))
        if self._origin.units == 1:
            # Brian2 writes single values into the code; as settings they stay data.
            settings |= {name: float(value[0]) for name, value in steps.items()}
        settings["units.slots"] = len(labels) * self._origin.description.phases.steps + 1
        results, _ = runner.execute(spec, values, settings)
        return results


def _found(results: Mapping[str, NDArray[Any]]) -> Learned:
    """What the program counted in one run."""
    counted = {name: int(values.sum(dtype=np.int64)) for name, values in results.items() if values.dtype.kind in "iu"}
    return Learned(
        flips=results["units.flipped"].astype(np.int64),
        hidden=counted["units.found"],
        readout=counted["classes.found"],
        recurrent=counted["units.updates_recurrent"],
        input=counted["units.updates_input"],
        output=counted["classes.updates_readout"],
    )
