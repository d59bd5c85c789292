"""A comparison in three short sentences, for who meets it for the first time."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ..comparison import Comparison
from ..entry import first_by_code
from ..words import in_words, listed, plural, ratio_band


def headline(comparison: Comparison, exact: str, ratios: Mapping[str, float] | None) -> tuple[str, str, str]:
    """What was run, what was found, what it means.

    The `exact` sentence names the first difference, where there is one; `ratios` are energies of spikes over those of
    flips, by profile.
    """
    return _run(comparison), _found(comparison, exact), _meaning(comparison, ratios)


def _run(comparison: Comparison) -> str:
    workload, engines = comparison.workload, _engines(comparison)
    units, samples = plural(workload.network.units, "binary unit"), workload.samples
    given = plural(samples, "random start")
    if workload.data is not None:
        given = f"{plural(samples, 'sample')} of {Path(workload.data).stem}"
    did = f"answered {given}" if workload.network.classes and workload.data else f"ran from {given}"
    where = f"{in_words(len(engines))} engine{'s' if len(engines) > 1 else ''}"
    return f"A network of {units} {did} in {where}: {listed(engines)}."


def _found(comparison: Comparison, exact: str) -> str:
    if not comparison.identical:
        return exact
    answers = ", and every answer," if comparison.workload.network.classes else ""
    if (number := len(_engines(comparison))) > 1:
        everywhere = "both" if number == 2 else f"all {in_words(number)}"
        return f"Every state of every unit at every step{answers} was identical in {everywhere}."
    if len(comparison.entries) > 1:
        return f"Under both codes every state of every unit at every step{answers} was identical."
    return "It ran once, so there is no other run to hold its states against."


def _meaning(comparison: Comparison, ratios: Mapping[str, float] | None) -> str:
    if not comparison.identical:
        return "Results of one engine can't stand for another's; the table of engines says which agree."
    entries = first_by_code(comparison.entries)
    flips, spikes = entries.get("flips"), entries.get("spikes")
    changes, ups = "only their changes of state (flips)", "in every step in which they are up (spikes)"
    if ratios and (min(ratios.values()) > 1.0 or max(ratios.values()) < 1.0):
        low, high = min(ratios.values()), max(ratios.values())
        if low < 1.0:
            changes, ups, low, high = ups, changes, 1 / high, 1 / low
        chip = comparison.on_chip.chip
        where = "the chip" if chip is None else chip.title
        more = ratio_band(low, high)
        return (
            f"On {where}, units that send {ups} take {more} times the energy of units that send {changes} (modelled)."
        )
    if flips is not None and spikes is not None:
        if 0 < flips.activity.synops < spikes.activity.synops:
            more = ratio_band(*[spikes.activity.synops / flips.activity.synops] * 2)
            return f"Sending {ups} takes {more} times the synaptic operations of sending {changes}."
        return "Which code is cheaper, flips or spikes, is open; the tables have what is known."
    code, entry = next(iter(entries.items()))
    synops, dense = entry.activity.synops, comparison.synops_dense
    if not synops:
        return f"Under the code {code} no message reached a coupling."
    each = f"{synops / comparison.workload.samples:,.0f} synaptic operations ({code})"
    return f"A sample took {each}, 1/{dense / synops:.3g} of what all couplings in every step would take."


def _engines(comparison: Comparison) -> list[str]:
    return list(dict.fromkeys(entry.engine for entry in comparison.entries))
