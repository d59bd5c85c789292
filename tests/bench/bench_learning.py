"""How long a training sample takes, by size, density and batch, engine against engine.

Run: pytest -s -m bench tests/bench/bench_learning.py (about three minutes). Images of MNIST where they are found, else
random ones as sparse as handwriting, which are harder to learn.
"""

from __future__ import annotations

import os
from dataclasses import replace
from functools import cache
from pathlib import Path
from statistics import median

import numpy as np
import pytest

from neuro.data import load_data
from neuro.description import Gaussian, load_model
from neuro.engines import LearnResult, load_engine
from neuro.network import Network, build_network, integer_network, values_of
from tests.bench.dense import dense_online
from tests.bench.figure import LIMIT
from tests.bench.record import Findings

pytestmark = pytest.mark.bench
FOLDER = Path(os.environ.get("NEURO_DATA", "../shared/data"))
SIZES, LARGEST_BRIAN2, LARGEST_DENSE = (500, 1000, 2000, 4000, 6000, 8000, 16_000), 8000, 2000
DENSITIES, BATCHES = (0.005, 0.01, 0.02, 0.05, 0.1), (1, 4, 16, 64, 256)
ROW, ROWS, DENSE, LANES = 800, 5, 20, 16
# Bytes of a coupling: its weight and its sender; and of a change of one: its weight, read and written.
_COUPLING, _CHANGE = 12, 16


@cache
def images() -> tuple[np.ndarray, np.ndarray]:
    """Samples for all rows, one more to begin with."""
    count = ROW * (ROWS + 1)
    if any((place / "train-images-idx3-ubyte.gz").exists() for place in (FOLDER, FOLDER / "mnist")):
        train = load_data("mnist", FOLDER).train
        return train.inputs[:count], train.labels[:count]
    rng = np.random.default_rng(0)
    return rng.random((count, 784)) * (rng.random((count, 784)) < 0.2), rng.integers(0, 10, count)


def network(size: int = 2000, density: float = 0.01, batch_size: int = 16, **rule: float) -> Network:
    """The network of network.toml with other sizes."""
    model = load_model(str(Path(__file__).with_name("network.toml")))
    couplings = tuple(replace(c, density=density) if isinstance(c, Gaussian) else c for c in model.couplings)
    return build_network(
        replace(
            model,
            populations=(replace(model.populations[0], size=size),),
            couplings=couplings,
            numbers=replace(model.numbers, regime="float"),
            plasticity=replace(model.plasticity, batch_size=batch_size, **rule),  # type: ignore[arg-type]
        )
    )


def milliseconds(name: str, net: Network) -> tuple[float, LearnResult]:
    """Median time of a sample over rows, once the first is learned; and what the last row counted."""
    inputs, labels = images()
    payloads = net.encode(inputs)
    with load_engine(name).teach(net) as learner:
        learner.learn(payloads[:ROW], labels[:ROW])
        rows = [
            learner.learn(payloads[first : first + ROW], labels[first : first + ROW], first=first)
            for first in range(ROW, len(labels), ROW)
        ]
    return 1e3 * median(row.wall_s for row in rows) / ROW, rows[-1]


def limit(net: Network, result: LearnResult, found: Findings, lanes: int = LANES) -> float:
    """Least milliseconds of a sample: its multiply-adds at the machine's peak, or its bytes at the speed of memory.

    Multiply-adds are those of events alone: messages times couplings, and updates. Couplings are read once for all the
    samples that lie side by side.
    """
    counts = result.activity
    operations = (counts.synops + counts.weight_updates) / counts.samples
    couplings = sum(len(np.ravel(values_of(m))) for m in (net.couplings, net.input_weights, net.readout_weights))
    moved = (_COUPLING * couplings + _CHANGE * counts.weight_updates / counts.samples) / lanes
    return 1e3 * max(operations / found.machine["multiply_adds_per_s"], moved / found.machine["bytes_per_s"])


def test_by_size(findings: Findings) -> None:
    for size in SIZES:
        net, online = network(size), network(size, batch_size=1)
        batched, counted = milliseconds("numba", net)
        findings.add("size", "numba", size, batched)
        findings.add("size", "numba, online", size, milliseconds("numba", online)[0])
        if size <= LARGEST_BRIAN2:
            findings.add("size", "brian2-standalone", size, milliseconds("brian2-standalone", net)[0])
        if size <= LARGEST_DENSE:
            inputs, labels = images()
            _, seconds = dense_online(online, inputs[:DENSE], labels[:DENSE])
            findings.add("size", "dense NumPy", size, 1e3 * seconds)
        findings.add("size", LIMIT, size, limit(net, counted, findings))
    for size in (2000, 6000):
        findings.faster(f"learning in batches of 16, H = {size}", "size", size, "brian2-standalone")
    findings.faster("learning online, H = 2000", "size", 2000, "dense NumPy", "numba, online")
    findings.faster("learning in batches of 16, H = 2000", "size", 2000, LIMIT)


def test_by_density(findings: Findings) -> None:
    for density in DENSITIES:
        net = network(density=density)
        measured, counted = milliseconds("numba", net)
        findings.add("density", "numba", density, measured)
        findings.add("density", "brian2-standalone", density, milliseconds("brian2-standalone", net)[0])
        findings.add("density", LIMIT, density, limit(net, counted, findings))
    findings.faster("learning at 10 % density, H = 2000", "density", 0.1, "brian2-standalone")


def test_by_batch(findings: Findings) -> None:
    for batch_size in BATCHES:
        net = network(batch_size=batch_size)
        measured, counted = milliseconds("numba", net)
        findings.add("batch", "numba", batch_size, measured)
        findings.add("batch", "brian2-standalone", batch_size, milliseconds("brian2-standalone", net)[0])
        findings.add("batch", LIMIT, batch_size, limit(net, counted, findings, min(batch_size, LANES)))
    findings.faster("learning online, H = 2000", "batch", 1, "brian2-standalone")


def test_whole_numbers(findings: Findings) -> None:
    net = integer_network(network(batch_size=1))
    times = {name: milliseconds(name, net)[0] for name in ("numba", "brian2-standalone", "numpy")}
    print({name: round(value, 4) for name, value in times.items()}, "ms per sample in whole numbers")
    for name in ("brian2-standalone", "numpy"):
        findings.ratio(f"learning in whole numbers, H = 2000: numba over {name}", times[name] / times["numba"])


def test_what_it_is_compared_with_is_the_same_rule() -> None:
    inputs, labels = images()
    start = network(batch_size=1, recurrent_decay=0.0, input_decay=0.0, readout_decay=0.0)
    answers, _ = dense_online(start, inputs[:DENSE], labels[:DENSE])
    with load_engine("numba").teach(start) as learner:
        np.testing.assert_array_equal(answers, learner.learn(inputs[:DENSE], labels[:DENSE]).predictions)
