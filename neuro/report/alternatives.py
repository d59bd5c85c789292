"""What the same answers cost otherwise: each sample ended at its fixed point, or evaluated densely on processors."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import final

import numpy as np

from ..claims import learned_parameters, perceptron_parameters, perceptron_width
from ..energy import Band, Baseline, Energy, Work, estimate_baseline, load_profile
from ..engines import Run, Stimulus, load_engine
from ..events import values_in
from ..network import Matrix, Network, values_of
from ..workload import Workload
from .on_chip import OnChip

PROCESSORS = ("cpu-45nm", "cpu-device", "gpu-device")
_FLOAT_BITS = 32


@final
@dataclass(frozen=True, eq=False)
class EarlyStop:
    """The run of one code, in full and stopped at the fixed point, with numpy; energies modelled, None if unknown.

    Seeing that a state stays takes one step more than reaching it, which is counted. `different_answers` are samples
    whose answer is another (their last state, in a network without classes).
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


def stop_early(workload: Workload, full: Run, full_energy: Band[Energy] | None, on_chip: OnChip) -> EarlyStop:
    """Run the workload of a run once more, with numpy, each sample only until its state stays."""
    stimulus = replace(workload.stimulus, stop="fixed-point")
    stopped = load_engine("numpy").run(workload.network, stimulus, full.code)
    if workload.network.classes:
        different = full.predictions != stopped.predictions
    else:
        different = (full.states[:, -1] != stopped.states[:, -1]).any(axis=1)
    energy, _ = on_chip.energy(stopped.activity, on_chip.traffic(workload.network, stimulus, stopped)[0])
    return EarlyStop(full, stopped, full_energy, energy, int(np.count_nonzero(different)))


def baselines(network: Network, stimulus: Stimulus) -> tuple[Baseline, ...]:
    """Both on each processor, per inference; no perceptron for a network that learns or answers nothing."""
    works = [dense_work(network, stimulus)]
    if network.classes and network.lines and learned_parameters(network):
        works.append(perceptron_work(network))
    profiles = [load_profile(name) for name in PROCESSORS]
    return tuple(estimate_baseline(work, profile) for work in works for profile in profiles)


def dense_work(network: Network, stimulus: Stimulus) -> Work:
    """Every existing coupling between units in every step; readout once, and input once where it stays over a sample.

    What a unit sends is +1 or -1, so its couplings are added; inputs of more than one size multiply.
    """
    recurrent = stimulus.steps * existing_couplings(network.couplings) + existing_couplings(network.readout_weights)
    inputs = existing_couplings(network.input_weights) * (stimulus.steps if stimulus.streams else 1)
    values = np.zeros(0) if stimulus.inputs is None else values_in(stimulus.inputs)
    graded = len(np.unique(np.abs(values[values != 0]))) > 1
    return Work(
        name="all couplings, every step",
        multiply_accumulates=inputs if graded else 0,
        accumulates=recurrent + (0 if graded else inputs),
        weight_bits=weight_bits(network, _FLOAT_BITS),
        neuron_updates=stimulus.steps * network.units,
    )


def perceptron_work(network: Network) -> Work:
    """One pass through the perceptron whose number of parameters is closest: a product for each of them."""
    lines, classes = network.lines, network.classes
    width = perceptron_width(learned_parameters(network), lines, classes)
    answers = classes if classes > 2 else 1
    return Work(
        name=f"perceptron of {width} hidden units",
        multiply_accumulates=perceptron_parameters([width], lines, classes),
        accumulates=0,
        weight_bits=weight_bits(network, _FLOAT_BITS),
        neuron_updates=width + answers,
    )


def existing_couplings(matrix: Matrix) -> int:
    """How many aren't 0."""
    return int(np.count_nonzero(values_of(matrix)))


def weight_bits(network: Network, floats: int) -> int:
    """Bits of a weight, `floats` in a network of floats."""
    return network.description.numbers.weight_bits if network.is_integer else floats
