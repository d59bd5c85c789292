"""The dynamics, step by step."""

from __future__ import annotations

import time
from typing import final

import numpy as np
from numpy.typing import NDArray

from ...network import Network
from ..activity import count_activity
from ..contract import AbstractEngine, AbstractSession
from ..run import Run
from ..stimulus import Stimulus
from .fields import AbstractFields, Fields


@final
class NumpySession(AbstractSession):
    """s_i(t) = +1 if h_i(t) > 0 else -1, h from the states of step t - 1; a tie is -1."""

    def __init__(self, engine: AbstractEngine, network: Network, code: str) -> None:
        super().__init__(engine, network, code)
        began = time.perf_counter()
        self._fields = Fields(network)
        self._setup_s = time.perf_counter() - began

    def _run(self, stimulus: Stimulus) -> Run:
        began = time.perf_counter()
        states, steps_taken = trajectory(self._fields, stimulus)
        readout = states[:, -1].astype(np.int64 if self.network.is_integer else float) @ self.network.readout_weights.T
        wall_s = time.perf_counter() - began
        return Run(
            engine=self.engine.name,
            code=self.code,
            network=self.network.hash,
            states=states,
            readout=readout,
            steps_taken=steps_taken,
            activity=count_activity(self.network, stimulus, states, self.code, steps_taken),
            setup_s=self._setup_s,
            wall_s=wall_s,
        )


def trajectory(fields: AbstractFields, stimulus: Stimulus) -> tuple[NDArray[np.int8], NDArray[np.int64]]:
    """Run the dynamics.

    A sample stops in its free phase once its state can't change any more (``fixed-point``) or has been there
    before in that phase (``cycle``); the step that shows it is the last one taken.

    Parameters
    ----------
    fields
        Of the network.
    stimulus
        Checked against the network.

    Returns
    -------
    states, steps_taken
        All states, (S, T + 1, N), and the steps each sample took, (S,).
    """
    units, samples = fields.network.units, stimulus.samples
    external, masks = fields.external(stimulus), stimulus.masks(units)
    feedback = fields.feedback(stimulus) if stimulus.phases.clamped else None
    states = np.empty((samples, stimulus.steps + 1, units), np.int8)
    states[:, 0] = stimulus.start(units)
    live, steps_taken = np.ones(samples, bool), np.zeros(samples, np.int64)
    seen: list[set[bytes]] = [set() for _ in range(samples)]
    for step in range(1, stimulus.steps + 1):
        before = states[live, step - 1].astype(float)
        field = fields.recurrent(before) + external[live]
        if feedback is not None and stimulus.clamped(step):
            field = field + feedback[live]
        wanted = np.where(field > 0, 1.0, -1.0)
        after = wanted if masks is None else np.where(masks[live, step - 1], wanted, before)
        states[:, step] = states[:, step - 1]
        states[live, step] = after
        steps_taken[live] += 1
        if stimulus.stop != "never" and step > stimulus.phases.warmup + stimulus.phases.clamped:
            settled = (wanted == before).all(axis=1)
            if stimulus.stop == "cycle":
                settled |= _came_back(seen, np.flatnonzero(live), states[live, step])
            live[np.flatnonzero(live)[settled]] = False
            if not live.any():
                return states[:, : step + 1], steps_taken
    return states, steps_taken


def _came_back(seen: list[set[bytes]], samples: NDArray[np.int64], states: NDArray[np.int8]) -> NDArray[np.bool_]:
    back = np.zeros(len(samples), bool)
    for k, (sample, state) in enumerate(zip(samples, states, strict=True)):
        key = np.packbits(state > 0).tobytes()
        back[k] = key in seen[sample]
        seen[sample].add(key)
    return back
