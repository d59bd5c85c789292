"""What a cross-check with SANA-FE comes to: counts, energies by cause, one sentence, plain data."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from rich.table import Table

from .checking import CrossCheck

# Sums of doubles differ by their order.
_ROUNDING = 1e-9


def tables(check: CrossCheck, title: str) -> tuple[Table, Table]:
    """Counts, and energies by cause, of a `check` with such a title."""
    return _counts(check, title), _energies(check, len(check.run.states))


def agrees(check: CrossCheck) -> bool:
    """Whether states and counts are identical and no energy is unexplained, rounding aside."""
    return (
        check.difference is None
        and all(count.identical for count in check.counts)
        and check.unexplained_share < _ROUNDING
    )


def verdict(check: CrossCheck) -> str:
    """States, counts and energy in one sentence."""
    if check.difference is None:
        states = "all states identical"
    else:
        sample, step, unit = check.difference
        states = f"states differ from sample {sample}, step {step}, unit {unit} on"
    wrong = [count.name for count in check.counts if not count.identical]
    counts = f"counts differ in {', '.join(wrong)}" if wrong else "all counts identical"
    left = "all of it" if check.unexplained_share < _ROUNDING else f"all but {check.unexplained_share:.2%} of the total"
    side = "above" if check.share >= 0 else "below"
    return f"{states}; {counts}; SANA-FE's total is {abs(check.share):.2%} {side} ours, {left} explained."


def as_json(check: CrossCheck) -> dict[str, Any]:
    """All figures as plain data; energies in joules."""
    return {
        "network": check.placement.network,
        "placer": check.placement.placer,
        "profile": check.energy.profile,
        "identical": check.difference is None,
        "counts": [{**asdict(count), "identical": count.identical} for count in check.counts],
        "energy_J": [
            {
                "cause": cause.name,
                "ours": cause.ours,
                "sanafe": cause.theirs,
                "reasons": dict(cause.reasons),
                "unexplained": cause.unexplained,
            }
            for cause in check.causes
        ],
        "difference_share": check.share,
    }


def _counts(check: CrossCheck, title: str) -> Table:
    table = _table(title, "events", "ours (derived)", "beyond the run", "SANA-FE (counted)", "identical")
    for count in check.counts:
        mark = "yes" if count.identical else "NO"
        table.add_row(count.name, f"{count.ours:,}", f"{count.extra:,}", f"{count.theirs:,}", mark)
    return table


def _energies(check: CrossCheck, samples: int) -> Table:
    ours = f"ours ({check.energy.profile})"
    table = _table("nJ a sample (modelled)", "cause", ours, "SANA-FE", "difference")

    def nano(joules: float) -> str:
        # A rounding error below zero is no minus.
        return f"{round(joules * 1e9 / samples, 3) + 0.0:,.3f}"

    for cause in check.causes:
        table.add_row(cause.name, nano(cause.ours), nano(cause.theirs), nano(cause.difference))
        for reason, joules in cause.reasons.items():
            table.add_row(f"  {reason}", "", "", nano(joules), style="dim")
    total, theirs = check.energy.total, check.reported.total
    table.add_row("total", nano(total), nano(theirs), nano(theirs - total), style="bold")
    return table


def _table(title: str, *headings: str) -> Table:
    table = Table(title=title)
    for heading in headings:
        table.add_column(heading, justify="left" if heading in ("events", "cause", "identical") else "right")
    return table
