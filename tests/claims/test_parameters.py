"""Parameters are counted as they exist; the perceptron's width is the closest there is."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sklearn.neural_network import MLPClassifier

from neuro.claims import learned_parameters, network_trials, perceptron_parameters, perceptron_width
from neuro.network import build_network, dense

from .small import small_data, small_model


def test_what_exists_and_learns_is_counted() -> None:
    base = replace(small_model(), couplings=tuple(small_model().couplings))
    counts = {t.name: learned_parameters(build_network(t.description)) for t in network_trials(base, (1.0,))}
    network = build_network(base)
    recurrent, inputs, readout = (
        int((dense(m) != 0).sum()) for m in (network.recurrent, network.input_weights, network.readout_weights)
    )
    assert 0 < recurrent < 40 * 39
    assert (inputs, readout) == (40 * 12, 3 * 40)
    assert counts["full model"] == counts["self-coupling 0"] == recurrent + inputs + readout
    assert counts["frozen recurrent couplings"] == counts["no recurrent couplings"] == inputs + readout
    assert counts["readout only"] == readout


@pytest.mark.parametrize("classes", [2, 3, 10])
@pytest.mark.parametrize("parameters", [1, 47, 48, 500, 12345])
def test_width_is_the_closest(parameters: int, classes: int) -> None:
    width = perceptron_width(parameters, 12, classes)
    distances = {w: abs(perceptron_parameters(w, 12, classes) - parameters) for w in range(1, 1200)}
    assert distances[width] == min(distances.values())


@pytest.mark.parametrize("classes", [2, 3])
def test_the_formula_counts_the_classifier_itself(classes: int) -> None:
    data = small_data()
    model = MLPClassifier((7,), random_state=0).partial_fit(
        data.train.inputs, data.train.labels % classes, classes=range(classes)
    )
    assert sum(w.size for w in (*model.coefs_, *model.intercepts_)) == perceptron_parameters(7, 12, classes)
