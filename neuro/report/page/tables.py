"""The comparison's figures as tables, each column with its basis."""

from __future__ import annotations

from ...energy import CAUSES, Profile
from ..bands import band_text
from ..comparison import Comparison, Entry
from ..learning_cost import LearningCost
from ..pricing import energy_delay, static_energies
from ..table import UNPLACED
from .section import Column, Table
from .wording import band, per_sample, quantity


def counts_table(comparison: Comparison) -> Table:
    """A row for each engine and code: the same or not, and what was counted per sample."""
    columns = (
        Column("engine", text=True),
        Column("code", text=True),
        Column("same", text=True),
        Column("accuracy", "counted"),
        *(Column(name, "counted") for name in ("steps", "spikes", "flips", "synops")),
        *(Column(f"neuron updates, {kind}", "counted") for kind in ("active", "inactive")),
        *(Column(name, "counted") for name in ("packets", "hops")),
    )
    samples = comparison.workload.stimulus.samples
    rows = tuple(_counts(entry, samples) for entry in comparison.entries)
    return Table("What happens, per sample.", columns, rows)


def _counts(entry: Entry, samples: int) -> tuple[str, ...]:
    run, traffic, counts = entry.run, entry.traffic, entry.run.activity.as_dict()
    packets = counts["packets"] if traffic is None else traffic.packets
    names = ("timesteps", "spikes", "flips", "synops", "neuron_updates_active", "neuron_updates_inactive")
    return (
        run.engine,
        run.code,
        "yes" if entry.difference is None and entry.same_answers else "NO",
        "-" if entry.accuracy is None else f"{entry.accuracy:.4f}",
        *(per_sample(counts[name], samples) for name in names),
        per_sample(packets, samples),
        "-" if traffic is None else per_sample(traffic.hops_east_west + traffic.hops_north_south, samples),
    )


def costs_table(comparison: Comparison) -> Table:
    """A row for each engine and code: energy and time on the chip, and what it took here."""
    columns = (
        Column("engine", text=True),
        Column("code", text=True),
        Column("energy", "modelled"),
        Column("time on chip", "modelled"),
        Column("energy x delay", "modelled"),
        Column("static energy, whole chip", "modelled"),
        Column("run time here", "measured"),
        Column("setup here, once", "measured"),
        Column("energy here", "measured"),
    )
    samples = comparison.workload.stimulus.samples
    rows = tuple(_costs(entry, comparison.profiles, samples) for entry in comparison.entries)
    return Table("What it costs, per sample: lowest and highest over the profiles of the chip.", columns, rows)


def _costs(entry: Entry, profiles: tuple[Profile, ...], samples: int) -> tuple[str, ...]:
    product = energy_delay(entry.energy, entry.time, samples)
    static = [joules / samples for joules in static_energies(profiles, entry.time).values() if joules is not None]
    return (
        entry.run.engine,
        entry.run.code,
        _energy(entry, samples),
        "unknown" if entry.time is None else band(entry.time.low / samples, entry.time.high / samples, "s"),
        band_text(product, "Js"),
        band_text((min(static), max(static)) if static else None, "J"),
        quantity(entry.run.wall_s / samples, "s"),
        quantity(entry.run.setup_s, "s"),
        "no meter" if entry.measured_J is None else quantity(entry.measured_J / samples, "J"),
    )


def _energy(entry: Entry, samples: int) -> str:
    if entry.energy is None:
        return "unknown"
    mark = UNPLACED if entry.unplaced else ""
    return band(entry.energy.low / samples, entry.energy.high / samples, "J") + mark


def early_stop_table(comparison: Comparison) -> Table:
    """What ending each sample at its fixed point saves."""
    samples = comparison.workload.stimulus.samples
    rows = tuple(
        (
            stop.code,
            f"{stop.stopped_samples} of {samples}",
            f"{stop.mean_steps:,.2f}",
            per_sample(stop.synops_saved, samples),
            per_sample(stop.updates_saved, samples),
            "unknown" if (saved := stop.energy_saved) is None else band(saved[0] / samples, saved[1] / samples, "J"),
            str(stop.different_answers),
        )
        for stop in comparison.early_stops
    )
    columns = (
        Column("code", text=True),
        Column("samples that end early", "counted"),
        Column("mean steps", "counted"),
        Column("synops saved", "counted"),
        Column("neuron updates saved", "counted"),
        Column("energy saved", "modelled"),
        Column("answers or last states that differ", "counted"),
    )
    return Table("Stopping at the fixed point; savings per sample against the full run.", columns, rows)


def learning_table(cost: LearningCost) -> Table:
    """Energy of a training sample by cause, and its time on the chip, in each code under each profile."""
    columns = (
        Column("code", text=True),
        Column("profile", text=True),
        *(Column(cause, "modelled") for cause in CAUSES),
        Column("total", "modelled"),
        Column("time on chip", "modelled"),
    )
    rows = []
    for one in cost.codes:
        mark = UNPLACED if one.traffic is None else ""
        for energy in () if one.energy is None else one.energy.estimates:
            parts = (getattr(energy, cause) for cause in CAUSES)
            total = quantity(energy.total / cost.samples, "J") + mark
            taken = None if one.time is None else one.time.under(energy.profile)
            rows.append(
                (
                    one.code,
                    energy.profile,
                    *("unknown" if part is None else quantity(part / cost.samples, "J") for part in parts),
                    total if energy.complete else f"at least {total}",
                    "unknown" if taken is None else quantity(taken.total / cost.samples, "s"),
                )
            )
    return Table("Energy of a training sample by cause, and its time.", columns, tuple(rows))


def learning_counts(cost: LearningCost) -> Table:
    """What the lesson counted, per training sample: what learning itself counts, and each code's messages."""
    counts = {name.replace("_", " "): count for name, count in cost.activity.as_dict().items() if name != "samples"}
    for one in cost.codes:
        kinds = ("active", "inactive")
        counts |= {f"neuron updates {k}, {one.code}": getattr(one.activity, f"neuron_updates_{k}") for k in kinds}
        counts[f"synops, {one.code}"] = one.activity.synops
        if (traffic := one.traffic) is not None:
            counts[f"packets, {one.code}"] = traffic.packets
            counts[f"hops, {one.code}"] = traffic.hops_east_west + traffic.hops_north_south
    rows = tuple((name, per_sample(count, cost.samples)) for name, count in counts.items())
    return Table("Counts per training sample.", (Column("what", text=True), Column("number", "counted")), rows)
