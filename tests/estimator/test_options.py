"""What the classifier can be asked for: probabilities, early stopping, weights, committees, sparse samples."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.sparse import csc_matrix, csr_matrix
from sklearn.datasets import load_digits, make_blobs

from neuro.data import DataSet, Split
from neuro.engines import Stimulus, load_engine
from neuro.errors import NeuroError
from neuro.estimator import DynamicalClassifier, EstimatorError
from neuro.estimator.calibration import inverse_temperature, probabilities
from neuro.estimator.fitting import learned
from neuro.learning import EpochStream, evaluate, train
from tests.estimator.samples import blobs, small


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
