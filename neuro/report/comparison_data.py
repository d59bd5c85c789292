"""A comparison as plain data."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from ..energy import ASSUMPTIONS, LEARNING_ASSUMPTIONS, NEAREST_RULE, Band, Baseline, Energy, StepTime
from .comparison import Comparison, Entry
from .early_stop import EarlyStop
from .learning_cost import CodeCost, LearningCost
from .neurobench import to_neurobench
from .pricing import energy_delay, static_energies

_CAUSES = ("synapse", "neuron", "network")


def as_json(comparison: Comparison) -> dict[str, Any]:
    """The comparison as plain data; counts are over all samples, energies and times too where not said otherwise.

    Each engine shows the figures of the first code it ran and, under ``codes``, those of every code.
    """
    workload = comparison.workload
    engines: dict[str, dict[str, Any]] = {}
    for entry in comparison.entries:
        figures = _figures(comparison, entry)
        engine = engines.setdefault(entry.run.engine, {"code": entry.run.code, **figures, "codes": {}})
        engine["codes"][entry.run.code] = figures
    first = next((e for e in comparison.entries if e.difference is not None), None)
    return {
        "model": workload.name,
        "network": workload.network.hash,
        "regime": "integer" if workload.network.is_integer else "float",
        "data": workload.data,
        "samples": workload.stimulus.samples,
        "steps": workload.stimulus.steps,
        "reference": comparison.entries[0].run.engine,
        "identical": comparison.identical,
        "first_difference": None
        if first is None or first.difference is None
        else {"engine": first.run.engine, "code": first.run.code, **first.difference._asdict()},
        "synops_dense": comparison.synops_dense,
        "profiles": [
            {"name": p.name, "family": p.family, "citation": p.citation, "conditions": p.conditions}
            | {"missing": list(p.missing)}
            for p in comparison.profiles
        ],
        "basis": {
            "counts": "counted",
            "traffic": "counted",
            "energy_J": "modelled",
            "time_s": "modelled",
            "static_J": "modelled",
            "energy_delay_Js": "modelled",
            "baselines": "modelled",
            "measured_J": "measured",
            "wall_s": "measured",
            "setup_s": "measured",
        },
        "placement": _placement(comparison),
        "time_model": list(ASSUMPTIONS),
        "no_meter": comparison.no_meter,
        "notes": list(comparison.notes),
        "left_out": [asdict(one) for one in comparison.left_out],
        "engines": engines,
        "baselines": [_baseline(one) for one in comparison.baselines],
        "early_stop": {one.code: _early_stop(one) for one in comparison.early_stops},
        "learning": None if comparison.learning is None else _learning(comparison.learning),
        "neurobench": to_neurobench(comparison),
    }


def _figures(comparison: Comparison, entry: Entry) -> dict[str, Any]:
    samples, counts = comparison.workload.stimulus.samples, entry.run.activity.as_dict()
    return {
        "accuracy": entry.accuracy,
        "timesteps": counts["timesteps"],
        "spikes": counts["spikes"],
        "flips": counts["flips"],
        "synops": counts["synops"],
        "synops_by_cause": {k: counts[f"synops_{k}"] for k in ("recurrent", "input", "feedback", "readout")},
        "synops_loading": counts["synops_loading"],
        "neuron_updates": counts["neuron_updates"],
        "neuron_updates_active": counts["neuron_updates_active"],
        "neuron_updates_inactive": counts["neuron_updates_inactive"],
        "packets": counts["packets"] if entry.traffic is None else entry.traffic.packets,
        "traffic": None if entry.traffic is None else asdict(entry.traffic),
        "energy_placed": None if entry.energy is None else not entry.unplaced,
        **_energy(entry.energy),
        "time_s": None if entry.time is None else [entry.time.low, entry.time.high],
        "time_by_profile": _times(entry.time),
        "energy_delay_Js_per_sample": energy_delay(entry.energy, entry.time, samples),
        "static_J": static_energies(comparison.profiles, entry.time),
        "measured_J": entry.measured_J,
        "setup_s": entry.run.setup_s,
        "wall_s": entry.run.wall_s,
        "identical": entry.difference is None and entry.same_answers,
    }


def _energy(band: Band[Energy] | None) -> dict[str, Any]:
    if band is None:
        return {"energy_J": None, "energy_J_by_cause": {}, "energy_by_profile": {}}
    return {
        "energy_J": [band.low, band.high],
        "energy_J_by_cause": {cause: list(band.of(cause) or ()) for cause in _CAUSES},
        "energy_by_profile": {
            energy.profile: {
                "total_J": energy.total,
                "by_event_J": dict(energy.by_event),
                "left_out": list(energy.left_out),
            }
            for energy in band.estimates
        },
    }


def _times(band: Band[StepTime] | None) -> dict[str, Any]:
    return {
        time.profile: {
            "total_s": time.total,
            "per_step_s": time.per_step,
            "by_event_s": dict(time.by_event),
            "left_out": list(time.left_out),
        }
        for time in (() if band is None else band.estimates)
    }


def _placement(comparison: Comparison) -> dict[str, Any] | None:
    on_chip = comparison.on_chip
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


def _baseline(one: Baseline) -> dict[str, Any]:
    return {
        "name": one.name,
        "profile": one.profile,
        "chip": one.chip,
        "operations_per_sample": one.operations,
        "energy_J_per_sample": [one.low, one.high],
        "by_operation_J": {name: list(joules) for name, joules in one.by_operation.items()},
        "citation": one.citation,
        "conditions": one.conditions,
    }


def _early_stop(one: EarlyStop) -> dict[str, Any]:
    saved = one.energy_saved
    return {
        "stopped_samples": one.stopped_samples,
        "mean_steps": one.mean_steps,
        "synops_saved": one.synops_saved,
        "neuron_updates_saved": one.updates_saved,
        "energy_J_saved": None if saved is None else list(saved),
        "different_answers": one.different_answers,
    }


def _learning(cost: LearningCost) -> dict[str, Any]:
    """Figures of the first code, as for engines, and those of every code."""
    codes = {one.code: _code_cost(one, cost.samples) for one in cost.codes}
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


def _code_cost(cost: CodeCost, samples: int) -> dict[str, Any]:
    """Sums over all training samples but where not said otherwise."""
    band, time = cost.energy, cost.time
    out: dict[str, Any] = {
        "problem": cost.problem,
        "phases": cost.activity.as_dict(),
        "traffic": None if cost.traffic is None else asdict(cost.traffic),
        "energy_placed": None if band is None else cost.traffic is not None,
        "unplaced": cost.unplaced,
        "energy_J_per_sample": None,
        "time_s_per_sample": None if time is None else [time.low / samples, time.high / samples],
        "time_by_profile": _times(time),
    }
    if band is None:
        return out
    return out | {
        "energy_J_per_sample": [band.low / samples, None if band.at_least else band.high / samples],
        "at_least": band.at_least,
        "no_price_of_weight_updates": list(band.incomplete),
        "by_profile": {
            energy.profile: {
                "synapse_J": energy.synapse,
                "neuron_J": energy.neuron,
                "network_J": energy.network,
                "learning_J": energy.learning,
                "left_out": list(energy.left_out),
            }
            for energy in band.estimates
        },
    }
