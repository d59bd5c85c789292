"""The full model and the networks compared with it; each differs from it only as its sentence says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import final

import numpy as np

from ..data import DataSet, Split
from ..description import Description, Gaussian, Link, load_model
from ..errors import NeuroError

PERCEPTRON = "multilayer perceptron"
TWO_MODULES = "two-module"


@final
@dataclass(frozen=True)
class Trial:
    """One network to train: its name, what is special about it in a sentence, and its description.

    `link_strength` is that of the excitatory links between two modules, None for the other networks.
    """

    name: str
    sentence: str
    description: Description
    link_strength: float | None = None


def network_trials(base: Description, strengths: Sequence[float]) -> tuple[Trial, ...]:
    """All networks, the full model first.

    Parameters
    ----------
    base
        The full model.
    strengths
        Of the links between two modules, one trial each.
    """
    return (
        Trial(
            "full model",
            f"The model '{base.name}' with {base.units} units: input, recurrent and readout couplings learn.",
            base,
        ),
        Trial(
            "frozen recurrent couplings",
            "Recurrent couplings stay as drawn (rate and decay 0); input and readout learn.",
            _rule(base, recurrent_rate=0.0, recurrent_decay=0.0),
        ),
        Trial(
            "no recurrent couplings",
            "Gaussian couplings from unit to unit are left out, self-coupling is kept; input and readout learn.",
            replace(base, couplings=tuple(c for c in base.couplings if not isinstance(c, Gaussian))),
        ),
        Trial(
            "readout only",
            "Input and recurrent couplings stay as drawn (rates and decays 0): a readout of random features.",
            _rule(base, recurrent_rate=0.0, recurrent_decay=0.0, input_rate=0.0, input_decay=0.0),
        ),
        Trial(
            "self-coupling 0",
            "The full model with self-coupling 0 in every unit, all else equal.",
            replace(base, populations=tuple(replace(p, self_coupling=0.0) for p in base.populations)),
        ),
        *(_two_modules(base, strength) for strength in strengths),
    )


def _rule(base: Description, **changes: float) -> Description:
    return replace(base, plasticity=replace(base.plasticity, **changes))  # type: ignore[arg-type]


def _two_modules(base: Description, strength: float) -> Trial:
    """The shipped chain of two modules at the size, and for the data, of the full model."""
    shipped, size = load_model(TWO_MODULES), max(1, base.units // 2)
    rule = shipped.plasticity
    # The shipped margin holds the field of the shipped link; what it asks of the rest of the field stays the same.
    link = max(c.strength for c in shipped.couplings if isinstance(c, Link))
    margin = round(rule.margin - link + strength, 9)
    description = replace(
        shipped,
        summary="",
        seed=base.seed,
        input=base.input,
        classes=base.classes,
        populations=tuple(replace(p, size=size, self_coupling=0.0) for p in shipped.populations),
        couplings=tuple(replace(c, strength=strength) if isinstance(c, Link) else c for c in shipped.couplings),
        plasticity=replace(rule, margin=margin, epochs=base.plasticity.epochs),
    )
    sentence = (
        f"Two modules of {size} units, self-coupling 0, one-to-one excitatory links of strength {strength:g}, "
        f"margin {margin:g}; the rest as in the shipped model '{TWO_MODULES}'."
    )
    return Trial(f"two modules, links {strength:g}", sentence, description, strength)


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
