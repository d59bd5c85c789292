"""What a comparison comes to: do the engines agree, which code is cheaper, by how much, on which basis."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

from ...energy import NEAREST_RULE
from ..comparison import Comparison, Entry
from ..learning_cost import CodeCost
from ..table import verdict_line
from .section import Tile
from .wording import band, plural, quantity, ratio_band, sentence, share


@final
@dataclass(frozen=True)
class Verdict:
    """Whether the engines agree, the same in words, the largest figures, and what else is worth knowing first."""

    agree: bool
    headline: str
    tiles: tuple[Tile, ...]
    lines: tuple[str, ...]


def verdict(comparison: Comparison) -> Verdict:
    """The top of the page."""
    headline = sentence(verdict_line(comparison))
    entries = entries_by_code(comparison)
    lines = [
        *_cheaper(entries),
        *_fewer_operations(entries, comparison),
        *_dense(comparison),
        *_early_stop(comparison),
        *_chip(comparison),
        *_learning(comparison),
    ]
    return Verdict(comparison.identical, headline, tuple(_tiles(comparison, entries)), tuple(lines))


def entries_by_code(comparison: Comparison) -> dict[str, Entry]:
    """The first entry of each code: all engines count the same when they agree."""
    first: dict[str, Entry] = {}
    for entry in comparison.entries:
        first.setdefault(entry.run.code, entry)
    return first


def _cheaper(entries: dict[str, Entry]) -> list[str]:
    flips, spikes = entries.get("flips"), entries.get("spikes")
    if flips is None or spikes is None or flips.energy is None or spikes.energy is None:
        return []
    if flips.unplaced != spikes.unplaced:
        return ["Which code is cheaper is not known: the network could be placed under one of them alone."]
    other = {energy.profile: energy.total for energy in spikes.energy.estimates}
    ratios = {e.profile: other[e.profile] / e.total for e in flips.energy.estimates if e.profile in other and e.total}
    if not ratios:
        return []
    low, high = min(ratios.values()), max(ratios.values())
    samples = len(flips.run.states)
    cost = ", ".join(
        f"{code} {band(entry.energy.low / samples, entry.energy.high / samples, 'J')}"
        for code, entry in (("flips", flips), ("spikes", spikes))
        if entry.energy is not None
    )
    where = " without a placement" if flips.unplaced else ""
    under = f"modelled under {', '.join(ratios)}{where}; per inference: {cost}"
    if low > 1.0:
        return [f"The flip code is cheaper: spikes take {ratio_band(low, high)} times its dynamic energy ({under})."]
    if high < 1.0:
        back = ratio_band(1 / high, 1 / low)
        return [f"The spike code is cheaper: flips take {back} times its dynamic energy ({under})."]
    each = ", ".join(f"{ratio:.3g} under {name}" for name, ratio in ratios.items())
    return [f"Which code is cheaper depends on the profile: spikes take {each} times the energy of flips ({under})."]


def _fewer_operations(entries: dict[str, Entry], comparison: Comparison) -> list[str]:
    out = []
    for code, entry in entries.items():
        synops = entry.run.activity.synops
        if synops:
            factor = comparison.synops_dense / synops
            out.append(f"{code} {synops / comparison.workload.stimulus.samples:,.0f} (1/{factor:.3g} of dense)")
    if not out:
        return []
    dense = comparison.synops_dense / comparison.workload.stimulus.samples
    return [
        f"Synaptic operations per sample: {', '.join(out)}; every coupling in every step is {dense:,.0f} (counted)."
    ]


def _tiles(comparison: Comparison, entries: dict[str, Entry]) -> list[Tile]:
    samples = comparison.workload.stimulus.samples
    tiles = []
    for code, entry in entries.items():
        if (energy := entry.energy) is not None:
            joules = band(energy.low / samples, energy.high / samples, "J")
            where = ", without a placement" if entry.unplaced else ""
            tiles.append(Tile(joules, f"per inference in {code}{where}", "modelled"))
    known = [entry.accuracy for entry in comparison.entries if entry.accuracy is not None]
    if known:
        text = share(known[0]) if len(set(known)) == 1 else f"{share(min(known))} to {share(max(known))}"
        tiles.append(Tile(text, f"accuracy on {plural(samples, 'sample')}", "counted"))
    if (placed := comparison.on_chip.placed) is not None and comparison.on_chip.chip is not None:
        tiles.append(Tile(plural(placed.cores, "core"), f"of one {comparison.on_chip.chip.title}", "counted"))
    return tiles


def _dense(comparison: Comparison) -> list[str]:
    if not comparison.baselines:
        return []
    works: dict[str, list[str]] = {}
    for one in comparison.baselines:
        works.setdefault(one.name, []).append(f"{band(one.low, one.high, 'J')} on {one.chip}")
    each = "; ".join(f"{name} {', '.join(prices)}" for name, prices in works.items())
    return [f"Without events, per inference: {each} (modelled)."]


def _early_stop(comparison: Comparison) -> list[str]:
    noun = "answer" if comparison.workload.network.classes else "last state"
    for stop in comparison.early_stops:
        if stop.stopped_samples:
            saved, samples = stop.energy_saved, comparison.workload.stimulus.samples
            joules = "" if saved is None else f" and {band(saved[0] / samples, saved[1] / samples, 'J')} (modelled)"
            return [
                f"Stopping at the fixed point ends {stop.stopped_samples} of {samples} samples early and saves in "
                f"{stop.code} {stop.updates_saved / samples:,.0f} unit updates{joules} a sample; "
                f"{plural(stop.different_answers, noun)} differ."
            ]
    return []


def _chip(comparison: Comparison) -> list[str]:
    chip, placed = comparison.on_chip.chip, comparison.on_chip.placed
    if chip is None:
        return []
    if placed is None:
        return [f"Not placed on {chip.title}: {comparison.on_chip.problem}"]
    fullest = [value for core in placed.utilisation() for value in core.share.values() if value is not None]
    full = f", the fullest limit at {max(fullest):.0%}" if fullest else ""
    return [
        f"Fits on one {chip.title}: {plural(placed.cores, 'core')} in {plural(placed.tiles, 'tile')}{full} (counted)."
    ]


def _learning(comparison: Comparison) -> list[str]:
    cost = comparison.learning
    return [] if cost is None else [line for one in cost.codes for line in _learning_in(one, cost.samples)]


def _learning_in(cost: CodeCost, samples: int) -> list[str]:
    if cost.energy is None:
        return []
    low, high, start = cost.energy.low / samples, cost.energy.high / samples, f"A training sample in {cost.code} takes"
    where = ", without a placement" if cost.traffic is None else ""
    if cost.energy.at_least:
        return [f"{start} at least {quantity(low, 'J')}: no profile prices weight updates (modelled{where})."]
    under = f"modelled under {', '.join(cost.energy.counted)}{where}"
    for one in cost.energy.estimates:
        if not one.complete:
            without = quantity(one.total / samples, "J")
            under += f"; {one.profile} prices no weight updates and comes to {without} without"
    time = (
        "" if cost.time is None else f" and {band(cost.time.low / samples, cost.time.high / samples, 's')} on the chip"
    )
    return [f"{start} {band(low, high, 'J')}{time} ({under}; weight updates as {NEAREST_RULE})."]
