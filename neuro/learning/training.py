"""The training loop: epochs of shuffled batches through the local rule."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import final

import numpy as np

from ..data import DataSet, Split
from ..description import Description
from ..drawing import build_network
from ..engines import Stimulus
from ..engines.numpy import NumpyEngine
from ..engines.numpy.plasticity import Plastic
from ..errors import NeuroError
from ..network import Network


@final
@dataclass(frozen=True)
class Epoch:
    """What one pass over the training samples gave.

    `train_accuracy` is that of the answers before each change, label clamped in the phase before; `unstable`
    the mean share of units that changed their couplings.
    """

    number: int
    train_accuracy: float
    validation_accuracy: float
    unstable: float


def train(
    description: Description, data: DataSet, seed: int | None = None, report: Callable[[Epoch, int], None] | None = None
) -> tuple[Network, list[Epoch]]:
    """Train a float network with the reference engine.

    Parameters
    ----------
    description
        A classifier: [input], [classes], input, feedback and readout couplings.
    seed
        Order of the samples; None takes the description's seed. Weights come from the description's seed.
    report
        Called after each epoch with it and the number of epochs.

    Raises
    ------
    NeuroError
        When the model is no classifier or doesn't fit the data; see :func:`check_trainable`.
    """
    check_trainable(description, data)
    network = build_network(description)
    plastic, rule = Plastic(network), description.plasticity
    rng = np.random.default_rng([description.seed if seed is None else seed, 0x6F72646572])
    history = []
    for number in range(1, rule.epochs + 1):
        order = rng.permutation(len(data.train))
        right, unstable = 0, []
        for first in range(0, len(order), rule.batch_size):
            chosen = order[first : first + rule.batch_size]
            labels = data.train.labels[chosen]
            batch = Stimulus(len(chosen), description.phases, network.encode(data.train.inputs[chosen]), labels)
            answers, share = plastic.learn(batch, rule.rate_factor ** (number - 1))
            right += int((answers == labels).sum())
            unstable.append(share)
        accuracy = evaluate(plastic.network(), data.validation)
        history.append(Epoch(number, right / len(order), accuracy, float(np.mean(unstable))))
        if report is not None:
            report(history[-1], rule.epochs)
    return plastic.network(), history


def check_trainable(description: Description, data: DataSet) -> None:
    """Refuse a model that is no classifier, or whose sizes are not those of the data."""
    kinds = {coupling.kind for coupling in description.couplings}
    if not (description.input and description.classes and description.phases.clamped):
        raise NeuroError(
            f"model '{description.name}' can't be trained: it needs [input], [classes] and a clamped phase."
        )
    for kind in ("input", "feedback", "readout"):
        if kind not in kinds:
            raise NeuroError(f"model '{description.name}' can't be trained: it has no coupling of kind '{kind}'.")
    data.fits(description.input.size, description.classes.size, description.name)


def evaluate(network: Network, split: Split) -> float:
    """Share of right answers with the reference engine, without feedback."""
    phases = network.description.phases.without_feedback()
    run = NumpyEngine().run(network, Stimulus(len(split), phases, network.encode(split.inputs)))
    return float((run.predictions == split.labels).mean())
