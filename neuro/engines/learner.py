"""The contract of learning: a network changes by the local rule, sample after sample, in some engine."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from types import TracebackType
from typing import final

import numpy as np
from numpy.typing import NDArray

from ..events import Inputs
from ..network import Network
from .learning_activity import LearningActivity


@final
@dataclass(frozen=True, eq=False)
class LearnResult:
    """What learning a row of samples gave.

    Parameters
    ----------
    predictions
        Answer to each sample at the end of its free phase, before the weights changed; (S,).
    unstable
        Share of sample-units that were unstable.
    wall_s
        Seconds spent learning. Basis: measured.
    activity
        What the engine counted while it learned.
    """

    predictions: NDArray[np.int64]
    unstable: float
    wall_s: float
    activity: LearningActivity


class AbstractLearner(ABC):
    """A network that learns by the rule of its description: the float one or the one in whole numbers."""

    @abstractmethod
    def learn(self, inputs: Inputs, labels: NDArray[np.int64], rate: float = 1.0, first: int = 0) -> LearnResult:
        """Learn a row of samples in this order: float in batches of the description's size, integers one by one.

        Parameters
        ----------
        inputs, labels
            Payloads, constant (S, M) or in every step, (S, T, M) or as events, and classes (S,). Of inputs that change,
            those of the last step are learned from. The last batch is smaller when S is no multiple of the batch size.
        rate
            Factor on all learning rates, from the schedule; in whole numbers, on the densities of the masks.
        first
            Samples learned before this row; an integer network's masks are numbered by it, the float rule has none.
        """

    @abstractmethod
    def network(self) -> Network:
        """The network as it is now; later learning leaves it alone."""

    def close(self) -> None:  # noqa: B027  most learners hold nothing
        """Let go of everything that outlives a call of :meth:`learn`."""

    def __enter__(self) -> AbstractLearner:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
