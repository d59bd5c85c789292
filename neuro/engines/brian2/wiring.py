"""A network as Brian2 wants it: lists of synapses and one value per unit or line."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ...network import Matrix, Network
from .model import Model


@final
@dataclass(frozen=True)
class Bundle:
    """Synapses from one group to another, sorted by sender; only weights that are not zero are there.

    Parameters
    ----------
    senders, receivers, weights
        One entry per synapse.
    """

    senders: NDArray[np.int32]
    receivers: NDArray[np.int32]
    weights: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.weights)


@final
class Wiring:
    """All numbers of a network under a code.

    Parameters
    ----------
    network, model
        What is wired, and the code's equations.
    """

    def __init__(self, network: Network, model: Model) -> None:
        self.units, self.lines, self.classes = network.units, network.lines, network.classes
        factor = model.weight_factor
        couplings, readout = network.couplings, network.readout_weights.astype(float)
        self.couplings = bundled(couplings, factor)
        feedback = network.feedback_weights.astype(float) * network.feedback_payload
        self.external = bundled(_beside(network.input_weights, feedback), 1)
        self.readout = bundled(readout, factor)
        self.bias = network.bias.astype(float)
        self.fold = np.asarray(couplings.sum(axis=1)).ravel().astype(float) if model.folds else None
        self.base = -readout.sum(axis=1) if model.folds else None
        self.label_line = np.repeat(np.array([0, 1], np.int32), [self.lines, self.classes])

    @cached_property
    def sizes(self) -> dict[str, int]:
        """Everything that shapes the program, but not its values."""
        return {
            "units": self.units,
            "lines": self.lines,
            "classes": self.classes,
            "couplings": len(self.couplings),
            "external": len(self.external),
            "readout": len(self.readout),
        }

    @cached_property
    def values(self) -> dict[str, NDArray[Any]]:
        """Values a built program takes, by ``group.variable``; those of parts that don't exist are left out."""
        values: dict[str, NDArray[Any]] = {"units.bias": self.bias}
        if self.fold is not None:
            values["units.fold"] = self.fold
        if self.lines + self.classes:
            values["lines.label_line"] = self.label_line
        if self.classes and self.base is not None:
            values["accumulators.base"] = self.base
        for name, bundle in (("couplings", self.couplings), ("external", self.external), ("readout", self.readout)):
            if len(bundle):
                values[f"{name}.sources"], values[f"{name}.targets"] = bundle.senders, bundle.receivers
                values[f"{name}.w"] = bundle.weights
        return values


def bundled(matrix: Matrix, factor: int = 1) -> Bundle:
    """The synapses of a matrix (row = receiver), all weights times `factor`."""
    # Sorted by sender, so that one event's synapses lie side by side in memory.
    columns = sparse.csc_matrix(matrix)
    columns.eliminate_zeros()
    columns.sort_indices()
    senders = np.repeat(np.arange(columns.shape[1], dtype=np.int32), np.diff(columns.indptr))
    return Bundle(senders, columns.indices.astype(np.int32), factor * columns.data.astype(float))


def _beside(left: Matrix, right: NDArray[Any]) -> sparse.csc_matrix:
    return sparse.hstack([sparse.csc_matrix(left), sparse.csc_matrix(right)], format="csc")
