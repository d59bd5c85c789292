"""Learning with several readout units for each class: as one, whose field the host adds up and sends back."""

from __future__ import annotations

from typing import final

import numpy as np
from numpy.typing import NDArray

from ..events import Inputs
from ..network import Network, split_readout
from .learner import AbstractLearner, LearnResult


@final
class SplitLearner(AbstractLearner):
    """Learns as the unsplit network does in `learner`, and gives back one with `readouts` units for each class."""

    def __init__(self, learner: AbstractLearner, readouts: int) -> None:
        self._learner, self._readouts = learner, readouts

    def learn(self, inputs: Inputs, labels: NDArray[np.int64], rate: float = 1.0, first: int = 0) -> LearnResult:
        """Learn a row of samples; what is unstable or wrong is so by the fields of the classes."""
        return self._learner.learn(inputs, labels, rate, first)

    def network(self) -> Network:
        """The network as it is now, split."""
        return split_readout(self._learner.network(), self._readouts)

    def close(self) -> None:
        """Let go of what the learner holds."""
        self._learner.close()
