"""Engines that learned side by side, as plain data."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from .learning_comparison import LearningComparison, LearningEntry


def learning_as_json(comparison: LearningComparison) -> dict[str, Any]:
    """The comparison as plain data."""
    course, entries = comparison.course, comparison.entries
    first = min((e for e in entries if e.difference is not None), key=lambda e: e.sample or 0, default=None)
    return {
        "model": course.name,
        "network": course.network.hash,
        "regime": "integer" if course.network.is_integer else "float",
        "data": course.data,
        "samples": len(course.labels),
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
