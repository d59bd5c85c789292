"""Comparisons and what they cost, as tables and sentences on a terminal."""

from __future__ import annotations

from rich.table import Table

from ..energy import LEARNING_ASSUMPTIONS, NEAREST_RULE
from .bands import band_text
from .comparison import WITHOUT_PLACEMENT, Comparison
from .early_stop import EarlyStop
from .learning_cost import CodeCost, LearningCost
from .pricing import energy_delay, static_energies

_Column = tuple[str, str]
# Marks an energy that knows nothing of cores and the mesh.
UNPLACED = " *"
_WHO: tuple[_Column, ...] = (("engine", ""), ("code", ""))
_COUNTS: tuple[_Column, ...] = (
    ("same", ""),
    ("accuracy", ""),
    ("steps", "counted"),
    ("events", "counted"),
    ("synops", "counted"),
    ("updates\nactive", "counted"),
    ("updates\ninactive", "counted"),
    ("packets", "counted"),
    ("dynamic\nenergy", "modelled"),
)
_COSTS: tuple[_Column, ...] = (
    ("time\non the chip", "modelled"),
    ("energy x delay", "modelled"),
    ("static energy,\nwhole chip", "modelled"),
    ("energy of\nthis CPU", "measured"),
    ("run ms\nhere", "measured"),
    ("setup s\nhere", "measured"),
)


def comparison_table(comparison: Comparison) -> Table:
    """A row for each engine and code: do they agree, and what happened; per-sample figures with their basis."""
    table = _table(_title(comparison), (*_WHO, *_COUNTS))
    samples = comparison.workload.stimulus.samples
    for entry in comparison.entries:
        run, activity, energy = entry.run, entry.run.activity, entry.energy
        counts = (
            activity.timesteps,
            activity.flips if run.code == "flips" else activity.spikes,
            activity.synops,
            activity.neuron_updates_active,
            activity.neuron_updates_inactive,
            activity.packets if entry.traffic is None else entry.traffic.packets,
        )
        table.add_row(
            run.engine,
            run.code,
            "yes" if entry.difference is None and entry.same_answers else "NO",
            "-" if entry.accuracy is None else f"{entry.accuracy:.4f}",
            *(f"{count / samples:,.0f}" for count in counts),
            band_text(None if energy is None else (energy.low / samples, energy.high / samples), "J")
            + (UNPLACED if entry.unplaced else ""),
        )
    return table


def cost_table(comparison: Comparison) -> Table:
    """A row for each engine and code: what follows on the chip, and what was measured here; per sample."""
    table = _table("what it takes; figures per sample", (*_WHO, *_COSTS))
    samples = comparison.workload.stimulus.samples
    for entry in comparison.entries:
        run, taken, joules = entry.run, entry.time, entry.measured_J
        static = [j / samples for j in static_energies(comparison.profiles, taken).values() if j is not None]
        table.add_row(
            run.engine,
            run.code,
            band_text(None if taken is None else (taken.low / samples, taken.high / samples), "s"),
            band_text(energy_delay(entry.energy, taken, samples), "Js"),
            band_text((min(static), max(static)) if static else None, "J"),
            band_text(None if joules is None else (joules / samples, joules / samples), "J", unknown="no meter"),
            f"{run.wall_s / samples * 1e3:,.2f}",
            f"{run.setup_s:,.2f}",
        )
    return table


def _table(title: str, columns: tuple[_Column, ...]) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", show_footer=True)
    for heading, basis in columns:
        left = heading in ("engine", "code", "same")
        table.add_column(heading, footer=basis, justify="left" if left else "right", no_wrap=True)
    return table


def baseline_table(comparison: Comparison) -> Table:
    """What the same answer costs without events, one inference on each processor."""
    title = "without events, on processors; per inference (operations counted, energy modelled)"
    table = Table(title=title, title_justify="left", title_style="bold")
    table.add_column("evaluated")
    table.add_column("on")
    table.add_column("operations", justify="right", no_wrap=True)
    table.add_column("energy", justify="right", no_wrap=True)
    table.add_column("profile")
    for one in comparison.baselines:
        table.add_row(one.name, one.chip, f"{one.operations:,}", band_text((one.low, one.high), "J"), one.profile)
    return table


def source_lines(comparison: Comparison) -> list[str]:
    """Where every modelled figure is from, a sentence for each profile."""
    lines = []
    for profile in comparison.profiles:
        what = profile.basis if profile.energies else "prices nothing"
        lines.append(f"{profile.name}: {what} ({profile.citation}; {profile.conditions}).")
    lines += [f"{one.profile}: modelled ({one.citation}; {one.conditions})." for one in comparison.baselines]
    return list(dict.fromkeys(lines))


def cost_lines(comparison: Comparison) -> list[str]:
    """What stands beside the table, a sentence each: placement, static power, early stop, learning, what is unknown."""
    samples, lines = comparison.workload.stimulus.samples, []
    on_chip = comparison.on_chip
    if on_chip.chip is not None and on_chip.placed is not None:
        placed = on_chip.placed
        cores, tiles = _plural(placed.cores, "core"), _plural(placed.tiles, "tile")
        source = "" if on_chip.file is None else f", as {on_chip.file} says"
        lines.append(f"placement (counted): {cores} on {tiles} of {on_chip.chip.title}{source}.")
    timed = any(entry.time is not None for entry in comparison.entries)
    for profile in comparison.profiles if timed else ():
        if profile.static_power is None:
            lines.append(f"static energy is unknown under {profile.name}; it is never part of the dynamic energy.")
        else:
            lines.append(
                f"static energy: {profile.static_power.value:g} mW of a whole chip ({profile.name}; "
                f"{profile.static_power.conditions}) over the modelled time; never part of the dynamic energy."
            )
    lines += [_early(one, samples) for one in comparison.early_stops]
    if comparison.learning is not None:
        lines += _learning(comparison.learning)
    lines += _uncounted(comparison)
    lines += _unknown(comparison)
    lines += [f"{UNPLACED.strip()} {note}" if note.startswith(WITHOUT_PLACEMENT) else note for note in comparison.notes]
    if comparison.no_meter is not None:
        lines.append(comparison.no_meter)
    else:
        lines.append("energy of this CPU is that of whole processor packages, idle draw and other work included.")
    return lines


def _uncounted(comparison: Comparison) -> list[str]:
    """What is in no energy here: updates of readout units, and sending a start that is given."""
    samples, lines = comparison.workload.stimulus.samples, []
    if classes := comparison.workload.network.classes:
        updates = f"at most {classes * comparison.workload.stimulus.steps:,} a sample"
        lines.append(f"in no energy here: updates of {_plural(classes, 'readout unit')}, {updates}.")
    loads = {entry.run.code: entry.run.activity.synops_loading / samples for entry in comparison.entries}
    if any(loads.values()):
        each = ", ".join(f"{load:,.0f} under {code}" for code, load in loads.items())
        lines.append(f"in no energy here: synops that loading the start would take, a sample: {each} (counted).")
    return lines


def _unknown(comparison: Comparison) -> list[str]:
    """What the profiles leave out of the energies and times of these runs."""
    lines = []
    for what in ("energy", "time"):
        found: dict[str, dict[str, None]] = {}
        for entry in comparison.entries:
            band = entry.energy if what == "energy" else entry.time
            for one in () if band is None else band.estimates:
                found.setdefault(one.profile, {}).update(dict.fromkeys(one.left_out))
        lines += [f"not in the {what} under {name}: {', '.join(gaps)}." for name, gaps in found.items() if gaps]
    return lines


def _early(one: EarlyStop, samples: int) -> str:
    activity, saved = one.full.activity, one.energy_saved
    share = one.synops_saved / activity.synops if activity.synops else 0.0
    updates = one.updates_saved / activity.neuron_updates if activity.neuron_updates else 0.0
    energy = "energy unknown"
    if saved is not None:
        energy = f"{band_text((saved[0] / samples, saved[1] / samples), 'J')} per sample (modelled)"
    answers = "answers" if one.full.readout.shape[1] else "last states"
    same = f"{one.different_answers} {answers} differ" if one.different_answers else f"all {answers} equal"
    return (
        f"stopped at the fixed point ({one.code}): {one.stopped_samples} of {samples} samples end early, "
        f"{one.mean_steps:.2f} steps in the mean; saves {share:.1%} of synops and {updates:.1%} of updates (counted), "
        f"{energy}; {same}."
    )


def _learning(cost: LearningCost) -> list[str]:
    """A line of counts, one for each code, and what these take for granted."""
    samples, learned = cost.samples, cost.activity
    receivers = f"{learned.learning_events / samples:,.0f} receivers"
    updates = f"{learned.weight_updates / samples:,.0f} weight updates onto {receivers}"
    lines = [f"learning ({samples} training samples): {updates} a sample, in every code (counted)."]
    lines += [_learning_in(one, samples) for one in cost.codes]
    if (placed := cost.on_chip.placed) is not None:
        where = f"{_plural(placed.cores, 'core')} on {_plural(placed.tiles, 'tile')}"
        lines.append(f"learning is placed with every stored coupling, at weight 0 too: {where} (counted).")
    if any(one.time is not None for one in cost.codes):
        lines.append(f"time of learning assumes: {'; '.join(LEARNING_ASSUMPTIONS)}.")
    unplaced = dict.fromkeys(one.unplaced for one in cost.codes if one.unplaced is not None)
    lines += [f"{UNPLACED.strip()} learning is priced as if on one core, without hops: {why}" for why in unplaced]
    return lines


def _learning_in(cost: CodeCost, samples: int) -> str:
    band, start = cost.energy, f"learning ({cost.code})"
    if band is None:
        return f"{start}: energy unknown: {cost.problem}"
    synops = f"{cost.activity.synops / samples:,.0f} synops"
    packets = "" if cost.traffic is None else f", {cost.traffic.packets / samples:,.0f} packets"
    mark = UNPLACED if cost.traffic is None else ""
    total = band_text((band.low / samples, band.high / samples), "J") + mark
    if band.at_least:
        return (
            f"{start}: {synops}{packets} (counted), at least {total} per training sample (modelled); what weight "
            "updates cost is unknown."
        )
    own = band.of("learning")
    part = band_text(None if own is None else (own[0] / samples, own[1] / samples), "J")
    lacking = "".join(
        f"; {one.profile} has no price for them and comes to {band_text(2 * (one.total / samples,), 'J')} without"
        for one in band.estimates
        if not one.complete
    )
    taken = ""
    if (time := cost.time) is not None:
        under = ", ".join(one.profile for one in time.estimates)
        taken = f"; {band_text((time.low / samples, time.high / samples), 's')} on the chip (modelled under {under})"
    return (
        f"{start}: {synops}{packets} (counted), {total} per training sample, {part} of it for weight updates at the "
        f"price of {NEAREST_RULE} (modelled under {', '.join(band.counted)}{lacking}){taken}."
    )


def _plural(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


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
