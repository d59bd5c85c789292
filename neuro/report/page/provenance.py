"""Where the page and every number on it come from: prices, what they leave open, assumptions, versions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import final

from ...energy import ASSUMPTIONS, ENERGIES, Profile
from ..comparison import Comparison
from ..fact import COUNTED, Column, Table
from ..sentences import left_out
from ..words import sentence
from .section import Details, Section

_BASES = (
    "Counted figures are events of the runs on this page. Modelled figures are counts times published numbers, never "
    "measured here. Measured figures are seconds or joules of the machine that made the page."
)
_COLUMNS = (
    Column("quantity", text=True),
    Column("energy"),
    Column("time"),
    Column("authors' basis", text=True),
    Column("what it is, and when it holds", text=True, wrap=True),
    Column("source", text=True),
)


@final
class Sources:
    """Numbers citations in the order of their first use."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def mark(self, citation: str, whole: str | None = None) -> str:
        """The citation's number in brackets; with the place, where the citation is one in a `whole` work."""
        if whole is not None and citation.startswith(f"{whole}, "):
            return f"{self.mark(whole)} {citation.removeprefix(f'{whole}, ')}"
        return f"[{self._numbers.setdefault(citation, len(self._numbers) + 1)}]"

    def table(self) -> Table:
        """All citations, in words."""
        rows = tuple((f"[{number}]", citation) for citation, number in self._numbers.items())
        return Table("Sources.", (Column("number", text=True), Column("citation", text=True, wrap=True)), rows)


def provenance(comparison: Comparison) -> Section:
    """The section."""
    sources = Sources()
    tables = [table for profile in comparison.profiles for table in _profile_tables(profile, sources)]
    if comparison.baselines:
        tables.append(_baseline_table(comparison, sources))
    tables.append(_open_table(comparison))
    tables.append(sources.table())
    return Section(
        "provenance", "Where the numbers come from", (_BASES, Details("Every price with its source", tuple(tables)))
    )


def _profile_tables(profile: Profile, sources: Sources) -> list[Table]:
    """Prices, and measurements of whole chips, as far as the profile has any."""
    sources.mark(profile.citation)
    observed = tuple(
        (one.workload, one.figure, f"{one.value:g} {one.unit}", sources.mark(one.citation, profile.citation))
        for one in profile.observations
    )
    columns = (
        Column("workload", text=True, wrap=True),
        Column("figure", text=True, wrap=True),
        Column("value"),
        Column("source", text=True),
    )
    caption = f"Measured elsewhere on {profile.chip}, other workloads: nothing on this page is modelled from it."
    priced, seen = _prices(profile, sources), Table(caption, columns, observed)
    return [table for table in (priced, seen) if table.rows]


def _prices(profile: Profile, sources: Sources) -> Table:
    names = [name for name in ENERGIES if name in profile.energies or name in profile.times]
    rows = [_row(name, profile, sources) for name in names]
    rows += [(name, "", "", "", f"within {of}", "") for name, of in profile.within.items()]
    if (barrier := profile.barrier) is not None:
        points = zip(barrier.tiles, barrier.times_ns, strict=True)
        times = ", ".join(f"{time:g} ns with {tiles} tile{'' if tiles == 1 else 's'}" for tiles, time in points)
        words = f"the wait for all cores after each step: {times}; {barrier.conditions}"
        rows.append(
            ("barrier", "unknown", "see right", barrier.basis, words, sources.mark(barrier.citation, profile.citation))
        )
    if (static := profile.static_power) is not None:
        words = f"{static.value:g} {static.unit}, never part of the energies here; {static.conditions}"
        rows.append(("static power", "", "", static.basis, words, sources.mark(static.citation, profile.citation)))
    return Table(f"Profile {profile.name} ({profile.chip}): {profile.conditions}.", _COLUMNS, tuple(rows))


def _row(name: str, profile: Profile, sources: Sources) -> tuple[str, ...]:
    """Energy and time of one quantity; what holds for the whole profile stands in the caption alone."""
    both = {"energy": profile.energies.get(name), "time": profile.times.get(name)}
    known = {kind: entry for kind, entry in both.items() if entry is not None}
    marks = [sources.mark(entry.citation, profile.citation) for entry in known.values()]
    words = {kind: entry.conditions for kind, entry in known.items() if entry.conditions != profile.conditions}
    shared = len(words) == len(both) and len(set(words.values())) == 1
    conditions = words.values() if shared else [f"{kind}: {one}" for kind, one in words.items()]
    return (
        name.replace("_", " "),
        *("unknown" if entry is None else f"{entry.value:g} {entry.unit}" for entry in both.values()),
        _joined(entry.basis for entry in known.values()),
        _joined([ENERGIES[name], *conditions]),
        _joined(marks),
    )


def _joined(words: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(words))


def _baseline_table(comparison: Comparison, sources: Sources) -> Table:
    rows = tuple(
        (one.name, one.chip, f"{one.operations:,}", one.conditions, sources.mark(one.citation))
        for one in comparison.baselines
    )
    columns = (
        Column("what is evaluated", text=True),
        Column("on", text=True),
        Column("operations", COUNTED),
        Column("when it holds", text=True, wrap=True),
        Column("source", text=True),
    )
    return Table("Dense evaluation and the perceptron, per inference.", columns, rows)


def _open_table(comparison: Comparison) -> Table:
    """What is unknown, left out or assumed."""
    rows = [(f"profile {p.name}", sentence(line)) for p in comparison.profiles for line in p.missing]
    for (what, profile), events in left_out(comparison).items():
        rows.append((f"{what} under {profile}", f"Without {', '.join(events).replace('_', ' ')}."))
    rows += [("time on chip", sentence(line)) for line in ASSUMPTIONS]
    return Table(
        "Missing, left out or assumed: unknown is never taken for zero.",
        (Column("where", text=True), Column("what", text=True, wrap=True)),
        tuple(rows),
    )


def facts(comparison: Comparison) -> list[tuple[str, str]]:
    """What was compared."""
    workload = comparison.workload
    network, stimulus = workload.network, workload.stimulus
    numbers = f"{network.description.numbers.weight_bits}-bit integers" if network.is_integer else "floats"
    return [
        ("network", network.hash),
        ("units", f"{network.units:,}"),
        ("numbers", numbers),
        ("data", workload.data or "random starts"),
        ("samples", f"{stimulus.samples:,}"),
        ("steps", f"{stimulus.steps:,}"),
        ("engines", ", ".join(dict.fromkeys(entry.run.engine for entry in comparison.entries))),
        ("codes", ", ".join(dict.fromkeys(entry.run.code for entry in comparison.entries))),
    ]
