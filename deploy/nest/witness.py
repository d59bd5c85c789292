"""NEST held against the reference: the fixed points it reaches are ours, and it takes as many sweeps to reach them.

Who decides when is drawn by each on its own, so trajectories differ. What can be compared: an end in which no unit of
NEST would decide otherwise has to be a fixed point of the network; and in the sweeps until it rests, and in the units
that changed by then, a sample in NEST must be as likely to be high as low among runs of the reference from its start.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import final

import numpy as np
from numpy.typing import NDArray

from neuro.description import Phases
from neuro.engines import FASTEST, Stimulus, load_engine
from neuro.engines.numpy import Fields
from neuro.errors import NeuroError
from neuro.network import Network
from neuro.progress import Progress, silent

from .simulator import NestNetwork

# With which a unit decides in a step; sweeps at most; runs of the reference from each start; fewer starts tell little.
_PROBABILITY, _SWEEPS, _RUNS, _STARTS = 0.02, 100, 20, 20
# Below this probability of coming about by chance, statistics are called different.
_CHANCE = 1e-3


@final
@dataclass(frozen=True, eq=False)
class OneAtATime:
    """S starts in NEST, and as many runs of the reference from each.

    Parameters
    ----------
    settled
        Which samples came to rest in NEST, (S,).
    wrong
        Sample and unit of the first end of NEST that isn't a fixed point of the network; None where all are.
    sweeps, changed
        Sweeps until the last change, and units in another state than at the start, (S,).
    expected_settled, expected_sweeps, expected_changed
        The same of the reference, (runs, S).
    """

    settled: NDArray[np.bool_]
    wrong: tuple[int, int] | None
    sweeps: NDArray[np.float64]
    changed: NDArray[np.int64]
    expected_settled: NDArray[np.bool_]
    expected_sweeps: NDArray[np.float64]
    expected_changed: NDArray[np.int64]

    def chances(self) -> dict[str, float | None]:
        """How probable it is that ranks among the reference's runs lie as far to one side, by statistic; None where
        there are too few starts to tell.
        """
        if len(self.settled) < _STARTS:
            return {"sweeps": None, "units changed": None}
        return {
            "sweeps": _chance(self.sweeps, self.expected_sweeps),
            "units changed": _chance(self.changed, self.expected_changed),
        }

    def differences(self) -> list[str]:
        """What NEST does otherwise, in sentences; empty where nothing."""
        found = []
        if self.wrong is not None:
            sample, unit = self.wrong
            found.append(f"the end of sample {sample} is no fixed point: unit {unit} would change")
        for name, chance in self.chances().items():
            if chance is not None and chance < _CHANCE:
                found.append(f"{name} differ from the reference's (probability {chance:.1g} by chance)")
        return found

    def sentence(self) -> str:
        """What was compared and found."""
        share = f"{self.expected_settled.mean():.0%}"
        ends = f"{self.settled.sum()} of {len(self.settled)} starts rest, the reference's {share}"
        fixed = "all in fixed points of the network" if self.wrong is None else "NOT all in fixed points of the network"
        sweeps = f"sweeps to rest, median {np.median(self.sweeps):.2f} against {np.median(self.expected_sweeps):.2f}"
        units = f"units changed {np.median(self.changed):g} against {np.median(self.expected_changed):g}"
        one, other = ("too few to tell" if p is None else f"p = {p:.2g}" for p in self.chances().values())
        return f"{ends}, {fixed}; {sweeps} ({one}); {units} ({other})"


def one_at_a_time(network: Network, stimulus: Stimulus, seed: int = 0, progress: Progress = silent) -> OneAtATime:
    """Let NEST and the reference's dynamics settle from the same random starts, under the same inputs.

    Parameters
    ----------
    network, stimulus
        Of whole numbers, and samples whose inputs stay. Where it gives no starts, they are drawn: one for each sample
        or, where those are fewer than 20, so many for all in turn.
    seed
        Of starts, and of who decides when in both.
    progress
        Called before each sample.

    Raises
    ------
    NeuroError
        When NEST is missing, or inputs stream, or a start is silent, or the network isn't one of whole numbers.
    """
    if stimulus.streams:
        raise NeuroError(
            "nest: these inputs change from step to step, and units there decide at times of their own; ask it about a "
            "model whose inputs stay."
        )
    starts = stimulus.initial
    if starts is None:
        chosen = np.arange(max(stimulus.samples, _STARTS)) % max(stimulus.samples, 1)
        inputs = None if stimulus.inputs is None else np.asarray(stimulus.inputs)[chosen]
        stimulus = replace(stimulus, samples=len(chosen), inputs=inputs, labels=None, phases=Phases(0, 0, 1))
        starts = np.random.default_rng(seed).choice(np.array([-1, 1], np.int8), (len(chosen), network.units))
    elif (starts == 0).any():
        raise NeuroError("nest: a start has silent units, and NEST's are up or down; give starts of -1 and +1.")
    fields, steps, samples = Fields(network), math.ceil(_SWEEPS / _PROBABILITY), stimulus.samples
    drives = fields.external(stimulus).astype(np.int64)
    nest, rests = NestNetwork(network, _PROBABILITY, seed), []
    try:
        for sample in range(samples):
            progress("NEST", sample, samples)
            rests.append(nest.settle(starts[sample], drives[sample], _SWEEPS))
    finally:
        nest.close()
    progress("the reference", samples, samples)
    free = Stimulus(samples, Phases(0, 0, steps), stimulus.inputs, initial=starts, update_probability=_PROBABILITY)
    with load_engine(FASTEST).open(network) as session:
        outcomes = [session.settle(replace(free, seed=seed * _RUNS + run, stop="fixed-point")) for run in range(_RUNS)]
    final, settled = np.array([rest.final for rest in rests]), np.array([rest.settled for rest in rests])
    wanted = np.where(fields.recurrent(final.astype(float)) + drives > 0, 1, -1)
    wrong = np.argwhere((wanted != final) & settled[:, None])
    return OneAtATime(
        settled=settled,
        wrong=(int(wrong[0][0]), int(wrong[0][1])) if len(wrong) else None,
        sweeps=_PROBABILITY * np.array([rest.last_change for rest in rests]),
        changed=(final != starts).sum(axis=1),
        expected_settled=np.array([one.period == 1 for one in outcomes]),
        expected_sweeps=_PROBABILITY * np.array([one.last_change for one in outcomes]),
        expected_changed=np.array([(one.final != starts).sum(axis=1) for one in outcomes]),
    )


def _chance(found: NDArray[np.float64] | NDArray[np.int64], expected: NDArray[np.float64] | NDArray[np.int64]) -> float:
    """Of a sum of ranks this far from its mean; each sample's among the runs of the reference, equals half above.

    Were both alike, every rank from 0 to the number of runs would be equally probable.
    """
    runs = len(expected)
    ranks = (expected < found).sum(axis=0) + 0.5 * (expected == found).sum(axis=0)
    deviation = math.sqrt(len(found) * ((runs + 1) ** 2 - 1) / 12)
    return math.erfc(abs(ranks.sum() - len(found) * runs / 2) / deviation / math.sqrt(2))
