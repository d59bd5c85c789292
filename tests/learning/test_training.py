"""Training: reproducible, better than chance, and refused where it makes no sense."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from neuro import load_model
from neuro.data import load_data
from neuro.errors import NeuroError
from neuro.integer import integer_network
from neuro.learning import evaluate, load_trained, save_trained, train


def short(epochs: int = 1, **changes: object) -> object:
    model = load_model("digits")
    return replace(model, plasticity=replace(model.plasticity, epochs=epochs, batch_size=16), **changes)


def test_same_seed_same_weights(tmp_path: Path) -> None:
    data = load_data("digits")
    one, history = train(short(), data)
    other, _ = train(short(), data)
    assert one.hash == other.hash
    assert train(short(), data, seed=99)[0].hash != one.hash
    save_trained(tmp_path / "run", one, history, {})
    assert load_trained(tmp_path / "run").hash == one.hash


@pytest.mark.slow
def test_digits_reach_their_accuracy() -> None:
    data = load_data("digits")
    network, history = train(load_model("digits"), data)
    assert len(history) == load_model("digits").plasticity.epochs
    assert evaluate(network, data.test) >= 0.93
    assert evaluate(integer_network(network), data.test) >= 0.93


def test_without_self_coupling_supervision_leaves_nothing_behind() -> None:
    """arXiv 2509.05041: with J_D = 0 the states do not survive the removal of the label."""
    data = load_data("digits")
    model = short(3)
    bare = replace(model, populations=(replace(model.populations[0], self_coupling=0.0),))
    strong = [c for c in bare.couplings if c.kind != "input"]
    weak_input = replace(next(c for c in bare.couplings if c.kind == "input"), strength=1.0)
    bare = replace(bare, couplings=(*strong, weak_input))
    with_coupling = replace(bare, populations=model.populations)
    assert evaluate(train(bare, data)[0], data.validation) < evaluate(train(with_coupling, data)[0], data.validation)


def test_models_that_cannot_learn() -> None:
    data = load_data("digits")
    with pytest.raises(NeuroError, match="can't be trained"):
        train(load_model("core"), data)
    with pytest.raises(NeuroError, match="64 inputs"):
        train(short(input=replace(load_model("digits").input, size=65)), data)


def test_weights_stay_finite() -> None:
    network, _ = train(short(2), load_data("digits"))
    assert all(np.isfinite(array).all() for array in network.arrays().values())
