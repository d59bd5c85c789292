"""The page of ``neuro compare``: engines and codes held against each other."""

from __future__ import annotations

from ...energy import NEAREST_RULE
from ...engines import Run
from ...progress import Progress, silent
from ...workload import Workload
from ..comparison import Comparison
from ..data import as_json, to_neurobench
from ..fact import DERIVED, Column, Table
from ..learning_cost import LearningCost
from ..on_chip import OnChip
from ..page.costs import energy_against_dense, energy_by_cause, run_time, synops_by_code
from ..page.folding import counts_table, measured_table, modelled_table, who_counted
from ..page.made import made_by
from ..page.page import Page
from ..page.precision import TITLE, precision_contents
from ..page.provenance import facts, provenance
from ..page.section import Contents, Details, Facts, Missing, Picture, Section, WidePicture
from ..page.states import accuracy_by_step, changing_units, events_by_step, raster
from ..page.trajectories import trajectories
from ..page.verdict import Verdict, verdict
from ..sentences import early_stop_line, extent, learning_line, learning_notes, marked, placement_lines
from ..tables import early_stop_table, learning_cost_table, learning_counts_table
from ..words import sentence
from .layout import layout_picture

_EARLY, _LEARNING, _CHIP = "Stopping at the fixed point", "Learning", "The network on the chip"
_WORDS = "In words, with every number"


def comparison_page(comparison: Comparison, command: str, progress: Progress = silent) -> Page:
    """The page of a `comparison`, which the `command` makes again.

    The callback `progress` is called before each piece of work that takes long.
    """
    workload, run, found = comparison.workload, comparison.entries[0].run, verdict(comparison)
    sections = (
        Section("run", "What was run", _run(comparison)),
        Section("states", "What the units do", _states(comparison, run)),
        Section("convergence", "How the network settles", _convergence(workload, run)),
        Section("engines", "Engines and codes", _engines(comparison, found)),
        Section("energy", "Energy", _energy(comparison, found)),
        Section("precision", TITLE, precision_contents(comparison, progress)),
        Section("early-stop", _EARLY, _early_stop(comparison)),
        Section("learning", _LEARNING, _learning(comparison.learning)),
        Section("chip", _CHIP, _chip(comparison.on_chip)),
        Section("neurobench", "NeuroBench metrics", _neurobench(comparison)),
        provenance(comparison),
    )
    return Page(
        title=workload.name,
        kind="engines and codes compared",
        summary=workload.source.description.summary,
        headline=found.headline,
        tiles=found.tiles,
        sections=sections,
        command=command,
        made=made_by(
            workload.source.description.seed, workload.network.hash, [one.engine for one in comparison.entries]
        ),
        missing=_not_run(comparison),
        agree=found.agree,
        data=as_json(comparison),
        states=trajectories(comparison),
    )


def _run(comparison: Comparison) -> Contents:
    text = (
        "Each unit is up (+1) or down (-1). In every step it adds up what reaches it through its couplings, and takes "
        "the sign of the sum. What it tells the others is a choice: under the code flips it speaks when its state "
        "changes, under the code spikes in every step in which it is up. The states are the same either way; the "
        "number of messages, and so the energy, is not."
    )
    return text, Facts(tuple(facts(comparison)))


def _states(comparison: Comparison, run: Run) -> Contents:
    text = (
        "Every row is a unit, every column a step. Coloured cells are what units send; where a row keeps its colour, "
        "the unit is at rest."
    )
    return text, raster(comparison.workload.network, run)


def _engines(comparison: Comparison, found: Verdict) -> Contents:
    """With what to know of the tables: what rounding changed, and what could not be priced."""
    effect = comparison.workload.rounding()
    rounded = () if effect is None else (f"Rounding to integers (counted): {effect.sentence()}",)
    notes = (sentence(marked(note)) for note in comparison.notes)
    pictures = (synops_by_code(comparison), run_time(comparison))
    text = (
        "A network is described once, and every engine runs it. Engines that agree in all figures share a row; the "
        "time each took is its own."
    )
    details = Details(_WORDS, (found.exact, *found.operations, *rounded, *notes, who_counted(comparison)))
    return text, *pictures, counts_table(comparison), measured_table(comparison), details


def _energy(comparison: Comparison, found: Verdict) -> Contents:
    text = (
        "No chip was measured: these are counted events times published energies, and the band is how far published "
        "tables disagree. Engines that give identical states count the same, so there is one bar for each code."
    )
    exact = (
        "Dynamic energy, modelled: static power, the host, the loading of states and the updates of readout units are "
        "not in it."
    )
    causes = energy_by_cause(comparison)
    dense = comparison.baselines and isinstance(causes, Picture)
    pictures = (causes, *((energy_against_dense(comparison),) if dense else ()))
    return text, *pictures, modelled_table(comparison), Details(_WORDS, (exact, *found.energy))


def _convergence(workload: Workload, run: Run) -> Contents:
    text = "A network that has found a state that no step changes is at a fixed point: its answer is ready."
    changing = changing_units(run, workload.at_fixed_point(run.states[:, -1]))
    if workload.labels is None or not workload.network.classes:
        reason = "The samples have no labels or the network no readout, so no answer is right or wrong."
        return text, events_by_step(run), changing, Missing("Accuracy by step", reason)
    return text, events_by_step(run), changing, accuracy_by_step(workload.network, run, workload.labels)


def _early_stop(comparison: Comparison) -> Contents:
    if comparison.workload.stimulus.streams:
        return (Missing(_EARLY, "Inputs change from step to step, so no sample may end before the last one."),)
    if not any(stop.stopped_samples for stop in comparison.early_stops):
        return (Missing(_EARLY, "No sample came to rest before the last step, so nothing would be saved."),)
    text = (
        "A state that one step leaves as it is never changes again, so a sample may end there. Seeing this takes one "
        "step more than reaching the state, which is counted."
    )
    lines = (early_stop_line(one, comparison.workload.samples) for one in comparison.early_stops)
    return text, early_stop_table(comparison), Details(_WORDS, tuple(map(sentence, lines)))


def _learning(cost: LearningCost | None) -> Contents:
    if cost is None:
        reason = "No training samples were asked for, so learning was neither counted nor priced."
        return (Missing(_LEARNING, reason),)
    text = (
        f"{cost.samples} training samples with {cost.engine}: the phases before a change, and the changes. "
        f"A weight update is priced as {NEAREST_RULE}."
    )
    problems = dict.fromkeys(one.problem for one in cost.codes if one.problem is not None)
    costs = learning_cost_table(cost)
    lines = map(sentence, (*map(learning_line, cost.codes), *learning_notes(cost)))
    details = Details(_WORDS, (*lines, learning_counts_table(cost)))
    return (text, *problems, *((costs,) if costs.rows else ()), details)


def _neurobench(comparison: Comparison) -> Contents:
    text = (
        "The network under NeuroBench's names and definitions, in which a state of +1 or -1 acts in every step: these "
        "are not the synops of the two codes."
    )
    flat: list[tuple[str, str]] = []
    for name, value in to_neurobench(comparison).items():
        inner = {f"{name}, {key}": one for key, one in value.items()} if isinstance(value, dict) else {name: value}
        for key, one in inner.items():
            # Up to four decimals.
            shown = f"{one:,.4f}".rstrip("0").rstrip(".") if isinstance(one, float) else f"{one:,}"
            flat.append((key, shown))
    columns = (Column("metric", text=True), Column("value", DERIVED))
    return text, Table("Algorithm track.", columns, tuple(flat))


def _chip(on_chip: OnChip) -> tuple[str | WidePicture | Missing, ...]:
    """The placement, or why there is none."""
    chip, placed = on_chip.chip, on_chip.placed
    if chip is None:
        return (Missing(_CHIP, "No chip was asked for."),)
    if placed is None:
        reason = on_chip.problem or f"The network was not placed on {chip.title}."
        return (Missing(_CHIP, f"Not placed on {chip.title}: {reason}"),)
    alt = f"The network on {chip.title}: {extent(placed)}; the table has every core."
    return (*map(sentence, placement_lines(on_chip)), layout_picture(placed, alt))


def _not_run(comparison: Comparison) -> tuple[Missing, ...]:
    out = [Missing(f"{one.engine} ({one.code})" if one.code else one.engine, one.reason) for one in comparison.left_out]
    if comparison.no_meter is not None:
        out.append(Missing("Measured energy", sentence(comparison.no_meter)))
    return tuple(out)
