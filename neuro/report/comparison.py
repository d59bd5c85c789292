"""One workload run by several engines in several codes, held against each other."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import Any, final

from ..energy import Energy, Profile, estimate_energy, load_profile
from ..engines import CODES, AbstractEngine, Difference, Run, features_of, first_difference, load_engine
from ..engines.stimulus import check_stimulus
from ..errors import NeuroError
from ..network import values_of
from ..workload import Workload


@final
@dataclass(frozen=True, eq=False)
class Entry:
    """One engine's run in one code, priced, and where it first parts from the reference run."""

    run: Run
    energy: Energy
    accuracy: float | None
    difference: Difference | None
    same_answers: bool


@final
@dataclass(frozen=True)
class LeftOut:
    """An engine and code that can't run the workload, and why."""

    engine: str
    code: str
    reason: str


@final
@dataclass(frozen=True, eq=False)
class Comparison:
    """All runs of a workload; the first is the one the others are held against."""

    workload: Workload
    profile: Profile
    entries: tuple[Entry, ...]
    left_out: tuple[LeftOut, ...] = ()

    @property
    def identical(self) -> bool:
        """Whether every state at every step, and every readout answer, is the same in all runs."""
        return all(entry.difference is None and entry.same_answers for entry in self.entries)

    @property
    def synops_dense(self) -> int:
        """Operations if every coupling were evaluated in every step, and the readout once a sample."""
        network, stimulus = self.workload.network, self.workload.stimulus
        per_step = sum(int((values_of(m) != 0).sum()) for m in (network.couplings, network.input_weights))
        return stimulus.samples * (stimulus.steps * per_step + int((network.readout_weights != 0).sum()))


def compare(
    workload: Workload,
    engines: Iterable[str],
    codes: Iterable[str] = CODES,
    profile: Profile | None = None,
    report: Callable[[str], None] | None = None,
) -> Comparison:
    """Run a workload on each engine in each code.

    Parameters
    ----------
    report
        Called with a line before each run.

    Raises
    ------
    NeuroError
        When an engine is unknown, doesn't work here, or can run this workload in none of the codes.
    """
    profile = profile or load_profile()
    names = list(engines)
    if not names:
        raise NeuroError("engines: got none, expected at least one name; 'neuro doctor' lists them.")
    if len(set(names)) < len(names):
        raise NeuroError(f"engines: got {', '.join(names)}; expected each name once.")
    loaded = [load_engine(name) for name in names]
    for engine in loaded:
        if (obstacle := engine.obstacle()) is not None:
            raise NeuroError(obstacle)
    codes = tuple(codes)
    left_out = _refusals(workload, loaded, codes)
    skipped = {(one.engine, one.code) for one in left_out}
    entries: list[Entry] = []
    for code in codes:
        for engine in loaded:
            if (engine.name, code) in skipped:
                continue
            if report is not None:
                report(f"{engine.name} ({code})")
            run = engine.run(workload.network, workload.stimulus, code)
            reference = entries[0].run if entries else run
            entries.append(_entry(run, reference, workload, profile))
    return Comparison(workload, profile, tuple(entries), tuple(left_out))


def _refusals(workload: Workload, engines: list[AbstractEngine], codes: tuple[str, ...]) -> list[LeftOut]:
    """What can't run; an engine that can run in no code at all is an error."""
    needed = features_of(workload.network, workload.stimulus)
    left_out = []
    for engine in engines:
        reasons = {}
        for code in codes:
            try:
                check_stimulus(workload.network, workload.stimulus, code)
                engine.refuse(code, needed)
            except NeuroError as reason:
                reasons[code] = str(reason)
        if len(reasons) == len(codes):
            raise NeuroError(next(iter(reasons.values())))
        left_out += [LeftOut(engine.name, code, reason) for code, reason in reasons.items()]
    return left_out


def _entry(run: Run, reference: Run, workload: Workload, profile: Profile) -> Entry:
    accuracy = None if workload.labels is None else float((run.predictions == workload.labels).mean())
    same = not workload.network.classes or bool((run.predictions == reference.predictions).all())
    return Entry(run, estimate_energy(run.activity, profile), accuracy, first_difference(run, reference), same)


def as_json(comparison: Comparison) -> dict[str, Any]:
    """The comparison as plain data.

    Each engine shows the figures of the first code it ran and, under ``codes``, those of every code.
    """
    workload, profile = comparison.workload, comparison.profile
    engines: dict[str, dict[str, Any]] = {}
    for entry in comparison.entries:
        figures = _figures(entry)
        engine = engines.setdefault(entry.run.engine, {"code": entry.run.code, **figures, "codes": {}})
        engine["codes"][entry.run.code] = figures
    first = next((e for e in comparison.entries if e.difference is not None), None)
    return {
        "model": workload.name,
        "network": workload.network.hash,
        "regime": "integer" if workload.network.is_integer else "float",
        "data": workload.data,
        "samples": workload.stimulus.samples,
        "steps": workload.stimulus.steps,
        "reference": comparison.entries[0].run.engine,
        "identical": comparison.identical,
        "first_difference": None
        if first is None or first.difference is None
        else {"engine": first.run.engine, "code": first.run.code, **first.difference._asdict()},
        "synops_dense": comparison.synops_dense,
        "profile": {"name": profile.name, "citation": profile.citation, "conditions": profile.conditions},
        "basis": {"counts": "counted", "energy_J": profile.basis, "wall_s": "measured", "setup_s": "measured"},
        "left_out": [asdict(one) for one in comparison.left_out],
        "engines": engines,
    }


def _figures(entry: Entry) -> dict[str, Any]:
    activity, energy = entry.run.activity, entry.energy
    counts = activity.as_dict()
    return {
        "accuracy": entry.accuracy,
        "timesteps": counts["timesteps"],
        "spikes": counts["spikes"],
        "flips": counts["flips"],
        "synops": counts["synops"],
        "synops_by_cause": {k: counts[f"synops_{k}"] for k in ("recurrent", "input", "feedback", "readout")},
        "synops_loading": counts["synops_loading"],
        "neuron_updates": counts["neuron_updates"],
        "neuron_updates_active": counts["neuron_updates_active"],
        "neuron_updates_inactive": counts["neuron_updates_inactive"],
        "packets": counts["packets"],
        "energy_J": energy.total,
        "energy_J_by_cause": {"synapse": energy.synapse, "neuron": energy.neuron, "network": energy.network},
        "setup_s": entry.run.setup_s,
        "wall_s": entry.run.wall_s,
        "identical": entry.difference is None and entry.same_answers,
    }
