"""The model every other row is derived from, and the smaller version for a quick look."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..data import DataSet, Split
from ..description import Description, load_model
from ..errors import NeuroError

# Data sets whose name is that of the shipped model made for them.
_OWN_MODEL = ("digits", "mnist", "fashion-mnist", "entangled-mnist")
QUICK_EPOCHS, QUICK_UNITS, QUICK_SAMPLES = 2, 500, 5000


def base_description(
    data: str, model: str | None = None, epochs: int | None = None, quick: bool = False
) -> Description:
    """The full model.

    Parameters
    ----------
    data
        Name of the data set; four of them have a model of their own.
    model
        Another model, by name or file.
    epochs
        Passes over the training samples; None takes the model's, or 2 when quick.
    quick
        Scale the populations down to 500 units altogether where they are more.

    Raises
    ------
    NeuroError
        When the data set has no model of its own and none is given.
    """
    if model is None and data not in _OWN_MODEL:
        raise NeuroError(
            f"data set '{data}' has no model of its own (only {', '.join(_OWN_MODEL)} have); name one with --model."
        )
    description = load_model(model or data)
    if epochs is None and quick:
        epochs = min(QUICK_EPOCHS, description.plasticity.epochs)
    if epochs is not None:
        description = replace(description, plasticity=replace(description.plasticity, epochs=epochs))
    return _smaller(description) if quick else description


def reduced_data(data: DataSet, seed: int) -> DataSet:
    """The `data` with at most 5000 training samples, drawn from the `seed`; validation and test stay whole."""
    if len(data.train) <= QUICK_SAMPLES:
        return data
    # Drawn, not the first ones: a user's own samples may come sorted by class.
    chosen = np.random.default_rng([seed, 0x636C61696D73]).permutation(len(data.train))[:QUICK_SAMPLES]
    return replace(data, train=Split(data.train.inputs[chosen], data.train.labels[chosen]))


def _smaller(description: Description) -> Description:
    units = description.units
    if units <= QUICK_UNITS:
        return description
    populations = tuple(replace(p, size=max(1, p.size * QUICK_UNITS // units)) for p in description.populations)
    return replace(description, populations=populations)
