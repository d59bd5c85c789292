"""The tables of a comparison, made of the facts in :mod:`~neuro.report.facts`, and how a terminal shows them."""

from __future__ import annotations

from dataclasses import replace
from textwrap import fill

import numpy as np
from rich import table as rich
from rich.console import Console
from rich.measure import Measurement

from ..engines import Run
from ..workload import Workload
from . import facts
from .comparison import Comparison
from .entry import entry_alone
from .fact import COUNTED, Column, Table, lines_of, table_of
from .learning_comparison import LearningComparison
from .learning_cost import LearningCost

# Characters of a line of a heading on a terminal.
_HEADING = 12


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


def run_table(workload: Workload, run: Run) -> Table:
    """One run alone: every fact a row, totals over all samples."""
    entry = entry_alone(run, workload)
    rows = [("units", f"{workload.network.units:,}", ""), *_settled(workload, run)]
    under = ", ".join(entry.energy.counted) if entry.energy is not None else "no profile"
    energy = replace(facts.ENERGY, basis=f"{facts.ENERGY.basis} without a placement: {under}", mark=lambda row: "")
    known = [
        fact
        for fact in (facts.ACCURACY, *facts.COUNTS, energy, facts.SETUP, facts.WALL)
        if fact.take(entry) is not None
    ]
    rows += lines_of(known, entry)
    caption = f"{about(workload)}, {run.engine}, {run.code} code; totals"
    return Table(caption, (Column("figure", text=True), Column("value"), Column("basis", text=True)), tuple(rows))


def about(workload: Workload) -> str:
    """What was run, in a few words."""
    regime = "integer" if workload.network.is_integer else "float"
    data = f"data {workload.data}, " if workload.data else ""
    return f"{workload.name} ({workload.network.hash}), {regime}, {data}{workload.samples} samples"


def _settled(workload: Workload, run: Run) -> list[tuple[str, str, str]]:
    """How many samples ended at a fixed point or, with synchronous updates and inputs that stay, in a cycle."""
    fixed = workload.at_fixed_point(run.states[:, -1])
    after = f" (last change in step {np.median(run.last_change[fixed]):g})" if fixed.any() else ""
    rows = [("at a fixed point", f"{fixed.sum():,}{after}", COUNTED)]
    if not (workload.stimulus.masked or workload.stimulus.streams):
        _, period = run.settling()
        length = f" (length {np.median(period[period > 1]):g})" if (period > 1).any() else ""
        rows.append(("in a cycle", f"{(period > 1).sum():,}{length}", COUNTED))
    return rows


def terminal_table(table: Table) -> rich.Table:
    """The table for a terminal: its caption as a title, the basis of each column below it."""
    bases = any(column.basis for column in table.columns)
    out = rich.Table(title=table.caption, title_justify="left", title_style="bold", show_footer=bases)
    out.caption, out.caption_justify = table.note or None, "left"
    for column in table.columns:
        heading = fill(column.heading, _HEADING)
        out.add_column(heading, column.basis, justify="left" if column.text else "right", no_wrap=not column.wrap)
    for row in table.rows:
        out.add_row(*row)
    return out


def split_table(table: rich.Table, console: Console, keys: int) -> list[rich.Table]:
    """The table as several of whole columns that the console is wide enough for; Rich alone would wrap or cut cells.

    The first `keys` columns stand in each of them. A column that is too wide on its own stays so.
    """
    heads, rest = table.columns[:keys], table.columns[keys:]
    out: list[rich.Table] = []
    while rest:
        taken = len(rest)
        while taken > 1 and _width(_some(table, [*heads, *rest[:taken]], not out), console) > console.width:
            taken -= 1
        out.append(_some(table, [*heads, *rest[:taken]], not out))
        rest = rest[taken:]
    return out


def _width(table: rich.Table, console: Console) -> int:
    """The width in which nothing is cut off or wrapped."""
    return Measurement.get(console, console.options.update(max_width=10_000), table).maximum


def _some(table: rich.Table, columns: list[rich.Column], first: bool) -> rich.Table:
    """Some columns as a table of their own; the title stands on the first alone."""
    title = table.title if first else None
    out = rich.Table(
        title=title, title_justify=table.title_justify, title_style=table.title_style, show_footer=table.show_footer
    )
    for one in columns:
        out.add_column(one.header, one.footer, justify=one.justify, no_wrap=one.no_wrap, overflow=one.overflow)
    for row in zip(*(column.cells for column in columns), strict=True):
        out.add_row(*row)
    out.caption, out.caption_justify = table.caption, table.caption_justify
    return out
