"""What a comparison comes to in sentences, for the terminal and the page."""

from __future__ import annotations

import numpy as np

from ..energy import LEARNING_ASSUMPTIONS, NEAREST_RULE
from ..engines import Run
from ..placement import PlacedNetwork
from ..workload import Workload
from .alternatives import EarlyStop
from .comparison import Comparison
from .entry import WITHOUT_PLACEMENT
from .fact import COUNTED, DERIVED
from .facts import UNPLACED
from .learning_comparison import ROUNDING, LearningComparison
from .learning_cost import CodeCost, LearningCost
from .on_chip import OnChip
from .words import band_text, plural


def verdict_line(comparison: Comparison) -> str:
    """Whether the engines of a `comparison` agree with its first run, in one sentence."""
    names = sorted({entry.engine for entry in comparison.entries})
    workload = comparison.workload
    extent = f"{workload.samples} samples x {workload.stimulus.steps} steps x {workload.network.units} units"
    if comparison.identical:
        return f"identical: every state and every answer, in {', '.join(names)} ({extent})."
    reference = comparison.entries[0]
    for entry in comparison.entries:
        if (d := entry.difference) is not None:
            return (
                f"not identical: {entry.engine} ({entry.code}) first differs from {reference.engine} "
                f"({reference.code}) at step {d.step}, sample {d.sample}, unit {d.unit}."
            )
    return "not identical: the states agree, but some answers differ."


def settled_line(workload: Workload, run: Run) -> str:
    """How many samples ended at a fixed point or, with synchronous updates and inputs that stay, in a cycle."""
    fixed, cycles = workload.at_fixed_point(run.states[:, -1]), ""
    if not (workload.stimulus.masked or workload.stimulus.streams):
        _, period = run.settling()
        if (turning := period > 1).any():
            cycles = f", {turning.sum():,} in a cycle (length {np.median(period[turning]):g})"
    last = f" (last change in step {np.median(run.last_change[fixed]):g}, median)" if fixed.any() else ""
    return f"{fixed.sum():,} of {plural(workload.samples, 'sample')} at a fixed point{last}{cycles} (counted)."


def runs_counts_line(comparison: Comparison) -> str:
    """Whether all runs of a `comparison` count the same, and which engines have counted their synops themselves."""
    differences: list[str] = []
    for entry in () if comparison.identical_counts else comparison.entries:
        first = next(one for one in comparison.entries if one.code == entry.code)
        mine, wanted = entry.activity.as_dict(), first.activity.as_dict()
        differences += [
            f"{entry.engine} ({entry.code}) has {mine[name]:,} {name}, {first.engine} {wanted[name]:,}"
            for name in mine
            if mine[name] != wanted[name]
        ]
    if differences:
        return f"counts differ: {'; '.join(differences)}."
    derived = dict.fromkeys(one.engine for one in comparison.entries if "synops" in one.derived)
    counted = dict.fromkeys(one.engine for one in comparison.entries if one.engine not in derived)
    bases = ((COUNTED, counted), (DERIVED, derived))
    told = ", ".join(f"{basis} by {', '.join(engines)}" for basis, engines in bases if engines)
    return f"{'counts identical; ' if len(counted | derived) > 1 else ''}synops {told}."


def source_lines(comparison: Comparison) -> list[str]:
    """Where every modelled figure of a `comparison` is from, a sentence for each profile."""
    lines = []
    for profile in comparison.profiles:
        what = profile.basis if profile.energies else "prices nothing"
        lines.append(f"{profile.name}: {what} ({profile.citation}; {profile.conditions}).")
    lines += [f"{one.profile}: modelled ({one.citation}; {one.conditions})." for one in comparison.baselines]
    return list(dict.fromkeys(lines))


def cost_lines(comparison: Comparison) -> list[str]:
    """What stands beside the tables of a `comparison`, a sentence each: static power, savings, learning, unknowns."""
    samples, lines = comparison.workload.samples, []
    timed = any(entry.time is not None for entry in comparison.entries)
    for profile in comparison.profiles if timed else ():
        if profile.static_power is None:
            lines.append(f"static energy is unknown under {profile.name}; it is never part of the dynamic energy.")
        else:
            lines.append(
                f"static energy: {profile.static_power.value:g} mW of a whole chip ({profile.name}; "
                f"{profile.static_power.conditions}) over the modelled time; never part of the dynamic energy."
            )
    lines += [early_stop_line(one, samples) for one in comparison.early_stops]
    if (cost := comparison.learning) is not None:
        receivers = f"{cost.activity.learning_events / cost.samples:,.0f} receivers"
        updates = f"{cost.activity.weight_updates / cost.samples:,.0f} weight updates onto {receivers}"
        lines.append(f"learning ({cost.samples} training samples): {updates} a sample, in every code (counted).")
        lines += [learning_line(one) for one in cost.codes]
        lines += learning_notes(cost)
    lines += _uncounted(comparison)
    for (what, name), events in left_out(comparison).items():
        lines.append(f"not in the {what} under {name}: {', '.join(events)}.")
    lines += [marked(note) for note in comparison.notes]
    measured = "energy of this CPU is that of whole processor packages, idle draw and other work included."
    return [*lines, measured if comparison.no_meter is None else comparison.no_meter]


def placement_lines(on_chip: OnChip) -> list[str]:
    """How much of the chip the network takes, if it is placed."""
    if on_chip.chip is None or (placed := on_chip.placed) is None:
        return []
    return [fits_line(placed, "" if on_chip.file is None else f", as {on_chip.file} says")]


def fits_line(placed: PlacedNetwork, source: str = "") -> str:
    """How much of its chip a placed network takes, and where the placement is from."""
    shares = [share for core in placed.utilisation() for share in core.share.values() if share is not None]
    full = f", the fullest limit at {max(shares):.0%}" if shares else ""
    return f"fits on one {placed.chip.title}: {extent(placed)}{full}{source} (counted){_split(placed)}."


def _split(placed: PlacedNetwork) -> str:
    network = placed.network
    if network.readouts == network.classes:
        return ""
    return f"; {network.readouts // network.classes} readout units a class, whose fields the host adds up"


def extent(placed: PlacedNetwork) -> str:
    """Such as ``2 cores in 1 tile``."""
    return f"{plural(placed.cores, 'core')} in {plural(placed.tiles, 'tile')}"


def early_stop_line(one: EarlyStop, samples: int) -> str:
    """What stopping at the fixed point saves in one code."""
    activity = one.full.activity
    share = one.synops_saved / activity.synops if activity.synops else 0.0
    updates = one.updates_saved / activity.neuron_updates if activity.neuron_updates else 0.0
    saved = one.energy_saved
    energy = "energy unknown" if saved is None else f"{band_text(saved, 'J', samples)} per sample (modelled)"
    answers = "answers" if one.full.readout.shape[1] else "last states"
    agree = f"{one.different_answers} {answers} differ" if one.different_answers else f"all {answers} identical"
    return (
        f"stopped at the fixed point ({one.code}): {one.stopped_samples} of {samples} samples end early, "
        f"{one.mean_steps:.2f} steps in the mean; saves {share:.1%} of synops and {updates:.1%} of updates (derived), "
        f"{energy}; {agree}."
    )


def learning_line(cost: CodeCost) -> str:
    """What a training sample takes in one code."""
    band, samples, start = cost.energy, cost.samples, f"learning ({cost.code})"
    if band is None:
        return f"{start}: energy unknown: {cost.problem}"
    packets = "" if cost.traffic is None else f", {cost.traffic.packets / samples:,.0f} packets"
    mark = UNPLACED if cost.traffic is None else ""
    taken = f"{start}: {cost.activity.synops / samples:,.0f} synops{packets} (derived), "
    taken += f"{band_text(band, 'J', samples)}{mark} per training sample"
    if band.at_least:
        return f"{taken} (modelled); what weight updates cost is unknown."
    lacking = "".join(
        f"; {one.profile} has no price for them and comes to {band_text(one.total, 'J', samples)} without"
        for one in band.estimates
        if not one.complete
    )
    time = ""
    if (steps := cost.time) is not None:
        under = ", ".join(one.profile for one in steps.estimates)
        time = f"; {band_text(steps, 's', samples)} on the chip (modelled under {under})"
    return (
        f"{taken}, {band_text(band.of('learning'), 'J', samples)} of it for weight updates at the price of "
        f"{NEAREST_RULE} (modelled under {', '.join(band.counted)}{lacking}){time}."
    )


def learning_notes(cost: LearningCost) -> list[str]:
    """What the costs of learning take for granted."""
    lines = []
    if (placed := cost.on_chip.placed) is not None:
        lines.append(f"learning is placed with every stored coupling, at weight 0 too: {extent(placed)} (counted).")
    if any(one.time is not None for one in cost.codes):
        lines.append(f"time of learning assumes: {'; '.join(LEARNING_ASSUMPTIONS)}.")
    unplaced = dict.fromkeys(one.unplaced for one in cost.codes if one.unplaced is not None)
    return lines + [f"{UNPLACED.strip()} learning is priced as if on one core, without hops: {why}" for why in unplaced]


def marked(note: str) -> str:
    """A note, after the mark of the figures that it is about."""
    return f"{UNPLACED.strip()} {note}" if note.startswith(WITHOUT_PLACEMENT) else note


def left_out(comparison: Comparison) -> dict[tuple[str, str], list[str]]:
    """Events that are not in an energy or a time of these runs, by what they are missing in and by profile."""
    found: dict[tuple[str, str], dict[str, None]] = {}
    for entry in comparison.entries:
        for what, band in (("energy", entry.energy), ("time", entry.time)):
            for one in () if band is None else band.estimates:
                found.setdefault((what, one.profile), {}).update(dict.fromkeys(one.left_out))
    return {where: list(found[where]) for where in sorted(found) if found[where]}


def _uncounted(comparison: Comparison) -> list[str]:
    """What is in no energy here: updates of readout units, and sending a start that is given."""
    workload, lines = comparison.workload, []
    if readouts := workload.network.readouts:
        updates = f"at most {readouts * workload.stimulus.steps:,} a sample"
        lines.append(f"in no energy here: updates of {plural(readouts, 'readout unit')}, {updates}.")
    loads = {entry.code: entry.activity.synops_loading / workload.samples for entry in comparison.entries}
    if any(loads.values()):
        each = ", ".join(f"{load:,.0f} under {code}" for code, load in loads.items())
        lines.append(f"in no energy here: synops that loading the start would take, a sample: {each}.")
    return lines


def learning_verdict(comparison: LearningComparison) -> str:
    """Whether the engines learned the same weights, in one sentence for each that didn't."""
    reference, *others = comparison.entries
    if not others:
        return f"only {reference.engine} learned: there is nothing to hold its weights against."
    if not comparison.identical:
        return "\n".join(
            f"not identical: {entry.engine} first differs from {reference.engine} after sample {entry.sample}, "
            f"{d.projection}, row {d.row}, column {d.column} (all counted from 0): "
            f"{d.got!r} instead of {d.expected!r}; largest difference {entry.largest_gap:.3g}."
            for entry in others
            if (d := entry.difference) is not None
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
