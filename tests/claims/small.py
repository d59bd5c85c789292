"""A data set and a model that learn in a blink."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from neuro.claims import Study
from neuro.data import DataSet, Split
from neuro.description import Description, Input, load_model

LINES, CLASSES = 12, 3


def small_data() -> DataSet:
    """Three noisy patterns."""
    rng = np.random.default_rng(3)
    patterns = rng.integers(0, 2, (CLASSES, LINES)).astype(float)

    def split(count: int) -> Split:
        labels = rng.integers(0, CLASSES, count)
        return Split(np.where(rng.random((count, LINES)) < 0.1, 1 - patterns[labels], patterns[labels]), labels)

    return DataSet("patterns", split(90), split(30), split(30), CLASSES)


def small_model(units: int = 40) -> Description:
    """The digits' model, shrunk to the patterns."""
    model = load_model("digits")
    rule = replace(model.plasticity, epochs=2, batch_size=15, recurrent_decay=0.1, input_decay=0.1)
    return replace(
        model,
        name="patterns",
        populations=tuple(replace(p, size=units) for p in model.populations),
        input=Input(LINES),
        classes=replace(model.classes, size=CLASSES),
        plasticity=rule,
    )


def small_study() -> Study:
    return Study(small_model(), small_data(), quick=True)
