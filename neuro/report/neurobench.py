"""A comparison under NeuroBench's own names and definitions."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..network import Network, fan_out, values_of
from .comparison import Comparison

_FLOAT_BITS, _BIAS_BYTES = 64, 4


def to_neurobench(comparison: Comparison) -> dict[str, Any]:
    """The network's figures under the keys of NeuroBench's algorithm track.

    The states are the network's own: +1 and -1, and 0 while a unit is silent, the same under both codes. There are
    three layers: units onto units, input lines onto units, both in every step, and units onto the readout, once at the
    end. What only training uses (feedback) is not in them.

    ``Footprint``
        Bytes of all weights, zeros included, at the width of a weight, and of the biases.
    ``ParameterCount``
        Their number.
    ``ConnectionSparsity``
        Share of zeros among the weights, to four decimals.
    ``ActivationSparsity``
        Share of zeros among the states after each step; a state of +1 or -1 is none, so this is 0.
    ``SynapticOperations``
        Per sample: ``Effective_ACs`` where all that arrives is -1, 0 or +1, ``Effective_MACs`` elsewhere, zeros of
        weights and of what arrives skipped; ``Dense`` skips nothing. Biases are no operations. These are not the
        synops of the two codes, which send less than all states in every step.
    ``MembraneUpdates``
        Per sample: a unit's field is formed anew in each step, so there is one for each unit and step.
    ``ClassificationAccuracy``
        Where there are labels.

    Parameters
    ----------
    comparison
        Its first run is the one shown.

    Returns
    -------
    figures
        Keys as NeuroBench prints them. Basis: counted.
    """
    workload, run = comparison.workload, comparison.entries[0].run
    network, samples = workload.network, workload.samples
    layers = (network.couplings, network.input_weights, network.readout_weights)
    sizes = [matrix.shape[0] * matrix.shape[1] for matrix in layers]
    numbers = sum(sizes)
    existing = sum(int((values_of(matrix) != 0).sum()) for matrix in layers)
    states = run.states[:, 1:]
    steps = int(run.steps_taken.sum())
    additions, products = _operations(comparison)
    dense = steps * (sizes[0] + sizes[1]) + samples * sizes[2]
    out: dict[str, Any] = {
        "Footprint": numbers * _weight_bytes(network) + network.units * _BIAS_BYTES,
        "ParameterCount": numbers + network.units,
        "ConnectionSparsity": round(1 - existing / numbers, 4) if numbers else 0.0,
        "ActivationSparsity": float((states == 0).mean()),
        "SynapticOperations": {
            "Effective_MACs": products / samples,
            "Effective_ACs": additions / samples,
            "Dense": dense / samples,
        },
        "MembraneUpdates": steps * network.units / samples,
    }
    if (accuracy := comparison.entries[0].accuracy) is not None:
        out["ClassificationAccuracy"] = accuracy
    return out


def _operations(comparison: Comparison) -> tuple[int, int]:
    """Additions and products over all samples."""
    workload, run = comparison.workload, comparison.entries[0].run
    network, inputs = workload.network, workload.stimulus.inputs
    # What arrives in step t is the state after step t - 1.
    heard = ((run.states[:, :-1] != 0) & run.executed[..., None]).sum(axis=(0, 1))
    additions = int(heard @ fan_out(network.couplings))
    additions += int((run.states[:, -1] != 0).sum(axis=0) @ fan_out(network.readout_weights))
    if inputs is None:
        return additions, 0
    spoken = int(((np.asarray(inputs) != 0) * run.steps_taken[:, None]).sum(axis=0) @ fan_out(network.input_weights))
    signs = bool(np.isin(inputs, (-1, 0, 1)).all())
    return (additions + spoken, 0) if signs else (additions, spoken)


def _weight_bytes(network: Network) -> int:
    bits = network.description.numbers.weight_bits if network.is_integer else _FLOAT_BITS
    return -(-bits // 8)
