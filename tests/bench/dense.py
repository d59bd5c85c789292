"""The rule online in NumPy with plain arrays and no waste: what engines are compared with."""

from __future__ import annotations

import time

import numpy as np

from neuro.network import Network, dense


def dense_online(network: Network, inputs: np.ndarray, labels: np.ndarray) -> tuple[np.ndarray, float]:
    """Answers, and seconds per sample.

    Decay is left out, which spares NumPy three passes over its matrices per sample.
    """
    rule, phases = network.description.plasticity, network.description.phases
    recurrent, entering = dense(network.couplings).astype(float), dense(network.input_weights).astype(float)
    readout, joined, entered = network.readout_weights.copy(), dense(network.recurrent) != 0, entering != 0
    step = rule.recurrent_rate / np.sqrt(0.01 * network.units)
    input_step = rule.input_rate / np.sqrt(0.1 * network.lines)
    readout_step = rule.readout_rate / np.sqrt(network.units)
    answers, began = [], time.perf_counter()
    for x, label in zip(inputs, labels, strict=True):
        external, s = network.bias + entering @ x, np.zeros(network.units)
        for number in range(phases.steps):
            clamped = phases.warmup <= number < phases.warmup + phases.clamped
            field = recurrent @ s + external + (network.feedback_weights[:, label] if clamped else 0.0)
            s = np.where(field > 0, 1.0, -1.0)
        unstable = np.flatnonzero(s * (recurrent @ s + external) <= rule.margin)
        recurrent[unstable] += step * s[unstable, None] * s * joined[unstable]
        entering[unstable] += input_step * s[unstable, None] * x * entered[unstable]
        teacher, answer = np.where(np.arange(network.classes) == label, 1.0, -1.0), readout @ s
        readout += readout_step * np.where(teacher * answer <= rule.readout_margin, teacher, 0.0)[:, None] * s
        answers.append(answer.argmax())
    return np.array(answers), (time.perf_counter() - began) / len(labels)
