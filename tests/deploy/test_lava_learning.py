"""Learning inside a Lava graph: what is its own beside the cases every engine learns alike (tests/conformance)."""

from __future__ import annotations

import dataclasses
import gc
import multiprocessing
import os
import signal
from collections.abc import Iterator

import numpy as np
import pytest
from scipy import sparse

from neuro.conformance import ALL, row, small
from neuro.engines import load_engine
from neuro.errors import NeuroError
from neuro.network import Network, dense
from tests.agreement import assert_identical_weights
from tests.small import small_network

pytestmark = pytest.mark.usefixtures("lava")


@pytest.fixture(autouse=True)
def nothing_is_left_behind() -> Iterator[None]:
    """No process outlives a test."""
    yield
    gc.collect()
    assert multiprocessing.active_children() == []


def test_rows_may_be_cut_anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    from neuro_deploy.lava import learner

    # A graph that has room for fewer samples than a row, and is left in the middle of its schedule.
    monkeypatch.setattr(learner, "_RUN_SAMPLES", 7)
    network = small()
    inputs, labels = row(network, 40)
    hashes = set()
    for cut in (40, 13):
        with load_engine("lava-fixed").teach(network) as learning:
            for first in range(0, 40, cut):
                learning.learn(inputs[first : first + cut], labels[first : first + cut], 1.0, first)
            hashes.add(learning.network().hash)
    with load_engine("numpy").teach(network) as learning:
        learning.learn(inputs, labels)
        hashes.add(learning.network().hash)
    assert len(hashes) == 1


def test_a_failed_row_is_forgotten_and_learning_goes_on() -> None:
    network = small()
    inputs, labels = row(network, 20)
    with load_engine("lava-fixed").teach(network) as learner, load_engine("numpy").teach(network) as reference:
        learner.learn(inputs[:10], labels[:10])
        reference.learn(inputs[:10], labels[:10])
        os.kill(multiprocessing.active_children()[0].pid or 0, signal.SIGKILL)
        with pytest.raises(NeuroError, match="exit code -9"):
            learner.learn(inputs[10:], labels[10:], 1.0, 10)
        assert_identical_weights(learner.network(), reference.network())
        learner.close()
        learner.learn(inputs[10:], labels[10:], 1.0, 10)
        reference.learn(inputs[10:], labels[10:], 1.0, 10)
        assert_identical_weights(learner.network(), reference.network())


def test_the_weights_are_variables_of_the_graph() -> None:
    network = small(**ALL)
    inputs, labels = row(network, 10)
    with load_engine("lava-fixed").teach(network) as learner:
        learner.learn(inputs, labels)
        changed = learner.network()
        # Whatever the host does to its own copies, the graph goes on from its own weights.
        for values in learner._values.values():  # type: ignore[attr-defined]
            values[:] = 0
        learner.learn(inputs, labels, 1.0, 10)
        again = learner.network()
    with load_engine("numpy").teach(changed) as reference:
        reference.learn(inputs, labels, 1.0, 10)
        assert_identical_weights(again, reference.network())


@pytest.mark.parametrize("name", ["lava-float", "lava-fixed"])
def test_float_networks_are_refused(name: str) -> None:
    floating = small_network([[0.0, 1.0], [1.0, 0.0]], inputs=[[1.0], [1.0]], readout=[[1.0, 1.0]] * 2, unit=None)
    with pytest.raises(NeuroError, match=f"{name} doesn't learn by the float rule: .* batches"):
        load_engine(name).teach(floating)


def cancelling(samples: int) -> tuple[Network, np.ndarray, np.ndarray]:
    """Payloads of 2^40 and more that cancel to a few units of field, along input weights that stay as they are."""
    network = small(input_step=0)
    weights = dense(network.input_weights)
    weights[:, 3:] = weights[:, :3]
    network = dataclasses.replace(network, input_weights=sparse.csr_matrix(weights))
    inputs, labels = row(network, samples)
    large = np.random.default_rng(3).integers(2**40, 2**41, (samples, 3))
    inputs[:, :3], inputs[:, 3:] = large, inputs[:, :3] - large
    return network, inputs, labels


def test_floats_hold_whole_numbers_beyond_24_bits() -> None:
    network, inputs, labels = cancelling(20)
    with load_engine("lava-float").teach(network) as learner, load_engine("numpy").teach(network) as reference:
        result, expected = learner.learn(inputs, labels), reference.learn(inputs, labels)
        assert_identical_weights(learner.network(), reference.network())
    assert result.activity == expected.activity
    # The few units that are left matter: some are stable, some are not.
    assert 0 < result.unstable < 1
    with (
        load_engine("lava-fixed").teach(network) as fixed,
        pytest.raises(NeuroError, match=r"payload is \d+; .* 8388608"),
    ):
        fixed.learn(inputs, labels)


def test_numbers_that_floats_would_round_are_refused() -> None:
    network, inputs, labels = cancelling(4)
    with load_engine("lava-float").teach(network) as learner:
        with pytest.raises(NeuroError, match=r"payload is 9007199254740992; floats hold every whole number only below"):
            learner.learn(np.full_like(inputs, 2**53), labels)
        with pytest.raises(NeuroError, match=r"unit \d+ could reach \d+; floats hold every .* below 9007199254740992"):
            learner.learn(4 * inputs, labels)


def test_networks_too_large_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    from neuro_deploy.lava import learner

    monkeypatch.setattr(learner, "_MOST_UNITS", 23)
    with pytest.raises(NeuroError, match=r"at most 23 units and 4000000 couplings, and this one has 24 and \d+"):
        load_engine("lava-fixed").teach(small())
    monkeypatch.setattr(learner, "_MOST_UNITS", 2000)
    monkeypatch.setattr(learner, "_MOST_COUPLINGS", 100)
    with pytest.raises(NeuroError, match=r"at most 2000 units and 100 couplings"):
        load_engine("lava-fixed").teach(small())


def test_what_cannot_be_learned_is_refused() -> None:
    fixed = load_engine("lava-fixed")
    with pytest.raises(NeuroError, match=r"can't be trained: it needs \[input\] and \[classes\]"):
        fixed.teach(small_network([[0, 1], [1, 0]]))
    beyond = small_network([[0, 9], [1, 0]], inputs=[[1], [1]], readout=[[1, 1]] * 2, bits=4)
    with pytest.raises(NeuroError, match="recurrent: holds the weight 9, and 4 bits go from -7 to 7, any link"):
        fixed.teach(beyond)
    network = small()
    inputs, labels = row(network, 4)
    with fixed.teach(network) as learner:
        with pytest.raises(NeuroError, match="whole-number payloads"):
            learner.learn(inputs + 0.5, labels)
        with pytest.raises(NeuroError, match="labels: got 0 to 3"):
            learner.learn(inputs, np.arange(4))
        # Small weights may grow to 127 each: what counts is where learning could lead.
        with pytest.raises(NeuroError, match=r"unit \d+ could reach .* wraps silently"):
            learner.learn(np.full_like(inputs, 20_000), labels)
