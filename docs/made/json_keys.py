"""Every key of the JSON that commands write: its heading in tables, unit, basis and meaning."""

from __future__ import annotations

import dataclasses
import inspect
import re
from collections.abc import Iterable

from neuro.engines import Activity
from neuro.engines.activity import AbstractCounts
from neuro.engines.learning_activity import LearningActivity
from neuro.placement.traffic import Traffic
from neuro.report import to_neurobench
from neuro.report.fact import Fact
from neuro.report.facts import ALONE, BASELINE, EARLY_STOP, LEARNED, LEARNING_BY_CAUSE, LEARNING_IN_A_CODE, RUN

from .markdown import code, sentence, table, unmarked

# A name (or several, or one in backticks) at the left edge of a docstring, and the lines below it.
_ENTRY = r"^(?:``)?(\w[\w, ]*)\n((?: {4}.*\n?)+)"
# What no table has a heading for, and no class of counts a sentence.
MEANINGS = {
    "model": "name of the model",
    "network": "name (hash) of the network: equal names are equal weights",
    "regime": "numbers that the network is in, float or integer",
    "data": "data set of the samples, or null for random starts",
    "samples": "samples that were run or learned",
    "steps": "time steps of a sample",
    "engine": "engine that ran",
    "engines": "by engine: its figures, as below",
    "code": "code of the figures beside it: flips or spikes",
    "codes": "the same figures for every code that was run",
    "split": "part of the data: train, validation or test",
    "reference": "engine that the others are held against",
    "identical": "whether every state at every step and every answer (or every weight) is that of the reference",
    "identical_counts": "whether all counts are those of the reference",
    "identical_answers": "whether all answers while it learned are those of the reference",
    "first_difference": "where engines first differ, and by what; null where they don't",
    "largest_gap": "largest difference of a weight from the reference",
    "accuracy": "share of right answers",
    "synops_dense": "synaptic operations if every coupling were evaluated in every step, the input once a sample",
    "synops_dense_input_every_step": "the same with the input summed up anew in every step",
    "profiles": "energy profiles in use: name, family, citation, conditions, missing",
    "basis": "what the figures rest on, by key: counted, derived, modelled, measured",
    "placement": "where the network lies: chip, title, file, problem, cores, tiles, "
    "utilisation (core, tile, holds, used, share)",
    "time_model": "what the modelled time assumes, in sentences",
    "no_meter": "why no energy was measured here, or null",
    "notes": "what else to know, in sentences",
    "left_out": "engines, or quantities of a profile, that are left out, and why",
    "baselines": "the same answer without events, one row each, as below",
    "early_stop": "what ending each sample at its fixed point saves, by code, as below",
    "learning": "what learning takes (with --learning-samples), as below",
    "neurobench": "figures under the keys of NeuroBench, as below",
    "derived": "counts that follow from the states, since the engine has no counter of them",
    "hops": "tiles crossed by all packets, along rows and columns",
    "packets": "messages with at least one receiver; of a placed network, one for each core they go to",
    "energy_J": "dynamic energy, lowest and highest over the profiles of the chip; an open end is null",
    "energy_J_by_cause": "the same by cause: synapse, neuron, network",
    "energy_by_profile": "by profile: total_J, by_event_J, left_out",
    "energy_J_by_profile": "by profile: the total",
    "energy_placed": "whether the energy knows cores and the mesh",
    "energy_delay_Js_per_sample": "energy times time of one sample",
    "time_s": "time on the chip, lowest and highest over the profiles",
    "time_by_profile": "by profile: total_s, per_step_s, by_event_s, left_out",
    "static_J": "static power of a whole chip times the modelled time, by profile; never part of a dynamic energy",
    "measured_J": "joules by the counters of the processor at hand, or null",
    "wall_s": "seconds on the machine at hand",
    "setup_s": "seconds of setting up, once",
    "sample_s": "seconds of a sample",
    "traffic": "messages on the mesh of the chip, as below",
    "compared_every": "samples between two looks at the weights",
    "weights": "couplings that are compared",
    "activity": "what was counted while training samples were learned",
    "weight_update": "the rule whose published price weight updates are given",
    "problem": "why this code can't be placed or priced, or null",
    "phases": "counts of the phases, without learning",
    "unplaced": "why the network isn't placed, or null",
    "energy_J_per_sample": "energy of one sample, lowest and highest",
    "time_s_per_sample": "time of one sample, lowest and highest",
    "at_least": "whether the energy is a lower bound",
    "no_price_of_weight_updates": "profiles that give weight updates no price",
    "by_profile": "by profile: joules by cause, left_out",
    "synapse_J": "energy of messages taking effect through couplings",
    "neuron_J": "energy of updates of units",
    "network_J": "energy of sending and carrying messages",
    "learning_J": "energy of weight updates",
    "name": "what is evaluated, every coupling in every step or a perceptron of as many parameters",
    "chip": "on what; in `neuro place`, the chip's name, title, limits and notes",
    "profile": "the profile that prices it",
    "operations_per_sample": "multiplications and additions of one sample",
    "by_operation_J": "joules by kind of operation",
    "citation": "where the prices are printed",
    "conditions": "under which conditions they hold",
    "stopped_samples": "samples that end early",
    "mean_steps": "steps of a sample, in the mean",
    "synops_saved": "synaptic operations that are saved",
    "neuron_updates_saved": "updates that are saved",
    "energy_J_saved": "energy that is saved, lowest and highest",
    "different_answers": "samples whose answer is another one",
    "placer": "how units were laid on cores",
    "cores": "cores in use: core, tile, holds, neurons, synapse_bits, in_axons, out_axons, share",
}


def counts(*classes: type[AbstractCounts]) -> dict[str, str]:
    """What each count means, from the docstrings of the classes that hold them; the first to say so wins."""
    found: dict[str, str] = {}
    for cls in classes:
        for names, about in re.findall(_ENTRY, inspect.cleandoc(cls.__doc__ or ""), re.MULTILINE):
            for name in names.split(","):
                found.setdefault(name.strip(), " ".join(about.split()))
        for total, terms in cls.sums.items():
            found.setdefault(total, f"the sum of {', '.join(terms)}")
    return found


def meaning(key: str, *classes: type[AbstractCounts]) -> str:
    """What a key means; empty if nobody has said."""
    said = counts(*classes or (Activity, LearningActivity, Traffic))
    return sentence(unmarked((MEANINGS if not classes else {}).get(key) or said.get(key) or ""))


def _facts(facts: Iterable[Fact]) -> str:
    named = {fact.key: fact for fact in facts if fact.key}
    rows = [(code(key), meaning(key), fact.heading, fact.unit, fact.basis) for key, fact in named.items()]
    return table(("key", "what it is", "heading in tables", "unit", "basis"), rows)


def _plain(*keys: str, of: tuple[type[AbstractCounts], ...] = ()) -> str:
    return table(("key", "what it is"), [(code(key), meaning(key, *of)) for key in keys])


_WHAT_RAN = ("model", "network", "regime", "data", "samples")
_COMPARED = ("reference", "identical", "identical_counts", "first_difference")
_COMPARISON = (
    *_WHAT_RAN,
    "steps",
    *_COMPARED,
    "synops_dense",
    "synops_dense_input_every_step",
    "profiles",
    "basis",
    "placement",
    "time_model",
    "no_meter",
    "notes",
    "left_out",
    "engines",
    "baselines",
    "early_stop",
    "learning",
    "neurobench",
)


def json_page() -> str:
    """The page of all of them."""
    traffic = [field.name for field in dataclasses.fields(Traffic)]
    bench = re.findall(_ENTRY, inspect.cleandoc(to_neurobench.__doc__ or "").replace("``\n", "\n"), re.MULTILINE)
    text = [
        "# Keys of the JSON\n",
        "What the files hold that `--json` writes: each key with its heading in tables, its unit, what it rests on and "
        "what it means. Figures are over all samples unless their name says otherwise; units are those in the names.\n",
        "Counts that an engine derives from its states, rather than counting them, are listed in its `derived`. "
        "[What counted, derived, modelled and measured mean](../explanation/counted.md).\n",
        "## neuro compare\n",
        _plain(*_COMPARISON),
        "### Each engine\n",
        "Under `engines` and the engine's name: the figures of its first code, and under `codes` those of each.\n",
        _plain("code", "codes"),
        _facts(RUN),
        "### traffic\n",
        "Derived from the states and the placement.\n",
        _plain(*traffic, of=(Traffic,)),
        "### baselines\n",
        _facts(BASELINE),
        "### early_stop\n",
        _facts(EARLY_STOP),
        "### learning\n",
        _plain("engine", "samples", "activity", "derived", "weight_update", "time_model", "placement", "code", "codes"),
        _facts(LEARNING_IN_A_CODE),
        "Under `by_profile`:\n",
        _facts(LEARNING_BY_CAUSE),
        "### neurobench\n",
        "Counted, by the definitions of NeuroBench.\n",
        table(("key", "what it is"), [(code(name), unmarked(about)) for name, about in bench if name != "figures"]),
        "## neuro compare --learning\n",
        _plain(*_WHAT_RAN, "compared_every", "weights", *_COMPARED, "basis", "left_out", "engines"),
        "### Each engine that learned\n",
        _facts(LEARNED),
        "## neuro evaluate\n",
        _plain(*_WHAT_RAN, "engine", "code", "split"),
        _facts(ALONE),
        "## neuro place\n",
        _plain("model", "network", "chip", "placer", "cores", "basis", "samples", "traffic"),
        _facts([Fact("timesteps", "", "derived", lambda row: row)]),
        "`traffic` holds, by code, the keys [above](#traffic).\n",
    ]
    return "\n".join(text)
