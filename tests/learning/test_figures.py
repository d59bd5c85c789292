"""What training says about itself, held to answers that a learner was told to give."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pytest

from neuro import load_model
from neuro.data import DataSet, Split, load_data
from neuro.description import Consolidation
from neuro.engines import FASTEST, AbstractLearner, LearningActivity, LearnResult, Stimulus, load_engine
from neuro.learning import evaluate, starting_network, train


@dataclass
class Told(AbstractLearner):
    """Answers class 3 to all samples; a row of n samples is unstable in n of 100,000 sample-units."""

    start: Any
    rows: list[tuple[int, float, int]] = field(default_factory=list)

    def learn(self, inputs: Any, labels: Any, rate: float = 1.0, first: int = 0) -> LearnResult:
        count = len(labels)
        self.rows.append((count, rate, first))
        return LearnResult(np.full(count, 3), count / 100_000, 0.0, LearningActivity(samples=count))

    def network(self) -> Any:
        return self.start


def test_figures_of_epochs_that_are_learned_in_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    digits, model = load_data("digits"), load_model("digits")
    count, batch = 9_001, 1_500
    threes = np.arange(count) < 2_000
    samples = Split(np.resize(digits.train.inputs, (count, 64)), np.where(threes, 3, 4))
    data = DataSet("many", samples, digits.validation, digits.test, 10)
    rule = replace(model.plasticity, epochs=3, batch_size=batch, rate_factor=0.5)
    model = replace(model, plasticity=rule, consolidation=Consolidation())
    learner, said = Told(starting_network(model, integer=False)), []

    class Engine:
        open = load_engine(FASTEST).open

        def teach(self, network: Any) -> Told:
            return learner

    monkeypatch.setattr("neuro.learning.training.load_engine", lambda name: Engine())
    epochs = [epoch for epoch, _ in train(model, data, progress=lambda *words: said.append(words))]

    # Whole batches: 4,500 are the first multiple of 1,500 that is not below 4,000.
    rows = [(4_500, 0), (4_500, 4_500), (1, 9_000)]
    expected = [
        (size, rate, first + before)
        for rate, before in ((1.0, 0), (0.5, count), (0.25, 2 * count))
        for size, first in rows
    ]
    assert learner.rows == expected
    unstable = (2 * 4_500**2 + 1) / 100_000 / count
    answers = evaluate(learner.start, digits.validation)
    for number, epoch in enumerate(epochs, 1):
        assert epoch.number == number
        assert epoch.train_accuracy == 2_000 / count
        assert epoch.unstable == pytest.approx(unstable)
        assert epoch.validation_accuracy == answers
        assert epoch.rate == 0.5 ** (number - 1)
        assert epoch.activity == LearningActivity(samples=count)
    assert [done for _, done, _ in said] == [4_500, 9_000, 9_001, 13_501, 18_001, 18_002, 22_502, 27_002, 27_003]
    assert {of for _, _, of in said} == {3 * count}
    assert said[2][0] == f"epoch 1/3  training {2_000 / count:.3f}  unstable {unstable:.3f}"
    assert said[5][0] == f"epoch 2/3  training {2_000 / count:.3f}  validation {answers:.3f}  unstable {unstable:.3f}"


def test_accuracy_of_more_samples_than_are_held_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Labels that are the network's own answers are all right; with others for some, all but those."""
    at_once = 500
    monkeypatch.setattr("neuro.learning.training.SAMPLES_AT_ONCE", at_once)
    network, digits = starting_network(load_model("digits"), integer=False), load_data("digits")
    split = digits.train.first(at_once + 2)
    stimulus = Stimulus(len(split), network.description.phases.without_feedback(), network.encode(split.inputs))
    answers = load_engine("numpy").run(network, stimulus).predictions
    assert evaluate(network, Split(split.inputs, answers)) == 1.0
    for place in (0, at_once - 1, at_once, at_once + 1):
        others = answers.copy()
        others[place] = (others[place] + 1) % 10
        assert evaluate(network, Split(split.inputs, others)) == 1 - 1 / len(split)
