"""The numbers of a network as a Brian2 program takes them: lists of synapses, and one value per unit or line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ....network import Matrix


@final
@dataclass(frozen=True, eq=False)
class SynapseList:
    """Synapses from one group to another, sorted by sender, so that one event's synapses lie side by side in memory."""

    senders: NDArray[np.int32]
    receivers: NDArray[np.int32]
    weights: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.weights)


def list_synapses(matrix: Matrix, factor: int = 1) -> SynapseList:
    """The weights of a matrix (row = receiver) that are not zero, all times `factor`."""
    columns = sparse.csc_matrix(matrix)
    columns.eliminate_zeros()
    columns.sort_indices()
    senders = np.repeat(np.arange(columns.shape[1], dtype=np.int32), np.diff(columns.indptr))
    return SynapseList(senders, columns.indices.astype(np.int32), factor * columns.data.astype(float))


@final
@dataclass(frozen=True, eq=False)
class ProgramData:
    """All numbers a program is made with."""

    groups: dict[str, int]  # number of units by name
    synapses: dict[str, SynapseList]  # by name
    constants: dict[str, NDArray[Any]]  # one value per unit, by ``group.variable``

    @property
    def sizes(self) -> dict[str, int]:
        """What shapes the program: how many units and synapses there are."""
        return {**self.groups, **{name: len(listed) for name, listed in self.synapses.items()}}

    @property
    def values(self) -> dict[str, NDArray[Any]]:
        """The values a compiled program takes, by ``object.variable``."""
        values = dict(self.constants)
        for name, listed in self.synapses.items():
            if len(listed):
                values[f"{name}.sources"], values[f"{name}.targets"] = listed.senders, listed.receivers
                values[f"{name}.w"] = listed.weights
        return values
