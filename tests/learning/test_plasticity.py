"""The local rule against a loop that follows its equations one coupling at a time."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import pytest

from neuro.description import (
    Classes,
    Description,
    Feedback,
    Gaussian,
    Input,
    InputCoupling,
    Phases,
    Plasticity,
    Population,
    Readout,
)
from neuro.engines import Stimulus, load_engine
from neuro.engines.brian2.learning.samples import StepSizes
from neuro.engines.numpy.plasticity import NumpyFloatLearner
from neuro.network import Network, build_network, dense

_UNITS, _LINES, _CLASSES = 12, 5, 3


def small(density: float, **rule: object) -> Network:
    rates = {"recurrent_rate": 0.3, "input_rate": 0.2, "readout_rate": 0.1}
    plasticity = Plasticity(margin=1.0, readout_margin=1.0, batch_size=4, **rates)
    return build_network(
        Description(
            name="small",
            populations=(Population("a", _UNITS, self_coupling=0.7),),
            couplings=(Gaussian("a", "a", density=density), InputCoupling("a", 2.0), Feedback("a"), Readout("a")),
            input=Input(_LINES),
            classes=Classes(_CLASSES),
            phases=Phases(1, 3, 3),
            plasticity=replace(plasticity, **rule),
            seed=5,
        )
    )


def batch(samples: int) -> Stimulus:
    rng = np.random.default_rng(1)
    labels = rng.integers(0, _CLASSES, size=samples)
    return Stimulus(samples, Phases(1, 3, 3), rng.random((samples, _LINES)), labels)


def by_hand(network: Network, stimulus: Stimulus, density: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Every coupling changed by its own loop; arXiv 2509.05041, local plasticity."""
    rule = network.description.plasticity
    recurrent, inputs = dense(network.recurrent).copy(), dense(network.input_weights).copy()
    readout = network.readout_weights.copy()
    final = load_engine("numpy").run(network, stimulus).states[:, -1]
    x, root = stimulus.inputs, np.sqrt(stimulus.samples)
    assert x is not None
    assert stimulus.labels is not None
    shrink = [1 - rule.recurrent_rate * rule.recurrent_decay / np.sqrt(density * _UNITS)]
    recurrent *= shrink[0]
    inputs *= 1 - rule.input_rate * rule.input_decay / np.sqrt(_LINES)
    readout *= 1 - rule.readout_rate * rule.readout_decay / np.sqrt(_UNITS)
    for b, s in enumerate(final):
        for i in range(_UNITS):
            h = sum(dense(network.recurrent)[i, j] * s[j] for j in range(_UNITS))
            h += sum(dense(network.input_weights)[i, j] * x[b, j] for j in range(_LINES))
            if rule.self_coupling_in_margin == "included":
                h += network.self_coupling[i] * s[i]
            if s[i] * h <= rule.margin:
                for j in range(_UNITS):
                    if dense(network.recurrent)[i, j] != 0:
                        recurrent[i, j] += rule.recurrent_rate / np.sqrt(density * _UNITS) / root * s[i] * s[j]
                for j in range(_LINES):
                    inputs[i, j] += rule.input_rate / np.sqrt(_LINES) / root * s[i] * x[b, j]
        fields = [float(row @ s) for row in network.readout_weights]
        true = int(stimulus.labels[b])
        rival = max((c for c in range(_CLASSES) if c != true), key=lambda c: (fields[c], -c))
        for c in range(_CLASSES):
            y = 1 if c == true else -1
            learns = y * fields[c] <= rule.readout_margin
            if rule.readout_rule == "competitive":
                learns = c in (true, rival) and fields[true] - fields[rival] < rule.readout_margin
            if learns:
                readout[c] += rule.readout_rate / np.sqrt(_UNITS) / root * y * s
    return recurrent, inputs, readout


@pytest.mark.parametrize("density", [1.0, 0.3])
@pytest.mark.parametrize("margin", ["included", "excluded"])
@pytest.mark.parametrize("decay", [0.0, 0.5])
@pytest.mark.parametrize("readout", ["margin", "competitive"])
def test_rule_equals_its_equations(density: float, margin: str, decay: float, readout: str) -> None:
    decays = {f"{name}_decay": decay for name in ("recurrent", "input", "readout")}
    network = small(density, self_coupling_in_margin=margin, readout_rule=readout, **decays)
    stimulus = batch(4)
    expected = by_hand(network, stimulus, density)
    learner = NumpyFloatLearner(network)
    learner.learn(stimulus.inputs, stimulus.labels)
    learned = learner.network()
    for name, weights in zip(("recurrent", "input_weights", "readout_weights"), expected, strict=True):
        np.testing.assert_allclose(dense(getattr(learned, name)), weights, rtol=1e-12, atol=1e-12)
        assert (dense(getattr(learned, name)) != dense(getattr(network, name))).any()


def test_what_is_fixed_stays_fixed() -> None:
    network = small(1.0, recurrent_decay=1.0)
    learner = NumpyFloatLearner(network)
    learner.learn(batch(4).inputs, batch(4).labels)
    learned = learner.network()
    for name in ("self_coupling", "feedback_weights", "bias"):
        np.testing.assert_array_equal(getattr(learned, name), getattr(network, name))
    np.testing.assert_array_equal(np.diag(dense(learned.recurrent)), 0.0)


def test_a_stable_network_does_not_learn() -> None:
    network = small(1.0, margin=0.0, readout_margin=0.0)
    strong = replace(network, self_coupling=np.full(_UNITS, 1000.0), readout_weights=np.zeros((_CLASSES, _UNITS)))
    learner = NumpyFloatLearner(strong)
    assert learner.learn(batch(4).inputs, batch(4).labels).unstable == 0.0
    np.testing.assert_array_equal(dense(learner.network().recurrent), dense(strong.recurrent))


def test_a_readout_learns_from_the_population_it_is_declared_for() -> None:
    """And its steps are divided by the root of what it hears, here two."""
    whole = small(1.0, batch_size=1, readout_margin=100.0)
    modules = (Population("a", _UNITS - 4, self_coupling=0.7), Population("b", 4, self_coupling=0.7))
    couplings = (Gaussian("a", "b"), InputCoupling("a", 2.0), Feedback("a"), Readout("b"))
    network = build_network(replace(whole.description, populations=modules, couplings=couplings))
    stimulus, before = batch(1), network.readout_weights
    with load_engine("numpy").teach(network) as learner:
        activity = learner.learn(stimulus.inputs, stimulus.labels).activity
        after = learner.network().readout_weights
    s = load_engine("numpy").run(network, stimulus).states[0, -1]
    signs = np.where(np.arange(_CLASSES) == stimulus.labels[0], 1, -1)
    np.testing.assert_allclose(after[:, -4:] - before[:, -4:], 0.1 / 2 * np.outer(signs, s[-4:]))
    assert not after[:, :-4].any()
    assert activity.weight_updates_readout == _CLASSES * 4
    assert StepSizes(network).settings(1.0)["classes.step_readout"] == 0.1 / 2


def test_a_frozen_projection_of_floats_executes_no_update() -> None:
    network = small(1.0, recurrent_rate=0.0, input_rate=0.0, readout_rate=0.0, margin=100.0, readout_margin=100.0)
    stimulus = batch(6)
    with load_engine("numpy").teach(network) as learner:
        activity = learner.learn(stimulus.inputs, stimulus.labels).activity
        assert learner.network().hash == network.hash
    assert activity.learning_events_hidden == 6 * _UNITS
    assert activity.weight_updates == 0


def test_a_step_is_divided_by_the_root_of_a_fan_in_of_one() -> None:
    network = build_network(
        Description(
            "pair",
            (Population("a", 1), Population("b", 1)),
            (Gaussian("a", "b"), InputCoupling("b"), Feedback("b"), Readout("b")),
            input=Input(1),
            classes=Classes(2),
            phases=Phases(1, 1, 1),
            plasticity=Plasticity(margin=1e9, recurrent_rate=0.5, recurrent_decay=0.0, batch_size=1),
        )
    )
    with load_engine("numpy").teach(network) as learner:
        learner.learn(np.array([[1.0]]), np.array([0]))
        learned = learner.network()
    # One sender, one sample, everything unstable: a step of the rate itself.
    assert abs(dense(learned.recurrent)[1, 0] - dense(network.recurrent)[1, 0]) == pytest.approx(0.5)


def test_the_time_of_learning_is_no_longer_than_it_took() -> None:
    network, stimulus = small(1.0), batch(5)
    began = time.perf_counter()
    with load_engine("numpy").teach(network) as learner:
        result = learner.learn(stimulus.inputs, stimulus.labels)
    assert 0 < result.wall_s <= time.perf_counter() - began
