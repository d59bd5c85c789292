"""Engines that learned side by side, as a table on a terminal."""

from __future__ import annotations

from rich.table import Table

from .learning_comparison import LearningComparison, LearningEntry
from .weights import ROUNDING, WeightDifference


def learning_table(comparison: LearningComparison) -> Table:
    """A row for each engine; totals over all samples, each column with its basis."""
    workload = comparison.workload
    regime = "integer" if workload.network.is_integer else "float"
    table = Table(
        title=f"{workload.name} ({workload.network.hash}), {regime}, data {workload.data}, "
        f"{workload.samples} samples learned; totals",
        title_justify="left",
        title_style="bold",
        show_footer=True,
    )
    for heading, basis in (
        ("engine", ""),
        ("same", ""),
        ("steps", "counted"),
        ("flips", "counted"),
        ("synops", "counted"),
        ("events\nhidden", "counted"),
        ("events\nreadout", "counted"),
        ("updates\nrecurrent", "counted"),
        ("updates\ninput", "counted"),
        ("updates\nreadout", "counted"),
        ("sample ms", "measured"),
        ("setup s", "measured"),
    ):
        left = heading in ("engine", "same")
        table.add_column(heading, footer=basis, justify="left" if left else "right", no_wrap=True)
    for entry in comparison.entries:
        counts = entry.activity
        table.add_row(
            entry.engine,
            "yes" if entry.difference is None else "NO",
            *(
                f"{count:,}"
                for count in (
                    counts.timesteps,
                    counts.flips,
                    counts.synops,
                    counts.learning_events_hidden,
                    counts.learning_events_readout,
                    counts.weight_updates_recurrent,
                    counts.weight_updates_input,
                    counts.weight_updates_readout,
                )
            ),
            f"{entry.sample_s * 1e3:,.2f}",
            f"{entry.setup_s:,.2f}",
        )
    return table


def learning_verdict(comparison: LearningComparison) -> str:
    """Whether the engines learned the same weights, in one sentence for each that didn't."""
    reference, *others = comparison.entries
    if not others:
        return f"only {reference.engine} learned: there is nothing to hold its weights against."
    if not comparison.equal:
        return "\n".join(
            _parted(entry, reference, entry.difference) for entry in others if entry.difference is not None
        )
    samples, every = comparison.workload.samples, comparison.every
    when = f"every one of {samples} samples" if every == 1 else f"every {every} of {samples} samples"
    names = ", ".join(entry.engine for entry in comparison.entries)
    largest = max(entry.largest_gap for entry in others)
    if largest == 0:
        weights = f"{comparison.couplings:,} weights each time"
        return f"all weights of all projections equal after {when} in {names} ({weights})."
    return (
        f"all weights of all projections equal up to rounding after {when} in {names}: the largest difference is "
        f"{largest:.2g}, below {ROUNDING:g} of the largest weight of its projection."
    )


def counts_line(comparison: LearningComparison) -> str | None:
    """Whether the engines counted and answered the same; None when there is but one."""
    reference, *others = comparison.entries
    if not others:
        return None
    parts = []
    for entry in others:
        mine, wanted = entry.activity.as_dict(), reference.activity.as_dict()
        parts += [
            f"{entry.engine} counted {mine[name]:,} {name}, {reference.engine} {wanted[name]:,}"
            for name in mine
            if mine[name] != wanted[name]
        ]
        if not entry.same_answers:
            parts.append(f"{entry.engine} gave other answers than {reference.engine}")
    return f"not the same: {'; '.join(parts)}." if parts else "every count and every answer the same in all engines."


def _parted(entry: LearningEntry, reference: LearningEntry, difference: WeightDifference) -> str:
    d = difference
    return (
        f"not equal: {entry.engine} first parts from {reference.engine} after sample {entry.sample}, {d.projection}, "
        f"row {d.row}, column {d.column} (all counted from 0): {d.got!r} instead of {d.expected!r}; "
        f"largest difference {entry.largest_gap:.3g}."
    )
