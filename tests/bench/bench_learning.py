"""How fast Brian2 learns. Run: pytest -s -m bench tests/bench/bench_learning.py"""

from __future__ import annotations

import gzip
import os
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from neuro.description import load_model
from neuro.engines import load_engine
from neuro.network import Network, build_network, dense

pytestmark = pytest.mark.bench
FOLDER = Path(os.environ.get("NEURO_DATA", "../shared/data")) / "mnist"
BRIAN2, DENSE = 4000, 30


def idx(name: str) -> np.ndarray:
    data = gzip.decompress((FOLDER / f"{name}.gz").read_bytes())
    dimensions = data[3]
    shape = np.frombuffer(data, ">i4", dimensions, 4)
    return np.frombuffer(data, np.uint8, offset=4 + 4 * dimensions).reshape(shape)


def mnist(samples: int) -> tuple[np.ndarray, np.ndarray]:
    images, labels = idx("train-images-idx3-ubyte")[:samples], idx("train-labels-idx1-ubyte")[:samples]
    return images.reshape(samples, -1) / 255, labels.astype(np.int64)


def network(batch_size: int, **rule_changes: float) -> Network:
    description = load_model("mnist")
    numbers = replace(description.numbers, regime="float")
    rule = replace(description.plasticity, batch_size=batch_size, **rule_changes)
    return build_network(replace(description, numbers=numbers, plasticity=rule))


def dense_online(network: Network, inputs: np.ndarray, labels: np.ndarray) -> tuple[np.ndarray, float]:
    """The rule online in NumPy with plain arrays and no waste: answers, and seconds per sample.

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


@pytest.mark.skipif(not FOLDER.exists(), reason=f"{FOLDER}: MNIST is not there")
@pytest.mark.parametrize("batch_size", [1, 16])
def test_sparse_mnist(batch_size: int) -> None:
    inputs, labels = mnist(BRIAN2)
    with load_engine("brian2-standalone").teach(network(batch_size)) as learner:
        learner.learn(inputs, labels)
        result = learner.learn(inputs, labels)
        trained = learner.network()
    native = 1e3 * result.wall_s / BRIAN2
    _, seconds = dense_online(trained, inputs[:DENSE], labels[:DENSE])
    ratio, accuracy = 1e3 * seconds / native, (result.predictions == labels).mean()
    print(
        f"\nbatch {batch_size}: {native:.2f} ms per sample in Brian2 ({result.unstable:.1%} unstable, {accuracy:.1%} "
        f"right), {1e3 * seconds:.1f} ms in dense NumPy online: {ratio:.0f} times as fast"
    )
    assert ratio >= 15
    assert native < 2


@pytest.mark.skipif(not FOLDER.exists(), reason=f"{FOLDER}: MNIST is not there")
def test_what_it_is_compared_with_is_the_same_rule() -> None:
    inputs, labels = mnist(DENSE)
    start = network(1, recurrent_decay=0.0, input_decay=0.0, readout_decay=0.0)
    answers, _ = dense_online(start, inputs, labels)
    with load_engine("brian2-standalone").teach(start) as learner:
        np.testing.assert_array_equal(answers, learner.learn(inputs, labels).predictions)
