"""What becomes of samples, without their states on the way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, final

import numpy as np
from numpy.typing import NDArray


@final
@dataclass(frozen=True, eq=False)
class Outcome:
    """Where S samples end.

    Parameters
    ----------
    final
        Their last states, (S, N) of -1, 0 and +1.
    readout
        Fields of the classes at the last state, (S, C).
    steps_taken
        Steps executed, (S,).
    last_change
        The last step in which any unit changed its state, 0 when none did, (S,).
    period
        1 where the sample was seen at a fixed point, 2 or more where the last state was seen before so many steps ago,
        0 where neither was; (S,).
    """

    final: NDArray[np.int8]
    readout: NDArray[Any]
    steps_taken: NDArray[np.int64]
    last_change: NDArray[np.int64]
    period: NDArray[np.int64]

    @property
    def predictions(self) -> NDArray[np.int64]:
        """The class with the largest readout field, the first of equals; (S,)."""
        largest: NDArray[np.int64] = self.readout.argmax(axis=1)
        return largest


def joined(outcomes: list[Outcome]) -> Outcome:
    """One after the other, as one."""
    names = Outcome.__dataclass_fields__
    return Outcome(**{name: np.concatenate([getattr(one, name) for one in outcomes]) for name in names})
