"""What a network writes down as it learns, in memory shared with the program that started it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

import numpy as np
from numpy.typing import NDArray

from neuro.network import LEARNED, Network

from .shared import shared_array


@final
@dataclass(frozen=True, eq=False)
class LearningRecord:
    """Made by :meth:`of`; written over from the first sample after the last.

    Parameters
    ----------
    fields
        Of the readouts when they are taught, sample by sample; (samples, C).
    unstable, corrected
        How many units were unstable, and readouts corrected; (samples,).
    flips
        Changes of state of each unit so far; (N,).
    updates
        Weights visited by a change so far, by projection; (1,) each.
    clock
        Steps done; (1,).
    """

    fields: NDArray[np.int64]
    unstable: NDArray[np.int64]
    corrected: NDArray[np.int64]
    flips: NDArray[np.int64]
    updates: dict[str, NDArray[np.int64]]
    clock: NDArray[np.int64]

    @staticmethod
    def of(network: Network, samples: int, clock: NDArray[np.int64] | None = None) -> LearningRecord:
        """Room for so many samples of a network."""
        return LearningRecord(
            fields=shared_array((samples, network.classes), np.int64),
            unstable=shared_array((samples,), np.int64),
            corrected=shared_array((samples,), np.int64),
            flips=shared_array((network.units,), np.int64),
            updates={name: shared_array((1,), np.int64) for name in LEARNED},
            clock=shared_array((1,), np.int64) if clock is None else clock,
        )
