"""The compared network, and a perceptron of as many parameters, evaluated densely on processors."""

from __future__ import annotations

import numpy as np

from ..claims import perceptron as parameters
from ..energy import Baseline, Work, estimate_baseline, load_profile
from ..engines import Stimulus
from ..network import Network, values_of

PROCESSORS = ("cpu-45nm", "cpu-device", "gpu-device")
_FLOAT_BITS = 32


def baselines(network: Network, stimulus: Stimulus) -> tuple[Baseline, ...]:
    """Both on each processor, per inference; no perceptron for a network that learns or answers nothing."""
    works = [dense_work(network, stimulus)]
    if network.classes and network.lines and parameters.learned_parameters(network):
        works.append(perceptron_work(network))
    profiles = [load_profile(name) for name in PROCESSORS]
    return tuple(estimate_baseline(work, profile) for work in works for profile in profiles)


def dense_work(network: Network, stimulus: Stimulus) -> Work:
    """Every existing coupling in every step, and the readout once.

    What a unit sends is +1 or -1, so its couplings are added; inputs of more than one size multiply.
    """
    recurrent = stimulus.steps * _existing(network.couplings) + _existing(network.readout_weights)
    inputs = stimulus.steps * _existing(network.input_weights)
    sizes = 0 if stimulus.inputs is None else len(np.unique(np.abs(np.asarray(stimulus.inputs)[stimulus.inputs != 0])))
    graded = sizes > 1
    return Work(
        name="every coupling, every step",
        multiply_accumulates=inputs if graded else 0,
        accumulates=recurrent + (0 if graded else inputs),
        weight_bits=_weight_bits(network),
        neuron_updates=stimulus.steps * network.units,
    )


def perceptron_work(network: Network) -> Work:
    """One pass through the perceptron whose number of parameters is closest: a product for each of them."""
    lines, classes = network.lines, network.classes
    width = parameters.perceptron_width(parameters.learned_parameters(network), lines, classes)
    answers = classes if classes > 2 else 1
    return Work(
        name=f"perceptron of {width} hidden units",
        multiply_accumulates=parameters.perceptron_parameters(width, lines, classes),
        accumulates=0,
        weight_bits=_weight_bits(network),
        neuron_updates=width + answers,
    )


def _existing(matrix: object) -> int:
    return int((values_of(matrix) != 0).sum())


def _weight_bits(network: Network) -> int:
    return network.description.numbers.weight_bits if network.is_integer else _FLOAT_BITS
