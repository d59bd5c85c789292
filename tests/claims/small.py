"""A data set and a model that learn in a blink."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from neuro.claims import Study
from neuro.description import Consolidation, Description, Input, InputCoupling, load_model

LINES, CLASSES = 12, 3


def small_data(folder: Path) -> str:
    """Three noisy patterns, as a file."""
    rng = np.random.default_rng(3)
    patterns = rng.integers(0, 2, (CLASSES, LINES)).astype(float)
    arrays = {}
    for split, count in (("train", 90), ("validation", 30), ("test", 30)):
        labels = rng.integers(0, CLASSES, count)
        noisy = np.where(rng.random((count, LINES)) < 0.1, 1 - patterns[labels], patterns[labels])
        arrays |= {f"{split}_inputs": noisy, f"{split}_labels": labels}
    np.savez(folder / "patterns.npz", **arrays)
    return str(folder / "patterns.npz")


def small_model(units: int = 40) -> Description:
    """The digits' model, shrunk to the patterns."""
    model = load_model("digits")
    rule = replace(model.plasticity, epochs=2, batch_size=15, recurrent_decay=0.1, input_decay=0.1, margin=2.5)
    everywhere = {"pattern": "random", "patch": None, "density": 1.0}
    return replace(
        model,
        name="patterns",
        couplings=tuple(replace(c, **everywhere) if isinstance(c, InputCoupling) else c for c in model.couplings),
        consolidation=Consolidation(),
        populations=tuple(replace(p, size=units) for p in model.populations),
        input=Input(LINES),
        classes=replace(model.classes, size=CLASSES),
        plasticity=rule,
    )


def small_study(folder: Path, **changes: object) -> Study:
    return replace(Study(small_model(), small_data(folder), quick=True), **changes)
