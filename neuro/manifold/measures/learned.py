"""How the surroundings of states change as a classifier learns: a row for each epoch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, final

from ...data import DataSet, load_data
from ...description import Description
from ...errors import NeuroError
from ...fields import quantity, value
from ...learning import evaluate, starting_network, total_epochs, train, with_epochs
from ...network import Network
from ...reading import read_options
from ..learned import AroundSamples, around_samples
from ..local_entropy import first_estimated
from ..sampling import LARGEST_SAMPLED
from .options import AbstractOptions, Model, check_distance, settings_of


@final
@dataclass(frozen=True)
class LearnedOptions(AbstractOptions):
    """What is learned, and where it is looked around."""

    epochs: int | None = quantity(None, low=1, help="passes in which all learns; None is what the model says")
    samples: int = quantity(20, low=1, help="validation samples whose states are looked around")
    distance: int = quantity(2, low=1, help="flips within which fixed points are counted")
    typical: bool = value(False, help="look around fixed points that are drawn evenly, too (slow beyond 200 units)")

    def __post_init__(self) -> None:
        super().__post_init__()
        self._refuse_idle("'learned', where each sample's input is the field", "field", "field_strength")

    def check(self, description: Description) -> None:
        """Refuse models that aren't trained, and more states than can be looked at.

        Raises
        ------
        NeuroError
            Saying what can be measured.
        """
        super().check(description)
        if description.input is None or description.classes is None or description.input.data is None:
            raise NeuroError(f"model '{description.name}': is no classifier that names a data set; nothing is learned.")
        units = description.units
        if description.input.steps is not None:
            raise NeuroError(f"model '{description.name}': its inputs change from step to step; no field stands still.")
        check_distance(self.distance, description)
        if self.typical and units > LARGEST_SAMPLED:
            raise NeuroError(
                f"option 'typical': got a network of {units} units, expected at most {LARGEST_SAMPLED}; leave it out."
            )
        far = first_estimated(units, self.distance)
        if far is not None:
            raise NeuroError(
                f"distance: got {self.distance} in a network of {description.units} units, expected less than {far}: "
                "there are too many states to look at."
            )


def learned(model: Model, options: dict[str, Any]) -> list[dict[str, Any]]:
    """A row before the first epoch and after each; of a trained network, before learning and as it is.

    Looked around are the first of the validation samples. Where a network is given, its description has to be that
    which it was drawn from, seed included.

    `learned_entropy` is ln(number of fixed points within the distance, itself included) / N around the fixed point that
    inference on a validation sample leads to, under its input; `random_entropy` that where a random start leads,
    `typical_entropy` of one drawn evenly from all, if asked for. `label_shift` is the share of units that the label
    moves, `label_kept` that which is still moved when it is gone. All are means over samples that settle.

    Parameters
    ----------
    model, options
        As for :func:`~neuro.manifold.measures.count`, with fields of :class:`LearnedOptions`.

    Raises
    ------
    NeuroError
        When an option doesn't fit, or the model isn't one that learns.
    """
    asked = read_options(LearnedOptions, options)
    description = model if isinstance(model, Description) else model.description
    asked.check(description)
    declared = description.input
    data = load_data(declared.data, like=declared)  # type: ignore[union-attr, arg-type]
    if asked.samples > len(data.validation):
        raise NeuroError(
            f"option 'samples': got {asked.samples}, expected at most {len(data.validation)}, as many as '{data.name}' "
            "has for validation."
        )
    if not isinstance(model, Description):
        if model.is_integer != (asked.regime == "integer"):
            learned_in = "whole numbers" if model.is_integer else "floats"
            raise NeuroError(f"regime '{asked.regime}': the network learned in {learned_in}; leave the option out.")
        if asked.epochs is not None:
            raise NeuroError("option 'epochs': got a network that has learned; leave it out, or give a model.")
        first = starting_network(description, model.is_integer)
        return [
            _row(network, asked, epoch, evaluate(network, data.validation), _found(network, data, asked))
            for epoch, network in ((0, first), (total_epochs(description), model))
        ]
    description, integer = with_epochs(description, asked.epochs), asked.regime == "integer"
    network = starting_network(description, integer)
    found = _found(network, data, asked)
    rows = [_row(network, asked, 0, evaluate(network, data.validation), found)]
    for epoch, network in train(description, data, integer=integer):
        # When the readout learns alone, states stay as they are.
        if epoch.number <= description.plasticity.epochs:
            found = _found(network, data, asked)
        rows.append(_row(network, asked, epoch.number, epoch.validation_accuracy, found))
    return rows


def _found(network: Network, data: DataSet, asked: LearnedOptions) -> AroundSamples:
    samples = data.validation.first(asked.samples)
    return around_samples(network, samples, asked.distance, typical=asked.typical, seed=network.description.seed)


def _row(network: Network, asked: LearnedOptions, epoch: int, accuracy: float, found: AroundSamples) -> dict[str, Any]:
    description = network.description
    return {
        **settings_of(description),
        "margin": description.plasticity.margin,
        "distance": asked.distance,
        "samples": asked.samples,
        "epoch": epoch,
        "validation_accuracy": accuracy,
        "learned_entropy": found.learned,
        "random_entropy": found.random,
        "typical_entropy": found.typical,
        "overlap": found.overlap,
        "label_shift": found.label_shift,
        "label_kept": found.label_kept,
        "settled_share": found.settled,
    }
