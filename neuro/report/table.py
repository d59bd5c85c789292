"""Comparisons and runs as tables on a terminal."""

from __future__ import annotations

from rich.table import Table

from .comparison import Comparison


def comparison_table(comparison: Comparison) -> Table:
    """A row for each engine and code; per-sample figures, each column with its basis."""
    samples = comparison.workload.stimulus.samples
    table = Table(title=_title(comparison), title_justify="left", title_style="bold")
    for heading, basis in (
        ("engine", ""),
        ("code", ""),
        ("same", ""),
        ("accuracy", ""),
        ("steps", "counted"),
        ("events", "counted"),
        ("synops", "counted"),
        ("updates\nactive", "counted"),
        ("updates\ninactive", "counted"),
        ("energy nJ", comparison.profile.basis),
        ("run ms", "measured"),
        ("setup s", "measured"),
    ):
        left = heading in ("engine", "code", "same")
        table.add_column(heading, footer=basis, justify="left" if left else "right", no_wrap=True)
    table.show_footer = True
    for entry in comparison.entries:
        run, activity = entry.run, entry.run.activity
        events = activity.flips if run.code == "flips" else activity.spikes
        table.add_row(
            run.engine,
            run.code,
            "yes" if entry.difference is None and entry.same_answers else "NO",
            "-" if entry.accuracy is None else f"{entry.accuracy:.4f}",
            *(
                f"{count / samples:,.0f}"
                for count in (
                    activity.timesteps,
                    events,
                    activity.synops,
                    activity.neuron_updates_active,
                    activity.neuron_updates_inactive,
                )
            ),
            f"{entry.energy.total / samples * 1e9:,.1f}",
            f"{run.wall_s / samples * 1e3:,.2f}",
            f"{run.setup_s:,.2f}",
        )
    return table


def verdict_line(comparison: Comparison) -> str:
    """Whether the engines agree, in one sentence."""
    names = sorted({entry.run.engine for entry in comparison.entries})
    stimulus = comparison.workload.stimulus
    extent = f"{stimulus.samples} samples x {stimulus.steps} steps x {comparison.workload.network.units} units"
    if comparison.identical:
        return f"identical: every state and answer the same in {', '.join(names)} ({extent})."
    for entry in comparison.entries:
        if entry.difference is not None:
            d = entry.difference
            reference = comparison.entries[0].run
            return (
                f"not identical: {entry.run.engine} ({entry.run.code}) first parts from {reference.engine} "
                f"({reference.code}) at step {d.step}, sample {d.sample}, unit {d.unit}."
            )
    return "not identical: the states agree, but some answers differ."


def _title(comparison: Comparison) -> str:
    workload = comparison.workload
    regime = "integer" if workload.network.is_integer else "float"
    where = f"data {workload.data}, " if workload.data else ""
    samples = workload.stimulus.samples
    return f"{workload.name} ({workload.network.hash}), {regime}, {where}{samples} samples; figures per sample"
