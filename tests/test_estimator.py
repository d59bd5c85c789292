"""The scikit-learn estimator: scikit-learn's own checks, and that it is the same network as everywhere else."""

from __future__ import annotations

import pickle
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy.sparse import csc_matrix, csr_matrix
from sklearn.base import clone
from sklearn.datasets import load_digits, make_blobs
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import parametrize_with_checks

from neuro.data import DataSet, Split
from neuro.description import InputCoupling, load_model
from neuro.engines import Stimulus, load_engine
from neuro.errors import NeuroError
from neuro.estimator import DynamicalClassifier, EstimatorError
from neuro.estimator.calibration import inverse_temperature, probabilities
from neuro.estimator.fitting import learned
from neuro.learning import EpochStream, evaluate, train
from neuro.network import integer_network


def small(**changes: Any) -> DynamicalClassifier:
    """Learns in a blink, from few features: strong inputs, biases and low rates."""
    settings: dict[str, Any] = {
        "hidden_units": 100,
        "epochs": 4,
        "consolidation_epochs": 2,
        "batch_size": 8,
        "random_state": 1,
    }
    settings |= {"input_strength": 10.0, "bias_deviation": 5.0, "recurrent_rate": 0.02, "input_rate": 0.05}
    return DynamicalClassifier(**{**settings, **changes})


def blobs(classes: int = 3, samples: int = 90) -> tuple[Any, Any]:
    inputs, labels = make_blobs(samples, centers=classes, n_features=5, random_state=3)
    return inputs, np.array(["blue", "green", "red"])[labels]


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


@pytest.mark.parametrize("early", [False, True])
def test_probabilities_sum_to_one_and_move_no_answer(early: bool) -> None:
    inputs, labels = blobs(samples=200)
    classifier = small(early_stopping=early).fit(inputs, labels)
    found = classifier.predict_proba(inputs)
    assert np.allclose(found.sum(axis=1), 1)
    assert np.array_equal(classifier.classes_[found.argmax(axis=1)], classifier.predict(inputs))


def test_probabilities_fitted_to_held_out_samples_are_as_sure_as_they_are_right() -> None:
    inputs, labels = make_blobs(2400, centers=3, n_features=5, cluster_std=5, random_state=3)
    classifier = small(early_stopping=True, validation_fraction=0.3).fit(inputs[:1400], labels[:1400])
    found = classifier.predict_proba(inputs[1400:]).max(axis=1)
    right = classifier.score(inputs[1400:], labels[1400:])
    assert 0.8 < right < 0.95
    assert found.mean() == pytest.approx(right, abs=0.04)


def test_early_stopping_keeps_the_best_and_says_how_it_went(capsys: pytest.CaptureFixture[str]) -> None:
    inputs, labels = blobs(samples=200)
    classifier = small(early_stopping=True, n_iter_no_change=2, epochs=20, consolidation_epochs=10, verbose=1)
    classifier.fit(inputs, labels)
    found = classifier.validation_accuracy_
    assert classifier.training_accuracy_ is None
    assert classifier.n_iter_ == len(found) < 30
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(found)
    assert lines[0].startswith(f"epoch 1 of 30: validation accuracy {found[0]:.4f}")


def test_the_network_kept_is_the_best_one() -> None:
    start = small(epochs=6, consolidation_epochs=3, recurrent_rate=1.0, input_rate=3.0).fit(*blobs())
    inputs, labels = blobs(samples=200)
    numbers = np.unique(labels, return_inverse=True)[1]
    rows = start.scaler_.transform(inputs)
    data = DataSet("samples", Split(rows[:60], numbers[:60]), Split(rows[60:], numbers[60:]), Split(rows, numbers), 3)
    network, accuracies = learned(start.network_, data, "numba", 2, lambda epoch, epochs: None)
    assert accuracies.argmax() < len(accuracies) - 1, "the last one is the best: this shows nothing"
    assert evaluate(network, data.validation) == accuracies.max()


def test_without_patience_training_is_that_of_the_learning_loop() -> None:
    inputs, labels = blobs()
    classifier = small().fit(inputs, labels)
    samples = Split(classifier.scaler_.transform(inputs), np.unique(labels, return_inverse=True)[1])
    data = DataSet("samples", samples, samples, samples, 3)
    *_, (epoch, network) = train(classifier.network_.description, data)
    assert epoch.number == 6
    assert network.hash == classifier.network_.hash


def test_whole_weights_are_samples_repeated() -> None:
    inputs, labels = blobs()
    weights = np.random.default_rng(1).integers(0, 4, len(labels))
    weighted = small().fit(inputs, labels, sample_weight=weights)
    repeated = small().fit(np.repeat(inputs, weights, axis=0), np.repeat(labels, weights))
    assert weighted.network_.hash == repeated.network_.hash
    assert small().fit(inputs, labels, np.ones(90)).network_.hash == small().fit(inputs, labels).network_.hash


def test_other_weights_are_drawn_anew_in_each_epoch() -> None:
    samples = Split(np.arange(3.0)[:, None], np.array([0, 1, 2]), np.array([0.5, 1.0, 1.5]))
    description = small().fit(*blobs()).network_.description
    found = [EpochStream(description, samples, epoch).row(slice(None)).labels for epoch in range(1, 1001)]
    assert np.bincount(np.concatenate(found)) / 1000 == pytest.approx([0.5, 1.0, 1.5], abs=0.05)


def test_samples_of_weight_0_are_as_good_as_not_there() -> None:
    inputs, labels = blobs()
    weights = np.where(np.arange(90) < 60, 1.5, 0.0)
    for learns in (DynamicalClassifier.fit, DynamicalClassifier.partial_fit):
        known = {"classes": ["blue", "green", "red"]} if learns is DynamicalClassifier.partial_fit else {}
        one = learns(small(), np.where(weights[:, None] > 0, inputs, 1e6), labels, sample_weight=weights, **known)
        other = learns(small(), inputs[:60], labels[:60], sample_weight=weights[:60], **known)
        assert one.network_.hash == other.network_.hash
        assert one.inverse_temperature_ == other.inverse_temperature_


@pytest.mark.parametrize("committee", [1, 2])
def test_learning_in_portions(committee: int) -> None:
    inputs, labels = load_digits(return_X_y=True)
    classifier = DynamicalClassifier(hidden_units=200, batch_size=16, random_state=0, committee=committee)
    for turn in range(4):
        for first in range(0, 1200, 400):
            part = slice(first, first + 400)
            classifier.partial_fit(inputs[part], labels[part], classes=None if turn else np.arange(10))
    assert classifier.n_iter_ == 12
    assert classifier.score(inputs[1200:], labels[1200:]) > 0.85
    assert classifier.network_.units == 200 * committee
    # As sure as it is right, of samples that it had not learned from.
    assert classifier.predict_proba(inputs[1200:]).max(axis=1).mean() == pytest.approx(0.9, abs=0.1)


def test_the_same_portions_give_the_same_network() -> None:
    inputs, labels = blobs()
    found = [
        small().partial_fit(inputs[:45], labels[:45], ["blue", "green", "red"]).partial_fit(inputs[45:], labels[45:])
        for _ in range(2)
    ]
    assert found[0].network_.hash == found[1].network_.hash
    assert found[0].inverse_temperature_ == found[1].inverse_temperature_


def test_one_sample_makes_sure_of_nothing() -> None:
    inputs, labels = blobs()
    classifier = small().fit(inputs, labels)
    for sample in range(3):
        classifier.partial_fit(inputs[sample : sample + 1], labels[sample : sample + 1])
    assert 0.4 < classifier.predict_proba(inputs).max(axis=1).mean() < 0.999


def test_portions_continue_what_was_fitted_and_new_labels_are_refused() -> None:
    inputs, labels = blobs()
    classifier = small().fit(inputs, labels)
    before = classifier.network_.hash
    classifier.partial_fit(inputs[:20], labels[:20])
    assert classifier.network_.hash != before
    with pytest.raises(EstimatorError, match="got the label 'purple', expected one of"):
        classifier.partial_fit(inputs[:2], ["blue", "purple"])
    with pytest.raises(EstimatorError, match="expected those of the first call"):
        classifier.partial_fit(inputs[:2], labels[:2], classes=["blue", "red"])
    with pytest.raises(EstimatorError, match="expected all labels in the first call"):
        small().partial_fit(inputs, labels)


def test_a_warm_start_goes_on_from_the_network_before() -> None:
    inputs, labels = blobs()
    classifier = small(warm_start=True, epochs=1, consolidation_epochs=0).fit(inputs, labels)
    first, scale = classifier.network_, classifier.scaler_
    classifier.fit(inputs[:45] * 2, labels[:45])
    assert classifier.scaler_ is scale
    samples = Split(scale.transform(inputs[:45] * 2), np.unique(labels[:45], return_inverse=True)[1])
    (_, expected), *_ = train(first.description, DataSet("more", samples, samples, samples, 3), start=(first, 0))
    assert classifier.network_.hash == expected.hash
    answers = classifier.predict(inputs)
    with pytest.raises(EstimatorError, match="warm_start: got 4 features"):
        classifier.fit(inputs[:, :4], labels)
    assert np.array_equal(classifier.predict(inputs), answers)


def test_learning_on_takes_the_rates_of_now_and_refuses_another_network() -> None:
    inputs, labels = blobs()
    classifier = small(warm_start=True).fit(inputs, labels)
    classifier.set_params(epochs=7, consolidation_epochs=0).fit(inputs, labels)
    assert classifier.n_iter_ == 7
    assert classifier.network_.description.plasticity.epochs == 7
    for changed in ({"hidden_units": 50}, {"committee": 2}, {"input_strength": 3.0}):
        (name,) = changed
        with pytest.raises(EstimatorError, match=f"{name}: got .* which stays as they learn on"):
            classifier.set_params(**changed).fit(inputs, labels)
        with pytest.raises(EstimatorError, match=f"{name}: got"):
            classifier.partial_fit(inputs, labels)
        classifier.set_params(**{name: getattr(small(), name)})
    with pytest.raises(EstimatorError, match="portions have none to spare"):
        classifier.set_params(early_stopping=True).partial_fit(inputs, labels)


@pytest.mark.parametrize("stopped", [EstimatorError, KeyboardInterrupt])
def test_whoever_was_fitted_stays_so_when_the_next_fit_fails(
    stopped: type[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    inputs, labels = blobs()
    classifier = small().fit(inputs, labels)
    answers = classifier.predict(inputs)

    def stop(*arguments: Any) -> None:
        raise stopped

    monkeypatch.setattr("neuro.estimator.classifier.learned", stop)
    monkeypatch.setattr("neuro.estimator.classifier.learned_once", stop)
    with pytest.raises(stopped):
        classifier.fit(inputs[:, :2], np.where(labels == "red", "a", "b"))
    with pytest.raises(stopped):
        classifier.partial_fit(inputs, labels)
    assert np.array_equal(classifier.predict(inputs), answers)
    fresh = small()
    with pytest.raises(stopped):
        fresh.partial_fit(inputs, labels, classes=["blue", "green", "red"])
    with pytest.raises(NotFittedError):
        fresh.predict(inputs)


def test_a_committee_answers_by_the_sum_of_its_fields() -> None:
    inputs, labels = blobs()
    classifier = small(committee=3).fit(inputs, labels)
    network, samples = classifier.network_, classifier.scaler_.transform(inputs)
    assert [one.units for one in classifier.members_] == [100] * 3
    assert classifier.training_accuracy_.shape == (3, 6)
    fields = sum(
        load_engine("numpy").run(one, Stimulus(90, network.description.inference, one.encode(samples))).readout
        for one in classifier.members_
    )
    assert np.allclose(classifier.decision_function(inputs), fields)
    # The first learns as it does alone.
    assert classifier.members_[0].hash == small().fit(inputs, labels).network_.hash


def test_sparse_samples_are_the_same_as_dense_ones() -> None:
    inputs, labels = load_digits(return_X_y=True)
    settings: dict[str, Any] = {"hidden_units": 100, "epochs": 1, "consolidation_epochs": 0, "random_state": 2}
    dense_one = DynamicalClassifier(**settings).fit(inputs[:300], labels[:300])
    sparse_one = DynamicalClassifier(**settings).fit(csr_matrix(inputs[:300]), labels[:300])
    assert dense_one.network_.hash == sparse_one.network_.hash
    assert np.array_equal(dense_one.predict(inputs[300:]), sparse_one.predict(csc_matrix(inputs[300:])))


def test_the_factor_on_fields_is_the_likeliest() -> None:
    """Labels drawn with the probabilities of a known factor give it back."""
    rng = np.random.default_rng(0)
    fields = rng.normal(0, 3, (20_000, 4))
    drawn = np.array([rng.choice(4, p=row) for row in probabilities(fields, 0.7)])
    assert inverse_temperature(fields, drawn) == pytest.approx(0.7, rel=0.05)


def test_weights_that_leave_nothing_or_too_much_are_refused() -> None:
    inputs, labels = blobs()
    with pytest.raises(EstimatorError, match="got zeros alone"):
        small().fit(inputs, labels, np.zeros(90))
    with pytest.raises(EstimatorError, match="come to 1 presentations an epoch; expected"):
        small().fit(inputs, labels, np.full(90, 1 / 90))
    with pytest.raises(NeuroError, match="presentations of samples an epoch"):
        small().fit(inputs, labels, np.full(90, 1e12))
