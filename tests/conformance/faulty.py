"""An engine in its plainest form, with room for a fault: what the kit has to find."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar

import numpy as np

from neuro.engines import AbstractEngine, AbstractLearner, AbstractSession, LearnResult, Run, Stimulus, load_engine
from neuro.network import LEARNED, Network, dense

RUN_FAULTS = {
    "a tie rounded up": "states",
    "a delay of one step": "states",
    "the fold forgotten": "states",
    "self-coupling of the first unit alone": "states",
    "links the wrong way round": "states",
    "feedback for one step too long": "states",
    "feedback payload forgotten": "states",
    "negative inputs cut off": "states",
    "bias added twice": "states",
    "a silent start taken for all down": "states",
    "fields wrapped at 11 bits": "states",
    "readout of the step before": "states",
    "two samples mixed up": "states",
    "a session that goes on from its last states": "states",
    "a flip that is not counted": "states",
    "inputs of step 1 in all steps": "inputs that change",
    "everyone updated in every step": "random-subset",
    "modules in the wrong order": "module-by-module",
    "a step too many before it stops": "early-stop",
    "floats rounded to tenths": "float-network",
    "a limit that isn't one": "limits are refused",
}
LEARNING_FAULTS = {
    "saturation off by one": "learn-integer",
    "masks numbered from each row on": "learn-integer",
    "the rate ignored": "learn-integer",
    "feedback weights that learn": "learn-integer",
}


class Faulty(AbstractEngine):
    """The contract step by step; `fault` is one of the above, or empty."""

    name: ClassVar[str] = "faulty"

    def __init__(self, fault: str = "") -> None:
        self.fault = fault

    def limits(self, code: str) -> Mapping[str, str]:
        learning = dict.fromkeys(("learn-float",), "it is a copy for tests.")
        return {**learning, "early-stop": "it says so."} if self.fault == "a limit that isn't one" else learning

    def obstacle(self) -> None:
        return None

    def refuse(self, code: str, features: set[str]) -> None:
        super().refuse(code, features - {"early-stop"})

    def _open(self, network: Network, code: str) -> FaultySession:
        return FaultySession(self, network, code)

    def _teach(self, network: Network) -> FaultyLearner:
        return FaultyLearner(network, self.fault)


class FaultySession(AbstractSession):
    """One sample after the other, one step after the other."""

    last: Any = None

    def _run(self, stimulus: Stimulus) -> Run:
        assert isinstance(self.engine, Faulty)
        fault, began, network = self.engine.fault, 0.0, self.network
        masks, start = stimulus.masks(network.units), stimulus.start(network.units)
        if fault == "a session that goes on from its last states" and self.last is not None:
            start = np.broadcast_to(self.last, start.shape)
        if fault == "everyone updated in every step" and not stimulus.turns:
            masks = None
        if fault == "modules in the wrong order" and stimulus.turns:
            masks = masks[:, ::-1]
        states = np.empty((stimulus.samples, stimulus.steps + 1, network.units), np.int8)
        states[:, 0], taken = start, np.full(stimulus.samples, stimulus.steps)
        honest = load_engine("numpy").run(network, stimulus, self.code)
        for step in range(1, stimulus.steps + 1):
            up = np.where(self._field(stimulus, states, step, fault) > 0, 1, -1)
            states[:, step] = up if masks is None else np.where(masks[:, step - 1], up, states[:, step - 1])
        if stimulus.stop != "never":
            late = fault == "a step too many before it stops"
            states, taken = honest.states, np.minimum(honest.steps_taken + late, stimulus.steps)
        self.last = states[-1, -1]
        if fault == "two samples mixed up":
            states = states[::-1].copy()
        run = self._run_of_states(stimulus, states, taken, 0.0, began)
        if fault == "readout of the step before":
            weights = network.readout_weights.T
            return replace(run, readout=states[:, -2].astype(run.readout.dtype) @ weights)
        if fault == "a flip that is not counted":
            return replace(run, activity=replace(run.activity, flips=max(0, run.activity.flips - 1)))
        return run

    def _field(self, stimulus: Stimulus, states: Any, step: int, fault: str) -> Any:
        network, late = self.network, fault == "a delay of one step" and step > 1
        before = states[:, step - 1 - late].astype(float)
        if fault == "a silent start taken for all down" and step == 1 and stimulus.initial is None:
            before = before - 1
        if fault == "the fold forgotten" and step > 1:
            before = (before + 1) / 2
        own = network.self_coupling * np.where(np.arange(network.units) > 0, fault != _FIRST_ALONE, True)
        links = network.links.T if fault == "links the wrong way round" else network.links
        field = before @ (dense(network.recurrent) + dense(links) + np.diag(own)).T.astype(float)
        field += network.bias * (2 if fault == "bias added twice" else 1)
        inputs = stimulus.inputs_at(1 if fault == "inputs of step 1 in all steps" else step)
        if inputs is not None:
            given = np.maximum(inputs, 0) if fault == "negative inputs cut off" else inputs
            field += np.asarray(given, float) @ dense(network.input_weights).T
        clamped = stimulus.clamped(step) or (fault == "feedback for one step too long" and stimulus.clamped(step - 1))
        if clamped and stimulus.labels is not None:
            payload = 1 if fault == "feedback payload forgotten" else network.feedback_payload
            field += payload * network.feedback_weights[:, stimulus.labels].T
        if fault == "fields wrapped at 11 bits":
            field = (field + 1024) % 2048 - 1024
        if fault == "floats rounded to tenths" and not network.is_integer:
            field = np.round(field, 1)
        if fault == "a tie rounded up":
            field = np.where(field == 0, 1, field)
        return field


_FIRST_ALONE = "self-coupling of the first unit alone"


class FaultyLearner(AbstractLearner):
    """The reference's, led astray."""

    def __init__(self, network: Network, fault: str) -> None:
        self._within, self._fault = load_engine("numpy").teach(network), fault

    def learn(self, inputs: Any, labels: Any, rate: float = 1.0, first: int = 0) -> LearnResult:
        if self._fault == "masks numbered from each row on":
            first = 0
        return self._within.learn(inputs, labels, 1.0 if self._fault == "the rate ignored" else rate, first)

    def network(self) -> Network:
        network = self._within.network()
        if self._fault == "saturation off by one":
            most = network.description.numbers.largest - 1
            clipped = {name: _clipped(getattr(network, name), most) for name in LEARNED}
            return replace(network, **clipped)
        if self._fault == "feedback weights that learn":
            return replace(network, feedback_weights=network.feedback_weights + 1)
        return network


def _clipped(matrix: Any, most: int) -> Any:
    if hasattr(matrix, "data") and hasattr(matrix, "indptr"):
        out = matrix.copy()
        out.data = np.clip(out.data, -most, most)
        return out
    return np.clip(matrix, -most, most)
