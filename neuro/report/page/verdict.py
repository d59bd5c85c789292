"""What a comparison comes to: do the engines agree, which code is cheaper, by how much, on which basis."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

from ..comparison import Comparison
from ..entry import Entry, first_by_code
from ..fact import COUNTED
from ..facts import ACCURACY, ENERGY
from ..sentences import runs_counts_line, verdict_line
from ..words import band_text, plural, ratio_band, sentence
from .headline import headline
from .section import Tile


@final
@dataclass(frozen=True)
class Verdict:
    """Whether the engines agree, what that means, and the figures behind it.

    Parameters
    ----------
    agree
        Whether every state and every answer is identical in all runs.
    headline
        Three short sentences for who meets this for the first time: what was run, what was found, what it means.
    tiles
        The largest figures, four at the most.
    exact
        What was found, with all names and numbers.
    energy, operations
        Sentences on the energy of both codes and of dense evaluation, and on synaptic operations.
    """

    agree: bool
    headline: tuple[str, ...]
    tiles: tuple[Tile, ...]
    exact: str
    energy: tuple[str, ...]
    operations: tuple[str, ...]


def verdict(comparison: Comparison) -> Verdict:
    """The top of the page."""
    entries, ratios = first_by_code(comparison.entries), _ratios(comparison)
    exact = sentence(verdict_line(comparison))
    return Verdict(
        comparison.identical,
        headline(comparison, exact, ratios),
        tuple(_tiles(comparison, entries)),
        exact,
        tuple(map(sentence, (*_cheaper(entries, ratios), *_dense(comparison)))),
        tuple(map(sentence, _fewer_operations(entries, comparison))),
    )


def _ratios(comparison: Comparison) -> dict[str, float] | None:
    """Energy of spikes over that of flips, by profile; None where they can't be compared."""
    entries = first_by_code(comparison.entries)
    flips, spikes = entries.get("flips"), entries.get("spikes")
    if flips is None or spikes is None or flips.energy is None or spikes.energy is None:
        return None
    if flips.unplaced != spikes.unplaced:
        return None
    return {
        energy.profile: other.total / energy.total
        for energy in flips.energy.estimates
        if energy.total and (other := spikes.energy.under(energy.profile)) is not None
    }


def _cheaper(entries: dict[str, Entry], ratios: dict[str, float] | None) -> list[str]:
    flips, spikes = entries.get("flips"), entries.get("spikes")
    if flips is None or spikes is None or flips.energy is None or spikes.energy is None:
        return []
    if flips.unplaced != spikes.unplaced:
        return ["Which code is cheaper is not known: the network could be placed under one of them alone."]
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
    known = [entry.accuracy for entry in comparison.entries if entry.accuracy is not None]
    if known:
        ends = dict.fromkeys(f"{share:.1%}" for share in (min(known), max(known)))
        words = f"of {plural(comparison.workload.samples, 'sample')} answered rightly"
        tiles.append(Tile(" to ".join(ends), words, ACCURACY.basis))
    for code, entry in entries.items():
        if entry.energy is not None:
            where = ", without a placement" if entry.unplaced else ""
            joules = band_text(entry.energy, "J", entry.samples)
            tiles.append(Tile(joules, f"a sample, when units send {code}{where}", ENERGY.basis))
    on_chip = comparison.on_chip
    if on_chip.placed is not None and on_chip.chip is not None:
        words = f"of the {on_chip.chip.all_cores:,} of a {on_chip.chip.title} hold the network"
        tiles.append(Tile(plural(on_chip.placed.cores, "core"), words, COUNTED))
    return tiles


def _dense(comparison: Comparison) -> list[str]:
    works: dict[str, list[str]] = {}
    for one in comparison.baselines:
        works.setdefault(one.name, []).append(f"{band_text(one, 'J')} on {one.chip}")
    each = "; ".join(f"{name} {', '.join(prices)}" for name, prices in works.items())
    return [f"Without events, per inference: {each} (modelled)."] if works else []
