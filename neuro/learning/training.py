"""Training: what it starts from, epochs of shuffled samples in an engine's learner, and the accuracy after each."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, final

import numpy as np
from scipy import sparse

from ..data import DataSet, Split
from ..description import Description
from ..engines import FASTEST, LearningActivity, Stimulus, load_engine
from ..errors import NeuroError
from ..network import Matrix, Network, build_network, integer_network
from ..progress import Progress, silent
from .stages import Stage, stages, total_epochs
from .stream import EpochStream

# Samples given to a learner at once: enough to outweigh the start of a compiled program, few enough to show progress.
_ROW = 4000
# Samples whose payloads are held in memory at once.
SAMPLES_AT_ONCE = 5000


@final
@dataclass(frozen=True)
class Epoch:
    """What one pass over the training samples gave.

    Parameters
    ----------
    number
        Of the epoch, from 1.
    train_accuracy, validation_accuracy
        Share of right answers: those given before each change, label clamped in the phase before; and those of the
        network as the epoch left it.
    unstable
        Mean share of units that changed their couplings.
    rate
        Factor on all rates; in whole numbers, on the densities of the masks.
    wall_s
        Seconds. Basis: measured.
    activity
        What the engine counted as it learned; None where a folder was written before that was kept.
    """

    number: int
    train_accuracy: float
    validation_accuracy: float
    unstable: float
    rate: float
    wall_s: float
    activity: LearningActivity | None = None


def train(
    description: Description,
    data: DataSet,
    *,
    engine: str = FASTEST,
    integer: bool = False,
    start: tuple[Network, int] | None = None,
    progress: Progress = silent,
) -> Iterator[tuple[Epoch, Network]]:
    """Train a network; each epoch is given back with the network it left.

    A network after n epochs depends on the description, the data and the engine alone, so that a run that goes on
    from ``start`` ends like one that never stopped.

    Parameters
    ----------
    description
        A classifier: [input], [classes], input, feedback and readout couplings. Its seed draws weights and order.
    data
        Learned is the training split; validation is looked at after each epoch.
    engine
        Who learns.
    integer
        Whether to learn in whole numbers from the first sample on, by the description's integer plasticity.
    start
        A network and the number of epochs it has behind it; None draws a new one.
    progress
        Called as samples are learned, with the samples of all epochs.

    Raises
    ------
    NeuroError
        When the model is no classifier, doesn't fit the data, or the engine can't learn.

    Examples
    --------
    >>> from neuro import load_model
    >>> from neuro.data import load_data
    >>> from neuro.learning import train, with_epochs
    >>> for epoch, network in train(with_epochs(load_model("digits"), 1), load_data("digits")):
    ...     print(epoch.number, epoch.validation_accuracy > 0.8)
    1 True
    2 True
    """
    check_trainable(description, data)
    network, finished = (starting_network(description, integer), 0) if start is None else start
    for stage in stages(description, integer=network.is_integer):
        if finished < stage.last:
            for epoch, learned in _stage(stage, max(finished + 1, stage.first), network, data, engine, progress):
                network = replace(learned, description=description)
                yield epoch, network


def _stage(
    stage: Stage, first: int, network: Network, data: DataSet, engine: str, progress: Progress
) -> Iterator[tuple[Epoch, Network]]:
    """The epochs of a stage from the `first` on."""
    description, epochs = stage.description, total_epochs(network.description)
    size = description.plasticity.batch_size
    row = -(-_ROW // size) * size
    validated = ""
    with load_engine(engine).teach(replace(network, description=description)) as learner:
        for number in range(first, stage.last + 1):
            began, rate = time.perf_counter(), stage.rate(number)
            stream = EpochStream(description, data.train, number)
            samples, before = len(stream), (number - 1) * len(data.train)
            done, right, unstable, activity = 0, 0, 0.0, LearningActivity()
            while done < samples:
                chosen = stream.row(slice(done, done + row))
                result = learner.learn(network.encode(chosen.inputs), chosen.labels, rate, before + done)
                right += int((result.predictions == chosen.labels).sum())
                unstable += result.unstable * len(chosen)
                activity += result.activity
                done += len(chosen)
                figures = f"training {right / done:.3f}{validated}  unstable {unstable / done:.3f}"
                progress(f"epoch {number}/{epochs}  {figures}", before + done, epochs * samples)
            learned = learner.network()
            accuracy = evaluate(learned, data.validation)
            validated = f"  validation {accuracy:.3f}"
            seconds = time.perf_counter() - began
            # Where samples are drawn, an epoch may have none.
            most = max(done, 1)
            yield Epoch(number, right / most, accuracy, unstable / most, rate, seconds, activity), learned


def check_trainable(description: Description, data: DataSet) -> None:
    """Refuse a model that can't be trained on a data set.

    Parameters
    ----------
    description, data
        The model, and the data set.

    Raises
    ------
    NeuroError
        When the model is no classifier, or its sizes are not those of the data.
    """
    kinds = {coupling.kind for coupling in description.couplings}
    if not (description.input and description.classes and description.phases.clamped):
        raise NeuroError(
            f"model '{description.name}' can't be trained: it needs [input], [classes] and a clamped phase."
        )
    for kind in ("input", "feedback", "readout"):
        if kind not in kinds:
            raise NeuroError(f"model '{description.name}' can't be trained: it has no coupling of kind '{kind}'.")
    if description.dynamics.update == "random-subset":
        raise NeuroError(
            f"model '{description.name}' can't be trained: learning updates all units in every step, or module by "
            "module, its [dynamics] asks for random-subset; leave that out."
        )
    data.fits(description)


def starting_network(description: Description, integer: bool) -> Network:
    """The network a description draws, ready to learn.

    An integer one keeps every coupling it was drawn with, also those rounded to 0, and starts with an empty readout:
    scaled to the full range, a random one would leave no room to learn in.

    Parameters
    ----------
    description
        Of a classifier.
    integer
        Whether it learns in whole numbers.

    Raises
    ------
    NeuroError
        When it can't be rounded to whole numbers.
    """
    drawn = build_network(description)
    if not integer:
        return drawn
    whole = integer_network(drawn)
    learned = {name: _stored(getattr(drawn, name), getattr(whole, name)) for name in ("recurrent", "input_weights")}
    return replace(whole, readout_weights=np.zeros_like(whole.readout_weights), **learned)


def _stored(drawn: Matrix, whole: Matrix) -> Any:
    """The whole-number matrix in CSR form, with an entry for every coupling that was drawn."""
    if sparse.issparse(whole):
        return whole
    rows, columns = np.nonzero(drawn)
    matrix = sparse.csr_matrix((whole[rows, columns], (rows, columns)), shape=whole.shape)
    matrix.sort_indices()
    return matrix


def evaluate(network: Network, split: Split) -> float:
    """Share of right answers, worked out in the fastest engine.

    Parameters
    ----------
    network
        Float or integer, with a readout.
    split
        Samples in natural units, and their classes (S,).
    """
    phases, turns, right = network.description.inference, network.description.turns, 0
    with load_engine(FASTEST).open(network) as session:
        for first in range(0, len(split), SAMPLES_AT_ONCE):
            part = slice(first, first + SAMPLES_AT_ONCE)
            inputs, labels = network.encode(split.inputs[part]), split.labels[part]
            right += int(
                (session.settle(Stimulus(len(labels), phases, inputs, turns=turns)).predictions == labels).sum()
            )
    return right / len(split)
