"""A comparison as one HTML page that holds all it needs: no script, nothing from the network."""

from __future__ import annotations

from importlib.resources import files

from jinja2 import Environment, StrictUndefined

from ...energy import NEAREST_RULE
from ...progress import Progress, silent
from ..comparison import Comparison
from ..fact import COUNTED
from ..neurobench import to_neurobench
from ..sentences import learning_notes, marked
from ..table import Column, Table
from ..tables import costs_table, counts_table, early_stop_table, learning_cost_table, learning_counts_table
from ..words import sentence
from .chip import chip_section
from .costs import energy_against_dense, energy_by_cause, run_time, synops_by_code
from .precision import TITLE, accuracy_by_bits, accuracy_by_energy, measure_precision
from .provenance import facts, made, provenance
from .section import Missing, Picture, Section
from .states import accuracy_by_step, changing_units, events_by_step, raster
from .verdict import verdict


def report_page(comparison: Comparison, command: str, progress: Progress = silent) -> str:
    """The page.

    Parameters
    ----------
    comparison
        What it shows.
    command
        What to type for the same page.
    progress
        Called before each piece of work that takes long.
    """
    found = [
        _engines(comparison),
        _states(comparison),
        _convergence(comparison),
        _energy(comparison),
        _precision(comparison, progress),
        _early_stop(comparison),
        _learning(comparison),
        chip_section(comparison.on_chip.chip, comparison.on_chip.placed, comparison.on_chip.problem),
        _neurobench(comparison),
        provenance(comparison),
    ]
    flat = [one for section in found for one in (section if isinstance(section, tuple) else (section,))]
    here = files(__package__)
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined)
    template = environment.from_string((here / "template.html").read_text(encoding="utf-8"))
    return template.render(
        title=comparison.workload.name,
        summary=comparison.workload.source.description.summary,
        style=(here / "style.css").read_text(encoding="utf-8"),
        facts=facts(comparison),
        verdict=verdict(comparison),
        sections=[one for one in flat if isinstance(one, Section)],
        missing=[one for one in flat if isinstance(one, Missing)] + _not_run(comparison),
        command=command,
        made=made(comparison),
    )


def _engines(comparison: Comparison) -> Section:
    pictures = (synops_by_code(comparison), run_time(comparison))
    tables = (counts_table(comparison), costs_table(comparison))
    return Section("engines", "Engines and codes", _remarks(comparison), pictures, tables)


def _remarks(comparison: Comparison) -> tuple[str, ...]:
    """What to know of the table: what rounding changed, and what could not be priced."""
    effect = comparison.workload.rounding()
    lines = [] if effect is None else [f"Rounding to integers (counted): {effect.sentence()}"]
    return tuple(lines + [sentence(marked(note)) for note in comparison.notes])


def _states(comparison: Comparison) -> Section:
    run = comparison.entries[0].run
    pictures = (raster(comparison.workload.network, run), events_by_step(run))
    return Section("states", "States and events", pictures=pictures)


def _convergence(comparison: Comparison) -> tuple[Section | Missing, ...]:
    run, workload = comparison.entries[0].run, comparison.workload
    pictures = [changing_units(run, workload.at_fixed_point(run.states[:, -1]))]
    missing = []
    if workload.labels is not None and workload.network.classes:
        pictures.append(accuracy_by_step(workload.network, run, workload.labels))
    else:
        reason = "The samples have no labels or the network no readout, so no answer is right or wrong."
        missing.append(Missing("Accuracy by step", reason))
    return Section("convergence", "How the network settles", pictures=tuple(pictures)), *missing


def _energy(comparison: Comparison) -> Section | Missing:
    causes = energy_by_cause(comparison)
    if isinstance(causes, Missing):
        return causes
    text = (
        "Dynamic energy, modelled: static power, the host, the loading of states and the updates of readout units are "
        "not in it. Engines that give identical states count the same, so there is one bar for each code and profile."
    )
    dense = (energy_against_dense(comparison),) if comparison.baselines else ()
    return Section("energy", "Energy", (text,), (causes, *dense))


def _precision(comparison: Comparison, progress: Progress) -> tuple[Section | Missing, ...]:
    found = measure_precision(comparison, progress)
    if isinstance(found, Missing):
        return (found,)
    both = (accuracy_by_bits(found), accuracy_by_energy(found))
    pictures = tuple(one for one in both if isinstance(one, Picture))
    missing = tuple(one for one in both if isinstance(one, Missing))
    return Section("precision", TITLE, pictures=pictures), *missing


def _early_stop(comparison: Comparison) -> Section | Missing:
    title = "Stopping at the fixed point"
    if not any(stop.stopped_samples for stop in comparison.early_stops):
        return Missing(title, "No sample came to rest before the last step, so nothing would be saved.")
    text = (
        "A state that one step leaves as it is never changes again, so a sample may end there. Seeing this takes one "
        "step more than reaching the state, which is counted."
    )
    return Section("early-stop", title, (text,), tables=(early_stop_table(comparison),))


def _learning(comparison: Comparison) -> Section | Missing:
    title = "Learning"
    cost = comparison.learning
    if cost is None:
        return Missing(title, "No training samples were asked for, so learning was neither counted nor priced.")
    text = (
        f"{cost.samples} training samples with {cost.engine}: the phases before a change, and the changes. "
        f"A weight update is priced as {NEAREST_RULE}."
    )
    problems = dict.fromkeys(one.problem for one in cost.codes if one.problem is not None)
    texts = (text, *map(sentence, learning_notes(cost)), *problems)
    priced = any(one.energy is not None for one in cost.codes)
    counts = learning_counts_table(cost)
    return Section("learning", title, texts, tables=(learning_cost_table(cost), counts) if priced else (counts,))


def _neurobench(comparison: Comparison) -> Section:
    flat: list[tuple[str, str]] = []
    for name, value in to_neurobench(comparison).items():
        inner = {f"{name}, {key}": one for key, one in value.items()} if isinstance(value, dict) else {name: value}
        flat += [(key, _decimals(one) if isinstance(one, float) else f"{one:,}") for key, one in inner.items()]
    text = (
        "The network under NeuroBench's names and definitions, in which a state of +1 or -1 acts in every step: these "
        "are not the synops of the two codes."
    )
    columns = (Column("metric", text=True), Column("value", COUNTED))
    return Section(
        "neurobench", "NeuroBench metrics", (text,), tables=(Table("Algorithm track.", columns, tuple(flat)),)
    )


def _decimals(value: float) -> str:
    """Up to four decimals."""
    return f"{value:,.4f}".rstrip("0").rstrip(".")


def _not_run(comparison: Comparison) -> list[Missing]:
    out = [Missing(f"{one.engine} ({one.code})", one.reason) for one in comparison.left_out]
    if comparison.no_meter is not None:
        out.append(Missing("Measured energy", sentence(comparison.no_meter)))
    return out
