"""What is saved by ending a sample once its state no longer changes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import final

import numpy as np

from ..energy import Band, Energy, Profile
from ..engines import Run, load_engine
from ..workload import Workload
from .entry import price
from .on_chip import OnChip


@final
@dataclass(frozen=True, eq=False)
class EarlyStop:
    """The run of one code, in full and stopped at the fixed point. Basis: counted; energies modelled.

    Parameters
    ----------
    full, stopped
        Both runs. Seeing that a state stays takes one step more than reaching it, which is counted.
    full_energy, stopped_energy
        Their energies; None where the profiles can't price them.
    different_answers
        Samples whose answer is another (their last state, in a network without classes).
    """

    full: Run
    stopped: Run
    full_energy: Band[Energy] | None
    stopped_energy: Band[Energy] | None
    different_answers: int

    @property
    def code(self) -> str:
        """What units send."""
        return self.full.code

    @property
    def stopped_samples(self) -> int:
        """Samples that ended before the last step."""
        return int((self.stopped.steps_taken < self.full.steps_taken).sum())

    @property
    def mean_steps(self) -> float:
        """Steps a sample takes, in the mean."""
        return float(self.stopped.steps_taken.mean())

    @property
    def synops_saved(self) -> int:
        """Synaptic operations that don't happen, over all samples."""
        return self.full.activity.synops - self.stopped.activity.synops

    @property
    def updates_saved(self) -> int:
        """Updates of units that don't happen, over all samples."""
        return self.full.activity.neuron_updates - self.stopped.activity.neuron_updates

    @property
    def energy_saved(self) -> tuple[float, float] | None:
        """Lowest and highest joules saved over all samples, profile by profile; None when unknown."""
        if self.full_energy is None or self.stopped_energy is None:
            return None
        stopped = {energy.profile: energy.total for energy in self.stopped_energy.estimates}
        saved = [energy.total - stopped[energy.profile] for energy in self.full_energy.estimates]
        return min(saved), max(saved)


def stop_early(
    workload: Workload, full: Run, full_energy: Band[Energy] | None, profiles: tuple[Profile, ...], on_chip: OnChip
) -> EarlyStop:
    """Run the workload of a run once more, with numpy, each sample only until its state stays."""
    early = replace(workload, stimulus=replace(workload.stimulus, stop="fixed-point"))
    stopped = load_engine("numpy").run(early.network, early.stimulus, full.code)
    if workload.network.classes:
        different = full.predictions != stopped.predictions
    else:
        different = (full.states[:, -1] != stopped.states[:, -1]).any(axis=1)
    energy, _ = price(stopped.activity, profiles, on_chip.traffic(early.network, early.stimulus, stopped)[0])
    return EarlyStop(full, stopped, full_energy, energy, int(np.count_nonzero(different)))
