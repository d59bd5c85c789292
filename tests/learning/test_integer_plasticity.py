"""The rule in whole numbers: against its equations one coupling at a time, and on real data."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from neuro.conformance import row, small
from neuro.data import load_data
from neuro.data.dataset import Split
from neuro.description import IntegerPlasticity, load_model
from neuro.engines import Stimulus, load_engine
from neuro.engines.rule import draw_masks
from neuro.errors import FieldError, NeuroError
from neuro.learning import evaluate, starting_network, train
from neuro.network import LEARNED, Network, build_network, dense

NATIVE = load_engine("brian2-standalone")
needs_brian2 = pytest.mark.skipif(NATIVE.obstacle() is not None, reason=str(NATIVE.obstacle()))
MNIST = Path(os.environ.get("NEURO_DATA", "../shared/data")) / "mnist"


def by_hand(network: Network, inputs: np.ndarray, labels: np.ndarray) -> dict[str, np.ndarray]:
    """Every coupling changed by its own loop."""
    rule, largest = network.description.integer_plasticity, network.description.numbers.largest
    exists = {}
    for name in LEARNED[:2]:
        stored = getattr(network, name).copy()
        stored.data[:] = 1
        exists[name] = stored.toarray() != 0
    masks = draw_masks(network, inputs, 0, 1.0)
    for k, label in enumerate(labels):
        part = slice(k, k + 1)
        stimulus = Stimulus(1, network.description.phases, inputs[part], labels[part])
        s = load_engine("numpy").run(network, stimulus).states[0, -1].astype(int)
        learned = {name: dense(getattr(network, name)).copy() for name in LEARNED}
        for i in range(network.units):
            h = int(dense(network.couplings)[i] @ s + learned["input_weights"][i] @ inputs[k] + network.bias[i])
            if network.description.plasticity.self_coupling_in_margin == "excluded":
                h -= int(network.self_coupling[i] * s[i])
            if s[i] * h > round(network.description.integer_margin / network.unit):
                continue
            for j in range(network.units):
                if exists["recurrent"][i, j]:
                    wanted = learned["recurrent"][i, j] + rule.recurrent_step * s[i] * s[j] * masks.recurrent[k, j]
                    # No link is negative: the sum stays below the upper end, the coupling itself above the lower one.
                    learned["recurrent"][i, j] = min(max(wanted, -largest), largest - network.links[i, j])
            for j in range(network.lines):
                if exists["input_weights"][i, j]:
                    wanted = learned["input_weights"][i, j] + rule.input_step * s[i] * masks.inputs[k, j]
                    learned["input_weights"][i, j] = min(max(wanted, -largest), largest)
        for c in range(network.classes):
            y = 1 if c == label else -1
            if y * int(network.readout_weights[c] @ s) <= rule.readout_margin:
                wanted = learned["readout_weights"][c] + rule.readout_step * y * s * masks.readout[k]
                # The readout hears population b alone.
                learned["readout_weights"][c, 14:] = np.clip(wanted, -largest, largest)[14:]
        network = with_learned(network, learned)
    return {name: dense(getattr(network, name)) for name in LEARNED}


def with_learned(network: Network, learned: dict[str, np.ndarray]) -> Network:
    changed = {}
    for name in LEARNED:
        matrix = getattr(network, name).copy()
        if hasattr(matrix, "indptr"):
            rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
            matrix.data = learned[name][rows, matrix.indices].astype(matrix.dtype)
        else:
            matrix = learned[name].astype(matrix.dtype)
        changed[name] = matrix
    return replace(network, **changed)


@pytest.mark.parametrize("bits", [4, 8])
@pytest.mark.parametrize("margin", ["included", "excluded"])
@pytest.mark.parametrize("rule", [{}, {"recurrent_step": 3, "input_step": 2, "readout_step": 5}], ids=["ones", "steps"])
def test_rule_equals_its_equations(bits: int, margin: str, rule: dict[str, int]) -> None:
    network = small(bits, margin, **rule)
    inputs, labels = row(network, 40)
    with load_engine("numpy").teach(network) as learner:
        learner.learn(inputs, labels)
        learned = learner.network()
    for name, wanted in by_hand(network, inputs, labels).items():
        np.testing.assert_array_equal(dense(getattr(learned, name)), wanted)
        assert (wanted != dense(getattr(network, name))).any()
        assert np.issubdtype(getattr(learned, name).dtype, np.integer)


def test_rows_may_be_cut_anywhere() -> None:
    network = small()
    inputs, labels = row(network, 60)
    hashes = set()
    for cut in (60, 13):
        with load_engine("numpy").teach(network) as learner:
            for first in range(0, 60, cut):
                learner.learn(inputs[first : first + cut], labels[first : first + cut], 1.0, first)
            hashes.add(learner.network().hash)
    assert len(hashes) == 1


def test_masks_follow_their_densities() -> None:
    network = small(recurrent_density=0.3, input_density=0.8, readout_density=0.6)
    inputs = np.tile(np.array([0, 1, 2, 3, 4, -4]) * network.input_gain, (4000, 1))
    masks = draw_masks(network, inputs, 0, 0.5)
    # Six standard errors of 4000 draws; the seed is fixed.
    np.testing.assert_allclose(masks.inputs.mean(axis=0), 0.4 * np.array([0, 1, 2, 3, 4, -4]) / 4, atol=0.05)
    np.testing.assert_allclose(masks.recurrent.mean(), 0.15, atol=0.01)
    np.testing.assert_allclose(masks.readout.mean(), 0.3, atol=0.01)


def test_a_rate_is_a_whole_number_of_weight_units() -> None:
    with pytest.raises(FieldError, match=r"input_step: got 0.5, expected a whole number of at least 0"):
        IntegerPlasticity(input_step=0.5)  # type: ignore[arg-type]


def test_couplings_rounded_to_zero_are_kept() -> None:
    network = starting_network(load_model("digits"), integer=True)
    assert (network.input_weights.data == 0).any()
    assert network.input_weights.nnz == build_network(load_model("digits")).input_weights.nnz
    assert not network.readout_weights.any()


def test_payloads_must_be_whole() -> None:
    network = small()
    inputs, labels = row(network, 4)
    with load_engine("numpy").teach(network) as learner, pytest.raises(NeuroError, match="whole-number payloads"):
        learner.learn(inputs + 0.5, labels)


@pytest.mark.slow
@needs_brian2
def test_digits_are_learned_in_integers_alike_and_nearly_as_well_as_in_floats() -> None:
    """1078 samples an epoch: after two, every weight is equal; after eight, accuracy is that of the table."""
    data, model = load_data("digits"), load_model("digits")
    eight = replace(model, plasticity=replace(model.plasticity, epochs=8))
    reference = train(eight, data, engine="numpy", integer=True)
    networks = [network for _, network in train(eight, data, engine="brian2-standalone", integer=True)]
    assert [network.hash for network in networks[:2]] == [next(reference)[1].hash for _ in range(2)]
    network = networks[-1]
    assert evaluate(network, data.test) >= 0.9


@pytest.mark.slow
@needs_brian2
@pytest.mark.skipif(not MNIST.exists(), reason=f"{MNIST}: MNIST is not there")
def test_sixty_thousand_samples_of_mnist_are_learned_alike() -> None:
    model = load_model("mnist")
    one = replace(model, plasticity=replace(model.plasticity, epochs=1))
    data = load_data("mnist", MNIST.parent)
    splits = (data.train, data.validation)
    every = Split(np.concatenate([p.inputs for p in splits]), np.concatenate([p.labels for p in splits]))
    assert len(every) == 60_000
    whole = replace(data, train=every, validation=data.validation.first(100))
    hashes = {
        name: next(network.hash for _, network in train(one, whole, engine=name, integer=True))
        for name in ("numpy", "numba", "brian2-standalone")
    }
    assert len(set(hashes.values())) == 1, hashes
