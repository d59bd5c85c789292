"""Fields of a batch: h_i = sum_j J_ij s_j + J_D s_i + links + bias + input + feedback."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ...network import Matrix, Network
from ..stimulus import Stimulus


class AbstractFields(ABC):
    """The parts of the field of every unit, for a batch of S states or samples; each (S, N)."""

    network: Network

    @abstractmethod
    def external(self, stimulus: Stimulus) -> NDArray[np.float64]:
        """Bias and input, constant over a sample."""

    @abstractmethod
    def feedback(self, stimulus: Stimulus) -> NDArray[np.float64]:
        """What the clamped labels add."""

    @abstractmethod
    def recurrent(self, states: NDArray[np.float64]) -> NDArray[np.float64]:
        """What the units' own states exert, self-coupling and links included."""


@final
class Fields(AbstractFields):
    """Evaluates the field of every unit for a batch of states.

    Whole numbers are held as float64, exact up to 2^53 and multiplied by fast libraries.
    """

    def __init__(self, network: Network) -> None:
        self.network = network
        self._couplings = _float(network.couplings)
        self._inputs = _float(network.input_weights)

    def external(self, stimulus: Stimulus) -> NDArray[np.float64]:
        """Bias and input, constant over a sample; (S, N)."""
        constant = np.broadcast_to(self.network.bias.astype(float), (stimulus.samples, self.network.units))
        return (
            constant if stimulus.inputs is None else constant + times(self._inputs, np.asarray(stimulus.inputs, float))
        )

    def feedback(self, stimulus: Stimulus) -> NDArray[np.float64]:
        """What the clamped labels add; (S, N)."""
        weights: NDArray[np.float64] = self.network.feedback_weights * float(self.network.feedback_payload)
        return weights[:, np.asarray(stimulus.labels)].T

    def recurrent(self, states: NDArray[np.float64]) -> NDArray[np.float64]:
        """What the units' own states exert, self-coupling and links included; (S, N)."""
        return times(self._couplings, states)


def times(matrix: Matrix, rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """``matrix @ row`` for each of a batch of rows."""
    product: NDArray[np.float64] = (matrix @ rows.T).T if sparse.issparse(matrix) else rows @ matrix.T
    return product


def _float(matrix: Matrix) -> Any:
    return matrix.astype(np.float64)
