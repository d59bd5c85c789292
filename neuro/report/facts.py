"""Every fact of a comparison, declared once: a new count or cost is one line here.

Runs and training samples are rows with an ``activity``, and with ``traffic``, ``energy`` and ``time`` where these are
known. Facts without a heading stand in the JSON alone, facts without a key in tables alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from ..energy import CAUSES, Band, Energy, StepTime
from .fact import COUNTED, DERIVED, MEASURED, MODELLED, Fact, bases_of, data_of
from .words import span

# Marks an energy that knows nothing of cores and the mesh.
UNPLACED = " *"
_RUN_CAUSES = ("synapse", "neuron", "network")


def _mark(row: Any) -> str:
    return UNPLACED if row.energy is not None and row.traffic is None else ""


def _count(key: str, heading: str = "") -> Fact:
    return Fact(key, heading, COUNTED, lambda row: getattr(row.activity, key))


def _text(key: str, heading: str, take: Callable[[Any], Any] | None = None) -> Fact:
    return Fact(key, heading, "", take or (lambda row: getattr(row, key)), "text")


def _amount(key: str, heading: str, basis: str, unit: str, take: Callable[[Any], Any], **more: Any) -> Fact:
    return Fact(key, heading, basis, take, "quantity", unit, **{"unknown": "unknown", **more})


def _data(key: str, basis: str = "", take: Callable[[Any], Any] | None = None) -> Fact:
    return Fact(key, "", basis, take or (lambda row: getattr(row, key)))


# A run of one engine in one code.
ENGINE, CODE = _text("", "engine", lambda row: row.engine), _text("", "code", lambda row: row.code)
IDENTICAL = Fact("identical", "identical", "", lambda row: row.identical, "flag")
ACCURACY = Fact("accuracy", "accuracy", COUNTED, lambda row: row.accuracy, "share")
SYNOPS = _count("synops", "synops")
# What happens in the phases of a run or of a training sample.
PHASE_COUNTS = (
    SYNOPS,
    _count("neuron_updates_active", "neuron updates, active"),
    _count("neuron_updates_inactive", "neuron updates, inactive"),
    Fact("packets", "packets", COUNTED, lambda row: (row.traffic or row.activity).packets),
    Fact(
        "hops", "hops", DERIVED, lambda row: row.traffic and row.traffic.hops_east_west + row.traffic.hops_north_south
    ),
)
_MESSAGES = (
    "input_events",
    "feedback_events",
    "synops_recurrent",
    "synops_input",
    "synops_feedback",
    "synops_readout",
)
_STEPS = (_count("timesteps", "steps"), _count("spikes", "spikes"), _count("flips", "flips"))
MAIN_COUNTS = (*_STEPS, SYNOPS)
COUNTS = (
    *_STEPS,
    *PHASE_COUNTS,
    *map(_count, (*_MESSAGES, "synops_loading", "neuron_updates")),
)
ENERGY = _amount("energy_J", "energy", MODELLED, "J", lambda row: row.energy, mark=_mark)
WALL = _amount("wall_s", "run time here", MEASURED, "s", lambda row: row.run.wall_s)
SETUP = _amount("setup_s", "setup here, once", MEASURED, "s", lambda row: row.run.setup_s, per_sample=False)
_DELAY = "energy_delay_Js_per_sample"
COSTS = (
    ENERGY,
    _amount("time_s", "time on chip", MODELLED, "s", lambda row: row.time),
    _amount(_DELAY, "energy x delay", MODELLED, "Js", lambda row: row.energy_delay, per_sample=False),
    _amount("static_J", "static energy, whole chip", MODELLED, "J", lambda row: row.static_J),
    WALL,
    SETUP,
    _amount("measured_J", "energy here", MEASURED, "J", lambda row: row.measured_J, unknown="no meter"),
)
_TRAFFIC = _data("traffic", DERIVED)
_DERIVED = _data("derived", "", lambda row: sorted(row.derived))
_PLACED = _data("energy_placed", "", lambda row: row.energy and row.traffic is not None)
_TIMES = _data("time_by_profile", MODELLED, lambda row: _by_profile(row.time, "s"))
RUN = (
    IDENTICAL,
    ACCURACY,
    *COUNTS,
    _DERIVED,
    *COSTS,
    _TRAFFIC,
    _PLACED,
    _TIMES,
    _data("energy_J_by_cause", MODELLED, lambda row: {one: row.energy.of(one) for one in _RUN_CAUSES if row.energy}),
    _data("energy_by_profile", MODELLED, lambda row: _by_profile(row.energy, "J")),
)
# A run alone, in the JSON of ``neuro evaluate``.
_PRICES = _data("energy_J_by_profile", MODELLED, lambda row: {one.profile: one.total for one in row.energy.estimates})
ALONE = (ACCURACY, *COUNTS, _DERIVED, ENERGY, _PRICES, _PLACED, SETUP, WALL)


def _by_profile(band: Any, unit: str) -> dict[str, Any]:
    return {
        one.profile: {
            f"total_{unit}": one.total,
            **({"per_step_s": one.per_step} if isinstance(one, StepTime) else {}),
            f"by_event_{unit}": one.by_event,
            "left_out": one.left_out,
        }
        for one in (() if band is None else band.estimates)
    }


class Priced(NamedTuple):
    """What a run or the training samples take in one code under one profile."""

    code: str
    energy: Energy
    time: StepTime | None
    traffic: Any


def priced(rows: Iterable[Any]) -> list[Priced]:
    """Runs or training samples, each under every profile that can price it."""
    return [
        Priced(row.code, energy, row.time and row.time.under(energy.profile), row.traffic)
        for row in rows
        for energy in (row.energy.estimates if row.energy else ())
    ]


def _cause(name: str) -> Fact:
    return _amount(f"{name}_J", name, MODELLED, "J", lambda row: getattr(row.energy, name))


_PROFILE = _text("", "profile", lambda row: row.energy.profile)
# As a band of one estimate, a total without the weight updates is called a lower bound.
_TOTAL = _amount("", "total", MODELLED, "J", lambda row: Band("", (row.energy,)), mark=_mark)
BY_CAUSE = (CODE, _PROFILE, *map(_cause, _RUN_CAUSES), _TOTAL)
LEARNING_BY_CAUSE = (
    CODE,
    _PROFILE,
    *map(_cause, CAUSES),
    _TOTAL,
    _amount("", "time on chip", MODELLED, "s", lambda row: row.time and row.time.total),
    _data("left_out", "", lambda row: row.energy.left_out),
)

# What learning counts, and what a training sample takes in one code.
LEARNING_COUNTS = (
    _count("timesteps", "steps"),
    _count("flips", "flips"),
    _count("synops", "synops"),
    _count("learning_events_hidden", "learning events, hidden"),
    _count("learning_events_readout", "learning events, readout"),
    _count("weight_updates_recurrent", "weight updates, recurrent"),
    _count("weight_updates_input", "weight updates, input"),
    _count("weight_updates_readout", "weight updates, readout"),
    *map(_count, (*_MESSAGES, "neuron_updates", "learning_events", "weight_updates")),
)


def _each(band: Any, samples: int) -> list[float | None] | None:
    """Lowest and highest of one sample; the upper end of a lower bound is open."""
    ends = span(band)
    return None if ends is None else [ends[0] / samples, None if band.at_least else ends[1] / samples]


LEARNING_IN_A_CODE = (
    _data("problem"),
    _data("phases", DERIVED, lambda row: row.activity.as_dict()),
    _TRAFFIC,
    _PLACED,
    _data("unplaced"),
    _data("energy_J_per_sample", MODELLED, lambda row: _each(row.energy, row.samples)),
    _data("time_s_per_sample", MODELLED, lambda row: _each(row.time, row.samples)),
    _TIMES,
    _data("at_least", "", lambda row: row.energy and row.energy.at_least),
    _data("no_price_of_weight_updates", "", lambda row: row.energy and row.energy.incomplete),
    _data(
        "by_profile",
        MODELLED,
        lambda row: {one.energy.profile: data_of(LEARNING_BY_CAUSE, one) for one in priced([row])},
    ),
)
# What an engine learned beside others; totals.
LEARNED = (
    ENGINE,
    IDENTICAL,
    _data("first_difference", "", lambda row: row.first_difference()),
    _data("largest_gap"),
    _data("identical_answers"),
    _count("samples"),
    *LEARNING_COUNTS,
    _DERIVED,
    _amount("sample_s", "time of a sample", MEASURED, "s", lambda row: row.sample_s),
    _amount("setup_s", SETUP.heading, MEASURED, "s", lambda row: row.setup_s),
    _data("wall_s", MEASURED),
)

# The same answer without events, one inference on a processor.
BASELINE = (
    _text("name", "what is evaluated"),
    _text("chip", "on"),
    Fact("operations_per_sample", "operations", COUNTED, lambda row: row.operations),
    _amount("energy_J_per_sample", "energy", MODELLED, "J", lambda row: (row.low, row.high)),
    _text("profile", "profile"),
    _data("by_operation_J", MODELLED, lambda row: row.by_operation),
    _data("citation"),
    _data("conditions"),
)
# What ending each sample at its fixed point saves.
EARLY_STOP = (
    CODE,
    Fact("stopped_samples", "samples that end early", COUNTED, lambda row: row.stopped_samples, per_sample=False),
    Fact("mean_steps", "mean steps", COUNTED, lambda row: row.mean_steps, "decimal"),
    Fact("synops_saved", "synops saved", DERIVED, lambda row: row.synops_saved),
    Fact("neuron_updates_saved", "neuron updates saved", DERIVED, lambda row: row.updates_saved),
    _amount("energy_J_saved", "energy saved", MODELLED, "J", lambda row: row.energy_saved),
    Fact("different_answers", "answers that differ", COUNTED, lambda row: row.different_answers, per_sample=False),
)
BASIS = {
    "engines": bases_of(RUN),
    "baselines": bases_of(BASELINE),
    "early_stop": bases_of(EARLY_STOP),
    "learning": {"activity": COUNTED, **bases_of((*LEARNING_IN_A_CODE, *LEARNING_BY_CAUSE))},
    "placement": {"utilisation": COUNTED},
    "neurobench": DERIVED,
}
