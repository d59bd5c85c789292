"""Accuracy by the reference engine, without feedback and without counting."""

from __future__ import annotations

from ..data import Split
from ..engines import Stimulus
from ..engines.numpy import Fields, trajectory
from ..network import Network

# Samples whose states are held in memory at once.
SAMPLES_AT_ONCE = 500


def evaluate(network: Network, split: Split) -> float:
    """Share of right answers.

    Parameters
    ----------
    network
        Float or integer, with a readout.
    split
        Samples (S, M) in natural units, and their classes (S,).
    """
    fields = Fields(network)
    phases, right = network.description.phases.without_feedback(), 0
    for first in range(0, len(split), SAMPLES_AT_ONCE):
        part = slice(first, first + SAMPLES_AT_ONCE)
        inputs, labels = network.encode(split.inputs[part]), split.labels[part]
        states, _ = trajectory(fields, Stimulus(len(labels), phases, inputs))
        answers = (states[:, -1].astype(float) @ network.readout_weights.T).argmax(axis=1)
        right += int((answers == labels).sum())
    return right / len(split)
