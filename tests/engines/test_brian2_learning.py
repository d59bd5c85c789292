"""Learning in Brian2 against the reference: the same weights, answers and unstable units."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from neuro.data import load_data
from neuro.description import (
    Classes,
    Description,
    Feedback,
    Gaussian,
    Input,
    InputCoupling,
    Link,
    Phases,
    Plasticity,
    Population,
    Readout,
    load_model,
)
from neuro.engines import LearnResult
from neuro.engines.brian2 import Brian2StandaloneEngine
from neuro.engines.brian2.learning import learner
from neuro.engines.brian2.learning.learner import Brian2Learner
from neuro.engines.numpy.plasticity import NumpyFloatLearner
from neuro.errors import NeuroError
from neuro.learning import train
from neuro.network import LEARNED, Network, build_network, dense, values_of

ENGINE = Brian2StandaloneEngine()
pytestmark = pytest.mark.skipif(ENGINE.obstacle() is not None, reason=str(ENGINE.obstacle()))
DECAYS = {"recurrent_decay": 0.05, "input_decay": 0.01, "readout_decay": 0.02}


def small(phases: tuple[int, int, int] = (1, 5, 5), density: float = 0.25, **rule: Any) -> Network:
    """64 units for the digits; all roots of fan-ins are powers of two."""
    rates = {"recurrent_rate": 0.0625, "input_rate": 0.125, "readout_rate": 0.125, "batch_size": 1, "margin": 1.5}
    return build_network(
        Description(
            name="small",
            populations=(Population("a", 64, self_coupling=0.75),),
            couplings=(
                Gaussian("a", "a", density=density),
                InputCoupling("a", 4.0, density=density),
                Feedback("a", 1.3),
                Readout("a"),
            ),
            input=Input(64),
            classes=Classes(10),
            phases=Phases(*phases),
            plasticity=Plasticity(**{**rates, **rule}),
            seed=5,
        )
    )


def digits(samples: int | None = None) -> tuple[np.ndarray, np.ndarray]:
    split = load_data("digits").train
    return split.inputs[:samples], split.labels[:samples]


def dyadic(network: Network) -> Network:
    """Whole multiples of 1/16 instead of weights; some are 0 and still learn where they are stored."""
    changed = {}
    for name in LEARNED:
        matrix = getattr(network, name).copy()
        values_of(matrix)[...] = np.rint(16 * values_of(matrix)) / 16
        changed[name] = matrix
    # Away from zero, so that the compiled program is that of the other tests.
    feedback = network.feedback_weights
    return replace(network, feedback_weights=np.sign(feedback) * np.ceil(16 * abs(feedback)) / 16, **changed)


def assert_equal(
    network: Network, rows: list[tuple[np.ndarray, np.ndarray, float]], exact: bool = False
) -> LearnResult:
    """Learn the same rows here and in the reference; the last result."""
    reference = NumpyFloatLearner(network)
    with Brian2Learner(network) as native:
        for inputs, labels, rate in rows:
            want, got = reference.learn(inputs, labels, rate), native.learn(inputs, labels, rate)
            np.testing.assert_array_equal(got.predictions, want.predictions)
            assert got.unstable == want.unstable
            assert got.activity == want.activity
        for name in LEARNED:
            old, new, wanted = (dense(getattr(n, name)) for n in (network, native.network(), reference.network()))
            assert (new != old).any()
            if exact:
                np.testing.assert_array_equal(new, wanted)
            else:
                np.testing.assert_allclose(new, wanted, rtol=1e-9, atol=1e-12)
    return got


@pytest.mark.parametrize("batch_size", [1, 16])
def test_whole_multiples_of_a_power_of_two_are_equal_to_the_last_bit(batch_size: int) -> None:
    network = dyadic(small(batch_size=batch_size))
    stored = network.recurrent.data
    assert (stored == 0).any()
    rng = np.random.default_rng(0)
    inputs, labels = rng.integers(0, 4, (2048, 64)) * rng.integers(0, 2, (2048, 64)), rng.integers(0, 10, 2048)
    result = assert_equal(network, [(inputs, labels, 1.0)], exact=True)
    assert 0 < result.unstable < 1


@pytest.mark.parametrize(
    ("margin", "decays"),
    [
        pytest.param("included", {}, id="included-kept"),
        pytest.param("excluded", DECAYS, id="excluded-decaying"),
        pytest.param("included", DECAYS, id="included-decaying", marks=pytest.mark.slow),
        pytest.param("excluded", {}, id="excluded-kept", marks=pytest.mark.slow),
    ],
)
@pytest.mark.parametrize("batch_size", [1, 16])
def test_learns_digits_like_the_reference(batch_size: int, margin: str, decays: dict[str, float]) -> None:
    network = small(batch_size=batch_size, self_coupling_in_margin=margin, **decays)
    inputs, labels = digits()
    assert len(labels) > 1000
    assert len(labels) % 16
    assert_equal(network, [(inputs, labels, 1.0), (inputs[:200], labels[:200], 0.5)])


@pytest.mark.parametrize("phases", [(0, 1, 0), (0, 2, 0), (0, 3, 2), (2, 1, 0), (2, 0, 2), (3, 2, 1)])
@pytest.mark.parametrize("batch_size", [1, 7])
def test_phases_and_batch_sizes_are_data(
    batch_size: int, phases: tuple[int, int, int], request: pytest.FixtureRequest
) -> None:
    inputs, labels = digits(100)
    # Learning online and learning in batches are two programs.
    with ENGINE.teach(small(batch_size=1 if batch_size == 1 else 16)) as learner:
        learner.learn(inputs[:16], labels[:16])
    request.getfixturevalue("no_compiler")
    assert_equal(small(phases, batch_size=batch_size, margin=1.0), [(inputs, labels, 1.0)])


@pytest.mark.parametrize("batch_size", [1, 16])
def test_chunks_join(batch_size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learner, "_LEAST_FACTOR", 0.99)
    network = small(batch_size=batch_size, **DECAYS)
    inputs, labels = digits(300)
    with Brian2Learner(network) as native:
        assert native._most_batches(1.0) < 300 / batch_size
    assert_equal(network, [(inputs, labels, 1.0)])


def test_a_network_given_out_stays_as_it_is() -> None:
    inputs, labels = digits(20)
    with ENGINE.teach(small()) as native:
        native.learn(inputs, labels)
        first = native.network()
        copies = {name: dense(getattr(first, name)).copy() for name in LEARNED}
        native.learn(inputs, labels)
    for name, copy in copies.items():
        np.testing.assert_array_equal(dense(getattr(first, name)), copy)


def test_both_modes_train() -> None:
    data = load_data("digits")
    part = replace(data, train=replace(data.train, inputs=data.train.inputs[:96], labels=data.train.labels[:96]))
    epochs = {}
    for engine in ("numpy", "brian2", "brian2-standalone"):
        description = small(epochs=2, rate_factor=0.5).description
        epochs[engine] = [
            (epoch.train_accuracy, epoch.unstable) for epoch, _ in train(description, part, engine=engine)
        ]
    assert epochs["brian2"] == epochs["brian2-standalone"] == epochs["numpy"]


def test_refusals() -> None:
    inputs, labels = digits(4)
    with pytest.raises(NeuroError, match=r"needs \[input\] and \[classes\]"):
        ENGINE.teach(build_network(replace(load_model("core"))))
    with ENGINE.teach(small(recurrent_decay=1000.0)) as native, pytest.raises(NeuroError, match="lower it"):
        native.learn(inputs, labels)
    with ENGINE.teach(small()) as native, pytest.raises(NeuroError, match="expected 0 to 9"):
        native.learn(inputs, labels + 10)
    with pytest.raises(NeuroError, match="closed"):
        native.learn(inputs, labels)


@pytest.mark.slow
@pytest.mark.parametrize("decays", [{}, DECAYS], ids=["kept", "decaying"])
@pytest.mark.parametrize("batch_size", [1, 16])
def test_the_model_of_the_digits(batch_size: int, decays: dict[str, float]) -> None:
    model = load_model("digits")
    rule = replace(model.plasticity, batch_size=batch_size, **decays)
    network = build_network(replace(model, numbers=replace(model.numbers, regime="float"), plasticity=rule))
    inputs, labels = digits()
    assert_equal(network, [(inputs, labels, 1.0)])


@pytest.mark.slow
@pytest.mark.parametrize("batch_size", [1, 16])
def test_dense_couplings(batch_size: int) -> None:
    inputs, labels = digits()
    for rule in ({}, {"self_coupling_in_margin": "excluded", **DECAYS}):
        network = small(density=1.0, batch_size=batch_size, **rule)
        assert isinstance(network.recurrent, np.ndarray)
        assert_equal(network, [(inputs, labels, 1.0)])


@pytest.mark.slow
@pytest.mark.parametrize("batch_size", [1, 16])
def test_modules_and_links(batch_size: int) -> None:
    """A module without input, one without readout, biases, and a link between them."""
    description = small(batch_size=batch_size, self_coupling_in_margin="excluded", **DECAYS).description
    populations = (
        Population("a", 40, self_coupling=0.75, bias_deviation=0.2),
        Population("b", 24, self_coupling=0.9, bias=0.1),
    )
    couplings = (
        Gaussian("a", "a", density=0.2),
        Gaussian("b", "b", density=0.2),
        Link("a", "b", strength=0.5, pattern="random", density=0.1),
        InputCoupling("a", 4.0, density=0.3),
        Feedback("b", 1.3),
        Readout("b"),
    )
    inputs, labels = digits()
    network = build_network(replace(description, populations=populations, couplings=couplings))
    assert_equal(network, [(inputs, labels, 1.0)])
