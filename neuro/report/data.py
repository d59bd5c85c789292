"""Comparisons as plain data for JSON: the facts declared in :mod:`~neuro.report.facts`, by key."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from ..energy import ASSUMPTIONS, LEARNING_ASSUMPTIONS, NEAREST_RULE
from ..workload import Workload
from .comparison import Comparison
from .entry import Entry
from .fact import bases_of, data_of, plain
from .facts import ALONE, BASELINE, BASIS, EARLY_STOP, LEARNED, LEARNING_IN_A_CODE, RUN
from .learning_comparison import LearningComparison
from .learning_cost import LearningCost
from .neurobench import to_neurobench
from .on_chip import OnChip


def workload_as_json(workload: Workload) -> dict[str, Any]:
    """What was run or learned, as plain data.

    Parameters
    ----------
    workload
        The network and its samples.
    """
    return {
        "model": workload.name,
        "network": workload.network.hash,
        "regime": "integer" if workload.network.is_integer else "float",
        "data": workload.data,
        "samples": workload.samples,
    }


def run_as_json(entry: Entry) -> dict[str, Any]:
    """A run alone as plain data; what is not known of it is left out.

    Parameters
    ----------
    entry
        Its counts, energies and times are over all samples.
    """
    return {key: value for key, value in data_of(ALONE, entry).items() if value is not None}


def as_json(comparison: Comparison) -> dict[str, Any]:
    """A comparison of runs as plain data.

    Each engine shows the figures of the first code it ran and, under ``codes``, those of every code.

    Parameters
    ----------
    comparison
        Its counts, energies and times are over all samples, but for those whose name says otherwise.
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
        "first_difference": None
        if first is None or first.difference is None
        else {"engine": first.engine, "code": first.code, **first.difference._asdict()},
        "synops_dense": comparison.synops_dense,
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
    """A comparison of learning as plain data.

    Parameters
    ----------
    comparison
        Its counts are over all samples.
    """
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
        "weight_update": NEAREST_RULE,
        "time_model": [*ASSUMPTIONS, *LEARNING_ASSUMPTIONS],
        "placement": None if placed is None else {"cores": placed.cores, "tiles": placed.tiles},
        "code": cost.codes[0].code,
        **codes[cost.codes[0].code],
        "codes": codes,
    }
