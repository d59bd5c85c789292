"""Whether engines that learned side by side agree, in sentences."""

from __future__ import annotations

from .learning_comparison import LearningComparison, LearningEntry
from .weights import ROUNDING, WeightDifference


def learning_verdict(comparison: LearningComparison) -> str:
    """Whether the engines learned the same weights, in one sentence for each that didn't."""
    reference, *others = comparison.entries
    if not others:
        return f"only {reference.engine} learned: there is nothing to hold its weights against."
    if not comparison.identical:
        return "\n".join(
            _parted(entry, reference, entry.difference) for entry in others if entry.difference is not None
        )
    samples, every = comparison.workload.samples, comparison.every
    when = f"every one of {samples} samples" if every == 1 else f"every {every} of {samples} samples"
    names = ", ".join(entry.engine for entry in comparison.entries)
    largest = max(entry.largest_gap for entry in others)
    if largest == 0:
        weights = f"{comparison.couplings:,} weights each time"
        return f"all weights of all projections identical after {when} in {names} ({weights})."
    return (
        f"all weights of all projections identical up to rounding after {when} in {names}: the largest difference is "
        f"{largest:.2g}, below {ROUNDING:g} of the largest weight of its projection."
    )


def counts_line(comparison: LearningComparison) -> str | None:
    """Whether the counts and answers of the engines are identical; None when there is but one."""
    reference, *others = comparison.entries
    if not others:
        return None
    differences = []
    for entry in others:
        mine, wanted = entry.activity.as_dict(), reference.activity.as_dict()
        differences += [
            f"{entry.engine} counted {mine[name]:,} {name}, {reference.engine} {wanted[name]:,}"
            for name in mine
            if mine[name] != wanted[name]
        ]
        if not entry.identical_answers:
            differences.append(f"{entry.engine} gave other answers than {reference.engine}")
    if differences:
        return f"not identical: {'; '.join(differences)}."
    return "every count and every answer identical in all engines."


def _parted(entry: LearningEntry, reference: LearningEntry, difference: WeightDifference) -> str:
    d = difference
    where = f"{d.projection}, row {d.row}, column {d.column} (all counted from 0)"
    return (
        f"not identical: {entry.engine} first parts from {reference.engine} after sample {entry.sample}, {where}: "
        f"{d.got!r} instead of {d.expected!r}; largest difference {entry.largest_gap:.3g}."
    )
