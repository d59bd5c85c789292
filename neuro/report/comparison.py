"""One workload run by several engines in several codes, held against each other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import final

from ..energy import Baseline, Profile, RaplMeter, profiles_of
from ..engines import ALL, CODES, AbstractEngine, Run, choose_engines, features_of
from ..engines.stimulus import check_stimulus
from ..errors import DefectError, NeuroError
from ..html import html_table
from ..placement import Chip, load_chip
from ..progress import Progress, silent
from ..workload import Workload
from .alternatives import EarlyStop, baselines, dense_work, existing_couplings, stop_early
from .entry import Entry, first_by_code, make_entry
from .learning_cost import LearningCost, learning_cost
from .on_chip import OnChip, put_on_chip


@final
@dataclass(frozen=True)
class LeftOut:
    """An engine that can't run the workload in a code (None: in none), and why."""

    engine: str
    code: str | None
    reason: str


@final
@dataclass(frozen=True, eq=False)
class Comparison:
    """All runs of a workload; the first is the one the others are held against.

    Parameters
    ----------
    workload
        The network and its samples.
    profiles
        What the energies and times are modelled from, all of one chip family.
    entries, left_out
        The runs, and what could not be run.
    on_chip
        The placement, or why there is none.
    baselines
        Dense evaluation and a perceptron of as many parameters, on processors, per inference.
    early_stops
        One for each code: the same run, each sample ended once its state stays.
    learning
        Cost of learning, when asked for.
    notes
        What could not be priced or placed, and why, in sentences.
    no_meter
        Why no joules were measured; None when they were.
    """

    workload: Workload
    profiles: tuple[Profile, ...]
    entries: tuple[Entry, ...]
    left_out: tuple[LeftOut, ...] = ()
    on_chip: OnChip = OnChip()  # noqa: RUF009  it is frozen
    baselines: tuple[Baseline, ...] = ()
    early_stops: tuple[EarlyStop, ...] = ()
    learning: LearningCost | None = None
    notes: tuple[str, ...] = ()
    no_meter: str | None = None

    def _repr_html_(self) -> str:
        from .tables import costs_table, counts_table  # which are made of comparisons

        tables = (counts_table(self), costs_table(self))
        shown = (html_table(one.caption, one.rows, [column.heading for column in one.columns]) for one in tables)
        return "".join(shown)

    @property
    def identical(self) -> bool:
        """Whether every state at every step, and every readout answer, is identical in all runs."""
        return all(entry.identical for entry in self.entries)

    @property
    def identical_counts(self) -> bool:
        """Whether all runs of a code have every count alike."""
        return all(
            entry.activity == first.activity
            for first in first_by_code(self.entries).values()
            for entry in self.entries
            if entry.code == first.code
        )

    @property
    def counted(self) -> bool:
        """Whether an engine has counted its synops itself, and all others have the same."""
        return self.identical_counts and any("synops" not in entry.derived for entry in self.entries)

    @property
    def synops_dense(self) -> int:
        """Operations if all couplings between units were evaluated in every step, input and readout once a sample."""
        return self.workload.samples * dense_work(self.workload.network, self.workload.stimulus).operations

    @property
    def synops_dense_input_every_step(self) -> int:
        """The same if the input, which stays over a sample, were summed up anew in every step."""
        anew = (self.workload.stimulus.steps - 1) * existing_couplings(self.workload.network.input_weights)
        return self.synops_dense + self.workload.samples * anew


def compare(
    workload: Workload,
    engines: Iterable[str] | None = None,
    codes: Iterable[str] = CODES,
    profile: Profile | None = None,
    progress: Progress = silent,
    *,
    chip: Chip | None = None,
    learning_samples: int = 0,
    folder: str | None = None,
    meter: RaplMeter | None = None,
    placement: str | Path | None = None,
) -> Comparison:
    """Run a workload on each engine in each code, its readout split where no core of the chip holds it.

    Parameters
    ----------
    workload
        The network and its samples.
    engines
        Names, the first of which is the reference. None for all that work here and can run this workload, but those
        that compile a program for each network; ``["all"]`` for these too.
    codes
        What units send.
    profile
        What to price with; all profiles of the chip's family when none is given.
    progress
        Called before each run.
    chip
        What the network is placed on; the default chip when none is given.
    learning_samples
        Training samples whose learning is counted and priced; 0 for none.
    folder
        Where the data set of these is, if not where it is usually looked for.
    meter
        What measures joules; the counters of this machine's processor, if it shows any.
    placement
        File written by ``neuro place`` that says where each unit lies; placed anew when none is given.

    Raises
    ------
    NeuroError
        When an engine is unknown, doesn't work here, or can run this workload in none of the codes; when the training
        samples can't be learned; when the placement is of another network or chip.
    """
    chip = chip or load_chip()
    workload = workload.fitted(chip, learning=learning_samples > 0 and placement is None)
    priced = tuple(profiles_of(chip.family)) if profile is None else (profile,)
    meter = meter or RaplMeter()
    names = None if engines is None else list(engines)
    loaded, missing = choose_engines(names)
    codes = tuple(codes)
    left_out = [LeftOut(name, None, reason) for name, reason in missing.items()]
    named = names not in (None, [ALL])
    left_out += _refusals(workload, loaded, codes, named=named)
    skipped = {(one.engine, one.code) for one in left_out}
    progress(f"placing on {chip.title}")
    on_chip = put_on_chip(workload.network, chip, priced, placement)
    learning = None
    if learning_samples:
        # Before the runs, which may take minutes: samples that can't be learned are known at once.
        progress("learning")
        learning = learning_cost(
            workload, learning_samples, priced, folder, codes=codes, chip=chip, placement=placement
        )
    entries: list[Entry] = []
    notes: list[str] = []
    asked = [(engine, code) for code in codes for engine in loaded if (engine.name, code) not in skipped]
    for number, (engine, code) in enumerate(asked):
        progress(f"{engine.name} ({code})", number, len(asked))
        try:
            run, joules = _measured(engine, workload, code, meter)
        except NeuroError as reason:
            # Too large for that engine, say.
            if named or not entries or isinstance(reason, DefectError):
                raise
            left_out.append(LeftOut(engine.name, code, f"{engine.name} ({code}): {reason}"))
            continue
        reference = entries[0].run if entries else run
        entry, note = make_entry(run, reference, workload, on_chip, joules)
        if entry.difference is None:
            # Identical states are kept once.
            entry = replace(entry, run=replace(run, states=reference.states))
        entries.append(entry)
        notes += [] if note is None else [note]
    early_stops = []
    # While inputs change, no sample may end before the last step.
    for code, entry in () if workload.stimulus.streams else first_by_code(entries).items():
        progress(f"stopping early ({code})")
        early_stops.append(stop_early(workload, entry.run, entry.energy, on_chip))
    return Comparison(
        workload=workload,
        profiles=priced,
        entries=tuple(entries),
        left_out=tuple(left_out),
        on_chip=on_chip,
        baselines=baselines(workload.network, workload.stimulus),
        early_stops=tuple(early_stops),
        learning=learning,
        notes=tuple(dict.fromkeys(notes)),
        no_meter=meter.obstacle,
    )


def _measured(engine: AbstractEngine, workload: Workload, code: str, meter: RaplMeter) -> tuple[Run, float | None]:
    with engine.open(workload.network, code) as session:
        return meter.measure(lambda: session.run(workload.stimulus))


def _refusals(
    workload: Workload, engines: list[AbstractEngine], codes: tuple[str, ...], *, named: bool
) -> list[LeftOut]:
    """What can't run; an engine that was named and can run in no code at all is an error."""
    needed = features_of(workload.network, workload.stimulus)
    left_out = []
    for engine in engines:
        reasons = {}
        for code in codes:
            try:
                check_stimulus(workload.network, workload.stimulus, code)
                engine.refuse(code, needed)
            except NeuroError as refusal:
                reasons[code] = str(refusal)
        if len(reasons) == len(codes):
            reason = next(iter(reasons.values()))
            # What the reference refuses no engine can run.
            if named or engine is engines[0]:
                raise NeuroError(reason)
            left_out.append(LeftOut(engine.name, None, reason))
            continue
        left_out += [LeftOut(engine.name, code, reason) for code, reason in reasons.items()]
    return left_out
