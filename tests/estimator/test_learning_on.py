"""Learning in portions and going on: what stays, what is refused, and that a failure leaves everything as it was."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sklearn.datasets import load_digits
from sklearn.exceptions import NotFittedError

from neuro.data import DataSet, Split
from neuro.estimator import DynamicalClassifier, EstimatorError
from neuro.learning import train
from tests.estimator.samples import blobs, small


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
