"""What rounding to whole numbers changed, in terms of the task."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, final

import numpy as np
from numpy.typing import NDArray

from .engines.numpy import NumpyEngine
from .engines.run import first_difference
from .engines.stimulus import Stimulus
from .network import Network, dense


@final
@dataclass(frozen=True)
class Verdict:
    """Float network against its integer version on given data. Basis: counted.

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
        """The verdict in one line."""
        text = (
            f"{self.couplings_lost} of {self.couplings} couplings rounded to zero, {self.signs_changed} signs changed; "
            f"{self.units_changed} of {self.units} final states differ"
        )
        if self.predictions_changed is not None:
            text += f"; {self.predictions_changed} of {self.samples} answers differ"
        if self.accuracy_float is not None and self.accuracy_integer is not None:
            text += f" (accuracy {self.accuracy_float:.4f} float, {self.accuracy_integer:.4f} integer)"
        return text + "."


def judge(
    network: Network,
    integer: Network,
    stimulus: Stimulus,
    natural: NDArray[Any] | None,
    truth: NDArray[Any] | None = None,
) -> Verdict:
    """Run both networks on the same data with the reference engine.

    Parameters
    ----------
    stimulus
        Its `inputs` are ignored in favour of `natural`.
    natural
        Samples in natural units, (S, M); None for none.
    truth
        Right classes, (S,), for the accuracies.
    """
    runs = []
    for version in (network, integer):
        inputs = None if natural is None else version.encode(natural)
        runs.append(
            NumpyEngine().run(
                version,
                Stimulus(
                    samples=stimulus.samples,
                    phases=stimulus.phases,
                    inputs=inputs,
                    labels=stimulus.labels,
                    initial=stimulus.initial,
                    update_probability=stimulus.update_probability,
                    seed=stimulus.seed,
                ),
            )
        )
    one, other = runs
    groups = ("recurrent", "self_coupling", "links", "input_weights", "feedback_weights", "readout_weights", "bias")
    before = [np.sign(dense(getattr(network, g))) for g in groups]
    after = [np.sign(dense(getattr(integer, g))) for g in groups]
    difference = first_difference(one, other)
    answers = network.classes > 0
    right = [None if truth is None or not answers else float((run.predictions == truth).mean()) for run in runs]
    return Verdict(
        couplings=sum(int(np.count_nonzero(b)) for b in before),
        couplings_lost=sum(int(((b != 0) & (a == 0)).sum()) for b, a in zip(before, after, strict=True)),
        signs_changed=sum(int((b * a < 0).sum()) for b, a in zip(before, after, strict=True)),
        samples=stimulus.samples,
        first_step=None if difference is None else difference.step,
        units_changed=int((one.states[:, -1] != other.states[:, -1]).sum()),
        units=one.states[:, -1].size,
        predictions_changed=int((one.predictions != other.predictions).sum()) if answers else None,
        accuracy_float=right[0],
        accuracy_integer=right[1],
    )
