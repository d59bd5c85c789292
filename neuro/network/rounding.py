"""What rounding to whole numbers changed: in the couplings, in the states of a run, in its answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, final

import numpy as np
from numpy.typing import NDArray

from .arrays import LEARNED, Network, dense

_WEIGHTS = (*LEARNED, "self_coupling", "links", "feedback_weights", "bias")


@final
@dataclass(frozen=True)
class RoundingEffect:
    """Float network against its integer version on given samples. Basis: counted.

    Parameters
    ----------
    couplings, couplings_lost, signs_changed
        Existing couplings of all groups, those rounded to zero, and those whose sign is another (none, if all is well).
    samples, first_step
        Samples run, and the first step at which any state differs (None: never).
    units_changed, units
        Final states that differ, of all sample-units.
    predictions_changed
        Samples with another answer; None without readout.
    accuracy_float, accuracy_integer
        Share of right answers; None without labels.
    """

    couplings: int
    couplings_lost: int
    signs_changed: int
    samples: int
    first_step: int | None
    units_changed: int
    units: int
    predictions_changed: int | None
    accuracy_float: float | None
    accuracy_integer: float | None

    def sentence(self) -> str:
        """All of it in one line."""
        text = (
            f"{self.couplings_lost} of {self.couplings} couplings rounded to zero, {self.signs_changed} signs changed; "
            f"{self.units_changed} of {self.units} final states differ"
        )
        if self.predictions_changed is not None:
            text += f"; {self.predictions_changed} of {self.samples} answers differ"
        if self.accuracy_float is not None and self.accuracy_integer is not None:
            text += f" (accuracy {self.accuracy_float:.4f} float, {self.accuracy_integer:.4f} integer)"
        return text + "."


def rounding_effect(
    networks: tuple[Network, Network],
    states: tuple[NDArray[np.int8], NDArray[np.int8]],
    labels: NDArray[np.int64] | None = None,
) -> RoundingEffect:
    """Compare a float network with its integer version.

    Parameters
    ----------
    networks
        The float network, and the integer one made from it.
    states
        What each did on the same samples, (S, T + 1, N).
    labels
        Right classes, (S,), for the accuracies.
    """
    network, integer = networks
    before = [np.sign(dense(getattr(network, name))) for name in _WEIGHTS]
    after = [np.sign(dense(getattr(integer, name))) for name in _WEIGHTS]
    differs = (states[0] != states[1]).any(axis=(0, 2))
    answers: list[NDArray[Any]] = []
    if network.classes:
        answers = [
            version.class_fields(one[:, -1].astype(float) @ version.readout_weights.T).argmax(axis=1)
            for one, version in zip(states, networks, strict=True)
        ]
    right = [None if labels is None else float((answer == labels).mean()) for answer in answers] or [None, None]
    return RoundingEffect(
        couplings=sum(int(np.count_nonzero(b)) for b in before),
        couplings_lost=sum(int(((b != 0) & (a == 0)).sum()) for b, a in zip(before, after, strict=True)),
        signs_changed=sum(int((b * a < 0).sum()) for b, a in zip(before, after, strict=True)),
        samples=len(states[0]),
        first_step=int(differs.argmax()) if differs.any() else None,
        units_changed=int((states[0][:, -1] != states[1][:, -1]).sum()),
        units=states[0][:, -1].size,
        predictions_changed=int((answers[0] != answers[1]).sum()) if answers else None,
        accuracy_float=right[0],
        accuracy_integer=right[1],
    )
