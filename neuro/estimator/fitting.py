"""How the classifier's networks learn: epoch by epoch, until held-out samples gain no more where that is asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ..data import DataSet, Split
from ..learning import Epoch, total_epochs, train
from ..network import Network

Report = Callable[[Epoch, int], None]


def learned(
    start: Network, data: DataSet, engine: str, patience: int | None, report: Report
) -> tuple[Network, NDArray[np.float64]]:
    """Let a network learn through all stages of its training.

    Parameters
    ----------
    start
        As it begins.
    data
        Learned is the training split; the accuracy on validation counts.
    engine
        Who learns.
    patience
        A stage ends after so many epochs in a row that brought no better accuracy, and training goes on from the best
        network; None lets every stage run to its end.
    report
        Called after each epoch, with the number of all.

    Returns
    -------
    network, accuracies
        The best one, or the last without patience; and the accuracy on validation after each epoch.
    """
    description = start.description
    best, highest, accuracies, epochs = start, -1.0, [], total_epochs(description)
    position = (start, 0)
    # Training that goes on from a network ends like one that never stopped.
    for last in (description.plasticity.epochs, epochs):
        stale = 0
        for epoch, network in train(description, data, engine=engine, start=position):
            report(epoch, epochs)
            accuracies.append(epoch.validation_accuracy)
            stale += 1
            if patience is None or epoch.validation_accuracy > highest:
                best, highest, stale = network, epoch.validation_accuracy, 0
            if epoch.number == last or (patience is not None and stale >= patience):
                break
        position = (best, last)
    return best, np.array(accuracies)


def learned_once(network: Network, samples: Split, passes: int, engine: str) -> tuple[Network, Epoch]:
    """Let a network learn samples once more, at the rates it began with; then the readout alone, where it does so.

    Parameters
    ----------
    network, samples
        What learns, and from what.
    passes
        How many came before: the order of samples is another each time.
    engine
        Who learns.
    """
    description = network.description
    rule = replace(description.plasticity, epochs=passes + 1, rate_factor=1.0)
    alone = replace(description.consolidation, epochs=min(1, description.consolidation.epochs))
    once = replace(description, plasticity=rule, consolidation=alone)
    data = DataSet("samples", samples, samples, samples, description.classes.size if description.classes else 0)
    *_, (epoch, after) = train(once, data, engine=engine, start=(network, passes))
    return replace(after, description=description), epoch
