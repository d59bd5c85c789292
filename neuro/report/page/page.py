"""A comparison as one HTML page that holds all it needs: no script, nothing from the network."""

from __future__ import annotations

from importlib.resources import files

from jinja2 import Environment, StrictUndefined

from ...energy import NEAREST_RULE
from ...engines import Run
from ...placement import PlacedNetwork
from ...progress import Progress, silent
from ...workload import Workload
from ..comparison import Comparison
from ..data import to_neurobench
from ..fact import DERIVED, Column, Table
from ..learning_cost import LearningCost
from ..on_chip import OnChip
from ..sentences import extent, learning_notes, marked
from ..tables import costs_table, counts_table, early_stop_table, learning_cost_table, learning_counts_table
from ..words import sentence
from .costs import energy_against_dense, energy_by_cause, run_time, synops_by_code
from .precision import TITLE, precision_contents
from .provenance import facts, made, provenance
from .section import Contents, Missing, Picture, Section, WidePicture
from .states import accuracy_by_step, changing_units, events_by_step, raster
from .verdict import verdict

_EARLY, _LEARNING, _CHIP = "Stopping at the fixed point", "Learning", "The network on the chip"


def report_page(comparison: Comparison, command: str, progress: Progress = silent) -> str:
    """The page of a `comparison`; it says that the `command` makes the same page.

    The callback `progress` is called before each piece of work that takes long.
    """
    workload, run = comparison.workload, comparison.entries[0].run
    sections = [
        Section("engines", "Engines and codes", _engines(comparison)),
        Section("states", "States and events", (raster(workload.network, run), events_by_step(run))),
        Section("convergence", "How the network settles", _convergence(workload, run)),
        Section("energy", "Energy", _energy(comparison)),
        Section("precision", TITLE, precision_contents(comparison, progress)),
        Section("early-stop", _EARLY, _early_stop(comparison)),
        Section("learning", _LEARNING, _learning(comparison.learning)),
        Section("chip", _CHIP, (_chip(comparison.on_chip),)),
        Section("neurobench", "NeuroBench metrics", _neurobench(comparison)),
        provenance(comparison),
    ]
    here = files(__package__)
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined)
    template = environment.from_string((here / "template.html").read_text(encoding="utf-8"))
    return template.render(
        title=comparison.workload.name,
        summary=comparison.workload.source.description.summary,
        style=(here / "style.css").read_text(encoding="utf-8"),
        facts=facts(comparison),
        verdict=verdict(comparison),
        sections=[section for section in sections if section.pictures or section.tables],
        missing=[one for section in sections for one in section.missing] + _not_run(comparison),
        command=command,
        made=made(comparison),
    )


def _engines(comparison: Comparison) -> Contents:
    """With what to know of the tables: what rounding changed, and what could not be priced."""
    effect = comparison.workload.rounding()
    rounded = () if effect is None else (f"Rounding to integers (counted): {effect.sentence()}",)
    notes = (sentence(marked(note)) for note in comparison.notes)
    pictures = (synops_by_code(comparison), run_time(comparison))
    return (*rounded, *notes, *pictures, counts_table(comparison), costs_table(comparison))


def _convergence(workload: Workload, run: Run) -> Contents:
    changing = changing_units(run, workload.at_fixed_point(run.states[:, -1]))
    if workload.labels is None or not workload.network.classes:
        reason = "The samples have no labels or the network no readout, so no answer is right or wrong."
        return changing, Missing("Accuracy by step", reason)
    return changing, accuracy_by_step(workload.network, run, workload.labels)


def _energy(comparison: Comparison) -> Contents:
    text = (
        "Dynamic energy, modelled: static power, the host, the loading of states and the updates of readout units are "
        "not in it. Engines that give identical states count the same, so there is one bar for each code and profile."
    )
    causes = energy_by_cause(comparison)
    dense = comparison.baselines and isinstance(causes, Picture)
    return text, causes, *((energy_against_dense(comparison),) if dense else ())


def _early_stop(comparison: Comparison) -> Contents:
    if comparison.workload.stimulus.streams:
        return (Missing(_EARLY, "Inputs change from step to step, so no sample may end before the last one."),)
    if not any(stop.stopped_samples for stop in comparison.early_stops):
        return (Missing(_EARLY, "No sample came to rest before the last step, so nothing would be saved."),)
    text = (
        "A state that one step leaves as it is never changes again, so a sample may end there. Seeing this takes one "
        "step more than reaching the state, which is counted."
    )
    return text, early_stop_table(comparison)


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
    tables = (costs, learning_counts_table(cost)) if costs.rows else (learning_counts_table(cost),)
    return (text, *map(sentence, learning_notes(cost)), *problems, *tables)


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


def _chip(on_chip: OnChip) -> WidePicture | Missing:
    """The placement, or why there is none."""
    chip, placed = on_chip.chip, on_chip.placed
    if chip is None:
        return Missing(_CHIP, "No chip was asked for.")
    if placed is None:
        return Missing(_CHIP, on_chip.problem or f"The network was not placed on {chip.title}.")
    alt = f"The network on {chip.title}: {extent(placed)}; the table has every core."
    notes = (sentence(note) for note in chip.notes)
    caption = " ".join(("Each square is a core, filled as far as the limit it comes closest to (counted).", *notes))
    return WidePicture("layout", f"On {chip.title}", caption, alt, placed.figure, _utilisation(placed))


def _utilisation(placed: PlacedNetwork) -> Table:
    """A row for each core in use: what it holds, and what that takes of each limit."""
    cores = placed.utilisation()
    limits = list(dict.fromkeys(name for core in cores for name in core.used))
    rows = tuple(
        (
            str(core.core),
            str(core.tile),
            ", ".join(f"{name} {units:,}" for name, units in core.holds.items()),
            *(_used(core.used.get(name), core.share.get(name)) for name in limits),
        )
        for core in cores
    )
    columns = (
        Column("core"),
        Column("tile"),
        Column("holds units of", text=True),
        *(Column(name.replace("_", " "), "counted") for name in limits),
    )
    return Table("Cores in use, with the share of each limit.", columns, rows)


def _used(used: int | None, share: float | None) -> str:
    if used is None:
        return "-"
    return f"{used:,}" if share is None else f"{used:,} ({share:.0%})"


def _not_run(comparison: Comparison) -> list[Missing]:
    out = [Missing(f"{one.engine} ({one.code})", one.reason) for one in comparison.left_out]
    if comparison.no_meter is not None:
        out.append(Missing("Measured energy", sentence(comparison.no_meter)))
    return out
