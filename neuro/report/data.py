"""Comparisons as plain data: the facts of :mod:`~neuro.report.facts` by key, and figures under NeuroBench's names."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np

from ..energy import ASSUMPTIONS, LEARNING_ASSUMPTIONS, NEAREST_RULE
from ..engines.activity import messages_by_line
from ..events import is_stream, values_in
from ..network import fan_out
from ..workload import Workload
from .alternatives import existing_couplings, weight_bits
from .comparison import Comparison
from .entry import Entry
from .fact import bases_of, data_of, plain
from .facts import ALONE, BASELINE, BASIS, EARLY_STOP, LEARNED, LEARNING_IN_A_CODE, RUN
from .learning_comparison import LearningComparison
from .learning_cost import LearningCost
from .on_chip import OnChip

# Of a weight and of a bias, as NeuroBench would store them.
_FLOAT_BITS, _BIAS_BYTES = 64, 4


def workload_as_json(workload: Workload) -> dict[str, Any]:
    """What was run or learned, the network and samples of a `workload`, as plain data."""
    return {
        "model": workload.name,
        "network": workload.network.hash,
        "regime": "integer" if workload.network.is_integer else "float",
        "data": workload.data,
        "samples": workload.samples,
    }


def run_as_json(entry: Entry) -> dict[str, Any]:
    """A run alone, an `entry`, as plain data over all samples; what is not known of it is left out."""
    return {key: value for key, value in data_of(ALONE, entry).items() if value is not None}


def as_json(comparison: Comparison) -> dict[str, Any]:
    """A `comparison` of runs as plain data, over all samples but for figures whose name says otherwise.

    Each engine shows the figures of the first code it ran and, under ``codes``, those of every code.
    """
    engines: dict[str, dict[str, Any]] = {}
    for entry in comparison.entries:
        figures = data_of(RUN, entry)
        engine = engines.setdefault(entry.engine, {"code": entry.code, **figures, "codes": {}})
        engine["codes"][entry.code] = figures
    first = next((entry for entry in comparison.entries if entry.difference is not None), None)
    return {
        **workload_as_json(comparison.workload),
        "steps": comparison.workload.stimulus.steps,
        "reference": comparison.entries[0].engine,
        "identical": comparison.identical,
        "identical_counts": comparison.identical_counts,
        "first_difference": None
        if first is None or first.difference is None
        else {"engine": first.engine, "code": first.code, **first.difference._asdict()},
        "synops_dense": comparison.synops_dense,
        "synops_dense_input_every_step": comparison.synops_dense_input_every_step,
        "profiles": [
            {key: plain(getattr(profile, key)) for key in ("name", "family", "citation", "conditions", "missing")}
            for profile in comparison.profiles
        ],
        "basis": BASIS,
        "placement": _placement(comparison.on_chip),
        "time_model": list(ASSUMPTIONS),
        "no_meter": comparison.no_meter,
        "notes": list(comparison.notes),
        "left_out": [asdict(one) for one in comparison.left_out],
        "engines": engines,
        "baselines": [data_of(BASELINE, one) for one in comparison.baselines],
        "early_stop": {one.code: data_of(EARLY_STOP, one) for one in comparison.early_stops},
        "learning": None if comparison.learning is None else _learning(comparison.learning),
        "neurobench": to_neurobench(comparison),
    }


def learning_as_json(comparison: LearningComparison) -> dict[str, Any]:
    """A `comparison` of learning as plain data; its counts are over all samples."""
    parted = [entry for entry in comparison.entries if entry.sample is not None]
    first = min(parted, key=lambda entry: entry.sample or 0, default=None)
    return {
        **workload_as_json(comparison.workload),
        "compared_every": comparison.every,
        "weights": comparison.couplings,
        "reference": comparison.entries[0].engine,
        "identical": comparison.identical,
        "identical_counts": comparison.identical_counts,
        "first_difference": None if first is None else {"engine": first.engine, **(first.first_difference() or {})},
        "basis": bases_of(LEARNED),
        "left_out": [{"engine": name, "reason": reason} for name, reason in comparison.left_out],
        "engines": {entry.engine: data_of(LEARNED, entry) for entry in comparison.entries},
    }


def _placement(on_chip: OnChip) -> dict[str, Any] | None:
    if on_chip.chip is None:
        return None
    placed = on_chip.placed
    return {
        "chip": on_chip.chip.name,
        "title": on_chip.chip.title,
        "file": on_chip.file,
        "problem": on_chip.problem,
        "cores": None if placed is None else placed.cores,
        "tiles": None if placed is None else placed.tiles,
        "utilisation": [] if placed is None else [asdict(core) for core in placed.utilisation()],
    }


def _learning(cost: LearningCost) -> dict[str, Any]:
    """Figures of the first code, as for engines, and those of every code."""
    codes = {one.code: data_of(LEARNING_IN_A_CODE, one) for one in cost.codes}
    placed = cost.on_chip.placed
    return {
        "engine": cost.engine,
        "samples": cost.samples,
        "activity": cost.activity.as_dict(),
        "derived": sorted(cost.derived),
        "weight_update": NEAREST_RULE,
        "time_model": [*ASSUMPTIONS, *LEARNING_ASSUMPTIONS],
        "placement": None if placed is None else {"cores": placed.cores, "tiles": placed.tiles},
        "code": cost.codes[0].code,
        **codes[cost.codes[0].code],
        "codes": codes,
    }


def to_neurobench(comparison: Comparison) -> dict[str, Any]:
    """Figures of the network and the first run of a `comparison` under the keys of NeuroBench's algorithm track.

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
    existing = sum(map(existing_couplings, layers))
    states = run.states[:, 1:]
    steps = int(run.steps_taken.sum())
    additions, products = _operations(comparison)
    dense = steps * (sizes[0] + sizes[1]) + samples * sizes[2]
    out: dict[str, Any] = {
        "Footprint": numbers * -(-weight_bits(network, _FLOAT_BITS) // 8) + network.units * _BIAS_BYTES,
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
    if is_stream(inputs):
        summed = messages_by_line(workload.stimulus, "spikes")
    else:
        summed = ((np.asarray(inputs) != 0) * run.steps_taken[:, None]).sum(axis=0)
    spoken = int(summed @ fan_out(network.input_weights))
    signs = bool(np.isin(values_in(inputs), (-1, 0, 1)).all())
    return (additions + spoken, 0) if signs else (additions, spoken)
