"""One run of a comparison: what it cost, and whether it agrees with the run it is held against."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import final

from ..energy import Band, Energy, StepTime, energy_band, load_profile, profiles_of, static_energy
from ..engines import Activity, Difference, Run, first_difference
from ..placement import Traffic
from ..workload import Workload
from .on_chip import OnChip

# How the note begins that says why an energy knows nothing of cores and the mesh.
WITHOUT_PLACEMENT = "energy is given without a placement"


@final
@dataclass(frozen=True, eq=False)
class Entry:
    """One engine's run in one code, priced, and where it first differs from the reference run.

    Parameters
    ----------
    run
        What the engine gave back.
    energy
        Dynamic energy over all samples, in joules, modelled; None when no profile can price it.
    accuracy
        Share of right answers; None without labels.
    difference, identical_answers
        Where the states first differ from the reference's, and whether the answers are identical.
    traffic
        What the messages do on the chip, derived from the states; None without a placement.
    time
        Seconds over all samples on the chip, modelled; None without a placement or known times.
    measured_J
        Joules of this machine's processor while the engine ran, compiling included; None without a meter.
    static_J
        Joules of static power while the modelled time lasts, by profile, over all samples; None where the power isn't
        known.
    """

    run: Run
    energy: Band[Energy] | None
    accuracy: float | None
    difference: Difference | None
    identical_answers: bool
    traffic: Traffic | None = None
    time: Band[StepTime] | None = None
    measured_J: float | None = None  # noqa: N815  the unit is part of the name
    static_J: Mapping[str, float | None] = field(default_factory=dict)  # noqa: N815

    @property
    def engine(self) -> str:
        """Who ran."""
        return self.run.engine

    @property
    def code(self) -> str:
        """What units sent."""
        return self.run.code

    @property
    def activity(self) -> Activity:
        """Counts over all samples."""
        return self.run.activity

    @property
    def samples(self) -> int:
        """Number of samples S."""
        return len(self.run.states)

    @property
    def identical(self) -> bool:
        """Whether every state and every answer is the reference's."""
        return self.difference is None and self.identical_answers

    @property
    def derived(self) -> frozenset[str]:
        """Which of the counts follow from the states; a placement says what becomes of packets."""
        derived = self.activity.derived_too(self.run.derived)
        return derived if self.traffic is None else derived | {"packets"}

    @property
    def unplaced(self) -> bool:
        """Whether there is an energy, but as if all units lay on one core."""
        return self.energy is not None and self.traffic is None

    @property
    def energy_delay(self) -> tuple[float, float] | None:
        """Lowest and highest energy-delay product of one sample, in joule-seconds, profile by profile."""
        if self.energy is None or self.time is None:
            return None
        products = [
            energy.total / self.samples * step.total / self.samples
            for energy in self.energy.estimates
            if (step := self.time.under(energy.profile)) is not None
        ]
        return (min(products), max(products)) if products else None


def first_by_code(entries: Iterable[Entry]) -> dict[str, Entry]:
    """The first run of each code: all engines count the same when they agree."""
    first: dict[str, Entry] = {}
    for entry in entries:
        first.setdefault(entry.code, entry)
    return first


def make_entry(
    run: Run, reference: Run, workload: Workload, on_chip: OnChip, joules: float | None
) -> tuple[Entry, str | None]:
    """Price a run and hold it against the reference; a note says what could not be priced or placed, and why."""
    identical = not workload.network.classes or bool((run.predictions == reference.predictions).all())
    traffic, unplaced = on_chip.traffic(workload.network, workload.stimulus, run)
    energy, note = on_chip.energy(run.activity, traffic)
    if note is None and unplaced is not None:
        note = f"{WITHOUT_PLACEMENT}: {unplaced}"
    steps = on_chip.time(run.activity, traffic)
    static = {
        profile.name: static_energy(profile, step)
        for profile in on_chip.profiles
        if steps is not None and (step := steps.under(profile.name)) is not None
    }
    difference = first_difference(run, reference)
    accuracy = _accuracy(run, workload)
    return Entry(run, energy, accuracy, difference, identical, traffic, steps, joules, static), note


def entry_alone(run: Run, workload: Workload) -> Entry:
    """A `run` of a `workload` held against no other, priced as if on one core under the default family's profiles."""
    energy = energy_band(run.activity, profiles_of(load_profile().family))
    return Entry(run, energy, _accuracy(run, workload), None, True)


def _accuracy(run: Run, workload: Workload) -> float | None:
    if workload.labels is None or not workload.network.classes:
        return None
    return float((run.predictions == workload.labels).mean())
