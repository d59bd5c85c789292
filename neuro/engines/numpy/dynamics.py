"""The dynamics: h_i = sum_j J_ij s_j + J_D s_i + links + bias + input + feedback, s_i = +1 if h_i > 0 else -1.

All steps are evaluated in full, for all samples of a batch at once; a tie is -1.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ...network import Matrix, Network
from ..stimulus import Stimulus, check_run


class AbstractFields(ABC):
    """What makes up the field of every unit, for a batch of S states or samples; each (S, N).

    Whole numbers are held as float64, exact up to 2^53 and multiplied by fast libraries.

    Parameters
    ----------
    network
        Float or integer.
    """

    def __init__(self, network: Network) -> None:
        self.network, self.inputs = network, network.input_weights.astype(float)
        self._feedback: NDArray[np.float64] = network.feedback_weights * float(network.feedback_payload)

    @abstractmethod
    def recurrent(self, states: NDArray[np.float64]) -> NDArray[np.float64]:
        """What the units' own states exert, self-coupling and links included."""

    def external(self, stimulus: Stimulus, step: int = 1) -> NDArray[np.float64]:
        """Bias and input in step 1..T; the same in all unless inputs stream."""
        bias = np.broadcast_to(self.network.bias.astype(float), (stimulus.samples, self.network.units))
        inputs = stimulus.inputs_at(step)
        return bias if inputs is None else bias + times(self.inputs, np.asarray(inputs, float))

    def feedback(self, stimulus: Stimulus) -> NDArray[np.float64]:
        """What the clamped labels add."""
        return self._feedback[:, np.asarray(stimulus.labels)].T


@final
class Fields(AbstractFields):
    """The fields of a `network` whose weights stay."""

    def __init__(self, network: Network) -> None:
        super().__init__(network)
        self._couplings = network.couplings.astype(float)

    def recurrent(self, states: NDArray[np.float64]) -> NDArray[np.float64]:
        return times(self._couplings, states)


def times(matrix: Matrix, rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """``matrix @ row`` for each of a batch of rows."""
    product: NDArray[np.float64] = (matrix @ rows.T).T if sparse.issparse(matrix) else rows @ matrix.T
    return product


def largest_drive(fields: AbstractFields, stimulus: Stimulus, less: Any = 0) -> NDArray[np.float64]:
    """The largest that bias, input and feedback of any sample come to in any step, by size; (N,).

    Parameters
    ----------
    fields, stimulus
        Of the network, and what runs.
    less
        What is taken off before, (N,).
    """
    feedback = fields.feedback(stimulus) if stimulus.phases.clamped else None
    largest = np.zeros(fields.network.units)
    for step in range(1, stimulus.steps + 1 if stimulus.streams else 2):
        drive = fields.external(stimulus, step) - less
        clamped = [] if feedback is None else [drive + feedback]
        for one in (drive, *clamped):
            largest = np.maximum(largest, np.abs(one).max(axis=0))
    return largest


def trajectory(
    fields: AbstractFields, stimulus: Stimulus, kept: NDArray[np.float64] | None = None
) -> tuple[NDArray[np.int8], NDArray[np.int64]]:
    """Run the dynamics.

    A sample stops in its free phase once its state can't change any more (``fixed-point``) or has been there
    before in that phase (``cycle``); the step that shows it is the last one taken.

    Parameters
    ----------
    fields
        Of the network.
    stimulus
        Checked against the network.
    kept
        Takes the field of each unit in each step, (S, T, N); those of steps that a sample didn't take stay as they are.

    Returns
    -------
    states, steps_taken
        All states, (S, T + 1, N), and the steps each sample took, (S,).
    """
    units, samples = fields.network.units, stimulus.samples
    check_run(samples, stimulus.steps, fields.network)
    external, masks = fields.external(stimulus), stimulus.masks(units)
    feedback = fields.feedback(stimulus) if stimulus.phases.clamped else None
    states = np.empty((samples, stimulus.steps + 1, units), np.int8)
    states[:, 0] = stimulus.start(units)
    live, steps_taken = np.ones(samples, bool), np.zeros(samples, np.int64)
    seen: list[set[bytes]] = [set() for _ in range(samples)]
    for step in range(1, stimulus.steps + 1):
        before = states[live, step - 1].astype(float)
        if stimulus.streams and step > 1:
            external = fields.external(stimulus, step)
        field = fields.recurrent(before) + external[live]
        if feedback is not None and stimulus.clamped(step):
            field = field + feedback[live]
        if kept is not None:
            kept[live, step - 1] = field
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
