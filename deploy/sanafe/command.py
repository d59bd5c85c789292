"""``neuro crosscheck``: our counts and energy held against SANA-FE's."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from neuro.commands.options import add_workload, check_writable, console, progress_console, workload_of

if TYPE_CHECKING:
    from rich.table import Table

    from .checking import CrossCheck

_SAMPLES = 5
# Sums of doubles differ by their order.
_ROUNDING = 1e-9


def add(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser("crosscheck", help="our counts and energy against SANA-FE's (an extra), by cause")
    add_workload(parser, _SAMPLES)
    parser.add_argument("--placer", default="sequential", help="modular, sequential or balanced (default: %(default)s)")
    parser.add_argument("--json", metavar="FILE", help="write all figures")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Run on both, print counts and energies: 0 when states and counts are identical and all is explained, else 1."""
    # Loaded when asked for: `neuro --help` needs none of it.
    from neuro.errors import NeuroError
    from neuro.files import write_text
    from neuro.placement import load_chip
    from neuro.placement.placers import load_placer

    from .checking import crosscheck
    from .chip import sanafe_obstacle
    from .engine import CHIP

    check_writable(arguments.json)
    placer = load_placer(arguments.placer)
    if (obstacle := sanafe_obstacle()) is not None:
        raise NeuroError(obstacle)
    workload = workload_of(arguments, "integer")
    with progress_console().status("placing", spinner="line") as status:
        placement = placer.place(workload.network, load_chip(CHIP))
        status.update("running on SANA-FE and on the reference")
        check = crosscheck(workload.network, workload.stimulus, placement)
    out = console()
    samples = workload.stimulus.samples
    out.print(_counts(check, f"{workload.name} on Loihi 1, {samples} samples, {placement.placer} placer"))
    out.print(_energies(check, samples))
    out.print(verdict(check), style="bold")
    if arguments.json:
        out.print(f"wrote {write_text(arguments.json, json.dumps(as_json(check), indent=2) + chr(10))}")
    return 0 if agrees(check) else 1


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
        states = f"states part at sample {sample}, step {step}, unit {unit}"
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
    table = _table(f"{title} (counted)", "events", "ours", "beyond the run", "SANA-FE", "identical")
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
    from rich.table import Table

    table = Table(title=title, title_justify="left", title_style="bold")
    for heading in headings:
        table.add_column(heading, justify="left" if heading in ("events", "cause", "identical") else "right")
    return table
