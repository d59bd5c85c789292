"""The scikit-learn estimator: scikit-learn's own checks, and that it is the same network as everywhere else."""

from __future__ import annotations

import pickle
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.datasets import load_digits
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import parametrize_with_checks

from neuro.data import Split
from neuro.description import InputCoupling, load_model
from neuro.engines import Stimulus, load_engine
from neuro.errors import NeuroError
from neuro.estimator import DynamicalClassifier, EstimatorError
from neuro.learning import evaluate
from neuro.network import integer_network
from tests.estimator.samples import blobs, small

# The order of samples is drawn, and so is that of repeated ones: both ways are alike in distribution, as in other
# classifiers that learn sample by sample. With the same order they are equal; see below.
DRAWN = {
    f"check_sample_weight_equivalence_on_{kind}_data": "the order of samples is drawn" for kind in ("dense", "sparse")
}
# pytest wants a list where scikit-learn hands it a generator.
CHECKS = parametrize_with_checks([small()], expected_failed_checks=lambda estimator: DRAWN).mark


@pytest.mark.parametrize(CHECKS.args[0], list(CHECKS.args[1]), **CHECKS.kwargs)
def test_scikit_learn_checks(estimator: Any, check: Any) -> None:
    check(estimator)


@pytest.mark.parametrize("classes", [2, 3])
def test_predictions_follow_the_decision(classes: int) -> None:
    inputs, labels = blobs(classes)
    classifier = small().fit(inputs, labels)
    decision = classifier.decision_function(inputs)
    assert decision.shape == ((90,) if classes == 2 else (90, 3))
    chosen = (decision > 0).astype(int) if classes == 2 else decision.argmax(axis=1)
    assert np.array_equal(classifier.predict(inputs), classifier.classes_[chosen])
    assert classifier.score(inputs, labels) == classifier.training_accuracy_[-1] > 0.9
    assert len(classifier.training_accuracy_) == classifier.n_iter_ == 4 + 2


def test_the_network_is_the_one_that_decides() -> None:
    """The trained network, run by the reference engine on the features it was scaled to, gives the same fields."""
    inputs, labels = blobs()
    classifier = small().fit(inputs, labels)
    scaled = (inputs - inputs.min(axis=0)) / (inputs.max(axis=0) - inputs.min(axis=0))
    network = classifier.network_
    stimulus = Stimulus(len(inputs), network.description.phases.without_feedback(), network.encode(scaled))
    run = load_engine("numpy").run(network, stimulus)
    assert np.allclose(run.readout, classifier.decision_function(inputs))


def test_many_samples_are_predicted_in_chunks() -> None:
    inputs, labels = blobs()
    classifier = small().fit(inputs, labels)
    many = np.tile(inputs, (13, 1))
    assert np.allclose(classifier.decision_function(many), np.tile(classifier.decision_function(inputs), (13, 1)))


def test_values_outside_the_training_range_are_not_clipped() -> None:
    inputs, labels = blobs()
    classifier = small().fit(inputs, labels)
    low, high, network = inputs.min(axis=0), inputs.max(axis=0), classifier.network_
    stimulus = Stimulus(2, network.description.phases.without_feedback(), np.array([[-1.0] * 5, [2.0] * 5]))
    expected = load_engine("numpy").run(network, stimulus).readout
    assert np.allclose(classifier.decision_function([2 * low - high, 2 * high - low]), expected)


def test_equal_random_states_give_equal_networks() -> None:
    inputs, labels = blobs()

    def name(random_state: Any) -> str:
        return str(small(random_state=random_state, epochs=1).fit(inputs, labels).network_.hash)

    before = pickle.dumps(np.random.get_state())  # noqa: NPY002  the global state is what must stay as it is
    assert name(4) == name(4) == name(np.int64(4)) == name(np.random.RandomState(4)) != name(5)
    assert pickle.dumps(np.random.get_state()) == before  # noqa: NPY002
    shared = np.random.RandomState(4)
    assert name(shared) != name(shared)
    assert name(None) != name(None)


def test_clones_and_copies() -> None:
    inputs, labels = blobs()
    classifier = small(epochs=2).fit(inputs, labels)
    twin = clone(classifier)
    assert twin.get_params() == classifier.get_params()
    assert not hasattr(twin, "network_")
    assert twin.fit(inputs, labels).network_.hash == classifier.network_.hash
    again = pickle.loads(pickle.dumps(classifier))
    assert np.array_equal(again.decision_function(inputs), classifier.decision_function(inputs))


def test_pipeline_and_cross_validation() -> None:
    inputs, labels = blobs()
    pipeline = make_pipeline(StandardScaler(), small())
    assert cross_val_score(pipeline, inputs, labels, cv=3).mean() > 0.9


def test_a_search_over_numpy_values() -> None:
    grid = {"hidden_units": np.array([30, 60]), "margin": np.linspace(0.5, 1.5, 2)}
    search = GridSearchCV(small(epochs=1), grid, cv=2, error_score="raise").fit(*blobs())
    assert search.best_params_["hidden_units"] in (30, 60)


def test_digits() -> None:
    inputs, labels = load_digits(return_X_y=True)
    classifier = DynamicalClassifier(hidden_units=300, epochs=3, batch_size=16, random_state=0)
    assert classifier.fit(inputs[:1200], labels[:1200]).score(inputs[1200:], labels[1200:]) > 0.8
    rounded = integer_network(classifier.network_)
    assert evaluate(rounded, Split(classifier.scaler_.transform(inputs[1200:]), labels[1200:])) > 0.8


def test_defaults_are_those_of_the_shipped_model() -> None:
    model, classifier = load_model("digits"), DynamicalClassifier(epochs=1, random_state=0)
    inputs, labels = load_digits(return_X_y=True)
    description = classifier.fit(inputs[:40], labels[:40]).network_.description
    # A bias besides: samples of few features need one, images lose nothing by it.
    assert description.populations == (replace(model.populations[0], bias_deviation=2.5),)
    # Features of any kind: without a shape there are no receptive fields.
    everywhere = {"pattern": "random", "patch": None, "density": 1.0}
    assert description.couplings == tuple(
        replace(c, **everywhere) if isinstance(c, InputCoupling) else c for c in model.couplings
    )
    assert description.plasticity == replace(model.plasticity, epochs=1)
    assert description.consolidation == model.consolidation
    assert (description.phases, description.numbers.regime) == (model.phases, "float")
    assert DynamicalClassifier().epochs == model.plasticity.epochs


@pytest.mark.slow
def test_brian2_learns_and_predicts_the_same() -> None:
    inputs, labels = blobs()
    answers = []
    for engine in ("numpy", "brian2-standalone"):
        classifier = small(hidden_units=30, epochs=2, engine=engine).fit(inputs[:60], labels[:60])
        answers.append((classifier.predict(inputs), classifier.decision_function(inputs)))
    assert np.array_equal(answers[0][0], answers[1][0])
    assert np.allclose(answers[0][1], answers[1][1])


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"hidden_units": 0}, "hidden_units: got 0, expected a whole number of at least 1."),
        ({"recurrent_density": 2.0}, "recurrent_density: got 2.0, expected a number from 0 to 1."),
        ({"input_strength": "strong"}, "input_strength: got 'strong', expected a number of at least 0."),
        ({"epochs": 1.5}, "epochs: got 1.5, expected a whole number of at least 1."),
        ({"committee": 0}, "committee: got 0, expected a whole number of at least 1."),
        ({"n_iter_no_change": True}, "n_iter_no_change: got True, expected a whole number of at least 1."),
        ({"validation_fraction": 1.0}, "validation_fraction: got 1.0, expected a number between 0 and 1."),
    ],
)
def test_bad_parameters_are_named(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(EstimatorError) as caught:
        small(**changes).fit(*blobs())
    assert str(caught.value) == sentence


def test_one_class_is_refused() -> None:
    with pytest.raises(EstimatorError, match="got one class, expected at least two"):
        small().fit([[0.0], [1.0]], ["red", "red"])


@pytest.mark.parametrize(
    ("engine", "sentence"),
    [("nunpy", "there is no engine 'nunpy'; did you mean 'numpy'?"), ("lava-fixed", "or with numpy|lava-nc")],
)
def test_engines_that_cannot_learn_are_refused(engine: str, sentence: str) -> None:
    with pytest.raises(NeuroError, match=sentence):
        small(engine=engine).fit(*blobs())


def test_features_that_are_not_finite_once_scaled_are_refused() -> None:
    classifier = small().fit([[0.0], [1e-3], [2e-3], [3e-3]], [0, 0, 1, 1])
    with pytest.raises(NeuroError, match="NaN or infinity"), np.errstate(over="ignore"):
        classifier.predict([[1e308]])
