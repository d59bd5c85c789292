"""What training consists of: epochs in which all learns, then those in which the readout learns alone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, final

from ..description import Description


@final
@dataclass(frozen=True)
class Stage:
    """Epochs that follow each other under one rule.

    Parameters
    ----------
    first, last
        Their numbers, from 1 on.
    description
        The model as it learns in them.
    factor
        What all rates are multiplied by after each epoch; in whole numbers, the densities of the masks.
    """

    first: int
    last: int
    description: Description
    factor: float

    def rate(self, epoch: int) -> float:
        """The factor on all rates in an `epoch` of the stage."""
        return float(self.factor ** (epoch - self.first))


def total_epochs(description: Description) -> int:
    """How many epochs the training of a `description` has in all its stages."""
    return description.plasticity.epochs + description.consolidation.epochs


def with_epochs(description: Description, epochs: int | None) -> Description:
    """The same model with other epochs, those in which the readout learns alone in the same ratio to them.

    Parameters
    ----------
    description
        Of a classifier.
    epochs
        Passes over the training samples in which all learns; None leaves the model as it is.
    """
    if epochs is None:
        return description
    rule, alone = description.plasticity, description.consolidation
    later = round(alone.epochs * epochs / rule.epochs)
    return replace(description, plasticity=replace(rule, epochs=epochs), consolidation=replace(alone, epochs=later))


def stages(description: Description, *, integer: bool) -> tuple[Stage, ...]:
    """The stages of training, in order; those without an epoch are left out.

    Parameters
    ----------
    description
        Of a classifier.
    integer
        Whether it learns in whole numbers.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from neuro import load_model
    >>> from neuro.description import Consolidation
    >>> model = replace(load_model("digits"), consolidation=Consolidation(epochs=3))
    >>> [(stage.first, stage.last) for stage in stages(model, integer=False)]
    [(1, 12), (13, 15)]
    """
    epochs = description.plasticity.epochs
    factor = description.integer_plasticity.density_factor if integer else description.plasticity.rate_factor
    all_learns = Stage(1, epochs, description, factor)
    consolidation = description.consolidation
    last = total_epochs(description)
    factor = consolidation.density_factor if integer else consolidation.rate_factor
    readout_alone = Stage(epochs + 1, last, _readout_alone(description), factor)
    return tuple(stage for stage in (all_learns, readout_alone) if stage.last >= stage.first)


def _readout_alone(description: Description) -> Description:
    """The same model with its other couplings frozen; no label is clamped, so that states are those of inference."""
    rule, whole, asked = description.plasticity, description.integer_plasticity, description.consolidation
    frozen: Any = {"recurrent_rate": 0.0, "input_rate": 0.0, "recurrent_decay": 0.0, "input_decay": 0.0}
    rate = rule.readout_rate if asked.readout_rate is None else asked.readout_rate
    density = whole.readout_density if asked.readout_density is None else asked.readout_density
    return replace(
        description,
        phases=description.inference,
        plasticity=replace(rule, **frozen, readout_rate=rate),
        integer_plasticity=replace(whole, recurrent_step=0, input_step=0, readout_density=density),
    )
