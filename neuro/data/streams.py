"""Samples that change from step to step: made, or read, when they are asked for."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..description import Input
from ..errors import NeuroError
from ..events import InputEvents


class AbstractStreams(ABC):
    """S samples of T steps on M lines; ``streams[chosen]`` gives the events of some.

    Parameters
    ----------
    samples
        How many there are.
    steps, lines
        T and M.
    """

    def __init__(self, samples: int, steps: int, lines: int) -> None:
        self.shape = samples, steps, lines

    def __len__(self) -> int:
        return self.shape[0]

    def __getitem__(self, chosen: slice | NDArray[Any] | list[int]) -> InputEvents:
        return self._made(np.arange(len(self))[chosen])

    @abstractmethod
    def _made(self, samples: NDArray[np.int64]) -> InputEvents:
        """The events of samples, by their numbers."""


def laid_out(name: str, like: Input | None) -> Input:
    """The input of a model, for a data set whose samples change from step to step.

    Raises
    ------
    NeuroError
        When there is none, or it says nothing of shape and steps.
    """
    if like is None or like.shape is None or like.steps is None:
        raise NeuroError(
            f"data set '{name}' consists of events, which a model lays on lines and steps; expected one whose [input] "
            "gives shape = [rows, columns] or [rows, columns, 2], and steps."
        )
    return like
