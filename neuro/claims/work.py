"""What is done for one row and one seed, as a point of a grid: train, look at test once, watch the network settle."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, final

from ..data import load_data
from ..description import Description
from ..engines import FASTEST
from ..errors import NeuroError
from ..fields import AbstractDeclared, quantity, text, value
from ..grids.commands import Work
from ..learning import evaluate, settling, train
from ..network import build_network
from ..reading import read_options
from .parameters import learned_parameters, perceptron_parameters, perceptron_width
from .perceptron import train_perceptron


@final
@dataclass(frozen=True)
class LearnOptions(AbstractDeclared):
    """As those of ``train``."""

    data: str = text("digits", help="data set")
    engine: str = text(FASTEST, help="engine that learns")
    samples: int | None = quantity(None, low=1, help="training samples, drawn from the seed; None for all")


@final
@dataclass(frozen=True)
class GradientOptions(AbstractDeclared):
    """What a perceptron is."""

    data: str = text("digits", help="data set")
    samples: int | None = quantity(None, low=1, help="training samples, drawn from the seed; None for all")
    layers: int = quantity(1, low=1, help="hidden layers")
    binary: bool = value(False, help="whether hidden units are +1 and -1")
    parameters: int = quantity(1, low=1, help="how many parameters it should have, as nearly as it can")
    epochs: int = quantity(18, low=1, help="passes over the training samples")


def learn(description: Description, options: dict[str, Any]) -> list[dict[str, Any]]:
    """Train a network through all its epochs; one row of figures of what they left."""
    asked = read_options(LearnOptions, options)
    data = load_data(asked.data, like=description.input).reduced(asked.samples, description.seed)
    epoch, network = None, None
    for epoch, network in train(description, data, engine=asked.engine):  # noqa: B007
        pass
    if epoch is None or network is None:
        raise NeuroError(f"model '{description.name}' asks for no epochs; expected at least one.")
    rest = settling(network, data.validation)
    return [
        {
            "validation_accuracy": epoch.validation_accuracy,
            "test_accuracy": evaluate(network, data.test),
            "parameters": learned_parameters(build_network(description)),
            "epochs": epoch.number,
            "changed_share": rest.changed_share,
            "settled_share": rest.settled_share,
            "settling_steps": rest.settling_steps,
            "overlap": rest.overlap,
            "settling_samples": rest.samples,
        }
    ]


def learn_by_gradient(description: Description, options: dict[str, Any]) -> list[dict[str, Any]]:
    """Train a perceptron on the samples of a network; one row of figures."""
    asked = read_options(GradientOptions, options)
    data = load_data(asked.data, like=description.input).reduced(asked.samples, description.seed)
    lines: int = data.train.inputs.shape[1]
    width = perceptron_width(asked.parameters, lines, data.classes, asked.layers)
    widths = [width] * asked.layers
    came = train_perceptron(data, description, widths, asked.epochs, binary=asked.binary)
    return [
        {
            "validation_accuracy": came.validation_accuracy,
            "test_accuracy": came.test_accuracy,
            "parameters": perceptron_parameters(widths, lines, data.classes),
            "epochs": asked.epochs,
            "width": width,
            "rate": came.rate,
        }
    ]


def command_of(work: Work) -> str:
    """The name of a function as the command of a point."""
    return f"{work.__module__}:{work.__name__}"
