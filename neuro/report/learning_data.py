"""Engines that learned side by side, as plain data."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from .learning_comparison import LearningComparison, LearningEntry


def learning_as_json(comparison: LearningComparison) -> dict[str, Any]:
    """The comparison as plain data."""
    workload, entries = comparison.workload, comparison.entries
    first = min((e for e in entries if e.difference is not None), key=lambda e: e.sample or 0, default=None)
    return {
        "model": workload.name,
        "network": workload.network.hash,
        "regime": "integer" if workload.network.is_integer else "float",
        "data": workload.data,
        "samples": workload.samples,
        "compared_every": comparison.every,
        "weights": comparison.couplings,
        "reference": entries[0].engine,
        "equal": comparison.equal,
        "same_counts": comparison.same_counts,
        "first_difference": None if first is None else {"engine": first.engine, **_difference(first)},
        "basis": {"counts": "counted", "setup_s": "measured", "wall_s": "measured", "sample_s": "measured"},
        "left_out": [{"engine": name, "reason": reason} for name, reason in comparison.left_out],
        "engines": {entry.engine: _figures(entry) for entry in entries},
    }


def _difference(entry: LearningEntry) -> dict[str, Any]:
    return {"sample": entry.sample, **asdict(entry.difference)} if entry.difference is not None else {}


def _figures(entry: LearningEntry) -> dict[str, Any]:
    return {
        "equal": entry.difference is None,
        "first_difference": _difference(entry) or None,
        "largest_gap": entry.largest_gap,
        "same_answers": entry.same_answers,
        **entry.activity.as_dict(),
        "setup_s": entry.setup_s,
        "wall_s": entry.wall_s,
        "sample_s": entry.sample_s,
    }
