"""Learning in Brian2: one run of a compiled program per thousands of samples."""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from typing import Any, final

import numpy as np
from numpy.typing import NDArray

from ...errors import NeuroError
from ...network import Network
from ..learner import AbstractLearner, Lesson
from ..stimulus import Stimulus, check_stimulus
from .curriculum import LearnPlan, chunks, tables
from .learned import Projection, Wires
from .workplace import Workplace

# Decay gathers in one factor per unit until a chunk ends; it stays far above the smallest number there is.
_LEAST_FACTOR = 1e-100
_LEARNED = ("recurrent", "input_weights", "readout_weights")


@final
class Brian2Learner(AbstractLearner):
    """Learning as events: units that are unstable change their incoming synapses, all others stay untouched.

    Weights, rates, margins, decays and samples are data of the program; only the network's shape and whether it
    learns online or in batches are compiled.
    """

    def __init__(self, network: Network) -> None:
        if network.is_integer:
            raise NeuroError(
                "the float rule can't train an integer network; train the float one, then make it integer."
            )
        if not network.lines or not network.classes:
            raise NeuroError(f"model '{network.description.name}' can't be trained: it needs [input] and [classes].")
        self._origin, self._rule = network, network.description.plasticity
        self._learned = {name: getattr(network, name).astype(float, copy=True) for name in _LEARNED}
        recurrent, inputs, readout = (self._learned[name] for name in _LEARNED)
        self._projections = {
            "recurrent": Projection(recurrent),
            "input": Projection(inputs),
            "readout": Projection(readout, everywhere=True),
        }
        self._wires = Wires(network, self._projections)
        self._workplace = Workplace(LearnPlan(self._wires, self._rule.batch_size))

    def close(self) -> None:
        """Remove the program's values; the program stays in the cache."""
        self._workplace.close()

    def network(self) -> Network:
        """The network as it is now."""
        return replace(self._origin, **{name: weights.copy() for name, weights in self._learned.items()})

    def learn(self, inputs: NDArray[Any], labels: NDArray[np.int64], rate: float = 1.0) -> Lesson:
        """Learn a row of samples, chunk after chunk.

        Raises
        ------
        NeuroError
            When samples don't fit the network, or a decay would take all of a weight at once.
        """
        began, size = time.perf_counter(), self._rule.batch_size
        inputs, labels = np.asarray(inputs), np.asarray(labels)
        check_stimulus(self._origin, Stimulus(len(labels), self._origin.description.phases, inputs, labels), "flips")
        plan = LearnPlan(self._wires, size)
        settings, most = self._settings(rate), self._most_batches(rate)
        answers, found = [], 0
        for chunk in chunks(len(labels), size, most, plan.samples):
            results = self._run(inputs[chunk], labels[chunk], rate, settings)
            # Entry k of the monitor belongs to the sample before the k-th slot of loading.
            answers.append(results["answers.r"].reshape(-1, self._origin.classes)[1:].argmax(axis=1))
            found += int(results["units.found"].sum())
        share = found / (len(labels) * self._origin.units)
        return Lesson(np.concatenate(answers).astype(np.int64), share, time.perf_counter() - began)

    def _run(
        self, inputs: NDArray[Any], labels: NDArray[np.int64], rate: float, settings: dict[str, float]
    ) -> dict[str, NDArray[Any]]:
        """Hand in what there is, run, take over what was learned."""
        self._wires.refresh(self._projections)
        program = self._workplace.compiled(LearnPlan(self._wires, self._rule.batch_size))
        pace = self._wires.pace(rate)
        values = {**tables(inputs, labels, self._rule.batch_size), **pace, **self._wires.weights}
        if self._origin.units == 1:
            # Brian2 writes single values into the code; as settings they stay data.
            settings = {**settings, **{name: float(value[0]) for name, value in pace.items()}}
        slots = len(labels) * self._origin.description.phases.steps + 1
        results, _ = self._workplace.execute(program, values, {**settings, "units.slots": slots})
        keeps = {"recurrent": "units.keep_recurrent", "input": "units.keep_input", "readout": "classes.keep"}
        for name, projection in self._projections.items():
            if f"{name}.w" in results:
                projection.take(results[f"{name}.w"], results[keeps[name]])
        return results

    def _settings(self, rate: float) -> dict[str, float]:
        rule, phases = self._rule, self._origin.description.phases
        pace = float(rate * rule.readout_rate / np.sqrt(self._origin.units))
        return {
            "units.period": phases.steps,
            "units.margin": rule.margin,
            "classes.margin": rule.readout_margin,
            "classes.pace": pace,
            "classes.loss": pace * rule.readout_decay,
            "classes.on": phases.warmup,
            "classes.off": phases.warmup + phases.clamped,
        }

    def _most_batches(self, rate: float) -> int:
        """Batches after which decay is folded into the weights."""
        losses = [values.max() for name, values in self._wires.pace(rate).items() if ".loss_" in name]
        loss = float(max(*losses, self._settings(rate)["classes.loss"]))
        if loss >= 1.0:
            raise NeuroError(f"a decay takes {loss:.3g} of a weight per batch; expected less than 1: lower it.")
        return int(np.log(_LEAST_FACTOR) / np.log1p(-loss)) if loss > 0 else sys.maxsize
