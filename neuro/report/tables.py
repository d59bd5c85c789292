"""The tables of a comparison, made of the facts in :mod:`~neuro.report.facts`."""

from __future__ import annotations

from dataclasses import replace

from ..engines import Run
from ..workload import Workload
from . import facts
from .comparison import Comparison
from .entry import entry_alone
from .fact import Column, Table, lines_of, table_of
from .learning_comparison import LearningComparison
from .learning_cost import LearningCost
from .words import plural


def summary_table(comparison: Comparison) -> Table:
    """A row for each engine and code: identical or not, and the few figures that matter most."""
    shown = [facts.ENGINE, facts.CODE, facts.IDENTICAL, facts.ACCURACY, facts.SYNOPS, facts.ENERGY, facts.WALL]
    if all(entry.accuracy is None for entry in comparison.entries):
        shown.remove(facts.ACCURACY)
    return table_of(f"{about(comparison.workload)}; per sample", shown, comparison.entries, comparison.workload.samples)


def counts_table(comparison: Comparison) -> Table:
    """A row for each engine and code: identical or not, and what was counted."""
    shown = (facts.ENGINE, facts.CODE, facts.IDENTICAL, facts.ACCURACY, *facts.COUNTS)
    return table_of("What happens, per sample.", shown, comparison.entries, comparison.workload.samples)


def costs_table(comparison: Comparison) -> Table:
    """A row for each engine and code: energy and time on the chip, and what it took here."""
    caption = "What it costs, per sample: lowest and highest over the profiles of the chip."
    return table_of(caption, (facts.ENGINE, facts.CODE, *facts.COSTS), comparison.entries, comparison.workload.samples)


def baseline_table(comparison: Comparison) -> Table:
    """What the same answer costs without events, on each processor."""
    return table_of("Without events, on processors, per inference.", facts.BASELINE, comparison.baselines)


def early_stop_table(comparison: Comparison) -> Table:
    """What ending each sample at its fixed point saves."""
    caption = "Stopping at the fixed point; savings per sample. Without a readout, last states are compared."
    return table_of(caption, facts.EARLY_STOP, comparison.early_stops, comparison.workload.samples)


def learning_cost_table(cost: LearningCost) -> Table:
    """Energy of a training sample by cause, and its time on the chip, in each code under each profile."""
    caption = "Energy of a training sample by cause, and its time."
    return table_of(caption, facts.LEARNING_BY_CAUSE, facts.priced(cost.codes), cost.samples)


def learning_counts_table(cost: LearningCost) -> Table:
    """What was counted per training sample: what learning itself counts, and the messages of each code."""
    lines = lines_of(facts.LEARNING_COUNTS, cost, cost.samples)
    lines += [
        (f"{name}, {code.code}", value, basis)
        for code in cost.codes
        for name, value, basis in lines_of(facts.PHASE_COUNTS, code, cost.samples)
    ]
    columns = (Column("what", text=True), Column("number"), Column("basis", text=True))
    return Table("Counts per training sample.", columns, tuple(lines))


def learning_table(comparison: LearningComparison) -> Table:
    """A row for each engine that learned; totals over all samples."""
    caption = f"{about(comparison.workload)} learned; totals, a sample's time the median"
    return table_of(caption, facts.LEARNED, comparison.entries)


def run_table(workload: Workload, run: Run, *, every_count: bool = False) -> Table:
    """One run alone: a row for each fact of note, or for every one; totals over all samples."""
    entry = entry_alone(run, workload)
    rows = [("units", f"{workload.network.units:,}", "")]
    under = ", ".join(entry.energy.counted) if entry.energy is not None else "no profile"
    energy = replace(facts.ENERGY, basis=f"{facts.ENERGY.basis} without a placement: {under}", mark=lambda row: "")
    counts = facts.COUNTS if every_count else facts.MAIN_COUNTS
    known = [
        fact for fact in (facts.ACCURACY, *counts, energy, facts.SETUP, facts.WALL) if fact.take(entry) is not None
    ]
    rows += lines_of(known, entry)
    caption = f"{about(workload)}, {run.engine}, {run.code} code; totals"
    columns = (Column("figure", text=True), Column("value"), Column("basis", text=True, wrap=True))
    return Table(caption, columns, tuple(rows))


def about(workload: Workload) -> str:
    """What was run, in a few words."""
    regime = "integer" if workload.network.is_integer else "float"
    data = f"data {workload.data}, " if workload.data else ""
    return f"{workload.name} ({workload.network.hash}), {regime}, {data}{plural(workload.samples, 'sample')}"
