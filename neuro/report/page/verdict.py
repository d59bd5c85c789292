"""What a comparison comes to: do the engines agree, which code is cheaper, by how much, on which basis."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

from ..comparison import Comparison
from ..entry import Entry, first_by_code
from ..fact import COUNTED
from ..facts import ACCURACY, ENERGY
from ..sentences import early_stop_line, learning_line, placement_lines, runs_counts_line, verdict_line
from ..words import band_text, plural, ratio_band, sentence
from .section import Tile


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
    entries, samples = first_by_code(comparison.entries), comparison.workload.samples
    saving = [one for one in comparison.early_stops if one.stopped_samples]
    lines = [
        *_cheaper(entries),
        *_fewer_operations(entries, comparison),
        *_dense(comparison),
        *(early_stop_line(one, samples) for one in saving[:1]),
        *placement_lines(comparison.on_chip),
        *_unplaced(comparison),
        *(learning_line(one) for one in (comparison.learning.codes if comparison.learning else ())),
    ]
    headline = sentence(verdict_line(comparison))
    return Verdict(comparison.identical, headline, tuple(_tiles(comparison, entries)), tuple(map(sentence, lines)))


def _cheaper(entries: dict[str, Entry]) -> list[str]:
    flips, spikes = entries.get("flips"), entries.get("spikes")
    if flips is None or spikes is None or flips.energy is None or spikes.energy is None:
        return []
    if flips.unplaced != spikes.unplaced:
        return ["Which code is cheaper is not known: the network could be placed under one of them alone."]
    ratios = {
        energy.profile: other.total / energy.total
        for energy in flips.energy.estimates
        if energy.total and (other := spikes.energy.under(energy.profile)) is not None
    }
    if not ratios:
        return []
    low, high = min(ratios.values()), max(ratios.values())
    cost = ", ".join(f"{one.code} {band_text(one.energy, 'J', one.samples)}" for one in (flips, spikes))
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
    samples, dense = comparison.workload.samples, comparison.synops_dense
    found = [
        f"{code} {synops / samples:,.0f} (1/{dense / synops:.3g} of dense)"
        for code, entry in entries.items()
        if (synops := entry.activity.synops)
    ]
    if not found:
        return []
    each = f"all couplings in every step, the input once, are {dense / samples:,.0f}"
    if (anew := comparison.synops_dense_input_every_step) != dense:
        each += f", and {anew / samples:,.0f} with the input summed up anew in every step"
    return [f"Synaptic operations per sample: {', '.join(found)}; {each}. {sentence(runs_counts_line(comparison))}"]


def _tiles(comparison: Comparison, entries: dict[str, Entry]) -> list[Tile]:
    tiles = []
    for code, entry in entries.items():
        if entry.energy is not None:
            where = ", without a placement" if entry.unplaced else ""
            joules = band_text(entry.energy, "J", entry.samples)
            tiles.append(Tile(joules, f"per inference in {code}{where}", ENERGY.basis))
    known = [entry.accuracy for entry in comparison.entries if entry.accuracy is not None]
    if known:
        ends = dict.fromkeys(f"{share:.1%}" for share in (min(known), max(known)))
        words = f"accuracy on {plural(comparison.workload.samples, 'sample')}"
        tiles.append(Tile(" to ".join(ends), words, ACCURACY.basis))
    on_chip = comparison.on_chip
    if on_chip.placed is not None and on_chip.chip is not None:
        tiles.append(Tile(plural(on_chip.placed.cores, "core"), f"of one {on_chip.chip.title}", COUNTED))
    return tiles


def _dense(comparison: Comparison) -> list[str]:
    works: dict[str, list[str]] = {}
    for one in comparison.baselines:
        works.setdefault(one.name, []).append(f"{band_text(one, 'J')} on {one.chip}")
    each = "; ".join(f"{name} {', '.join(prices)}" for name, prices in works.items())
    return [f"Without events, per inference: {each} (modelled)."] if works else []


def _unplaced(comparison: Comparison) -> list[str]:
    on_chip = comparison.on_chip
    if on_chip.chip is None or on_chip.placed is not None:
        return []
    return [f"Not placed on {on_chip.chip.title}: {on_chip.problem}"]
